// Three purses: a night's scan, the verifying looks of a host and the watch over its home page do not spend each
// other's requests, so that mending by day and watching take nothing from the night's coverage. All are counted in the
// ledger, whatever was killed in between; the watch is bounded by each look's own most (src/run/schedule).
import type { Ledger } from "../../model/ledger.ts";
import type { RunKind } from "../../model/run.ts";
import type { Store } from "../../store/store.ts";
import { nightBegan } from "../visit.ts";

type Books = Pick<Store, "ledger" | "listRuns">;

/** More looks than a night can have. */
const MOST_RUNS = 100_000;
const KEEP_MS = 30_000;

/** The ledger as the night's scan sees it: without what verifying looks and the watch took. */
export function scanLedger(store: Books): Ledger {
  const beside = costsOf(store, ["verify", "watch"]);
  return {
    ...store.ledger,
    spent: (host, at) => Math.max(0, store.ledger.spent(host, at) - beside(host, at)),
  };
}

/** The ledger as a verifying look sees it: what verifying looks took, and nothing else. */
export function verifyLedger(store: Books): Ledger {
  return { ...store.ledger, spent: costsOf(store, ["verify"]) };
}

interface Runs {
  readonly byHost: ReadonlyMap<string, readonly string[]>;
  /** Of any host: the watch's run of a day. */
  readonly ofAll: readonly string[];
}

/** Requests of runs of these kinds at a host in the night that holds a moment. */
function costsOf(store: Books, kinds: readonly RunKind[]): (host: string, at: Date) => number {
  let known: { readonly at: number; readonly runs: Runs } | null = null;
  return (host, at) => {
    if (known === null || Math.abs(at.getTime() - known.at) > KEEP_MS) {
      known = { at: at.getTime(), runs: runsOf(store, kinds, at) };
    }
    const { byHost, ofAll } = known.runs;
    return store.ledger.costOf(host, [...ofAll, ...(byHost.get(host) ?? [])]);
  };
}

function runsOf(store: Books, kinds: readonly RunKind[], at: Date): Runs {
  const since = nightBegan(at).toISOString();
  const byHost = new Map<string, string[]>();
  const ofAll: string[] = [];
  for (const kind of kinds) {
    for (const { id, hosts } of store.listRuns({ kind, since, limit: MOST_RUNS })) {
      if (hosts.length === 0) ofAll.push(id);
      for (const host of hosts) byHost.set(host, [...(byHost.get(host) ?? []), id]);
    }
  }
  return { byHost, ofAll };
}
