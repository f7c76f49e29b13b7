// Reads rows of the ledger as what they say, so that the chain over them can be walked. It judges nothing.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";
import type { LedgerEntry } from "./chain.ts";
import type { LedgerContext } from "./words.ts";

/** `entry`: null when the row cannot have been written by us. `mark`: the first bytes of the running hash at it. */
export interface MarkedEntry {
  readonly n: number;
  readonly entry: LedgerEntry | null;
  readonly mark: Buffer;
}

interface Row {
  readonly n: number;
  readonly run: number | null;
  readonly context: number | null;
  readonly intent: number | null;
  readonly at: number | null;
  readonly path: number | null;
  readonly tail: string | null;
  readonly word: number | null;
  readonly detail: string | null;
  readonly status: number | null;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  readonly duration: number | null;
  readonly mark: Buffer;
}

/** The chain checks every value, and the table's own types hold; only what the walk rests on is looked at. */
const Row = z.custom<Row>(
  (row) =>
    typeof row === "object" &&
    row !== null &&
    "n" in row &&
    typeof row.n === "number" &&
    "mark" in row &&
    Buffer.isBuffer(row.mark),
);
const PAGE = `SELECT n, run, context, intent, at, path, tail, word, detail, status, bytes_in, bytes_out,
  duration, mark FROM ledger WHERE n > ? ORDER BY n LIMIT ?`;

/** Rows after one, in their order; what stands beside them is remembered from page to page. */
export function entryReader(
  connection: Connection,
): (after: number, limit: number) => MarkedEntry[] {
  const beside = besideOf(connection);
  return (after, limit) =>
    connection
      .all(Row, PAGE, after, limit)
      .map((row) => ({ n: row.n, entry: entryOf(row, beside), mark: row.mark }));
}

/** What stands beside the ledger once, by number; undefined when it is not there. */
interface Beside {
  context(id: number): LedgerContext | undefined;
  word(id: number): string | undefined;
  run(id: number): string | undefined;
}

const maybe = z.string().nullable();
const Context: z.ZodType<LedgerContext> = z.object({
  kind: z.enum(["resolve", "connect", "request", "refusal"]),
  unit: maybe,
  document: maybe,
  host: z.string(),
  port: z.number().nullable(),
  address: maybe,
  method: z.enum(["DNS", "TCP", "TLS", "GET", "HEAD"]).nullable(),
  origin: maybe,
  probe: z.string(),
  cost: z.union([z.literal(0), z.literal(1)]),
});
const Text = z.object({ text: z.string() });
const MAX_KNOWN = 100_000;

function besideOf(connection: Connection): Beside {
  return {
    context: remembered((id) =>
      connection.one(
        Context,
        `SELECT kind, unit, document, host, port, address, method, origin, probe, cost
         FROM ledger_contexts WHERE id = ?`,
        id,
      ),
    ),
    word: remembered(
      (id) => connection.one(Text, "SELECT text FROM ledger_words WHERE id = ?", id)?.text,
    ),
    run: remembered(
      (id) => connection.one(Text, "SELECT run AS text FROM ledger_runs WHERE id = ?", id)?.text,
    ),
  };
}

function remembered<T>(read: (id: number) => T | undefined): (id: number) => T | undefined {
  const known = new Map<number, T>();
  return (id) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const value = read(id);
    if (known.size >= MAX_KNOWN) known.clear();
    if (value !== undefined) known.set(id, value);
    return value;
  };
}

/** @returns null when the row cannot have been written by us */
function entryOf(row: Row, beside: Beside): LedgerEntry | null {
  return row.intent === null ? askedOf(row, beside) : outcomeOf(row, row.intent, beside);
}

function outcomeOf(row: Row, of: number, beside: Beside): LedgerEntry | null {
  const { status, bytes_in: bytesIn, bytes_out: bytesOut, duration: durationMs } = row;
  const result = row.word === null ? undefined : beside.word(row.word);
  if (result === undefined || bytesIn === null || bytesOut === null || durationMs === null) {
    return null;
  }
  return { type: "outcome", of, outcome: { result, status, bytesIn, bytesOut, durationMs } };
}

function askedOf(row: Row, beside: Beside): LedgerEntry | null {
  const context = row.context === null ? undefined : beside.context(row.context);
  const run = row.run === null ? null : beside.run(row.run);
  const rest = row.path === null ? row.tail : beside.word(row.path);
  if (context === undefined || run === undefined || rest === undefined || row.at === null) {
    return null;
  }
  const { kind, unit, document, host, port, address, method, origin, probe, cost } = context;
  const url = origin === null && rest === null ? null : `${origin ?? ""}${rest ?? ""}`;
  if (kind === "refusal") {
    const reason = row.word === null ? undefined : beside.word(row.word);
    if (reason === undefined || row.detail === null) return null;
    const refusal = { run, unit, document, host, port, address, url, probe, reason };
    return { type: "refusal", at: row.at, refusal: { ...refusal, detail: row.detail } };
  }
  if (unit === null || document === null || method === null) return null;
  const intent = { run, kind, unit, document, host, port, address, method, url, probe, cost };
  return { type: "intent", at: row.at, intent };
}
