// Keeps the watch: plans whose home page is due, and has the looks made, several at once, until it is told to end.
import type { WatchedHost } from "../../model/schedule.ts";
import type { WatchLease, WatchPlans } from "../../store/queues/watched.ts";
import type { VerifyCrew } from "../verifying/crew.ts";
import { withCrew, type VerifyDependencies } from "../verifying/worker.ts";
import { watchCrew, type WatchCrew } from "./watch-crew.ts";
import { lookOnWatch } from "./watch-look.ts";
import { planWatch } from "./watch-plan.ts";

const TICK_MS = 1_000;
/** Dates begin and end without the registry changing. */
const REPLAN_MS = 60_000;
/** Looks side by side, at different addresses. */
const HANDS = 16;

/** Works until the signal aborts; `told` hears of every look that was made. */
export async function keepWatch(
  deps: VerifyDependencies,
  told: (host: WatchedHost) => void,
): Promise<void> {
  const { store, clock, signal } = deps;
  if (deps.settings.schedule.watch === "off") {
    store.replanWatch(withdrawAll);
    return;
  }
  let begins = true;
  while (!signal.aborted) {
    // Rules and data are read when somebody asks to be watched, so that an idle worker costs next to nothing.
    if (store.registry().authorizations.every(({ watch }) => watch === null)) {
      await clock.sleep(TICK_MS, signal);
      continue;
    }
    await withCrew(deps, (crew) => watchWith(crew, begins, told));
    begins = false;
  }
}

/** Nobody is due while the settings say so; whoever is watched again gets a new place. */
function withdrawAll(known: readonly WatchedHost[]): WatchPlans {
  const due = known.filter(({ dueAt }) => dueAt !== null);
  return { changed: due.map((one) => ({ ...one, dueAt: null, refused: "stopped" })), gone: [] };
}

/** Until others have imported rules or data: then everything is read afresh. */
async function watchWith(
  crew: VerifyCrew,
  begins: boolean,
  told: (host: WatchedHost) => void,
): Promise<void> {
  const { store, clock, signal } = crew;
  const watch = watchCrew(crew);
  const imports = store.dataImports();
  const busy = new Set<Promise<void>>();
  let plannedAt = 0;
  let version = -1;
  let isFirst = begins;
  while (!signal.aborted && store.dataImports() === imports) {
    const now = clock.now();
    if (store.registryVersion() !== version || now.getTime() - plannedAt >= REPLAN_MS) {
      version = store.registryVersion();
      plannedAt = now.getTime();
      crew.authority.replace(store.registry());
      replan(crew, isFirst, now);
      isFirst = false;
    }
    takeUp(watch, busy, told);
    await clock.sleep(TICK_MS, signal);
  }
  await Promise.all(busy);
}

function replan({ store, authority }: VerifyCrew, begins: boolean, now: Date): void {
  const registry = store.registry();
  store.replanWatch((known) => planWatch({ registry, authority, known, now, begins }));
}

function takeUp(
  crew: WatchCrew,
  busy: Set<Promise<void>>,
  told: (host: WatchedHost) => void,
): void {
  const { store, settings, log } = crew;
  if (store.freeMegabytes() < settings.minFreeMegabytes) {
    log.warn("too little disk is left for the watch", { least: settings.minFreeMegabytes });
    return;
  }
  while (busy.size < HANDS) {
    const lease = store.leaseWatch();
    if (lease === undefined) return;
    const work = lookAndTell(crew, lease, told).finally(() => busy.delete(work));
    busy.add(work);
  }
}

async function lookAndTell(
  crew: WatchCrew,
  lease: WatchLease,
  told: (host: WatchedHost) => void,
): Promise<void> {
  const { host } = lease.item;
  try {
    await lookOnWatch(lease, crew);
    const after = crew.store.watchedHost(host);
    if (after !== undefined) told(after);
  } catch (error) {
    // Its lease runs out; the host is due again a period later.
    const stack = error instanceof Error ? error.stack : String(error);
    crew.log.error("a look of the watch failed", { host, stack });
  }
}
