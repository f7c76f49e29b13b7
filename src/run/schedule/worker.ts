// All that a worker does between people's commands, side by side until it is told to end: verifying looks, the watch,
// and the night.
import type { Night, WatchedHost } from "../../model/schedule.ts";
import type { Verifying } from "../../model/verifying.ts";
import { workVerifying } from "../verifying/worker.ts";
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
  const signal = AbortSignal.any([deps.signal, failed.signal]);
  const together = { ...deps, signal };
  const duties = [
    workVerifying(together, (item) => {
      told.verified(item);
    }),
    keepWatch(together, (host) => {
      told.watched(host);
    }),
    keepNights(together, (night) => {
      told.night(night);
    }),
  ];
  const ends = await Promise.allSettled(
    duties.map((duty) =>
      duty.catch((error: unknown) => {
        failed.abort("interrupted");
        throw error;
      }),
    ),
  );
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
