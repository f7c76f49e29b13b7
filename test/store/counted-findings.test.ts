import { describe, expect, it } from "vitest";
import type { CountedFinding, Finding } from "../../src/model/finding.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import type { Store } from "../../src/store/store.ts";
import { finding, freshStore, seen } from "./samples.ts";

const UNITS = ["BV-A", "BV-B"];

const rows: readonly Finding[] = [
  finding({ subject: "open" }),
  finding({ subject: "Trang “chủ”\n", severity: "low", dueOn: "", group: 'g"2' }),
  finding({ subject: "unknown", outcome: "unknown", unknownReason: "blocked" }),
  finding({ subject: "registry", host: null, port: null, area: "registry", directive: [] }),
  finding({ subject: "two items", directive: ["2", "10a"].map((item) => itemOf(item)) }),
  finding({ subject: "fixed", state: "fixed", outcome: "pass" }),
  finding({ subject: "fixed, nobody says when", state: "fixed" }),
  finding({ subject: "held", held: true }),
  finding({ subject: "another's", unit: "BV-B", state: "accepted" }),
  finding({ subject: "of none who asks", unit: "BV-C" }),
];

function itemOf(item: string): Finding["directive"][number] {
  return { document: "2132/BYT-K2ĐT", item, relation: "triggers", why: { vi: "Vì", en: "Since" } };
}

function filled(): Store {
  const store = freshStore();
  for (const row of rows) store.saveFinding(row, []);
  const fixed = rows.find(({ subject }) => subject === "fixed") ?? finding();
  const step = (at: string, from: Finding["state"], to: Finding["state"]) =>
    seen(fixed, { at, from, to });
  store.saveFinding(fixed, [
    step("2026-10-01T00:00:00.000Z", "open", "fixed"),
    step("2026-10-02T00:00:00.000Z", "fixed", "open"),
    step("2026-10-03T00:00:00.000Z", "open", "fixed"),
    step("2026-10-04T00:00:00.000Z", "fixed", "fixed"),
  ]);
  return store;
}

/** The same from whole findings and their events. */
function recount(store: Store, units: readonly string[]): CountedFinding[] {
  return store.findings("central", { units, held: false }).map((row) => ({
    id: row.id,
    fingerprint: row.fingerprint,
    unit: row.unit,
    system: row.system,
    host: row.host,
    port: row.port,
    area: row.area,
    rule: row.rule,
    severity: row.severity,
    state: row.state,
    outcome: row.outcome,
    held: row.held,
    group: row.group,
    subject: row.subject,
    dueOn: row.dueOn,
    lastLooked: row.lastLooked,
    directive: row.directive.map(({ item, relation }) => ({ item, relation })),
    fixedAt:
      store.events("central", row.id).findLast(({ from, to }) => to === "fixed" && from !== to)
        ?.at ?? null,
  }));
}

function sorted(counted: readonly CountedFinding[]): CountedFinding[] {
  return counted.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

describe("countedFindings", () => {
  it("is what a recount of whole findings gives", () => {
    const store = filled();
    const counted = store.countedFindings("central", UNITS);
    expect(counted).toHaveLength(8);
    expect(sorted(counted)).toEqual(sorted(recount(store, UNITS)));
    const at = new Map(counted.map(({ subject, fixedAt }) => [subject, fixedAt]));
    expect(at.get("fixed")).toBe("2026-10-03T00:00:00.000Z");
    expect(at.get("fixed, nobody says when")).toBeNull();
    expect(at.get("open")).toBeNull();
  });

  it.each([
    ["a unit its own", { units: ["BV-B"] }, UNITS, ["another's"]],
    ["nothing where no unit is asked for", "central", [], []],
    ["nothing of another's", { units: ["BV-B"] }, ["BV-A"], []],
  ] as const)("gives %s", (_name, scope, units, subjects) => {
    const counted = filled().countedFindings(scope, units);
    expect(counted.map(({ subject }) => subject)).toEqual(subjects);
  });

  it.each([
    ["a changed value", `UPDATE findings SET json = replace(json, '"high"', '"info"')`],
    ["text that is no JSON", `UPDATE findings SET json = substr(json, 9)`],
    ["text without fields", `UPDATE findings SET json = '"high"'`],
  ])("believes no text that was not stored: %s", (_name, sql) => {
    const store = freshStore();
    store.saveFinding(finding(), []);
    const { db } = connect(store.path, "FULL");
    expect(db.prepare(sql).run().changes).toBe(1);
    db.close();
    expect(() => store.countedFindings("central", UNITS)).toThrow(/store-damaged/);
  });

  it.each([
    ["a severity", { severity: "worst" }],
    ["a directive that is no list", { directive: "3" }],
    ["an item without a relation", { directive: [{ item: "3" }] }],
  ])("refuses %s that this program does not write", (_name, parts) => {
    const store = freshStore();
    store.saveFinding({ ...finding(), ...(parts as object) }, []);
    expect(() => store.countedFindings("central", UNITS)).toThrow(/store-damaged/);
  });
});
