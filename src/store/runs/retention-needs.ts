// What of old runs is still needed, whatever retention says. It only reads.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { UNSETTLED } from "../findings/findings.ts";
import { unpackTarget } from "./result-value.ts";

/** Runs that retention leaves alone. */
export interface Kept {
  /** By number. */
  readonly whole: readonly number[];
  /** Units of whom a run is kept, by its number. */
  readonly units: ReadonlyMap<number, readonly string[]>;
}

/** Reports of one reach that their next one may be compared with. */
const REPORTS_KEPT = 2;
/** Scans among which `scan --resume` looks for one that did not end. */
const RESUMABLE = 50;

const RunRow = z.object({ number: z.number() });
const Report = z.object({ number: z.number(), unit: z.string().nullable(), scope: z.string() });

export function keptRuns(connection: Connection): Kept {
  const rows = connection.all(
    RunRow,
    `SELECT number FROM (SELECT number FROM runs WHERE kind = 'scan' AND status = 'done'
       ORDER BY started_at DESC LIMIT 2)
     UNION SELECT number FROM (SELECT number FROM runs WHERE kind = 'scan' AND status = 'done'
       AND json_array_length(json, '$.units') = 0 AND json_array_length(json, '$.hosts') = 0
       ORDER BY started_at DESC LIMIT 2)
     UNION SELECT number FROM (SELECT number, status FROM runs WHERE kind = 'scan'
       ORDER BY started_at DESC LIMIT ${RESUMABLE}) WHERE status <> 'done'`,
  );
  const whole = new Set(rows.map(({ number }) => number));
  const units = new Map<number, string[]>();
  for (const { number, unit, scope } of latestReports(connection)) {
    if (scope !== "unit" || unit === null) whole.add(number);
    else units.set(number, [...(units.get(number) ?? []), unit]);
  }
  return { whole: [...whole], units };
}

/** Those that stand: nothing corrects or withdraws them. */
function latestReports(connection: Connection): z.infer<typeof Report>[] {
  return connection.all(
    Report,
    `SELECT runs.number, ranked.unit, ranked.scope FROM (
       SELECT s.run, s.unit, s.scope,
         row_number() OVER (PARTITION BY s.scope, s.unit ORDER BY s.date DESC, s.entry DESC) AS place
       FROM sent_reports AS s WHERE s.run IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM sent_reports AS c WHERE c.corrects = s.entry)) AS ranked
     JOIN runs ON runs.id = ranked.run WHERE ranked.place <= ${REPORTS_KEPT}`,
  );
}

const Standing = z.object({ run: z.string(), looks: z.string() });
const Packed = z.object({ sha256: z.instanceof(Buffer), content: z.instanceof(Buffer) });

/** Whether a finding that is not settled, or that an open incident is about, rests on this result. */
export function isCited(
  connection: Connection,
  run: string,
  place: { readonly number: number; readonly unit: string; readonly host: string },
): boolean {
  const standing = connection.all(
    Standing,
    `SELECT json_extract(f.json, '$.run') AS run, (SELECT json_group_array(json_extract(e.value, '$.observation'))
       FROM json_each(f.json, '$.evidence') AS e) AS looks
     FROM findings AS f WHERE f.unit = ?1 AND f.host = ?2
     AND (f.state IN (SELECT value FROM json_each(?3)) OR f.id IN (
       SELECT member.value FROM incidents, json_each(incidents.json, '$.findings') AS member
       WHERE incidents.unit = ?1 AND incidents.state = 'open'))`,
    place.unit,
    place.host,
    JSON.stringify(UNSETTLED),
  );
  if (standing.some((finding) => finding.run === run)) return true;
  if (standing.length === 0 || place.host === "") return false;
  const cited = new Set(
    standing.flatMap(({ looks }) => z.array(z.string()).parse(JSON.parse(looks))),
  );
  return looksOf(connection, place.number).some((id) => cited.has(id));
}

function looksOf(connection: Connection, number: number): string[] {
  const row = connection.one(
    Packed,
    "SELECT sha256, content FROM results WHERE number = ?",
    number,
  );
  const result = row === undefined ? null : unpackTarget(row);
  if (result !== null) return result.looks.map(({ id }) => id);
  throw storeError("store-damaged", { path: connection.path, where: `results ${number}` });
}
