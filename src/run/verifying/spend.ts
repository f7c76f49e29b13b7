// Two purses: a night's scan and the verifying looks of a host do not spend each other's requests, so that mending by
// day takes nothing from the night's coverage. Both are counted in the ledger, whatever was killed in between.
import type { Ledger } from "../../model/ledger.ts";
import type { Store } from "../../store/store.ts";
import { nightNumber } from "../visit.ts";

type Books = Pick<Store, "ledger" | "listRuns">;

/** Runs of so long ago belong to another night. */
const NEWEST_RUNS = 1_000;
const KEEP_MS = 30_000;

/** The ledger as the night's scan sees it: without what verifying looks took. */
export function scanLedger(store: Books): Ledger {
  const verified = verifyCosts(store);
  return {
    ...store.ledger,
    spent: (host, at) => Math.max(0, store.ledger.spent(host, at) - verified(host, at)),
  };
}

/** The ledger as a verifying look sees it: what verifying looks took, and nothing else. */
export function verifyLedger(store: Books): Ledger {
  return { ...store.ledger, spent: verifyCosts(store) };
}

/** Requests of verifying looks at a host in the night that holds a moment. */
function verifyCosts(store: Books): (host: string, at: Date) => number {
  let known: { readonly at: number; readonly runs: ReadonlyMap<string, readonly string[]> } | null =
    null;
  return (host, at) => {
    if (known === null || Math.abs(at.getTime() - known.at) > KEEP_MS) {
      known = { at: at.getTime(), runs: verifyRuns(store, at) };
    }
    return (known.runs.get(host) ?? []).reduce((sum, run) => sum + costOf(store, host, run), 0);
  };
}

function verifyRuns(store: Books, at: Date): Map<string, string[]> {
  const night = nightNumber(at);
  const byHost = new Map<string, string[]>();
  for (const { id, hosts, startedAt } of store.listRuns({ kind: "verify", limit: NEWEST_RUNS })) {
    if (nightNumber(new Date(startedAt)) !== night) continue;
    for (const host of hosts) byHost.set(host, [...(byHost.get(host) ?? []), id]);
  }
  return byHost;
}

function costOf({ ledger }: Books, host: string, run: string): number {
  let cost = 0;
  for (const row of ledger.rows({ host, run })) cost += row.cost;
  return cost;
}
