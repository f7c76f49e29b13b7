// The worker's post office: a turn every minute, whatever happened in the last one.
import type { Clock, Log } from "../model/ports.ts";
import type { PostOffice } from "../notify/post-office.ts";

const EVERY_MS = 60_000;

/**
 * Ends with the signal. A turn that fails is logged, and the next one comes.
 * @param open for each turn anew: rules, data and the password may have changed since the last
 */
export async function keepPosting(
  open: () => PostOffice,
  {
    clock,
    log,
    signal,
  }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await open().turn(signal);
    } catch (error) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.error("a turn of the post office failed", { why });
    }
    await clock.sleep(EVERY_MS, signal);
  }
}
