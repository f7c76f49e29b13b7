// Collects ledger entries and commits them together: durable first, answered then. What comes alone is committed at
// once; what comes soon after a commit waits for others, so that there is one commit in each such while at most.
import type { Connection } from "../sqlite/connection.ts";
import { explain } from "../sqlite/errors.ts";
import { append } from "./append.ts";
import type { LedgerEntry } from "./chain.ts";
import { ledgerWords } from "./words.ts";

type Asked = Exclude<LedgerEntry, { type: "outcome" }>;
type Outcome = Extract<LedgerEntry, { type: "outcome" }>;

export interface LedgerQueue {
  /** Resolves to the row number once the entry is durable. */
  enter(entry: Asked): Promise<number>;
  /** For an intent that this queue has answered and that has no outcome yet; durable with the next commit. */
  settle(outcome: Outcome): void;
  /** Commits what is waiting. When that fails, the waiting intents are refused and the error is thrown. */
  write(): void;
  /** Entered and not yet durable. */
  waiting(): readonly Asked[];
  close(): void;
}

interface Waiting {
  readonly entry: Asked;
  readonly done: (row: number) => void;
  readonly fail: (error: unknown) => void;
}

/** Entries that make a commit start at once. */
const FULL_BATCH = 64;
const OUTCOME_DELAY_MS = 100;

export function ledgerQueue(connection: Connection, groupCommitMs: number): LedgerQueue {
  const words = ledgerWords(connection);
  const unsettled = new Set<number>();
  let waiting: Waiting[] = [];
  let outcomes: Outcome[] = [];
  let closed = false;
  let lastCommit = -Infinity;

  const write = (): void => {
    alarm.clear();
    if (waiting.length === 0 && outcomes.length === 0) return;
    lastCommit = performance.now();
    const batch = waiting;
    waiting = [];
    try {
      const entries = [...outcomes, ...batch.map((one) => one.entry)];
      const first = append(connection, words, entries) + outcomes.length;
      outcomes = [];
      for (const [index, one] of batch.entries()) {
        if (one.entry.type === "intent") unsettled.add(first + index);
        one.done(first + index);
      }
    } catch (error) {
      // Outcomes stay for the next try. Intents are refused: without a record no packet leaves.
      words.forget();
      const explained = explain(error, connection.path);
      for (const one of batch) one.fail(explained);
      throw explained;
    }
  };

  const alarm = alarmOf(() => {
    try {
      write();
    } catch {
      // Whoever waits has been told; outcomes alone are tried again with the next commit.
    }
  });

  return {
    write,
    enter: (entry) =>
      new Promise((done, fail) => {
        if (closed) throw new Error("the ledger is closed");
        waiting.push({ entry, done, fail });
        const due = lastCommit + groupCommitMs - performance.now();
        alarm.within(waiting.length >= FULL_BATCH ? 0 : Math.max(0, due));
      }),
    settle: (outcome) => {
      if (!unsettled.delete(outcome.of)) {
        throw new Error(`ledger row ${outcome.of} awaits no outcome`);
      }
      outcomes.push(outcome);
      alarm.within(OUTCOME_DELAY_MS);
    },
    waiting: () => waiting.map((one) => one.entry),
    close: () => {
      closed = true;
      write();
    },
  };
}

/** One timer that rings at the earliest moment asked for. */
function alarmOf(ring: () => void): { within(delayMs: number): void; clear(): void } {
  let set: { readonly handle: NodeJS.Timeout; readonly due: number } | null = null;
  const clear = (): void => {
    if (set !== null) clearTimeout(set.handle);
    set = null;
  };
  return {
    clear,
    within: (delayMs) => {
      const due = performance.now() + delayMs;
      if (set !== null && set.due <= due) return;
      clear();
      set = { due, handle: setTimeout(ring, delayMs) };
    },
  };
}
