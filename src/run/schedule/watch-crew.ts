// What a look of the watch is given to work with, and the run of the day in whose name quiet looks are in the ledger.
import type { Registry } from "../../model/registry.ts";
import type { ScanRun } from "../../model/run.ts";
import type { VerifyCrew } from "../verifying/crew.ts";
import { releaseFirst } from "../releases.ts";
import { sharedRates } from "../shared-rate.ts";
import { newRunId } from "../start.ts";
import { nightNumber } from "../visit.ts";

export interface WatchCrew extends VerifyCrew {
  /** Id of the run that stands for all quiet looks from noon to noon. */
  dayRun(): string;
  /** Requests a second that all who share an address allow; worked out once for each address and registry. */
  rateFor(address: string): number;
}

/** No look lasts so long: whoever made it has died. */
const LOOK_MS = 10 * 60_000;

export function watchCrew(crew: VerifyCrew): WatchCrew {
  let today: { readonly night: number; readonly run: string } | null = null;
  let shared: { readonly registry: Registry; readonly rates: SharedRates } | null = null;
  return {
    ...crew,
    rateFor: (address) => {
      const registry = crew.store.registry();
      if (shared?.registry !== registry) shared = { registry, rates: ratesOf(crew, registry) };
      return shared.rates(address, crew.clock.now());
    },
    dayRun: () => {
      const now = crew.clock.now();
      const night = nightNumber(now);
      if (today?.night !== night) today = { night, run: openDay(crew, night, now) };
      return today.run;
    },
  };
}

type SharedRates = ReturnType<typeof sharedRates>;

function ratesOf({ store, authority }: VerifyCrew, registry: Registry): SharedRates {
  return sharedRates({ registry, authority, hostsAt: (address) => store.ledger.hostsAt(address) });
}

/** One for all processes: what another has begun today is shared, and what earlier days have left is ended. */
function openDay(crew: VerifyCrew, night: number, now: Date): string {
  // What a database begins with holds for the watch as for a scan, whichever comes first.
  releaseFirst(crew.store, crew.bench.knowledge, now.toISOString());
  const begun = crew.store.listRuns({ kind: "watch", status: "running" });
  const isToday = ({ startedAt }: ScanRun): boolean => nightNumber(new Date(startedAt)) === night;
  for (const run of begun) {
    const isDay = run.hosts.length === 0;
    if (isDay && isToday(run)) continue;
    if (!isDay && now.getTime() - Date.parse(run.startedAt) < LOOK_MS) continue;
    const status = isDay ? "done" : "interrupted";
    crew.store.updateRun({ ...run, status, endedAt: now.toISOString() });
  }
  const own = begun.find((run) => run.hosts.length === 0 && isToday(run));
  return own?.id ?? beginWatchRun(crew, now, null).id;
}

/** @param place the host of a look that has something to tell; null: the run of a day */
export function beginWatchRun(
  { store, bench, settings, allowReserved, resolve }: VerifyCrew,
  now: Date,
  place: { readonly unit: string; readonly host: string } | null,
): ScanRun {
  const startedAt = now.toISOString();
  const run: ScanRun = {
    id: newRunId(startedAt),
    kind: "watch",
    status: "running",
    startedAt,
    endedAt: null,
    areas: ["defacement"],
    units: place === null ? [] : [place.unit],
    hosts: place === null ? [] : [place.host],
    allowReserved,
    resolve: resolve.filter(({ host }) => place === null || host === place.host),
    versions: bench.versions,
  };
  store.createRun(run, settings);
  if (place !== null) store.planTargets(run.id, [{ unit: place.unit, host: place.host }]);
  return run;
}
