import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import type { Trace } from "../../src/model/diff.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { packText } from "../../src/store/sqlite/pack.ts";
import { maySee, type Scope } from "../../src/store/scope.ts";
import type { Store } from "../../src/store/store.ts";
import { commit, finding, freshStore, result, run } from "./samples.ts";

const RUN = run().id;
const HOST = "www.bv-a.test";

function withRun(): Store {
  const store = freshStore();
  store.createRun(run());
  return store;
}

function put(store: Store, before: readonly Finding[], findings: readonly Finding[]): void {
  store.commitTarget(commit({ result: result({ before, findings }), findings: [], events: [] }));
}

/** Runs SQL as somebody would who is no part of the program. */
function tamper(store: Store, sql: string, ...values: Buffer[]): number {
  const { db } = connect(store.path, "FULL");
  try {
    return db.prepare<Buffer[]>(sql).run(...values).changes;
  } finally {
    db.close();
  }
}

/** By fingerprint, the later in place of the earlier: what readers of traces make of them. */
function left<T extends Pick<Finding, "fingerprint">>(rows: readonly T[]): [string, T][] {
  return [...new Map(rows.map((row) => [row.fingerprint, row]))];
}

/** The same, counted anew from the whole result. */
function recount(store: Store, scope: Scope, units: readonly string[]): [string, Finding][] {
  const whole = store.targetResult("central", RUN, HOST);
  const rows = [...(whole?.before ?? []), ...(whole?.findings ?? [])];
  return left(rows.filter((row) => maySee(scope, row) && units.includes(row.unit)));
}

function fieldsOf(trace: Trace, whole: Finding): Partial<Finding> {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => Object.hasOwn(trace, key)));
}

const drawn = fc.record({
  subject: fc.constantFrom("a", "b", "c", "d"),
  held: fc.boolean(),
  state: fc.constantFrom("open", "fixed", "accepted"),
  severity: fc.constantFrom("high", "low"),
  title: fc.record({ vi: fc.string(), en: fc.string() }),
  unknownReason: fc.constantFrom(null, "blocked"),
});
const listOf = fc
  .uniqueArray(drawn, { selector: ({ subject }) => subject, maxLength: 4 })
  .map((rows) =>
    rows.map((row): Finding => {
      const { id, fingerprint } = finding({ subject: row.subject });
      return { ...finding(), id, fingerprint, ...row };
    }),
  );

describe("findingTraces", () => {
  it("is what a recount of the whole result gives, for every reader", () => {
    const store = withRun();
    let compared = 0;
    fc.assert(
      fc.property(listOf, listOf, (before, findings) => {
        tamper(store, "UPDATE run_targets SET state = 'doing'");
        put(store, before, findings);
        expect(tamper(store, "UPDATE finding_traces SET of = of")).toBe(1);
        for (const scope of ["central", { units: ["BV-A"] }, { units: ["BV-B"] }] as const) {
          const traces = left(store.findingTraces(scope, RUN));
          const whole = recount(store, scope, ["BV-A"]);
          expect(traces.map(([fingerprint]) => fingerprint)).toEqual(whole.map(([key]) => key));
          for (const [at, [, trace]] of traces.entries()) {
            const [, same] = whole[at] ?? ["", finding()];
            expect(trace).toEqual(fieldsOf(trace, same));
            expect(Object.keys(trace)).toHaveLength(18);
            compared += 1;
          }
        }
        expect(store.verifyResults().bad).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it("hands out the units asked for, and a unit its own", () => {
    const store = withRun();
    put(store, [], [finding()]);
    store.commitUnit({
      run: RUN,
      unit: "BV-B",
      result: { before: [], findings: [finding({ unit: "BV-B", host: null })], verdicts: [] },
      findings: [],
      events: [],
    });
    const unitsOf = (scope: Scope, units?: readonly string[]): string[] =>
      store.findingTraces(scope, RUN, units).map(({ unit }) => unit);
    expect(unitsOf("central")).toEqual(["BV-B", "BV-A"]);
    expect(unitsOf("central", ["BV-A"])).toEqual(["BV-A"]);
    expect(unitsOf("central", [])).toEqual([]);
    expect(unitsOf({ units: ["BV-B"] })).toEqual(["BV-B"]);
    expect(unitsOf({ units: ["BV-B"] }, ["BV-A"])).toEqual([]);
  });

  it("reads the result itself where there are none of it", () => {
    const store = withRun();
    put(store, [finding({ subject: "tls" })], [finding()]);
    const kept = store.findingTraces("central", RUN);
    expect(kept).toHaveLength(2);
    expect(tamper(store, "DELETE FROM finding_traces")).toBe(1);
    expect(store.findingTraces("central", RUN)).toEqual(kept);
    expect(store.verifyResults().bad).toEqual([]);
  });

  it("does not believe traces of another result", () => {
    const store = withRun();
    put(store, [], [finding()]);
    const kept = store.findingTraces("central", RUN);
    const { sha256, content } = packText("[]");
    const sql = "UPDATE finding_traces SET of = zeroblob(32), sha256 = ?, content = ?";
    expect(tamper(store, sql, sha256, content)).toBe(1);
    expect(store.findingTraces("central", RUN)).toEqual(kept);
    expect(store.verifyResults().bad).toEqual(["results 1"]);
  });

  it("follows a result that takes the place of another", () => {
    const store = withRun();
    const first = commit({ pass: 1, state: "doing", result: result({ findings: [finding()] }) });
    store.commitTarget(first);
    put(store, [], [finding({ state: "fixed" })]);
    expect(store.findingTraces("central", RUN).map(({ state }) => state)).toEqual(["fixed"]);
    expect(store.verifyResults().bad).toEqual([]);
  });

  it("says that they are damaged, and verification does too", () => {
    const store = withRun();
    put(store, [], [finding()]);
    tamper(store, "UPDATE finding_traces SET content = zeroblob(length(content))");
    expect(() => store.findingTraces("central", RUN)).toThrow(/store-damaged/);
    expect(store.verifyResults().bad).toEqual(["results 1"]);
  });

  it("verification recounts them: sound bytes that say something else are found", () => {
    const store = withRun();
    put(store, [], [finding()]);
    const { sha256, content } = packText(
      JSON.stringify(
        store.findingTraces("central", RUN).map((one) => ({ ...one, state: "fixed" })),
      ),
    );
    tamper(store, "UPDATE finding_traces SET sha256 = ?, content = ?", sha256, content);
    expect(store.findingTraces("central", RUN).map(({ state }) => state)).toEqual(["fixed"]);
    expect(store.verifyResults().bad).toEqual(["results 1"]);
  });

  it("leaves with its result", () => {
    const store = withRun();
    put(store, [], [finding()]);
    expect(tamper(store, "DELETE FROM results")).toBe(1);
    expect(tamper(store, "DELETE FROM finding_traces")).toBe(0);
  });
});
