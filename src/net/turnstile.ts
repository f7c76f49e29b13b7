// Gentleness: the night's budget of a host and the pace of an address, before every connection.
// A connection counts once together with the first request on it, and each carries one request only.
import { ok, skipped, type Attempt, type Miss } from "../model/attempt.ts";
import type { Grant } from "../model/grant.ts";
import type { LedgerIntent } from "../model/ledger.ts";
import type { Ports } from "../model/ports.ts";
import type { Gate, Step } from "./gate.ts";

interface Entry {
  readonly grant: Grant;
  readonly address: string;
  /** Row of the connect in the ledger. */
  readonly intent: number;
}

/** What hosts were asked in the night, counted in one place by all doors that are open side by side. */
export interface Tally {
  readonly of: (host: string) => number;
  readonly add: (host: string, requests: number) => void;
}

export interface TurnstileOptions {
  readonly gate: Gate;
  readonly ports: Ports;
  /** Requests a night to a host. */
  readonly budget: (host: string) => number;
  readonly tally: Tally;
  /** Requests through this turnstile in all, to whatever host; absent: no such limit. */
  readonly most?: number | undefined;
  /** Requests a second to an address that several grants share; the grant's own rate still caps it. */
  readonly rateFor: (address: string) => number;
}

export interface Turnstile {
  /**
   * Takes one from the budget, waits for the address's turn, judges once more, and writes the connect down.
   * Only when it answers ok may the packet leave.
   */
  readonly enter: (
    step: Step,
    address: string,
    method: LedgerIntent["method"],
  ) => Promise<Attempt<Entry>>;
  readonly budgetLeft: (host: string) => number;
  /** Requests a second that an address may be asked under this grant. */
  readonly rateOf: (grant: Grant, address: string) => number;
}

export function createTurnstile(options: TurnstileOptions): Turnstile {
  const { gate, ports } = options;
  const budget = createBudget(options);
  const rateOf = (grant: Grant, address: string): number =>
    Math.min(grant.requestsPerSecond, options.rateFor(address));
  return {
    budgetLeft: budget.left,
    rateOf,
    async enter(step, address, method) {
      const first = ports.signal.aborted ? gate.stopped() : await gate.permit(step);
      if (first.status !== "ok") return first;
      if (!budget.take(step.host)) return skipped("budget-spent", "");
      await waitTurn(ports, address, rateOf(first.value, address));
      const second = await permitBoth(options, step, address);
      if (second.status !== "ok") {
        budget.giveBack(step.host);
        return second;
      }
      const grant = second.value;
      const row = { kind: "connect", method, cost: 1, address } as const;
      return ok({ grant, address, intent: await gate.intend(grant, step, row) });
    },
  };
}

async function waitTurn(
  { clock, pace, signal }: Ports,
  address: string,
  rate: number,
): Promise<void> {
  const now = clock.now().getTime();
  const turn = pace.reserve(address, 1000 / rate, now);
  if (turn > now) await clock.sleep(turn - now, signal);
}

/** After the wait: the window may have closed, the document may be revoked, the run may be stopped. */
async function permitBoth(
  options: TurnstileOptions,
  step: Step,
  address: string,
): Promise<Attempt<Grant>> {
  const { gate, ports } = options;
  if (ports.signal.aborted) return gate.stopped();
  const permit = await gate.permit(step);
  if (permit.status !== "ok") return permit;
  const refused: Miss | null = await gate.permitAddress(permit.value, address, step);
  return refused ?? permit;
}

interface Budget {
  readonly left: (host: string) => number;
  readonly take: (host: string) => boolean;
  readonly giveBack: (host: string) => void;
}

function createBudget({ budget, tally, ...options }: TurnstileOptions): Budget {
  let most = options.most ?? Infinity;
  const left = (host: string): number => Math.min(most, Math.max(0, budget(host) - tally.of(host)));
  return {
    left,
    take(host) {
      if (left(host) <= 0) return false;
      tally.add(host, 1);
      most -= 1;
      return true;
    },
    giveBack(host) {
      tally.add(host, -1);
      most += 1;
    },
  };
}

/** Asks the ledger once for each host, then counts here, so that requests not yet durable count too. */
export function createTally({ ledger, clock }: Pick<Ports, "ledger" | "clock">): Tally {
  const counts = new Map<string, number>();
  const of = (host: string): number => {
    const known = counts.get(host) ?? ledger.spent(host, clock.now());
    counts.set(host, known);
    return known;
  };
  return {
    of,
    add(host, requests) {
      counts.set(host, of(host) + requests);
    },
  };
}
