// The ledger as net and people see it: who was asked what, when, under which document, and what came of it.
import { z } from "zod";
import type { Ledger } from "../../model/ledger.ts";
import type { Connection } from "../sqlite/connection.ts";
import { cleanIntent, cleanOutcome, cleanRefusal, type LedgerHead, nightOf } from "./chain.ts";
import { readHead } from "./append.ts";
import { ledgerQueue, type LedgerQueue } from "./queue.ts";
import { ledgerCost, type LedgerFilter, type LedgerLine, ledgerRows } from "./read.ts";
import { type LedgerCheck, type Passing, verifyChain } from "./verify.ts";

export interface StoreLedger extends Ledger {
  /** Oldest first, read by pages. Shows what is durable: `flush` first to see the latest. */
  rows(filter?: LedgerFilter): Generator<LedgerLine>;
  /** What runs have spent at a host, without what waits to be written. */
  costOf(host: string, runs: readonly string[]): number;
  /** Hosts that were connected to at an address, as far back as rows are kept here. Reads all contexts: for one question, not for a scan. */
  hostsAt(address: string): readonly string[];
  /** The end of the chain: what a report prints and a later check may be held against. */
  head(): LedgerHead;
  /** Reads the whole ledger. `anchor`: a head printed earlier, which must still stand. */
  verify(anchor?: LedgerHead, passing?: Passing): LedgerCheck;
  /** Writes what is waiting and refuses everything from then on. */
  close(): void;
}

export interface LedgerOptions {
  readonly now: () => Date;
  /** The longest an intent waits for company. */
  readonly groupCommitMs: number;
}

const Cost = z.object({ cost: z.number() });
const Host = z.object({ host: z.string() });

export function ledgerOver(connection: Connection, options: LedgerOptions): StoreLedger {
  const queue = ledgerQueue(connection, options.groupCommitMs);
  const at = (): number => options.now().getTime();
  return {
    intend: (intent) => queue.enter({ type: "intent", at: at(), intent: cleanIntent(intent) }),
    settle: (intent, outcome) => {
      queue.settle({ type: "outcome", of: intent, outcome: cleanOutcome(outcome) });
    },
    refuse: async (refusal) => {
      await queue.enter({ type: "refusal", at: at(), refusal: cleanRefusal(refusal) });
    },
    spent: (host, moment) => {
      const night = nightOf(moment.getTime());
      const row = connection.one(
        Cost,
        "SELECT cost FROM ledger_nights WHERE host = ? AND night = ?",
        host,
        night,
      );
      return (row?.cost ?? 0) + waitingCost(queue, host, night);
    },
    flush: async () => {
      queue.write();
    },
    rows: (filter = {}) => ledgerRows(connection, filter),
    costOf: (host, runs) => ledgerCost(connection, host, runs),
    hostsAt: (address) =>
      connection
        .all(
          Host,
          "SELECT DISTINCT host FROM ledger_contexts WHERE kind = 'connect' AND address = ?",
          address,
        )
        .map(({ host }) => host),
    head: () => readHead(connection),
    verify: (anchor, passing) => verifyChain(connection, anchor, passing),
    close: () => {
      queue.close();
    },
  };
}

function waitingCost(queue: LedgerQueue, host: string, night: number): number {
  let cost = 0;
  for (const entry of queue.waiting()) {
    if (entry.type !== "intent" || entry.intent.host !== host) continue;
    if (nightOf(entry.at) === night) cost += entry.intent.cost;
  }
  return cost;
}
