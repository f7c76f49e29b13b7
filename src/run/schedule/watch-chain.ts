// Lets a running scan make the watch's looks at the addresses that it holds, so that a long night blinds it to nobody:
// only those that a worker has found busy a moment ago.
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Chain } from "../verifying/chain.ts";
import { lookOnWatch } from "./watch-look.ts";
import type { WatchCrew } from "./watch-crew.ts";

/** @param crew holds the addresses */
export async function watchAtHead(crew: WatchCrew, chain: Chain): Promise<void> {
  const tried = new Set<string>();
  while (!crew.signal.aborted) {
    // Once each: another chain may hold a host's other address, and would never let go while this one asks.
    const lease = crew.store.leaseWatch({ chain, without: [...tried] });
    if (lease === undefined) return;
    tried.add(lease.item.host);
    try {
      await lookOnWatch(lease, crew);
    } catch (error) {
      // A full disk ends the scan; anything else is no fault of this chain, and the host is due again a period later.
      if (error instanceof RasoatError && error.exit !== EXIT.ownFault) throw error;
      const stack = error instanceof Error ? error.stack : String(error);
      crew.log.error("a look of the watch failed", { host: lease.item.host, stack });
    }
  }
}
