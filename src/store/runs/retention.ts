// Takes stored results, coverage and plans of old runs away, a small batch a transaction, and remembers from which runs.
// What somebody still needs stays, however old; what is old is said by the caller.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";
import { isCited, keptRuns, type Kept } from "./retention-needs.ts";
import { MOST_TARGETS, removedUnits, removeTargets } from "./retention-targets.ts";
import { runNumber } from "./runs.ts";

/** Where the next batch begins. */
export interface PruneFrom {
  readonly run: number;
  readonly unit: string;
  readonly host: string;
}

interface PruneBatch {
  readonly results: number;
  readonly coverage: number;
  readonly targets: number;
  /** null: all has been gone through. */
  readonly next: PruneFrom | null;
}

interface RemovedResults {
  /** When the last of them left, ISO 8601 UTC. */
  readonly at: string;
  readonly results: number;
  readonly coverage: number;
}

export interface RetentionStore {
  /**
   * One batch of what runs begun before `before` have left behind; at most about 50 ms of writing. The plan of a run goes
   * last: of it stays what results rest on, how many targets there were, and who has lost something. Stays: the newest
   * result of each host and unit, what unsettled findings and open incidents rest on, the last two scans, scans that
   * can be resumed, and runs that the latest sent reports rest on.
   */
  pruneResults(before: Date, from: PruneFrom | null): PruneBatch;
  /** null: all that the run (for these units) has left is still there. */
  removedFrom(run: string, units?: readonly string[]): RemovedResults | null;
}

/** Places looked at in one transaction, and how long it may last. */
const MOST_PLACES = 100;
const MOST_MS = 50;
const MOST_COVERAGE = 1_000;

const START: PruneFrom = { run: 0, unit: "", host: "" };
const RunRow = z.object({ number: z.number(), id: z.string() });
type RunRow = z.infer<typeof RunRow>;
const Place = z.object({ number: z.number(), unit: z.string(), host: z.string() });
type Place = z.infer<typeof Place>;
const Mark = z.object({ at: z.string(), results: z.number(), coverage: z.number() });
const Found = z.object({ found: z.number() });

export function retentionStore(connection: Connection, now: () => Date): RetentionStore {
  return {
    pruneResults: (before, from) =>
      connection.transact(() => {
        const kept = keptRuns(connection);
        const at = from ?? START;
        const run = expiredRun(connection, { before, from: at.run, whole: kept.whole });
        if (run === undefined) return { results: 0, coverage: 0, targets: 0, next: null };
        const start = run.number === at.run ? at : { ...START, run: run.number };
        return batchOf(connection, { run, start, kept, at: now().toISOString() });
      }),
    removedFrom: (run, units) => removedFrom(connection, runNumber(connection, run), units),
  };
}

function expiredRun(
  connection: Connection,
  wanted: { readonly before: Date; readonly from: number; readonly whole: readonly number[] },
): RunRow | undefined {
  return connection.one(
    RunRow,
    `SELECT number, id FROM runs WHERE number >= ?1 AND started_at < ?2 AND status <> 'running'
     AND number NOT IN (SELECT value FROM json_each(?3))
     AND (EXISTS (SELECT 1 FROM results WHERE run = number)
       OR EXISTS (SELECT 1 FROM coverage WHERE run = number)
       OR EXISTS (SELECT 1 FROM run_targets WHERE run = number))
     ORDER BY number LIMIT 1`,
    wanted.from,
    wanted.before.toISOString(),
    JSON.stringify(wanted.whole),
  );
}

interface Batch {
  readonly run: RunRow;
  readonly start: PruneFrom;
  readonly kept: Kept;
  readonly at: string;
}

function batchOf(connection: Connection, { run, start, kept, at }: Batch): PruneBatch {
  const units = kept.units.get(run.number) ?? [];
  const places = connection.all(
    Place,
    `SELECT number, unit, host FROM results WHERE run = ?1 AND (unit, host) > (?2, ?3)
     AND unit NOT IN (SELECT value FROM json_each(?4)) ORDER BY unit, host LIMIT ${MOST_PLACES}`,
    run.number,
    start.unit,
    start.host,
    JSON.stringify(units),
  );
  const { removed, last } = removeResults(connection, run, places);
  const coverage = last === null ? removeCoverage(connection, run, units) : 0;
  if (removed + coverage > 0) note(connection, run, { results: removed, coverage, at });
  const isBare = last === null && coverage < MOST_COVERAGE;
  const targets = isBare ? removeTargets(connection, run.number, units) : 0;
  const isOver = isBare && targets < MOST_TARGETS;
  const next = nextOf(run, isOver ? null : (last ?? start));
  return { results: removed, coverage, targets, next };
}

function nextOf(
  { number }: RunRow,
  after: { readonly unit: string; readonly host: string } | null,
): PruneFrom {
  if (after === null) return { ...START, run: number + 1 };
  return { run: number, unit: after.unit, host: after.host };
}

/** @returns the last place that was gone through; null when there was none */
function removeResults(
  connection: Connection,
  run: RunRow,
  places: readonly Place[],
): { removed: number; last: Place | null } {
  const until = performance.now() + MOST_MS;
  let removed = 0;
  let last: Place | null = null;
  for (const place of places) {
    if (last !== null && performance.now() > until) break;
    last = place;
    if (isNewest(connection, run.number, place) || isCited(connection, run.id, place)) continue;
    removed += connection.run("DELETE FROM results WHERE number = ?", place.number);
  }
  return { removed, last };
}

/** Later runs are asked one after the other by their own index: the first of them mostly says it. */
const LATER = `SELECT 1 AS found FROM runs AS n CROSS JOIN results AS r
  ON r.run = n.number AND r.unit = ?2 AND r.host = ?3 WHERE n.number > ?1`;
const LATER_WHOLE = `${LATER} AND n.kind NOT IN ('verify', 'watch') AND EXISTS (
  SELECT 1 FROM run_targets AS t
  WHERE t.run = r.run AND t.unit = r.unit AND t.host = r.host AND t.state = 'done')`;

function isNewest(connection: Connection, run: number, { unit, host }: Place): boolean {
  const sql = `${host === "" ? LATER : LATER_WHOLE} LIMIT 1`;
  return connection.one(Found, sql, run, unit, host) === undefined;
}

/** Coverage goes with the result of its host; where nothing was looked at, with the run. */
function removeCoverage(connection: Connection, run: RunRow, units: readonly string[]): number {
  return connection.run(
    `DELETE FROM coverage WHERE run = ?1 AND (host, port, area) IN (
       SELECT c.host, c.port, c.area FROM coverage AS c WHERE c.run = ?1
       AND c.unit NOT IN (SELECT value FROM json_each(?2))
       AND NOT EXISTS (
         SELECT 1 FROM results AS r WHERE r.run = ?1 AND r.unit = c.unit AND r.host = c.host)
       LIMIT ${MOST_COVERAGE})`,
    run.number,
    JSON.stringify(units),
  );
}

function note(connection: Connection, run: RunRow, removed: RemovedResults): void {
  connection.run(
    `INSERT INTO removed_results VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
       results = results + excluded.results, coverage = coverage + excluded.coverage, at = excluded.at`,
    run.number,
    removed.results,
    removed.coverage,
    removed.at,
  );
}

/** For units: whether one of their hosts was finished by the run and has no result any more. */
function removedFrom(
  connection: Connection,
  run: number,
  units: readonly string[] | undefined,
): RemovedResults | null {
  const sql = "SELECT at, results, coverage FROM removed_results WHERE run = ?";
  const mark = connection.one(Mark, sql, run) ?? null;
  if (mark === null || units === undefined) return mark;
  const gone = new Set(removedUnits(connection, run));
  if (units.some((unit) => gone.has(unit))) return mark;
  const missing = connection.one(
    Found,
    `SELECT 1 AS found FROM run_targets AS t WHERE t.run = ?1 AND t.state = 'done'
     AND t.unit IN (SELECT value FROM json_each(?2)) AND NOT EXISTS (
       SELECT 1 FROM results AS r WHERE r.run = t.run AND r.unit = t.unit AND r.host = t.host) LIMIT 1`,
    run,
    JSON.stringify(units),
  );
  return missing === undefined ? null : mark;
}
