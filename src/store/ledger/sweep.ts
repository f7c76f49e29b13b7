// Takes contexts away that no row of the ledger refers to any more, once rows have left into archives. Their numbers are
// never given to others, and whoever remembers one (another process that has run for months) is told to forget it.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";

export interface ContextSweep {
  readonly removed: number;
  /** Where the next batch begins; null: all have been gone through. */
  readonly next: number | null;
}

/** Contexts looked at in one transaction: about 20 ms. */
const MOST_CONTEXTS = 1_000;

const Count = z.object({ count: z.number() });
const Range = z.object({ last: z.number().nullable(), newest: z.number().nullable() });

/** Moves whenever contexts have gone. */
export function readSweeps(connection: Connection): number {
  return connection.one(Count, "SELECT count FROM ledger_sweeps WHERE id = 1")?.count ?? 0;
}

/** One batch of those numbered after `after`, in a transaction of its own. */
export function sweepContexts(connection: Connection, after: number): ContextSweep {
  return connection.transact(() => {
    const range = connection.one(
      Range,
      `SELECT (SELECT max(id) FROM ledger_contexts) AS newest, (SELECT max(id) FROM (
         SELECT id FROM ledger_contexts WHERE id > ? ORDER BY id LIMIT ${MOST_CONTEXTS})) AS last`,
      after,
    );
    const { last = null, newest = null } = range ?? {};
    if (last === null || newest === null) return { removed: 0, next: null };
    // The newest stays: the next one is numbered after it, so that no number ever means two.
    const removed = connection.run(
      `DELETE FROM ledger_contexts WHERE id > ? AND id <= ? AND id <> ?
       AND NOT EXISTS (SELECT 1 FROM ledger AS l WHERE l.context = ledger_contexts.id)`,
      after,
      last,
      newest,
    );
    if (removed > 0) connection.run("UPDATE ledger_sweeps SET count = count + 1 WHERE id = 1");
    return { removed, next: last < newest ? last : null };
  });
}
