// Reads the ledger from where its archives end and says which row is the first that is not as it was written.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";
import { readAnchor } from "./anchor.ts";
import { readHead } from "./append.ts";
import { chained, type LedgerHead, MARK_BYTES } from "./chain.ts";
import { entryReader } from "./entries.ts";

/**
 * - missing: the row is not there, or another stands in its place
 * - changed: its text, or that of an earlier row, is not what was written
 * - cut: rows at the end are gone; `row` is the first of them
 * - head: all rows are sound, but the noted or anchored end differs
 * - nights: all rows are sound, but the sums that budgets rest on differ
 * - anchor: the noted end of the archives is not what the archives' own entries say
 * - archived: the given head lies among rows that have left; only their archives can prove it
 */
type LedgerFault = "missing" | "changed" | "cut" | "head" | "nights" | "anchor" | "archived";

/** `rows` and `hash`: what was read and found sound. */
export interface LedgerCheck extends LedgerHead {
  readonly sound: boolean;
  /** Rows that have left into archives: what was read begins after them. */
  readonly archived: number;
  /** The first row that is not as it was written; null when all are. */
  readonly bad: { readonly row: number; readonly fault: LedgerFault } | null;
}

/** Told of every place of the chain that was found sound, the beginning among them: the row and the hash at it. */
export type Passing = (row: number, hash: Buffer) => void;

const PAGE = 5_000;

/** @param anchor a head that was printed earlier: what stood then must still stand */
export function verifyChain(
  connection: Connection,
  anchor?: LedgerHead,
  passing: Passing = () => undefined,
): LedgerCheck {
  const noted = readHead(connection);
  const left = readAnchor(connection);
  const read = entryReader(connection);
  let hash = left.hash;
  let rows = left.rows;
  const check = (row: number, fault: LedgerFault | null): LedgerCheck => ({
    sound: fault === null,
    rows,
    hash: hash.toString("hex"),
    archived: left.rows,
    bad: fault === null ? null : { row, fault },
  });
  const differs = (): boolean => rows === anchor?.rows && hash.toString("hex") !== anchor.hash;
  if (!left.agrees) return check(rows, "anchor");
  passing(rows, hash);
  if (differs()) return check(rows, "head");
  if (anchor !== undefined && anchor.rows < rows) return check(anchor.rows, "archived");
  for (let page = read(rows, PAGE); page.length > 0; page = read(rows, PAGE)) {
    for (const { n, entry, mark } of page) {
      if (n !== rows + 1) return check(rows + 1, "missing");
      const next = entry === null ? null : chained(hash, n, entry);
      if (next?.subarray(0, MARK_BYTES).equals(mark) !== true) return check(n, "changed");
      hash = next;
      rows = n;
      passing(rows, hash);
      if (differs()) return check(rows, "head");
    }
  }
  if (rows < Math.max(noted.rows, anchor?.rows ?? 0)) return check(rows + 1, "cut");
  if (rows !== noted.rows || hash.toString("hex") !== noted.hash) return check(rows, "head");
  return check(rows, nightsAgree(connection) ? null : "nights");
}

const Wrong = z.object({ wrong: z.number() });

function nightsAgree(connection: Connection): boolean {
  const counted = `SELECT c.host, (l.at - 18000000) / 86400000 AS night, sum(c.cost) AS cost
    FROM ledger AS l JOIN ledger_contexts AS c ON c.id = l.context WHERE c.cost > 0 GROUP BY 1, 2`;
  const row = connection.one(
    Wrong,
    `WITH counted AS MATERIALIZED (${counted}), noted AS (SELECT host, night, cost FROM ledger_nights)
     SELECT (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM noted))
      + (SELECT count(*) FROM (SELECT * FROM noted EXCEPT SELECT * FROM counted)) AS wrong`,
  );
  return row?.wrong === 0;
}
