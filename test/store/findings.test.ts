import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FINDING_STATES, SEVERITIES } from "../../src/model/area.ts";
import type { Finding } from "../../src/model/finding.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import type { Scope } from "../../src/store/scope.ts";
import { commit, finding, freshStore, NOW, result, run, seen } from "./samples.ts";

const UNITS = ["BV-A", "BV-B", "BV-C"];

/** A store with findings of three units, some held, also stored as results of the run. */
function threeUnits() {
  const store = freshStore();
  store.createRun(run());
  const all: Finding[] = [];
  for (const unit of UNITS) {
    const host = `www.${unit.toLowerCase()}.test`;
    const findings = [
      finding({ unit, host }),
      finding({ unit, host, rule: "tls-no-tls1-3", held: true, severity: "low" }),
      finding({ unit, host, rule: "cms-end-of-life", area: "cms", subject: "joomla" }),
    ];
    const verdicts = findings.map(({ rule, area, subject, held }) => ({
      rule,
      area,
      subject,
      held,
      unit,
      system: `${unit}-WEB`,
      host,
      port: 443,
      outcome: "fail" as const,
      severity: "high" as const,
      confidence: "certain" as const,
      value: "",
      evidence: [],
      directive: [],
      law: [],
    }));
    const events = findings.map((one) => seen(one));
    const coverage = [
      {
        host,
        port: 443,
        area: "tls" as const,
        status: "assessed" as const,
        reason: null,
        run: run().id,
        at: NOW.toISOString(),
      },
    ];
    const stored = result({ findings, before: findings, verdicts });
    store.commitTarget(commit({ unit, host, findings, events, coverage, result: stored }));
    const own = finding({
      unit,
      host: null,
      port: null,
      area: "registry",
      rule: "registry-plan-none",
      subject: unit,
    });
    store.commitUnit({
      run: run().id,
      unit,
      result: { before: [], findings: [own], verdicts: [] },
      findings: [own],
      events: [seen(own)],
    });
    all.push(...findings, own);
  }
  return { store, all };
}

describe("scope", () => {
  const scopes: [string, Scope, readonly string[]][] = [
    ["a unit", { units: ["BV-A"] }, ["BV-A"]],
    ["two units", { units: ["BV-A", "BV-C"] }, ["BV-A", "BV-C"]],
    ["an unknown unit", { units: ["BV-X"] }, []],
    ["nobody", { units: [] }, []],
    ["a unit with a hostile code", { units: [`BV-A") OR 1=1 --`] }, []],
  ];

  it.each(scopes)("%s sees its own and never what is held", (_name, scope, own) => {
    const { store, all } = threeUnits();
    const mine = all.filter((one) => own.includes(one.unit) && !one.held);
    const ids = (found: readonly Finding[]): string[] => found.map(({ id }) => id).sort();
    const expected = ids(mine);

    expect(ids(store.findings(scope))).toEqual(expected);
    expect(ids(store.findings(scope, { units: UNITS, states: FINDING_STATES }))).toEqual(expected);
    expect(ids(store.findingsOfRun(scope, run().id))).toEqual(expected);
    expect(store.findings(scope, { held: true })).toEqual([]);
    for (const one of all) {
      const visible = expected.includes(one.id);
      expect(store.findFinding(scope, one.id)?.id).toBe(visible ? one.id : undefined);
      expect(store.events(scope, one.id).length).toBe(visible ? 1 : 0);
      const revised = store.reviseFinding(scope, one.id, (of) => ({ finding: of, events: [] }));
      expect(revised?.id).toBe(visible ? one.id : undefined);
    }
    for (const unit of UNITS) {
      const host = `www.${unit.toLowerCase()}.test`;
      const isOwn = own.includes(unit);
      expect(store.findingsOfTarget(scope, unit, host).length).toBe(isOwn ? 2 : 0);
      expect(store.findingsOfTarget(scope, unit, null).length).toBe(isOwn ? 1 : 0);
      expect(store.coverage(scope, { hosts: [host] }).length).toBe(isOwn ? 1 : 0);
      expect(store.coverage(scope, { run: run().id, units: [unit] }).length).toBe(isOwn ? 1 : 0);
      const stored = store.targetResult(scope, run().id, host);
      expect(stored?.findings.length).toBe(isOwn ? 2 : undefined);
      expect(stored?.before.length).toBe(isOwn ? 2 : undefined);
      expect(stored?.verdicts.length).toBe(isOwn ? 2 : undefined);
      expect(store.unitResult(scope, run().id, unit)?.findings.length).toBe(isOwn ? 1 : undefined);
    }
    expect(store.resultHosts(scope, run().id).map(({ unit }) => unit)).toEqual(own);
  });

  it("the central team sees everything", () => {
    const { store, all } = threeUnits();
    expect(store.findings("central").length).toBe(all.length);
    expect(store.findings("central", { held: true }).length).toBe(3);
    expect(store.findingsOfRun("central", run().id).length).toBe(all.length);
    expect(store.resultHosts("central", run().id).length).toBe(3);
  });

  it("no filter widens a scope", () => {
    const { store } = threeUnits();
    const lists = <T>(values: readonly T[]) =>
      fc.option(fc.subarray([...values]), { nil: undefined });
    fc.assert(
      fc.property(
        fc.subarray(UNITS),
        lists(UNITS),
        lists(SEVERITIES),
        lists(FINDING_STATES),
        (own, units, severities, states) => {
          const filter = {
            ...(units === undefined ? {} : { units }),
            ...(severities === undefined ? {} : { severities }),
            ...(states === undefined ? {} : { states }),
          };
          const found = store.findings({ units: own }, filter);
          expect(found.filter((one) => one.held || !own.includes(one.unit))).toEqual([]);
          expect(store.findingsOfRun({ units: own }, run().id, filter)).toEqual(found);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("findings", () => {
  it("come back to the byte", () => {
    const store = freshStore();
    const one = finding({
      value: "“Đột nhập” 🏥 \u0000 \ud800",
      word: {
        action: "accept",
        by: "an.nguyen",
        at: NOW.toISOString(),
        reason: "chờ thay máy chủ",
        until: "2027-01-01",
        owner: null,
      },
      unknownReason: "connect-timeout",
    });
    store.saveFinding(one, []);
    expect(JSON.stringify(store.findFinding("central", one.id))).toBe(JSON.stringify(one));
  });

  it("are filtered by every column and stand in one order", () => {
    const store = freshStore();
    const all = [
      finding({ host: "b.test", severity: "low", state: "fixed" }),
      finding({ host: "a.test", severity: "info", area: "cms", rule: "cms-behind", group: "g2" }),
      finding({ host: "b.test", severity: "critical", dueOn: "2026-11-30", port: 8443 }),
      finding({ host: "b.test", severity: "critical", dueOn: "2027-01-01", port: 443 }),
      finding({ host: null, port: null, severity: "critical", area: "registry" }),
    ];
    for (const one of all) store.saveFinding(one, []);
    const places = (filter: Parameters<typeof store.findings>[1]): string[] =>
      store.findings("central", filter).map((one) => `${one.host ?? "-"}:${one.port ?? "-"}`);
    expect(places({})).toEqual(["-:-", "b.test:443", "b.test:8443", "b.test:443", "a.test:443"]);
    expect(places({ hosts: ["a.test"] })).toEqual(["a.test:443"]);
    expect(places({ areas: ["registry", "cms"] })).toEqual(["-:-", "a.test:443"]);
    expect(places({ rules: ["cms-behind"] })).toEqual(["a.test:443"]);
    expect(places({ severities: ["info"] })).toEqual(["a.test:443"]);
    expect(places({ states: ["fixed"] })).toEqual(["b.test:443"]);
    expect(places({ group: "g2" })).toEqual(["a.test:443"]);
    expect(places({ dueUntil: "2026-12-01" })).toEqual(["b.test:8443"]);
    expect(places({ states: [] })).toEqual([]);
  });

  it("are found by the beginning of their id when it is unique", () => {
    const store = freshStore();
    store.saveFinding(finding({ id: "abc1", subject: "1" }), []);
    store.saveFinding(finding({ id: "abc2", subject: "2", unit: "BV-B" }), []);
    expect(store.findFinding("central", "abc1")?.id).toBe("abc1");
    expect(() => store.findFinding("central", "abc")).toThrow(/id-ambiguous/);
    // For the unit the other finding does not exist, so its own id is not ambiguous.
    expect(store.findFinding({ units: ["BV-A"] }, "abc")?.id).toBe("abc1");
    expect(store.findFinding("central", "%")).toBeUndefined();
  });

  it("keep their events in order; an event is never changed, doubled or removed", () => {
    const store = freshStore();
    const one = finding();
    const claimed = seen(one, { cause: "person", actor: "an", from: "open", to: "claimed-fixed" });
    store.saveFinding(one, [seen(one)]);
    store.saveFinding({ ...one, state: "claimed-fixed" }, [seen(one), claimed]);
    expect(store.events("central", one.id)).toEqual([seen(one), claimed]);
    const { db } = connect(store.path, "FULL");
    expect(() => db.exec("DELETE FROM finding_events")).toThrow(/only ever added/);
    expect(() => db.exec("UPDATE finding_events SET actor = 'x'")).toThrow(/only ever added/);
    db.close();
  });

  it("are revised in one transaction: an exception leaves them as they were", () => {
    const store = freshStore();
    const one = finding();
    store.saveFinding(one, [seen(one)]);
    expect(() =>
      store.reviseFinding("central", one.id, () => {
        throw new Error("bad word");
      }),
    ).toThrow("bad word");
    const revised = store.reviseFinding("central", one.id.slice(0, 8), (of) => ({
      finding: { ...of, state: "accepted" },
      events: [seen(of, { cause: "person", to: "accepted" })],
    }));
    expect(revised?.state).toBe("accepted");
    expect(store.findFinding("central", one.id)?.state).toBe("accepted");
    expect(store.events("central", one.id).length).toBe(2);
  });
});
