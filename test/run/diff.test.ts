import { describe, expect, it, test } from "vitest";
import type { FindingState } from "../../src/model/area.ts";
import { CHANGES } from "../../src/model/diff.ts";
import type { Finding, FindingEvent } from "../../src/model/finding.ts";
import type { ScanRun } from "../../src/model/run.ts";
import { diffRuns, type Diff, type Snapshot } from "../../src/run/diff.ts";
import { snapshotOf } from "../../src/run/snapshot.ts";
import { commit, finding, freshStore, result, run, seen } from "../store/samples.ts";

const A = run({ id: "A", startedAt: "2026-11-20T16:00:00.000Z" });
const B = run({ id: "B", startedAt: "2026-11-21T16:00:00.000Z" });
const LONG_AGO = "2026-11-01T16:00:00.000Z";
const IN_B = "2026-11-21T16:05:00.000Z";

function snapshot(of: ScanRun, findings: readonly Finding[]): Snapshot {
  return {
    run: of,
    findings: new Map(findings.map((one) => [one.fingerprint, one])),
    coverage: () => [],
  };
}

/** The same finding in any run: identity does not depend on what a test changes. */
const BASE = finding({ firstSeen: LONG_AGO });
const at = (of: ScanRun, state: FindingState, over: Partial<Finding> = {}): Finding => ({
  ...BASE,
  state,
  run: of.id,
  ...over,
});

function event(over: Partial<FindingEvent>): FindingEvent {
  return seen(BASE, { at: B.startedAt, run: B.id, from: "open", to: "open", ...over });
}

function compare(
  before: readonly Finding[],
  after: readonly Finding[],
  events: readonly FindingEvent[] = [],
  runs: readonly [ScanRun, ScanRun] = [A, B],
): Diff {
  return diffRuns(snapshot(runs[0], before), snapshot(runs[1], after), () => events);
}

const changesOf = (diff: Diff): string[] => diff.entries.map(({ change }) => change);

describe("one finding", () => {
  it.each<[string, Finding[], Finding[], string[]]>([
    ["appears", [], [at(B, "open", { firstSeen: IN_B })], ["new"]],
    ["is seen again", [at(A, "open")], [at(B, "open")], ["still"]],
    [
      "is not seen, but not often enough to close",
      [at(A, "open")],
      [at(B, "open", { outcome: "pass" })],
      ["still"],
    ],
    ["is closed", [at(A, "open")], [at(B, "fixed")], ["fixed"]],
    ["comes back", [at(A, "fixed")], [at(B, "open")], ["back"]],
    ["stays closed", [at(A, "fixed")], [at(B, "fixed")], []],
    ["appeared and went in between", [], [at(B, "fixed", { firstSeen: IN_B })], []],
    [
      "could not be looked at",
      [at(A, "open")],
      [at(A, "open", { outcome: "unknown" })],
      ["not-assessed"],
    ],
    ["stood before and was not asked", [at(A, "open")], [at(A, "open")], ["not-assessed"]],
    ["is on a host that the later run left out", [at(A, "open")], [], ["not-assessed"]],
    ["was accepted: it stands all the same", [at(A, "open")], [at(B, "accepted")], ["still"]],
    ["was called a false alarm", [at(A, "open")], [at(B, "false-positive")], ["set-aside"]],
    ["was a false alarm all along", [at(A, "false-positive")], [at(B, "false-positive")], []],
    [
      "stands again after a false alarm was withdrawn",
      [at(A, "false-positive")],
      [at(B, "open")],
      ["still"],
    ],
  ])("%s", (_name, before, after, expected) => {
    expect(changesOf(compare(before, after))).toEqual(expected);
  });

  it("says why there was no answer: the finding's reason, else that of the coverage", () => {
    const own = compare(
      [at(A, "open")],
      [at(A, "open", { outcome: "unknown", unknownReason: "blocked" })],
    );
    expect(own.entries[0]?.reason).toBe("blocked");
    const { host, port, area } = BASE;
    const row = {
      host: host ?? "",
      port: port ?? 0,
      area: "tls",
      status: "not-assessed",
      run: "B",
      at: IN_B,
    } as const;
    expect([port, area]).toEqual([443, "tls"]);
    const after = {
      ...snapshot(B, []),
      coverage: () => [{ ...row, reason: "budget-spent" as const }],
    };
    expect(diffRuns(snapshot(A, [at(A, "open")]), after, () => []).entries[0]?.reason).toBe(
      "budget-spent",
    );
  });

  it("asks what was looked at once, of the later run, and only where there was no answer", () => {
    let asked = 0;
    const later = (found: readonly Finding[]): Snapshot => ({
      ...snapshot(B, found),
      coverage: () => {
        asked += 1;
        return [];
      },
    });
    const [one, other] = [at(A, "open"), at(A, "open", { fingerprint: "f2", group: "g2" })];
    const answered = diffRuns(snapshot(A, [one]), later([at(B, "open")]), () => []);
    expect([asked, answered.total.still]).toEqual([0, 1]);
    const missed = diffRuns(snapshot(A, [one, other]), later([]), () => []);
    expect([asked, missed.total["not-assessed"]]).toEqual([1, 2]);
  });
});

describe("a host that the earlier run left out", () => {
  const events = [
    event({ at: LONG_AGO, from: null, to: "open" }),
    event({ at: "2026-11-10T16:00:00.000Z", from: "open", to: "fixed", cause: "not-seen" }),
  ];

  it("is judged by the history up to then", () => {
    expect(changesOf(compare([], [at(B, "open")], events.slice(0, 1)))).toEqual(["still"]);
    expect(changesOf(compare([], [at(B, "open")], events))).toEqual(["back"]);
    expect(changesOf(compare([], [at(B, "fixed")], events.slice(0, 1)))).toEqual(["fixed"]);
  });
});

describe("what rules or data moved", () => {
  const byRule = (over: Partial<FindingEvent>) => event({ cause: "rule-changed", ...over });
  const fresh = at(B, "open", { firstSeen: IN_B });

  it.each<[string, readonly [Finding[], Finding[]], FindingEvent[], object]>([
    ["opened", [[], [fresh]], [byRule({ from: null })], { change: "changed-by-rule", as: "new" }],
    [
      "closed",
      [[at(A, "open")], [at(B, "fixed")]],
      [byRule({ to: "fixed", cause: "data-changed" })],
      { change: "changed-by-rule", as: "fixed" },
    ],
    [
      "brought back",
      [[at(A, "fixed")], [at(B, "open")]],
      [byRule({ from: "fixed" })],
      { change: "changed-by-rule", as: "back" },
    ],
    [
      "made more urgent",
      [[at(A, "open", { severity: "low" })], [at(B, "open")]],
      [byRule({ detail: "severity: low → high" })],
      { change: "changed-by-rule", as: "still" },
    ],
    [
      "touched, but the site moved it too",
      [[at(A, "open")], [at(B, "fixed")]],
      [byRule({ to: "in-progress" }), event({ cause: "not-seen", to: "fixed" })],
      { change: "fixed", as: null },
    ],
    [
      "moved before the earlier run",
      [[at(A, "fixed")], [at(B, "open")]],
      [byRule({ at: LONG_AGO, from: "fixed" }), event({ cause: "seen", from: "fixed" })],
      { change: "back", as: null },
    ],
  ])("%s", (_name, [before, after], events, expected) => {
    expect(compare(before, after, events).entries).toMatchObject([expected]);
  });

  it("judging again is no look: what did not move still stands", () => {
    const again: ScanRun = { ...B, kind: "reassess" };
    expect(changesOf(compare([at(A, "open")], [at(A, "open")], [], [A, again]))).toEqual(["still"]);
    const declared = at(A, "open", { host: null, port: null });
    expect(changesOf(compare([declared], [], [], [A, again]))).toEqual(["still"]);
    expect(changesOf(compare([at(A, "open")], [], [], [A, again]))).toEqual(["not-assessed"]);
    const missed = at(A, "open", { outcome: "unknown" });
    expect(changesOf(compare([missed], [missed], [], [A, again]))).toEqual(["not-assessed"]);
  });

  it("says when versions differ", () => {
    expect(compare([], []).versionsDiffer).toBe(false);
    const newer = { ...B, versions: { ...B.versions, data: "000000000000" } };
    expect(compare([], [], [], [A, newer]).versionsDiffer).toBe(true);
  });
});

describe("a group", () => {
  const http = (of: ScanRun, state: FindingState): Finding =>
    at(of, state, { fingerprint: "fp-http", id: "http", port: 80 });

  it("counts once and stands while one member does", () => {
    const half = compare([at(A, "open"), http(A, "open")], [at(B, "fixed"), http(B, "open")]);
    expect(half.entries).toMatchObject([{ change: "still", id: "http", port: 80 }]);
    expect(half.entries[0]?.places).toEqual(["www.bv-a.test:80", "www.bv-a.test:443"]);
    const whole = compare([at(A, "open"), http(A, "open")], [at(B, "fixed"), http(B, "fixed")]);
    expect(changesOf(whole)).toEqual(["fixed"]);
    const back = compare([at(A, "fixed"), http(A, "fixed")], [at(B, "fixed"), http(B, "open")]);
    expect(changesOf(back)).toEqual(["back"]);
  });

  it("of another unit is another group", () => {
    const other = at(B, "open", { fingerprint: "other", unit: "BV-B" });
    expect(
      compare([], [at(B, "open", { firstSeen: IN_B }), { ...other, firstSeen: IN_B }]).units,
    ).toMatchObject([
      { unit: "BV-A", counts: { new: 1 } },
      { unit: "BV-B", counts: { new: 1 } },
    ]);
  });
});

test("totals are the sums of the units, and of the entries", () => {
  const many = Array.from({ length: 30 }, (_, index) =>
    at(A, "open", { fingerprint: `fp${index}`, group: `g${index}`, unit: `BV-${index % 4}` }),
  );
  const after = many.map((one, index) => ({
    ...one,
    run: "B",
    state: index % 3 === 0 ? ("fixed" as const) : ("open" as const),
  }));
  const diff = compare(many, after);
  expect(diff.total).toMatchObject({ fixed: 10, still: 20, new: 0 });
  expect(diff.units).toHaveLength(4);
  for (const change of CHANGES) {
    expect(diff.units.reduce((sum, { counts }) => sum + counts[change], 0)).toBe(
      diff.total[change],
    );
    expect(diff.entries.filter((entry) => entry.change === change)).toHaveLength(
      diff.total[change],
    );
  }
});

test("a snapshot holds what the run left and what it did not touch", () => {
  const store = freshStore();
  const stored = run();
  store.createRun(stored);
  const untouched = finding({ subject: "tls", rule: "tls-no-tls1-3", run: "before" });
  const changed = finding({ state: "open", run: "before" });
  const left: Finding = { ...changed, state: "fixed", run: stored.id };
  store.commitTarget(
    commit({
      result: result({ before: [untouched, changed], findings: [left] }),
      findings: [left],
      events: [],
    }),
  );
  const found = snapshotOf(store, stored, { scope: "central" });
  expect(
    [...found.findings.values()].map(({ fingerprint, state }) => [fingerprint, state]),
  ).toEqual([
    [untouched.fingerprint, "open"],
    [left.fingerprint, "fixed"],
  ]);
  expect(found.coverage()).toHaveLength(1);
  expect(snapshotOf(store, stored, { scope: { units: ["BV-B"] } }).findings.size).toBe(0);
  expect(snapshotOf(store, stored, { scope: "central", units: ["BV-B"] }).findings.size).toBe(0);
});
