// Nights of the schedule over loopback sites: begun, late, interrupted, cut, stopped, missed, and by two workers. The
// hands of the clock are turned by the test.
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Night } from "../../../src/model/schedule.ts";
import { Settings } from "../../../src/model/settings.ts";
import { keepNights } from "../../../src/run/schedule/night.ts";
import { openStore, type Store } from "../../../src/store/store.ts";
import { scene, site, UNIT, type Scene, type Site } from "../verifying/scene.ts";
import { hands, type Hands } from "./hands.ts";

const TEN = "2026-11-22T15:00:01Z";
const FIVE = "2026-11-22T22:00:00Z";
const MORNING = "2026-11-23T01:00:00Z";

interface Stage extends Scene {
  readonly clock: Hands;
  readonly sites: readonly Awaited<ReturnType<typeof site>>[];
  /** A worker that ends at the first night it tells, when the clock passes the moment, or when it is aborted. */
  readonly work: (
    until: string,
    options?: { store?: Store; end?: AbortController },
  ) => Promise<readonly Night[]>;
}

async function stage(...addresses: readonly string[]): Promise<Stage> {
  const clock = hands("2026-11-22T10:00:00Z");
  const sites = await Promise.all(addresses.map((address) => site(address, {})));
  const served = sites.map((one, index) => ({
    site: one,
    scheme: "http" as const,
    host: `w${String(index)}.test`,
  }));
  const settings = Settings.parse({
    schedule: { nightly: { at: "22:00", until: "05:00" } },
    rate: { cap: 100 },
    concurrency: { groups: 1 },
    minFreeMegabytes: 0,
  });
  const made = scene({ served, settings, clock });
  // The hours stand since the afternoon.
  made.store.hoursSince("22:00 05:00 Asia/Ho_Chi_Minh");
  const work: Stage["work"] = async (
    until,
    { store = made.store, end = new AbortController() } = {},
  ) => {
    const nights: Night[] = [];
    const last = Date.parse(until);
    const watched = {
      ...clock,
      sleep: async (ms: number) => {
        await clock.sleep(ms);
        if (clock.now().getTime() >= last) end.abort();
      },
    };
    const process = { pid: globalThis.process.pid, machine: "test" };
    await keepNights(
      { ...made.deps, store, clock: watched, signal: end.signal, process },
      (night) => {
        nights.push(night);
        end.abort();
      },
    );
    return nights;
  };
  return Object.assign(made, { clock, sites, work });
}

/** Does something once, at the first request that a site gets. */
function atFirstRequest({ requests }: Site, act: () => void): void {
  const push = requests.push.bind(requests);
  requests.push = (...paths) => {
    requests.push = push;
    act();
    return push(...paths);
  };
}

const HOSTS_ASKED = ["w0.test", "w1.test"];

function soonAfter(clock: Hands): string {
  return new Date(clock.now().getTime() + 10 * 60_000).toISOString();
}

function scans(store: Store): number {
  return store.listRuns({ kind: "scan" }).length;
}

describe("a night", { timeout: 60_000 }, () => {
  it("begins at its hour and is done once", async () => {
    const { clock, sites, store, work } = await stage("127.0.72.1");
    clock.set("2026-11-22T14:59:30Z");
    const [night] = await work(FIVE);
    expect(night).toMatchObject({ night: "2026-11-22", state: "done", reason: null });
    expect(night?.beganAt?.slice(0, 16)).toBe("2026-11-22T15:00");
    expect(store.findRun(night?.run ?? "")).toMatchObject({
      kind: "scan",
      status: "done",
      units: [],
    });
    const asked = sites[0]?.requests.length ?? 0;
    expect(asked).toBeGreaterThan(0);
    expect(await work(soonAfter(clock))).toEqual([]);
    expect([sites[0]?.requests.length, scans(store)]).toEqual([asked, 1]);
  });

  it("that found nobody at ten is made up for at two", async () => {
    const { clock, work } = await stage("127.0.72.2");
    clock.set("2026-11-22T19:00:00Z");
    expect(await work(FIVE)).toMatchObject([{ night: "2026-11-22", state: "done" }]);
  });

  it("that was interrupted goes on under its own run", async () => {
    const { clock, sites, store, work } = await stage("127.0.72.3", "127.0.72.4");
    clock.set(TEN);
    const [first] = sites;
    if (first === undefined) throw new Error("no site");
    const end = new AbortController();
    atFirstRequest(first, () => {
      end.abort();
    });
    expect(await work(FIVE, { end })).toEqual([]);
    expect(store.nights()).toMatchObject([{ state: "running" }]);
    const begun = store.nights()[0]?.run;
    const [night] = await work(FIVE);
    expect(night).toMatchObject({ state: "done", run: begun });
    expect(scans(store)).toBe(1);
    expect(store.targetCounts(begun ?? "")).toMatchObject({ done: 2, todo: 0, doing: 0 });
  });

  it("whose hours end first asks nothing more, and says of what was left that it was not assessed", async () => {
    const { clock, sites, store, work } = await stage("127.0.72.5", "127.0.72.6");
    clock.set(TEN);
    const [first, second] = sites;
    if (first === undefined || second === undefined) throw new Error("no site");
    for (const one of sites) {
      atFirstRequest(one, () => {
        clock.set(FIVE);
      });
    }
    const [night] = await work(MORNING);
    expect(night).toMatchObject({ state: "cut", reason: "hours-over" });
    expect(first.requests.length + second.requests.length).toBe(1);
    const rows = store.coverage("central", { run: night?.run ?? "" });
    const left = rows.filter(({ host }) => host !== HOSTS_ASKED[0]);
    expect(left.map(({ status, reason }) => `${status} ${String(reason)}`)).toEqual(
      Array.from({ length: 4 }, () => "not-assessed window-closed"),
    );
    const begun = rows.filter(({ host, area }) => host === HOSTS_ASKED[0] && area === "panels");
    expect(begun).toMatchObject([{ status: "partial", reason: "window-closed" }]);
    expect(store.findRun(night?.run ?? "")?.status).toBe("done");
  });

  it("that a machine left in the middle is closed the next morning without a packet", async () => {
    const { clock, sites, store, work } = await stage("127.0.72.7", "127.0.72.8");
    clock.set(TEN);
    const [first] = sites;
    if (first === undefined) throw new Error("no site");
    const end = new AbortController();
    atFirstRequest(first, () => {
      end.abort();
    });
    await work(FIVE, { end });
    const asked = sites.map(({ requests }) => requests.length);
    clock.set(MORNING);
    const [night] = await work("2026-11-23T02:00:00Z");
    expect(night).toMatchObject({ state: "cut", reason: "hours-over" });
    expect(sites.map(({ requests }) => requests.length)).toEqual(asked);
    expect(store.targetCounts(night?.run ?? "")).toMatchObject({ todo: 0, doing: 0 });
  });

  it("that an operator stopped is not taken up again", async () => {
    const { clock, sites, store, work } = await stage("127.0.72.9");
    clock.set(TEN);
    const [only] = sites;
    if (only === undefined) throw new Error("no site");
    // Slow enough for the word to be heard: it is listened for once a second.
    only.server.prependListener("request", () => {
      const until = performance.now() + 400;
      while (performance.now() < until);
      const [run] = store.listRuns({ kind: "scan" });
      if (run !== undefined) store.requestStop(run.id);
    });
    expect(await work(FIVE)).toMatchObject([{ state: "stopped", reason: "operator" }]);
    expect(await work(soonAfter(clock))).toEqual([]);
    expect(scans(store)).toBe(1);
  });

  it("that nobody was there for is missed, with the reason", async () => {
    const { clock, sites, store, work } = await stage("127.0.72.10");
    clock.set(MORNING);
    expect(await work("2026-11-23T02:00:00Z")).toMatchObject([
      { night: "2026-11-22", state: "missed", reason: "not-running", run: null },
    ]);
    expect([sites[0]?.requests, scans(store)]).toEqual([[], 0]);
  });

  it("through which another scan lasted is missed, with that reason", async () => {
    const { clock, store, work } = await stage("127.0.72.11");
    clock.set("2026-11-22T21:58:00Z");
    const other = { pid: globalThis.process.pid, host: "test", run: "R-other" };
    const lock = store.acquireRunLock(other);
    const end = new AbortController();
    clock.asleep = (ms) => {
      clock.turn(ms);
      lock.heartbeat();
    };
    expect(await work("2026-11-22T22:01:00Z", { end })).toMatchObject([
      { state: "missed", reason: "scan-running" },
    ]);
    lock.release();
  });

  it("is begun once by two workers", async () => {
    const { clock, store, work } = await stage("127.0.72.12");
    clock.set(TEN);
    // Both sleep by the system's clock: theirs stands still, so that no lease runs out.
    clock.asleep = (ms) => sleep(Math.min(ms, 5));
    const other = openStore(store.path, { now: () => clock.now(), groupCommitMs: 1 });
    try {
      const ends = [new AbortController(), new AbortController()];
      const both = await Promise.all(
        [store, other].map(async (own, index) => {
          const nights = await work(FIVE, { store: own, ...(ends[index] && { end: ends[index] }) });
          for (const end of ends) end.abort();
          return nights;
        }),
      );
      expect(both.flat()).toMatchObject([{ state: "done" }]);
      expect(scans(store)).toBe(1);
    } finally {
      other.close();
    }
  });

  it("of a worker that was killed is taken up when its lease has run out, not before", async () => {
    const { clock, store, work } = await stage("127.0.72.13");
    clock.set(TEN);
    const hours = {
      night: "2026-11-22",
      from: "2026-11-22T15:00:00.000Z",
      until: "2026-11-22T22:00:00.000Z",
    };
    const dead = store.leaseNight(hours);
    if (dead === null) throw new Error("not leased");
    expect(store.leaseNight(hours)).toBeNull();
    const [night] = await work(FIVE);
    expect(night).toMatchObject({ state: "done" });
    expect(
      Date.parse(store.findRun(night?.run ?? "")?.startedAt ?? "") - Date.parse(TEN),
    ).toBeGreaterThanOrEqual(30_000);
    expect(store.renewNight(dead)).toBe(false);
  });
});

it("a unit's sites are asked at night only where a document grants it", async () => {
  const made = await stage("127.0.72.14");
  const { clock, sites, store, work } = made;
  made.document({ status: "revoked" });
  clock.set(TEN);
  const [night] = await work(FIVE);
  expect(night).toMatchObject({ state: "done" });
  expect(sites[0]?.requests).toEqual([]);
  expect(
    store
      .coverage("central", { units: [UNIT] })
      .every(({ reason }) => reason === "authorization-revoked"),
  ).toBe(true);
});
