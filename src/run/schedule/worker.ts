// All that a worker does between people's commands, side by side until it is told to end: verifying looks, the watch,
// the night, and keeping house.
import type { Night, WatchedHost } from "../../model/schedule.ts";
import type { Verifying } from "../../model/verifying.ts";
import { sharedSignal } from "../clock.ts";
import { together } from "../together.ts";
import { workVerifying } from "../verifying/worker.ts";
import { keepHouse } from "./housekeeping.ts";
import { keepNights, type NightDependencies } from "./night.ts";
import { keepWatch } from "./watch.ts";

export interface Told {
  /** Of every verifying look that was taken up and given back. */
  verified(item: Verifying): void;
  /** Of every look of the watch. */
  watched(host: WatchedHost): void;
  /** Of every night that ended or was missed. */
  night(night: Night): void;
}

/** @throws what the first of them throws, once all have ended */
export async function workAll(deps: NightDependencies, told: Told): Promise<void> {
  const failed = new AbortController();
  const signal = sharedSignal(AbortSignal.any([deps.signal, failed.signal]));
  const own = { ...deps, signal };
  const duties = [
    workVerifying(own, (item) => {
      told.verified(item);
    }),
    keepWatch(own, (host) => {
      told.watched(host);
    }),
    keepNights(own, (night) => {
      told.night(night);
    }),
    keepHouse(own),
  ];
  await together(() => {
    failed.abort("interrupted");
  }, duties);
}
