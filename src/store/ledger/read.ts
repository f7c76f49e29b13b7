// Reads the ledger: one line a connection, request or refusal with what came of it.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";

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

const text = z.string();
const maybe = z.string().nullable();
const count = z.number().nullable();

const Line = z.object({
  n: z.number(),
  at: z.number(),
  run: maybe,
  kind: z.enum(["resolve", "connect", "request", "refusal"]),
  unit: maybe,
  document: maybe,
  host: text,
  port: count,
  address: maybe,
  method: maybe,
  origin: maybe,
  rest: maybe,
  probe: text,
  cost: z.number(),
  word: maybe,
  detail: maybe,
  result: maybe,
  status: count,
  bytes_in: count,
  bytes_out: count,
  duration: count,
});
const Range = z.object({ id: z.number(), first: z.number(), last: z.number() });

const SELECT = `SELECT l.n, l.at, r.run, c.kind, c.unit, c.document, c.host, c.port, c.address,
    c.method, c.origin, ifnull(p.text, l.tail) AS rest, c.probe, c.cost, w.text AS word, l.detail,
    x.text AS result, o.status, o.bytes_in, o.bytes_out, o.duration
  FROM ledger AS l JOIN ledger_contexts AS c ON c.id = l.context
  LEFT JOIN ledger_runs AS r ON r.id = l.run
  LEFT JOIN ledger_words AS p ON p.id = l.path LEFT JOIN ledger_words AS w ON w.id = l.word
  LEFT JOIN ledger AS o ON o.intent = l.n LEFT JOIN ledger_words AS x ON x.id = o.word`;
const PAGE = 500;

/** Oldest first, read by pages: no cursor stays open between two lines. */
export function* ledgerRows(connection: Connection, filter: LedgerFilter): Generator<LedgerLine> {
  const range =
    filter.run === undefined
      ? { id: null, first: 1, last: Number.MAX_SAFE_INTEGER }
      : connection.one(Range, "SELECT id, first, last FROM ledger_runs WHERE run = ?", filter.run);
  if (range === undefined) return;
  const sql = `${SELECT}
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

/**
 * Newest first, for screens.
 * @param units JSON list of unit codes, null for all; what names no unit is then left out
 */
export function ledgerNewest(
  connection: Connection,
  units: string | null,
  filter: { readonly host?: string; readonly before?: number; readonly limit: number },
): LedgerLine[] {
  const sql = `${SELECT}
    WHERE l.context IN (SELECT id FROM ledger_contexts WHERE
      (?1 IS NULL OR unit IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR host = ?2))
    AND l.n < ?3 ORDER BY l.n DESC LIMIT ?4`;
  const before = filter.before ?? Number.MAX_SAFE_INTEGER;
  return connection.all(Line, sql, units, filter.host ?? null, before, filter.limit).map(lineOf);
}

const Sum = z.object({ cost: z.number().nullable() });

/** Reads the host's own rows only, however many others the runs have: the joins are in this order by intent. */
export function ledgerCost(connection: Connection, host: string, runs: readonly string[]): number {
  const sql = `SELECT sum(c.cost) AS cost FROM ledger_runs AS r
    CROSS JOIN ledger_contexts AS c ON c.host = ?1
    CROSS JOIN ledger AS l ON l.context = c.id AND l.n >= r.first AND l.n <= r.last AND l.run = r.id
    WHERE r.run IN (SELECT value FROM json_each(?2))`;
  return connection.one(Sum, sql, host, JSON.stringify(runs))?.cost ?? 0;
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
