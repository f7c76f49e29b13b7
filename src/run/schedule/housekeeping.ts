// What a worker puts in order once an hour, whatever happened the last time: what retention lets go.
import type { VerifyDependencies } from "../verifying/worker.ts";
import { letGo } from "../retention.ts";

const EVERY_MS = 3_600_000;

type HousekeepingDependencies = Pick<
  VerifyDependencies,
  "store" | "clock" | "settings" | "signal" | "log"
>;

/** Ends with the signal. */
export async function keepHouse(deps: HousekeepingDependencies): Promise<void> {
  const { clock, signal, log } = deps;
  while (!signal.aborted) {
    try {
      const gone = await letGo(deps);
      if (gone.results + gone.coverage > 0) log.info("retention has removed old results", gone);
    } catch (error) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.error("the house could not be put in order", { why });
    }
    await clock.sleep(EVERY_MS, signal);
  }
}
