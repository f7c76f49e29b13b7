// Reads the ledger: one line a connection, request or refusal with what came of it, and the check of its chain.
import { z } from "zod";
import type { LedgerIntent } from "../model/ledger.ts";
import type { Connection } from "./connection.ts";
import { readHead } from "./ledger-append.ts";
import {
  chained,
  EMPTY_HASH,
  type LedgerEntry,
  type LedgerHead,
  MARK_BYTES,
} from "./ledger-chain.ts";

/** What `rasoat ledger` prints. */
export interface LedgerLine {
  readonly row: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly run: string | null;
  readonly kind: "resolve" | "connect" | "request" | "refusal";
  readonly unit: string | null;
  readonly document: string | null;
  readonly host: string;
  readonly port: number | null;
  readonly address: string | null;
  readonly method: string | null;
  readonly url: string | null;
  readonly probe: string;
  readonly cost: number;
  /** The outcome's word; "refused" for a refusal; null when the outcome is not known (a kill came between). */
  readonly result: string | null;
  readonly status: number | null;
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  readonly durationMs: number | null;
  /** Why it was refused. */
  readonly reason: string | null;
  readonly detail: string | null;
}

export interface LedgerFilter {
  readonly host?: string;
  readonly run?: string;
  readonly unit?: string;
}

/**
 * - missing: the row is not there, or another stands in its place
 * - changed: its text, or that of an earlier row, is not what was written
 * - cut: rows at the end are gone; `row` is the first of them
 * - head: all rows are sound, but the noted or anchored end differs
 * - nights: all rows are sound, but the sums that budgets rest on differ
 */
export type LedgerFault = "missing" | "changed" | "cut" | "head" | "nights";

/** `rows` and `hash`: what was read and found sound. */
export interface LedgerCheck extends LedgerHead {
  readonly sound: boolean;
  /** The first row that is not as it was written; null when all are. */
  readonly bad: { readonly row: number; readonly fault: LedgerFault } | null;
}

const text = z.string();
const maybe = z.string().nullable();
const count = z.number().nullable();

const Row = z.object({
  n: z.number(),
  at: count,
  run: maybe,
  kind: z.enum(["resolve", "connect", "request", "refusal"]).nullable(),
  unit: maybe,
  document: maybe,
  host: maybe,
  port: count,
  address: maybe,
  method: maybe,
  origin: maybe,
  rest: maybe,
  probe: maybe,
  cost: count,
  word: maybe,
  detail: maybe,
  intent: count,
  status: count,
  bytes_in: count,
  bytes_out: count,
  duration: count,
});
const Line = Row.extend({
  kind: z.enum(["resolve", "connect", "request", "refusal"]),
  at: z.number(),
  host: text,
  probe: text,
  cost: z.number(),
  result: maybe,
});
const Marked = Row.extend({ mark: z.instanceof(Buffer) });
const Range = z.object({ id: z.number(), first: z.number(), last: z.number() });
const Wrong = z.object({ wrong: z.number() });

const ASKED = `l.n, l.at, r.run, c.kind, c.unit, c.document, c.host, c.port, c.address, c.method,
  c.origin, ifnull(p.text, l.tail) AS rest, c.probe, c.cost, w.text AS word, l.detail, l.intent`;
const JOINS = `LEFT JOIN ledger_runs AS r ON r.id = l.run
  LEFT JOIN ledger_words AS p ON p.id = l.path LEFT JOIN ledger_words AS w ON w.id = l.word`;
const PAGE = 500;

/** Oldest first, read by pages: no cursor stays open between two lines. */
export function* ledgerRows(connection: Connection, filter: LedgerFilter): Generator<LedgerLine> {
  const range =
    filter.run === undefined
      ? { id: null, first: 1, last: Number.MAX_SAFE_INTEGER }
      : connection.one(Range, "SELECT id, first, last FROM ledger_runs WHERE run = ?", filter.run);
  if (range === undefined) return;
  const sql = `SELECT ${ASKED}, x.text AS result, o.status, o.bytes_in, o.bytes_out, o.duration
    FROM ledger AS l JOIN ledger_contexts AS c ON c.id = l.context ${JOINS}
    LEFT JOIN ledger AS o ON o.intent = l.n LEFT JOIN ledger_words AS x ON x.id = o.word
    WHERE l.n >= ?1 AND l.n <= ?2 AND (?3 IS NULL OR l.run = ?3)
    AND ${filter.host === undefined ? "?4 IS NULL" : "c.host = ?4"}
    AND ${filter.unit === undefined ? "?5 IS NULL" : "c.unit = ?5"}
    ORDER BY l.n LIMIT ${PAGE}`;
  let from = range.first;
  for (;;) {
    const values = [range.last, range.id, filter.host ?? null, filter.unit ?? null];
    const page = connection.all(Line, sql, from, ...values);
    yield* page.map(lineOf);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    from = last.n + 1;
  }
}

function lineOf(row: z.infer<typeof Line>): LedgerLine {
  const refused = row.kind === "refusal";
  return {
    row: row.n,
    at: new Date(row.at).toISOString(),
    run: row.run,
    kind: row.kind,
    unit: row.unit,
    document: row.document,
    host: row.host,
    port: row.port,
    address: row.address,
    method: row.method,
    url: urlOf(row),
    probe: row.probe,
    cost: row.cost,
    result: refused ? "refused" : row.result,
    status: row.status,
    bytesIn: row.bytes_in,
    bytesOut: row.bytes_out,
    durationMs: row.duration,
    reason: refused ? row.word : null,
    detail: refused ? row.detail : null,
  };
}

function urlOf(row: { origin: string | null; rest: string | null }): string | null {
  return row.origin === null && row.rest === null ? null : `${row.origin ?? ""}${row.rest ?? ""}`;
}

/**
 * Reads every row and says which is the first that is not as it was written.
 * @param anchor a head that was printed earlier: what stood then must still stand
 */
export function verifyChain(connection: Connection, anchor?: LedgerHead): LedgerCheck {
  const sql = `SELECT ${ASKED}, l.status, l.bytes_in, l.bytes_out, l.duration, l.mark
    FROM ledger AS l LEFT JOIN ledger_contexts AS c ON c.id = l.context ${JOINS}
    WHERE l.n > ? ORDER BY l.n LIMIT 5000`;
  const noted = readHead(connection);
  let hash: Buffer = EMPTY_HASH;
  let rows = 0;
  const check = (row: number, fault: LedgerFault | null): LedgerCheck => ({
    sound: fault === null,
    rows,
    hash: hash.toString("hex"),
    bad: fault === null ? null : { row, fault },
  });
  for (;;) {
    const page = connection.all(Marked, sql, rows);
    if (page.length === 0) break;
    for (const row of page) {
      if (row.n !== rows + 1) return check(rows + 1, "missing");
      const entry = entryOf(row);
      const next = entry === null ? null : chained(hash, row.n, entry);
      if (next?.subarray(0, MARK_BYTES).equals(row.mark) !== true) return check(row.n, "changed");
      hash = next;
      rows = row.n;
      if (rows === anchor?.rows && check(rows, null).hash !== anchor.hash)
        return check(rows, "head");
    }
  }
  if (rows < Math.max(noted.rows, anchor?.rows ?? 0)) return check(rows + 1, "cut");
  if (rows !== noted.rows || check(rows, null).hash !== noted.hash) return check(rows, "head");
  return check(rows, nightsAgree(connection) ? null : "nights");
}

/** @returns null when the row cannot have been written by us */
function entryOf(row: z.infer<typeof Row>): LedgerEntry | null {
  if (row.intent !== null) {
    const { word, bytes_in, bytes_out, duration } = row;
    if (word === null || bytes_in === null || bytes_out === null || duration === null) return null;
    const sizes = { bytesIn: bytes_in, bytesOut: bytes_out, durationMs: duration };
    return {
      type: "outcome",
      of: row.intent,
      outcome: { result: word, status: row.status, ...sizes },
    };
  }
  const { at, host, probe, unit, document, port, address } = row;
  if (row.kind === null || at === null || host === null || probe === null) return null;
  const where = { run: row.run, host, port, address, url: urlOf(row), probe };
  if (row.kind === "refusal") {
    if (row.word === null || row.detail === null) return null;
    const refusal = { ...where, unit, document, reason: row.word, detail: row.detail };
    return { type: "refusal", at, refusal };
  }
  if (unit === null || document === null) return null;
  const how = { kind: row.kind, method: row.method as LedgerIntent["method"] };
  const cost: 0 | 1 = row.cost === 1 ? 1 : 0;
  return { type: "intent", at, intent: { ...where, ...how, unit, document, cost } };
}

function nightsAgree(connection: Connection): boolean {
  const counted = `SELECT c.host, (l.at - 18000000) / 86400000 AS night, sum(c.cost) AS cost
    FROM ledger AS l JOIN ledger_contexts AS c ON c.id = l.context WHERE c.cost > 0 GROUP BY 1, 2`;
  const noted = "SELECT host, night, cost FROM ledger_nights";
  const row = connection.one(
    Wrong,
    `SELECT (SELECT count(*) FROM (${counted} EXCEPT ${noted}))
      + (SELECT count(*) FROM (${noted} EXCEPT ${counted})) AS wrong`,
  );
  return row?.wrong === 0;
}
