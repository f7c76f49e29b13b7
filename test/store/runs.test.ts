import { describe, expect, it } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import { Settings } from "../../src/model/settings.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { lockStore } from "../../src/store/lock.ts";
import { openStore } from "../../src/store/store.ts";
import { freshStore, NOW, run } from "./samples.ts";

describe("runs", () => {
  it("come back as they went in, by id and by unique beginning", () => {
    const store = freshStore();
    const settings = Settings.parse({ closeAfter: { tls: 1, others: 3 } });
    store.createRun(run({ id: "ab-1" }), settings);
    store.createRun(run({ id: "ab-2", kind: "reassess" }));
    expect(store.findRun("ab-1")).toEqual(run({ id: "ab-1" }));
    expect(store.findRun("ab-2")?.kind).toBe("reassess");
    expect(store.findRun("zz")).toBeUndefined();
    expect(() => store.findRun("ab")).toThrow(RasoatError);
    expect(store.settingsOfRun("ab-1")).toEqual(settings);
    expect(store.settingsOfRun("ab-2")).toBeUndefined();
  });

  it("find the full id even when it begins another one", () => {
    const store = freshStore();
    store.createRun(run({ id: "r1" }));
    store.createRun(run({ id: "r12" }));
    expect(store.findRun("r1")?.id).toBe("r1");
  });

  it("are listed latest first, by kind and status", () => {
    const store = freshStore();
    store.createRun(run({ id: "a", startedAt: "2026-11-20T00:00:00.000Z", status: "done" }));
    store.createRun(run({ id: "b", startedAt: "2026-11-22T00:00:00.000Z", kind: "reassess" }));
    store.createRun(run({ id: "c", startedAt: "2026-11-21T00:00:00.000Z" }));
    expect(store.listRuns().map(({ id }) => id)).toEqual(["b", "c", "a"]);
    expect(store.latestRun({ kind: "scan" })?.id).toBe("c");
    expect(store.latestRun({ kind: "scan", status: "done" })?.id).toBe("a");
    expect(store.latestRun({ kind: "watch" })).toBeUndefined();
  });

  it("can be asked to stop from another process, until they go on", () => {
    const store = freshStore();
    store.createRun(run());
    const other = openStore(store.path);
    expect(store.isStopRequested(run().id)).toBe(false);
    other.requestStop(run().id);
    other.close();
    expect(store.isStopRequested(run().id)).toBe(true);
    store.updateRun(run({ status: "stopped", endedAt: NOW.toISOString() }));
    expect(store.isStopRequested(run().id)).toBe(true);
    store.updateRun(run({ status: "running" }));
    expect(store.isStopRequested(run().id)).toBe(false);
  });

  it.each([
    ["updateRun", (store: ReturnType<typeof freshStore>) => store.updateRun(run())],
    ["requestStop", (store: ReturnType<typeof freshStore>) => store.requestStop("none")],
    ["targets", (store: ReturnType<typeof freshStore>) => store.targets("none")],
  ])("%s names a run that is not there", (_name, work) => {
    const store = freshStore();
    expect(() => work(store)).toThrow(/run-unknown/);
  });

  it("keep the plan in its order, and what is planned already", () => {
    const store = freshStore();
    store.createRun(run());
    const plan = ["z.test", "a.test", "m.test"].map((host) => ({ unit: "BV-A", host }));
    store.planTargets(run().id, plan);
    store.setTargetState({
      run: run().id,
      unit: "BV-A",
      host: "a.test",
      state: "refused",
      reason: "not-authorized",
      pass: 0,
    });
    store.planTargets(run().id, [...plan, { unit: "BV-A", host: "b.test" }]);
    expect(store.targets(run().id).map(({ host, state }) => [host, state])).toEqual([
      ["z.test", "todo"],
      ["a.test", "refused"],
      ["m.test", "todo"],
      ["b.test", "todo"],
    ]);
    expect(store.targets(run().id)[1]?.reason).toBe("not-authorized");
    expect(store.targetCounts(run().id)).toEqual({ todo: 3, doing: 0, done: 0, refused: 1 });
  });
});

describe("the run lock", () => {
  const holder = { pid: 4242, host: "may-1", run: "r1" };

  function locks(alive: readonly number[], clock: { now: number }) {
    const connection = connect(freshStore().path, "FULL");
    return lockStore(
      connection,
      () => new Date(clock.now),
      (pid) => alive.includes(pid),
    );
  }

  it("refuses a second scan and names the first", () => {
    const clock = { now: NOW.getTime() };
    const store = locks([4242], clock);
    store.acquireRunLock(holder);
    clock.now += 10_000;
    let refused: unknown;
    try {
      store.acquireRunLock({ pid: 1, host: "may-1", run: "r2" });
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(RasoatError);
    const { exit, code, text } = refused as RasoatError;
    expect([exit, code]).toEqual([2, "run-locked"]);
    for (const words of [text.vi, text.en]) {
      expect(words).toContain("4242");
      expect(words).toContain(NOW.toISOString());
    }
    expect(store.lockHolder("may-1")).toEqual({
      ...holder,
      startedAt: NOW.toISOString(),
      endsAt: null,
    });
  });

  it("tells from elsewhere when the scan thinks to end, once it knows", () => {
    const clock = { now: NOW.getTime() };
    const store = locks([4242], clock);
    const lock = store.acquireRunLock(holder);
    lock.heartbeat(clock.now + 90_000.4);
    expect(store.lockHolder("may-1")?.endsAt).toBe(new Date(clock.now + 90_000).toISOString());
    lock.heartbeat(null);
    expect(store.lockHolder("may-1")?.endsAt).toBeNull();
  });

  it.each([
    ["its process is dead", [], "may-1", 1000, true],
    ["it is alive", [4242], "may-1", 29_000, false],
    ["it has been silent for more than 30 s", [4242], "may-1", 31_000, true],
    ["it is on another machine and not silent", [], "may-2", 29_000, false],
    ["it is on another machine and silent", [], "may-2", 31_000, true],
    ["its heartbeat lies far in the future", [4242], "may-1", -60_000, true],
  ])("when %s: taken over or not", (_name, ...[alive, machine, laterMs, isTaken]) => {
    const clock = { now: NOW.getTime() };
    const store = locks(alive, clock);
    const first = store.acquireRunLock(holder);
    clock.now += laterMs;
    const next = { pid: 7, host: machine, run: "r2" };
    if (!isTaken) {
      expect(() => store.acquireRunLock(next)).toThrow(/run-locked/);
      expect(first.heartbeat()).toBe(true);
      return;
    }
    expect(store.lockHolder(machine)).toBeNull();
    const second = store.acquireRunLock(next);
    expect(second.takenFrom).toMatchObject({ pid: 4242, run: "r1" });
    expect(first.heartbeat()).toBe(false);
    first.release();
    expect(second.heartbeat()).toBe(true);
  });

  it("lives on by its heartbeat and is free after its release", () => {
    const clock = { now: NOW.getTime() };
    const store = locks([4242], clock);
    const lock = store.acquireRunLock(holder);
    for (let i = 0; i < 5; i++) {
      clock.now += 20_000;
      expect(lock.heartbeat()).toBe(true);
    }
    expect(() => store.acquireRunLock({ ...holder, run: "r2" })).toThrow(/run-locked/);
    lock.release();
    expect(store.acquireRunLock({ ...holder, run: "r2" }).takenFrom).toBeNull();
  });

  it("sees this very process as alive, and one that has ended as dead", () => {
    const store = freshStore();
    store.acquireRunLock({ pid: process.pid, host: "may-1", run: "r1" });
    expect(() => store.acquireRunLock({ pid: 1, host: "may-1", run: "r2" })).toThrow(/run-locked/);
    const other = freshStore();
    other.acquireRunLock({ pid: 2 ** 22 + 1, host: "may-1", run: "r1" });
    expect(other.acquireRunLock({ pid: 1, host: "may-1", run: "r2" }).takenFrom?.run).toBe("r1");
  });
});
