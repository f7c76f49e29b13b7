// Traces of findings beside each result: what a comparison of two runs reads instead of the results themselves. They
// follow from a result alone, are written with it, and count only beside that very result.
import { z } from "zod";
import type { Trace } from "../../model/diff.ts";
import type { Finding } from "../../model/finding.ts";
import { conditionsOf, listValue } from "../sqlite/conditions.ts";
import type { Connection } from "../sqlite/connection.ts";
import { type Packed, packText, unpackText } from "../sqlite/pack.ts";
import { damaged, rowAt, unitOf } from "./result-rows.ts";
import { Records, type UnitResult } from "./result-value.ts";
import { runNumber } from "./runs.ts";
import { inScope, maySee, type Scope } from "../scope.ts";

export interface FindingTraceStore {
  /**
   * What a run found and left of findings, result by result; of one fingerprint the later counts. For a unit's scope
   * without what is held.
   * @param units only these; absent: all
   */
  findingTraces(scope: Scope, run: string, units?: readonly string[]): Trace[];
}

/** The columns of the trace are null where there is none of this very result. */
const Row = z.object({
  unit: z.string(),
  host: z.string(),
  sha256: z.instanceof(Buffer).nullable(),
  content: z.instanceof(Buffer).nullable(),
});
type Row = z.infer<typeof Row>;

const CLAUSES: readonly string[] = ["r.run = ?1", "r.unit IN (SELECT value FROM json_each(?2))"];

export function findingTraceStore(connection: Connection): FindingTraceStore {
  return {
    findingTraces: (scope, run, units) => {
      const number = runNumber(connection, run);
      const values = [number, listValue(units)];
      const rows = connection.all(
        Row,
        `SELECT r.unit, r.host, t.sha256, t.content FROM results AS r
         LEFT JOIN finding_traces AS t ON t.result = r.number AND t.of = r.sha256
         WHERE ${conditionsOf(CLAUSES, values)} ORDER BY r.host, r.unit`,
        ...values,
      );
      return rows
        .filter(({ unit }) => inScope(scope, unit))
        .flatMap((row) => tracesAt(connection, number, row))
        .filter((trace) => scope === "central" || maySee(scope, trace));
    },
  };
}

function tracesAt(connection: Connection, run: number, row: Row): readonly Trace[] {
  const { sha256, content } = row;
  if (sha256 !== null && content !== null) {
    return unpackTraces({ sha256, content }) ?? damaged(connection, row);
  }
  const whole = rowAt(connection, run, row);
  return whole === undefined ? [] : tracesOf(unitOf(connection, whole));
}

/** @returns null when the bytes are not those that were stored */
function unpackTraces(packed: Packed): readonly Trace[] | null {
  const text = unpackText(packed);
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  return Records.safeParse(value).success ? (value as readonly Trace[]) : null;
}

/** Writes what follows from a result beside it. @param of the hash of the result as it is stored */
export function putFindingTraces(
  connection: Connection,
  place: { readonly run: number; readonly unit: string; readonly host: string },
  of: Buffer,
  result: Pick<UnitResult, "before" | "findings">,
): void {
  const { sha256, content } = packText(JSON.stringify(tracesOf(result)));
  connection.run(
    `INSERT OR REPLACE INTO finding_traces (result, of, sha256, content)
     SELECT number, ?, ?, ? FROM results WHERE run = ? AND unit = ? AND host = ?`,
    of,
    sha256,
    content,
    place.run,
    place.unit,
    place.host,
  );
}

/**
 * Each finding once, as the run left it, in the order in which they first stand; twice where what stood before is seen
 * by others than what the run left.
 */
export function tracesOf({ before, findings }: Pick<UnitResult, "before" | "findings">): Trace[] {
  const traces = new Map<string, Trace>();
  for (const finding of [...before, ...findings]) {
    const { fingerprint, unit, held } = finding;
    traces.set(JSON.stringify([fingerprint, unit, held]), traceOf(finding));
  }
  return [...traces.values()];
}

function traceOf(finding: Finding): Trace {
  return {
    id: finding.id,
    fingerprint: finding.fingerprint,
    unit: finding.unit,
    system: finding.system,
    host: finding.host,
    port: finding.port,
    area: finding.area,
    rule: finding.rule,
    severity: finding.severity,
    outcome: finding.outcome,
    state: finding.state,
    held: finding.held,
    subject: finding.subject,
    group: finding.group,
    title: finding.title,
    firstSeen: finding.firstSeen,
    unknownReason: finding.unknownReason,
    run: finding.run,
  };
}
