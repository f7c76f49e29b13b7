// A host on loopback that is watched every half hour; a test turns the hands of the clock, one period at a time.
import type { Authorization } from "../../../src/model/registry.ts";
import type { WatchedHost } from "../../../src/model/schedule.ts";
import { watchCrew, type WatchCrew } from "../../../src/run/schedule/watch-crew.ts";
import { lookOnWatch } from "../../../src/run/schedule/watch-look.ts";
import { planWatch } from "../../../src/run/schedule/watch-plan.ts";
import { withCrew } from "../../../src/run/verifying/worker.ts";
import { HOST, scene, site, type Pages, type Scene, type Site } from "../verifying/scene.ts";
import { hands, type Hands } from "./hands.ts";

export const MINUTE_MS = 60_000;
export const EVERY = 30;
export const DEFACED = {
  body: "<!doctype html><html><head><title>Hacked by Night</title></head><body bgcolor=black><h1>HACKED BY NIGHT</h1><p>Your security is zero. Greetz to all.</p></body></html>",
};

export interface Stage extends Scene {
  readonly clock: Hands;
  readonly served: Site;
  /** One period on, and one look. */
  readonly period: () => Promise<WatchedHost>;
  readonly crew: <T>(work: (crew: WatchCrew) => Promise<T>) => Promise<T>;
}

export async function stage(
  address: string,
  document: Partial<Authorization> = {},
  pages: Pages = {},
): Promise<Stage> {
  const served = await site(address, pages);
  return { ...stageOf([{ site: served, scheme: "http" }], document), served };
}

export function stageOf(
  served: Parameters<typeof scene>[0]["served"],
  document: Partial<Authorization> = {},
) {
  const clock = hands("2026-11-22T06:00:00Z");
  const watch = { everyMinutes: EVERY };
  const made = scene({ served, document: { watch, ...document }, clock });
  const crew: Stage["crew"] = (work) => withCrew(made.deps, (plain) => work(watchCrew(plain)));
  const period = async (): Promise<WatchedHost> => {
    clock.turn(EVERY * MINUTE_MS);
    await crew(async (own) => {
      const registry = made.store.registry();
      const { authority } = own;
      const now = clock.now();
      made.store.replanWatch((known) =>
        planWatch({ registry, authority, known, now, begins: false }),
      );
      // A host that is new waits for its place in the period.
      if (made.store.watchedHost(HOST)?.begunAt === null) clock.turn(EVERY * MINUTE_MS);
      const lease = made.store.leaseWatch();
      if (lease !== undefined) await lookOnWatch(lease, own);
    });
    const after = made.store.watchedHost(HOST);
    if (after === undefined) throw new Error("not watched");
    return after;
  };
  return { ...made, clock, period, crew };
}
