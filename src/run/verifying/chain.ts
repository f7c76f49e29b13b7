// Lets a running scan take the verifying looks of the addresses it holds: the next thing at the head of its chain.
import { EXIT, RasoatError } from "../../model/error.ts";
import type { LeaseFilter } from "../../store/queues/verifying.ts";
import type { VerifyCrew } from "./crew.ts";
import { lookAgain } from "./look.ts";

export type Chain = NonNullable<LeaseFilter["chain"]>;

/** Makes every look that waits for one of the hosts or addresses, oldest first. @param crew holds the addresses */
export async function atHead(crew: VerifyCrew, chain: Chain): Promise<void> {
  const tried = new Set<string>();
  while (!crew.signal.aborted) {
    const lease = crew.store.leaseVerifying({ chain, without: [...tried] });
    if (lease === undefined) return;
    tried.add(lease.item.id);
    try {
      await lookAgain(lease, crew);
    } catch (error) {
      // A full disk ends the scan; anything else is no fault of this chain, and its lease runs out.
      if (error instanceof RasoatError && error.exit !== EXIT.ownFault) throw error;
      const stack = error instanceof Error ? error.stack : String(error);
      crew.log.error("a verifying look failed", { host: lease.item.host, stack });
    }
  }
}
