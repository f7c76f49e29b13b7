import { describe, expect, it } from "vitest";
import type { ScanRun } from "../../src/model/run.ts";
import type { PruneFrom } from "../../src/store/runs/retention.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import type { Store } from "../../src/store/store.ts";
import { commit, finding, freshStore, look, NOW, result, run } from "./samples.ts";

const HOST = "www.bv-a.test";
const day = (count: number): string => new Date(NOW.getTime() + count * 86_400_000).toISOString();

/** Nothing found, and looks of its own. */
function clean(store: Store, at: string, place: { unit?: string; host?: string } = {}): void {
  const { unit = "BV-A", host = HOST } = place;
  const looks = [look({ host, takenAt: at })];
  store.commitTarget({
    ...commit({ run: at, unit, host, findings: [], events: [] }),
    result: result({ looks, findings: [] }),
    coverage: [
      { host, port: 443, area: "tls", status: "assessed", reason: null, run: at, at },
      { host, port: 443, area: "cms", status: "not-assessed", reason: "budget-spent", run: at, at },
    ],
  });
}

function begin(store: Store, at: string, over: Partial<ScanRun> = {}): void {
  store.createRun(run({ id: at, startedAt: at, status: "done", endedAt: at, ...over }));
}

/** One done scan of one host on each of the first days. */
function nights(count: number, store: Store = freshStore()): Store {
  for (let n = 0; n < count; n += 1) {
    begin(store, day(n));
    clean(store, day(n));
  }
  return store;
}

function pruneAll(store: Store, before: string): { batches: number; results: number } {
  let from: PruneFrom | null = null;
  let [batches, results] = [0, 0];
  do {
    const done = store.pruneResults(new Date(before), from);
    batches += 1;
    results += done.results;
    from = done.next;
  } while (from !== null);
  return { batches, results };
}

function putIncident(store: Store, id: string, state: "open" | "closed"): void {
  const { db } = connect(store.path, "FULL");
  db.prepare("INSERT OR REPLACE INTO incidents VALUES ('SC1', 'BV-A', ?, x'00', ?)").run(
    state,
    JSON.stringify({ findings: [id] }),
  );
  db.close();
}

/** Days whose result is still there. */
const left = (store: Store, days: number): number[] =>
  Array.from({ length: days }, (_, n) => n).filter(
    (n) => store.targetResult("central", day(n), HOST) !== undefined,
  );

describe("retention of results and coverage", () => {
  it("takes what is older, says from which runs, and leaves the latest word", () => {
    const store = nights(6);
    expect(pruneAll(store, day(3)).results).toBe(3);
    expect(left(store, 6)).toEqual([3, 4, 5]);
    expect(store.coverage("central", { run: day(2) })).toEqual([]);
    expect(store.coverage("central", { run: day(3) })).toHaveLength(2);
    expect(store.coverage("central")).toHaveLength(2);
    expect(store.removedFrom(day(2))).toEqual({ at: NOW.toISOString(), results: 1, coverage: 2 });
    expect(store.removedFrom(day(3))).toBeNull();
    expect(pruneAll(store, day(3)).results).toBe(0);
    expect(store.verifyResults().bad).toEqual([]);
  });

  it("keeps the last two scans, however old", () => {
    const store = nights(4);
    expect(pruneAll(store, day(400)).results).toBe(2);
    expect(left(store, 4)).toEqual([2, 3]);
  });

  it("keeps the newest result of a host that later scans did not finish, and what came after it", () => {
    const store = nights(1);
    begin(store, day(1), { kind: "verify" });
    clean(store, day(1));
    for (const n of [2, 3, 4]) {
      begin(store, day(n));
      clean(store, day(n), { host: "khac.test" });
    }
    pruneAll(store, day(400));
    expect(left(store, 2)).toEqual([0, 1]);
    expect(store.resultHosts("central", day(2))).toEqual([]);
  });

  it("a verifying look is no newer result of a host", () => {
    const store = nights(3);
    begin(store, day(3), { kind: "verify" });
    clean(store, day(3));
    pruneAll(store, day(400));
    expect(left(store, 4)).toEqual([1, 2, 3]);
  });

  it("never takes what an unsettled finding rests on, and takes it once that is settled", () => {
    const store = freshStore();
    begin(store, day(0));
    const cited = look({ takenAt: day(0) });
    const found = finding({ run: day(4), evidence: [{ observation: cited.id, text: "notAfter" }] });
    store.commitTarget({
      ...commit({ run: day(0), findings: [found], events: [] }),
      result: result({ looks: [look({ locator: "/khac" }), cited], findings: [found] }),
    });
    for (const n of [1, 2, 3, 4, 5, 6]) {
      begin(store, day(n));
      clean(store, day(n));
    }
    pruneAll(store, day(400));
    // Its look (0), the run that had the last word on it (4), and the last two scans.
    expect(left(store, 7)).toEqual([0, 4, 5, 6]);
    store.saveFinding({ ...found, state: "accepted" }, []);
    pruneAll(store, day(400));
    expect(left(store, 7)).toEqual([0, 4, 5, 6]);
    store.saveFinding({ ...found, state: "fixed" }, []);
    pruneAll(store, day(400));
    expect(left(store, 7)).toEqual([5, 6]);
  });

  it("keeps scans that can be resumed and runs that go on", () => {
    const store = nights(1);
    begin(store, day(1), { status: "interrupted", endedAt: null });
    clean(store, day(1));
    begin(store, day(2), { kind: "watch", status: "running", endedAt: null });
    clean(store, day(2));
    for (const n of [3, 4]) {
      begin(store, day(n));
      clean(store, day(n));
    }
    pruneAll(store, day(400));
    expect(left(store, 5)).toEqual([1, 2, 3, 4]);
  });

  it("keeps a run for the units whose latest report rests on it", () => {
    const store = freshStore();
    for (const n of [0, 1, 2, 3]) {
      begin(store, day(n));
      clean(store, day(n));
      clean(store, day(n), { unit: "BV-B", host: "bv-b.test" });
    }
    const report = {
      scope: "unit",
      unit: "BV-A",
      kind: "bao-cao",
      number: "1/BC",
      date: "2026-11-22",
      recipient: "Sở Y tế",
      run: day(0),
      corrects: null,
      enteredBy: "admin",
    } as const;
    expect(store.addSentReport("central", report)).toMatchObject({ run: day(0) });
    pruneAll(store, day(400));
    expect(store.resultHosts("central", day(0)).map(({ unit }) => unit)).toEqual(["BV-A"]);
    expect(store.removedFrom(day(0), ["BV-A"])).toBeNull();
    expect(store.removedFrom(day(0), ["BV-B"])).toMatchObject({ results: 1 });
    expect(store.removedFrom(day(0))).toMatchObject({ results: 1 });
    expect(store.coverage("central", { run: day(0) }).map(({ host }) => host)).toEqual([
      HOST,
      HOST,
    ]);
  });

  it("keeps what a finding of an open incident rests on", () => {
    const store = nights(5);
    const cited = store.targetResult("central", day(1), HOST)?.looks[0]?.id ?? "";
    const settled = finding({ state: "fixed", evidence: [{ observation: cited, text: "" }] });
    store.saveFinding(settled, []);
    putIncident(store, settled.id, "open");
    pruneAll(store, day(400));
    expect(left(store, 5)).toEqual([1, 3, 4]);
    putIncident(store, settled.id, "closed");
    pruneAll(store, day(400));
    expect(left(store, 5)).toEqual([3, 4]);
  });

  it("works in batches, so that a writer in between gets its turn", () => {
    const store = freshStore();
    for (const n of [0, 1, 2]) {
      begin(store, day(n));
      for (let host = 0; host < 130; host += 1)
        clean(store, day(n), { host: `h${String(host)}.test` });
    }
    const first = store.pruneResults(new Date(day(1)), null);
    expect(first.results).toBeLessThanOrEqual(100);
    expect(first.next).toMatchObject({ run: 1 });
    store.createRun(run({ id: "meanwhile" }));
    const { batches } = pruneAll(store, day(1));
    expect(batches).toBeGreaterThanOrEqual(2);
    expect(store.resultHosts("central", day(0))).toEqual([]);
    expect(store.removedFrom(day(0))).toMatchObject({ results: 130, coverage: 260 });
    expect(store.resultHosts("central", day(1))).toHaveLength(130);
  });
});

describe("the plans of old runs", () => {
  const B = { unit: "BV-B", host: "bv-b.test" };
  const C = { unit: "BV-C", host: "bv-c.test" };
  const targetHosts = (store: Store, at: string): string[] =>
    store.targets(at).map(({ host }) => host);

  /** Nights of two units, and a third that was refused. */
  function plans(count: number, store: Store = freshStore()): Store {
    for (let n = 0; n < count; n += 1) {
      begin(store, day(n));
      clean(store, day(n));
      clean(store, day(n), B);
      const refused = { state: "refused", reason: "not-authorized", pass: 0 } as const;
      store.setTargetState({ run: day(n), ...C, ...refused });
    }
    return store;
  }

  it("go with the results; their counts stay, and who has lost something", () => {
    const store = plans(4);
    const counts = store.targetCounts(day(0));
    expect(counts).toEqual({ todo: 0, doing: 0, done: 2, refused: 1 });
    pruneAll(store, day(2));
    expect(targetHosts(store, day(0))).toEqual([]);
    expect(targetHosts(store, day(2))).toHaveLength(3);
    expect(store.targetCounts(day(0))).toEqual(counts);
    for (const unit of ["BV-A", "BV-B"]) {
      expect(store.removedFrom(day(0), [unit])).toMatchObject({ results: 2 });
      expect(store.removedFrom(day(2), [unit])).toBeNull();
    }
    // It was refused, and one that was never asked for has lost nothing either.
    expect(store.removedFrom(day(0), ["BV-C"])).toBeNull();
    expect(store.removedFrom(day(0), ["BV-D"])).toBeNull();
    expect(store.removedFrom(day(0), ["BV-D", "BV-B"])).not.toBeNull();
  });

  it("stay where a result does, and go once it goes", () => {
    const store = plans(5);
    const cited = store.targetResult("central", day(0), HOST)?.looks[0]?.id ?? "";
    const found = finding({ run: day(0), evidence: [{ observation: cited, text: "" }] });
    store.saveFinding(found, []);
    pruneAll(store, day(400));
    expect(targetHosts(store, day(0))).toEqual([HOST]);
    expect(store.removedFrom(day(0), ["BV-A"])).toBeNull();
    expect(store.removedFrom(day(0), ["BV-B"])).not.toBeNull();
    store.saveFinding({ ...found, state: "fixed" }, []);
    pruneAll(store, day(400));
    expect(targetHosts(store, day(0))).toEqual([]);
    expect(store.targetCounts(day(0))).toEqual({ todo: 0, doing: 0, done: 2, refused: 1 });
    expect(store.removedFrom(day(0), ["BV-A"])).not.toBeNull();
    expect(store.removedFrom(day(0), ["BV-B"])).not.toBeNull();
  });

  it("of runs that were refused all go too, and those runs have lost nothing", () => {
    const store = freshStore();
    begin(store, day(0), { kind: "verify" });
    store.setTargetState({
      run: day(0),
      ...C,
      state: "refused",
      reason: "not-authorized",
      pass: 0,
    });
    pruneAll(store, day(1));
    expect(targetHosts(store, day(0))).toEqual([]);
    expect(store.targetCounts(day(0))).toEqual({ todo: 0, doing: 0, done: 0, refused: 1 });
    expect(store.removedFrom(day(0))).toBeNull();
  });

  it("go a thousand at a time, and a call that was cut off is gone on with by the next", () => {
    const store = plans(4);
    const hosts = Array.from({ length: 2_300 }, (_, n) => ({
      unit: `U-${String(n % 900)}`,
      host: `h${String(n)}.test`,
    }));
    store.planTargets(day(0), hosts);
    const [first, second] = hosts;
    for (const place of [first, second]) {
      if (place !== undefined) clean(store, day(1), place);
    }
    const batches: number[] = [];
    let from: PruneFrom | null = null;
    do {
      const done = store.pruneResults(new Date(day(1)), from);
      if (done.targets > 0) batches.push(done.targets);
      // Every other call is one of a process that begins anew.
      from = batches.length % 2 === 0 ? done.next : null;
    } while (batches.reduce((sum, one) => sum + one, 0) < 2_303);
    expect(Math.max(...batches)).toBe(1_000);
    expect(store.targetCounts(day(0))).toEqual({ todo: 2_300, doing: 0, done: 2, refused: 1 });
    expect(store.pruneResults(new Date(day(1)), null)).toMatchObject({ targets: 0, next: null });
    expect(store.targetCounts(day(1)).done).toBe(4);
  });

  it("that were damaged are told", () => {
    const store = plans(4);
    pruneAll(store, day(2));
    const { db } = connect(store.path, "FULL");
    db.exec("UPDATE removed_targets SET units = x'05'");
    db.close();
    expect(() => store.removedFrom(day(0), ["BV-A"])).toThrow(/removed_targets/);
  });
});
