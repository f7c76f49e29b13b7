// One look at an address at a time, over all processes that share the database: whoever looks holds its addresses.
import type { Clock } from "../model/ports.ts";
import type { Store } from "../store/store.ts";

/** What names of a scan's chains begin with. */
export const SCAN_HOLDER = "scan";

const RETRY_MS = 500;
const RENEW_MS = 5_000;

export interface Holding {
  readonly store: Store;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Names whoever looks, and nobody else. */
  readonly holder: string;
}

/** Waits until nobody else looks at any of the addresses, works, lets go. Does nothing once the signal aborts. */
export async function whenFree(
  holding: Holding,
  addresses: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const { store, clock, signal, holder } = holding;
  while (!store.holdAddresses(holder, addresses)) {
    if (signal.aborted) return;
    await clock.sleep(RETRY_MS, signal);
  }
  await held(holding, work);
}

/** Works when the addresses are free at this moment. @returns false when somebody else looks at one */
export async function ifFree(
  holding: Holding,
  addresses: readonly string[],
  work: () => Promise<void>,
): Promise<boolean> {
  if (!holding.store.holdAddresses(holding.holder, addresses)) return false;
  await held(holding, work);
  return true;
}

async function held({ store, holder }: Holding, work: () => Promise<void>): Promise<void> {
  const timer = setInterval(() => {
    store.renewHolds(holder);
  }, RENEW_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
    store.releaseAddresses(holder);
  }
}
