// How long a scan's second pass will still take, judged by what its hosts have taken so far. Chains run side by side, as
// many as there are workers, and a chain's hosts one after another: the longest way through that is the answer.
// Says nothing until as many hosts have ended as are at work at once, and three of each long chain.

export interface TimeLeft {
  /** Hosts of each chain, in the order in which chains are taken up. */
  plan(chains: readonly number[]): void;
  /** A host of the chain is begun, or has ended. */
  begin(chain: number): void;
  end(chain: number): void;
  /** Epoch milliseconds; null while nothing is planned or too little is known. */
  endsAt(): number | null;
}

interface Progress {
  left: number;
  ended: number;
  spentMs: number;
  /** null: none of its hosts is at work. */
  begunAt: number | null;
}

/** Nothing is said before so many hosts have ended, nor of a chain by its own hosts alone. */
const LEAST_ENDED = 3;
/** Hosts of a chain that is judged by its own alone. */
const LONG_CHAIN = 10;
/** Of the mean: what a host that has taken longer already is thought to need still. */
const OVERDUE_SHARE = 0.1;

/** @param now epoch milliseconds */
export function createTimeLeft(workers: number, now: () => number): TimeLeft {
  let chains: readonly Progress[] = [];
  return {
    plan: (hosts) => {
      chains = hosts.map((left) => ({ left, ended: 0, spentMs: 0, begunAt: null }));
    },
    begin: (index) => {
      const chain = chains[index];
      if (chain !== undefined) chain.begunAt = now();
    },
    end: (index) => {
      const chain = chains[index];
      if (chain === undefined || chain.begunAt === null) return;
      chain.left -= 1;
      chain.ended += 1;
      chain.spentMs += now() - chain.begunAt;
      chain.begunAt = null;
    },
    endsAt: () => {
      const at = now();
      const common = commonMean(chains, workers, at);
      return common === null ? null : at + longestWay(chains, workers, { at, common });
    },
  };
}

function commonMean(chains: readonly Progress[], workers: number, at: number): number | null {
  const ended = chains.reduce((sum, chain) => sum + chain.ended, 0);
  const sideBySide = Math.min(workers, chains.length);
  const isEnough = ended >= Math.max(LEAST_ENDED, sideBySide) && !chains.some(isUnproven);
  return isEnough ? meanOf(chains, at) : null;
}

/** A long chain decides when all is over, and may be slower than the others: it is waited for. */
function isUnproven({ begunAt, left, ended }: Progress): boolean {
  return begunAt !== null && left > LONG_CHAIN && ended < LEAST_ENDED;
}

/** Those at work that have taken longer than the mean count as well: quick hosts are the first to end. */
function meanOf(chains: readonly Progress[], at: number): number {
  const ended = chains.reduce((sum, chain) => sum + chain.ended, 0);
  const spent = chains.reduce((sum, { spentMs }) => sum + spentMs, 0);
  const mean = spent / ended;
  const longer = chains.flatMap(({ begunAt }) =>
    begunAt !== null && at - begunAt > mean ? [at - begunAt] : [],
  );
  return longer.reduce((sum, one) => sum + one, spent) / (ended + longer.length);
}

/** Each chain that waits is taken up by whoever is free first. */
function longestWay(
  chains: readonly Progress[],
  workers: number,
  { at, common }: { readonly at: number; readonly common: number },
): number {
  const isBegun = ({ ended, begunAt }: Progress): boolean => begunAt !== null || ended > 0;
  const atWork = chains.filter((chain) => chain.left > 0 && isBegun(chain));
  const waiting = chains.filter((chain) => chain.left > 0 && !isBegun(chain));
  const ways = atWork.map((chain) => chainLeft(chain, at, common));
  while (ways.length < workers) ways.push(0);
  for (const { left } of waiting) {
    const first = ways.indexOf(Math.min(...ways));
    ways[first] = (ways[first] ?? 0) + left * common;
  }
  return Math.max(...ways);
}

function chainLeft(chain: Progress, at: number, common: number): number {
  const mean = chain.ended < LEAST_ENDED ? common : meanOf([chain], at);
  if (chain.begunAt === null) return chain.left * mean;
  const current = Math.max(mean - (at - chain.begunAt), mean * OVERDUE_SHARE);
  return current + (chain.left - 1) * mean;
}
