// The plan of an old run, once nothing that is still kept rests on it: its rows go, how many there were of each state
// stays, and so do the units that have lost something, for whoever asks for the run later.
import { z } from "zod";
import type { TargetState } from "../../model/run.ts";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { compress, decompress } from "../sqlite/pack.ts";

type Counts = Readonly<Record<TargetState, number>>;

/** Rows of one transaction: about 10 ms. */
export const MOST_TARGETS = 1_000;

const NONE: Counts = { todo: 0, doing: 0, done: 0, refused: 0 };
const Target = z.object({
  unit: z.string(),
  host: z.string(),
  state: z.enum(["todo", "doing", "done", "refused"]),
});
const Counted: z.ZodType<Counts> = z.object({
  todo: z.number(),
  doing: z.number(),
  done: z.number(),
  refused: z.number(),
});
const Packed = z.object({ units: z.instanceof(Buffer) });
const Units = z.array(z.string());

/** Of targets that are no longer stored one by one. */
export function removedCounts(connection: Connection, run: number): Counts {
  const sql = "SELECT todo, doing, done, refused FROM removed_targets WHERE run = ?";
  return connection.one(Counted, sql, run) ?? NONE;
}

/** Units of whom the run had finished a host and has its target no longer. */
export function removedUnits(connection: Connection, run: number): readonly string[] {
  const sql = "SELECT units FROM removed_targets WHERE run = ?";
  const row = connection.one(Packed, sql, run);
  return row === undefined ? [] : unpackUnits(connection, run, row.units);
}

function unpackUnits(connection: Connection, run: number, packed: Buffer): string[] {
  const text = decompress(packed)?.toString() ?? "";
  try {
    return Units.parse(JSON.parse(text));
  } catch (error) {
    const where = `removed_targets ${String(run)}`;
    throw storeError("store-damaged", { path: connection.path, where }, error);
  }
}

/**
 * One batch, for the caller's transaction. A target whose result is kept stays, and so do those of `kept` units.
 * @returns how many went; fewer than MOST_TARGETS: no more are to go
 */
export function removeTargets(
  connection: Connection,
  run: number,
  kept: readonly string[],
): number {
  const targets = connection.all(
    Target,
    `SELECT t.unit, t.host, t.state FROM run_targets AS t WHERE t.run = ?1
     AND t.unit NOT IN (SELECT value FROM json_each(?2))
     AND NOT EXISTS (
       SELECT 1 FROM results AS r WHERE r.run = t.run AND r.unit = t.unit AND r.host = t.host)
     ORDER BY t.unit, t.host LIMIT ${MOST_TARGETS}`,
    run,
    JSON.stringify(kept),
  );
  if (targets.length === 0) return 0;
  for (const { unit, host } of targets) {
    connection.run(
      "DELETE FROM run_targets WHERE run = ? AND unit = ? AND host = ?",
      run,
      unit,
      host,
    );
  }
  remember(connection, run, targets);
  return targets.length;
}

function remember(
  connection: Connection,
  run: number,
  targets: readonly z.infer<typeof Target>[],
): void {
  const counts = { ...removedCounts(connection, run) };
  const units = new Set(removedUnits(connection, run));
  for (const { unit, state } of targets) {
    counts[state] += 1;
    if (state === "done") units.add(unit);
  }
  connection.run(
    `INSERT OR REPLACE INTO removed_targets (run, todo, doing, done, refused, units)
     VALUES (?, ?, ?, ?, ?, ?)`,
    run,
    counts.todo,
    counts.doing,
    counts.done,
    counts.refused,
    compress(Buffer.from(JSON.stringify([...units].toSorted()))),
  );
}
