// Looks of the watch at loopback sites: what is told, after how many looks, and what is never told. The hands of the
// clock are turned by the test; the server's own list of requests is the witness.
import { describe, expect, it } from "vitest";
import type { Clock } from "../../../src/model/ports.ts";
import type { WatchedHost } from "../../../src/model/schedule.ts";
import { isIncidentSign } from "../../../src/rules/incident.ts";
import { lookOnWatch } from "../../../src/run/schedule/watch-look.ts";
import { watchCrew } from "../../../src/run/schedule/watch-crew.ts";
import { planWatch } from "../../../src/run/schedule/watch-plan.ts";
import { withCrew } from "../../../src/run/verifying/worker.ts";
import { HOST, scene, site, UNIT, type Scene, type Site } from "../verifying/scene.ts";

const MINUTE_MS = 60_000;
const START = Date.parse("2026-11-22T03:00:00Z");
const EVERY = 30;
const DEFACED = {
  body: "<!doctype html><html><head><title>Hacked by Night</title></head><body bgcolor=black><h1>HACKED BY NIGHT</h1><p>Your security is zero. Greetz to all.</p></body></html>",
};

export interface Hands extends Clock {
  turn(ms: number): void;
}

/** Stands still unless it is turned; sleeping turns it. */
export function hands(start = START): Hands {
  let at = start;
  return {
    now: () => new Date(at),
    sleep: async (ms) => {
      at += ms;
    },
    turn: (ms) => {
      at += ms;
    },
  };
}

interface Stage extends Scene {
  readonly clock: Hands;
  readonly served: Site;
  /** One period on, and one look. */
  readonly period: () => Promise<WatchedHost>;
}

async function stage(address: string, document = {}): Promise<Stage> {
  const clock = hands();
  const served = await site(address, {});
  const watch = { everyMinutes: EVERY };
  const made = scene({
    served: [{ site: served, scheme: "http" }],
    document: { watch, areas: ["defacement"], ...document },
    clock,
  });
  const period = async (): Promise<WatchedHost> => {
    clock.turn(EVERY * MINUTE_MS);
    await withCrew(made.deps, async (crew) => {
      const registry = made.store.registry();
      const { authority } = crew;
      const now = clock.now();
      made.store.replanWatch((known) =>
        planWatch({ registry, authority, known, now, begins: false }),
      );
      // A host that is new waits for its place in the period.
      if (made.store.watchedHost(HOST)?.begunAt === null) clock.turn(EVERY * MINUTE_MS);
      const lease = made.store.leaseWatch();
      if (lease !== undefined) await lookOnWatch(lease, watchCrew(crew));
    });
    const after = made.store.watchedHost(HOST);
    if (after === undefined) throw new Error("not watched");
    return after;
  };
  return Object.assign(made, { clock, served, period });
}

describe("a home page that is watched", () => {
  it("is asked once a period while nothing is seen, and leaves no result", async () => {
    const { period, served, store } = await stage("127.0.71.1");
    expect(await period()).toMatchObject({ outcome: "quiet", reason: null, run: null });
    expect(await period()).toMatchObject({ outcome: "quiet" });
    expect(served.requests).toEqual(["/", "/"]);
    const runs = store.listRuns({ kind: "watch" });
    expect(runs).toHaveLength(1);
    expect(store.resultHosts("central", runs[0]?.id ?? "")).toEqual([]);
    expect(store.coverage("central")).toEqual([]);
  });

  it("that is defaced is an incident's sign after the next look and its confirmation", async () => {
    const { period, served, store } = await stage("127.0.71.2");
    await period();
    served.pages = { "/": DEFACED };
    const told = await period();
    expect(told.outcome).toBe("sign");
    const [found] = store.findings("central", { units: [UNIT] });
    if (found === undefined) throw new Error("nothing told");
    expect(found).toMatchObject({ rule: "defacement-page", severity: "critical", held: false });
    expect(isIncidentSign(found)).toBe(true);
    expect(found.run).toBe(told.run);
    expect(store.targetResult("central", found.run, HOST)?.looks).toHaveLength(2);
    expect(store.findRun(found.run)).toMatchObject({ kind: "watch", status: "done" });
  });
});
