// Lets what is older than the settings say go, batch by batch with a pause between, so that no writer waits long.
import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../model/ports.ts";
import type { Settings } from "../model/settings.ts";
import type { Store } from "../store/store.ts";
import type { PruneFrom } from "../store/runs/retention.ts";

const DAY_MS = 86_400_000;
/** Long enough for whoever waits for the file: SQLite asks again after 1, 2, 5, 10, 15, 20 … ms. */
const PAUSE_MS = 25;

interface RetentionDependencies {
  readonly store: Pick<Store, "prune" | "pruneResults">;
  readonly clock: Pick<Clock, "now">;
  readonly settings: Pick<Settings, "retention">;
  readonly signal?: AbortSignal;
}

interface Gone {
  readonly results: number;
  readonly coverage: number;
  readonly targets: number;
}

/**
 * @param mostBatches what is left then goes the next time
 * @returns how many results, rows of coverage and planned targets went
 */
export async function letGo(
  { store, clock, settings, signal }: RetentionDependencies,
  mostBatches = Infinity,
): Promise<Gone> {
  const { bodyDays, resultDays } = settings.retention;
  store.prune(clock.now(), bodyDays);
  const before = new Date(clock.now().getTime() - resultDays * DAY_MS);
  let [results, coverage, targets] = [0, 0, 0];
  let from: PruneFrom | null = null;
  for (let batch = 0; batch < mostBatches; batch += 1) {
    if (signal?.aborted === true) break;
    const done = store.pruneResults(before, from);
    results += done.results;
    coverage += done.coverage;
    targets += done.targets;
    if (done.next === null) break;
    from = done.next;
    await pause(done.results + done.coverage + done.targets > 0 ? PAUSE_MS : 1);
  }
  return { results, coverage, targets };
}
