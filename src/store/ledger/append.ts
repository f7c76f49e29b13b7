// Appends a batch of entries to the ledger in one transaction: chained, counted by night, head moved.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";
import {
  chained,
  EMPTY_HASH,
  type LedgerEntry,
  type LedgerHead,
  MARK_BYTES,
  nightOf,
} from "./chain.ts";
import { type LedgerContext, type LedgerWords, splitUrl } from "./words.ts";

const Head = z.object({ n: z.number(), hash: z.instanceof(Buffer) });

/** The end of the chain; zeros before the first row. */
export function readHead(connection: Connection): LedgerHead {
  const head = connection.one(Head, "SELECT n, hash FROM ledger_head WHERE id = 1");
  return { rows: head?.n ?? 0, hash: (head?.hash ?? EMPTY_HASH).toString("hex") };
}

/** @returns the row number of the first entry; the others follow it. All durable on return, or none. */
export function append(
  connection: Connection,
  words: LedgerWords,
  entries: readonly LedgerEntry[],
): number {
  return connection.transact(() => {
    words.renew();
    const head = readHead(connection);
    let hash: Buffer = Buffer.from(head.hash, "hex");
    for (const [index, entry] of entries.entries()) {
      const n = head.rows + 1 + index;
      hash = chained(hash, n, entry);
      insert(connection, words, { n, entry, mark: hash.subarray(0, MARK_BYTES) });
    }
    connection.run(
      "INSERT OR REPLACE INTO ledger_head VALUES (1, ?, ?)",
      head.rows + entries.length,
      hash,
    );
    countNights(connection, entries);
    return head.rows + 1;
  });
}

interface Numbered {
  readonly n: number;
  readonly entry: LedgerEntry;
  readonly mark: Buffer;
}

function insert(connection: Connection, words: LedgerWords, row: Numbered): void {
  const { n, entry, mark } = row;
  if (entry.type === "outcome") {
    const { result, status, bytesIn, bytesOut, durationMs } = entry.outcome;
    connection.run(
      `INSERT INTO ledger (n, intent, word, status, bytes_in, bytes_out, duration, mark)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      n,
      entry.of,
      words.word(result),
      status,
      bytesIn,
      bytesOut,
      durationMs,
      mark,
    );
    return;
  }
  const said = entry.type === "intent" ? entry.intent : entry.refusal;
  const { origin, rest } = splitUrl(said.url);
  const path = rest === null ? null : words.familiar(rest);
  const refusal = entry.type === "refusal" ? entry.refusal : null;
  connection.run(
    `INSERT INTO ledger (n, run, context, at, path, tail, word, detail, mark)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    n,
    said.run === null ? null : runRow(connection, words, said.run, n),
    words.context(contextOf(entry, origin)),
    entry.at,
    path,
    path === null ? rest : null,
    refusal === null ? null : words.word(refusal.reason),
    refusal === null ? null : refusal.detail,
    mark,
  );
}

/** Rows of a run lie between its first and last. */
function runRow(connection: Connection, words: LedgerWords, run: string, n: number): number {
  const id = words.run(run);
  connection.run(
    "UPDATE ledger_runs SET first = CASE first WHEN 0 THEN ?2 ELSE first END, last = ?2 WHERE id = ?1",
    id,
    n,
  );
  return id;
}

function contextOf(
  entry: Exclude<LedgerEntry, { type: "outcome" }>,
  origin: string | null,
): LedgerContext {
  if (entry.type === "intent") {
    const { kind, unit, document, host, port, address, method, probe, cost } = entry.intent;
    return { kind, unit, document, host, port, address, method, origin, probe, cost };
  }
  const { unit, document, host, port, address, probe } = entry.refusal;
  const rest = { method: null, origin, probe, cost: 0 } as const;
  return { kind: "refusal", unit, document, host, port, address, ...rest };
}

function countNights(connection: Connection, entries: readonly LedgerEntry[]): void {
  for (const entry of entries) {
    if (entry.type !== "intent" || entry.intent.cost === 0) continue;
    connection.run(
      `INSERT INTO ledger_nights VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET cost = cost + excluded.cost`,
      entry.intent.host,
      nightOf(entry.at),
      entry.intent.cost,
    );
  }
}
