// What was looked at and what was not: one row per run, host, port and area, and the latest word of each.
import { z } from "zod";
import { Area } from "../../model/area.ts";
import type { Coverage } from "../../model/coverage.ts";
import { conditionsOf, listValue } from "../sqlite/conditions.ts";
import type { Connection } from "../sqlite/connection.ts";
import { ReasonRow, runNumber } from "./runs.ts";
import { type Scope, scopeValue } from "../scope.ts";

interface CoverageFilter {
  /** Without it: the latest word per host, port and area. */
  readonly run?: string;
  readonly units?: readonly string[];
  readonly hosts?: readonly string[];
}

export interface CoverageStore {
  /** By host, port and area. */
  coverage(scope: Scope, filter?: CoverageFilter): Coverage[];
}

const Row: z.ZodType<Coverage> = z.object({
  host: z.string(),
  port: z.number(),
  area: Area,
  status: z.enum(["assessed", "partial", "not-assessed"]),
  reason: ReasonRow.nullable(),
  run: z.string(),
  at: z.string(),
});

export function coverageStore(connection: Connection): CoverageStore {
  return {
    coverage: (scope, filter = {}) => {
      const values = [
        scopeValue(scope),
        filter.run === undefined ? null : runNumber(connection, filter.run),
        listValue(filter.units),
        listValue(filter.hosts),
      ];
      const table = filter.run === undefined ? "coverage_latest" : "coverage";
      return connection.all(
        Row,
        `SELECT c.host, c.port, c.area, c.status, c.reason, runs.id AS run, c.at
         FROM ${table} AS c JOIN runs ON runs.number = c.run
         WHERE ${conditionsOf(CLAUSES, values)} ORDER BY c.host, c.port, c.area`,
        ...values,
      );
    },
  };
}

/** By the number of their parameter, in the order of `coverage`'s values. */
const CLAUSES: readonly string[] = [
  "c.unit IN (SELECT value FROM json_each(?1))",
  "c.run = ?2",
  "c.unit IN (SELECT value FROM json_each(?3))",
  "c.host IN (SELECT value FROM json_each(?4))",
];

/** Replaces what the run has said so far; an older run never overwrites a later word. */
export function putCoverage(
  connection: Connection,
  where: { readonly run: number; readonly unit: string },
  rows: readonly Coverage[],
): void {
  for (const { host, port, area, status, reason, at } of rows) {
    connection.run(
      "INSERT OR REPLACE INTO coverage VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      where.run,
      where.unit,
      host,
      port,
      area,
      status,
      reason,
      at,
    );
    connection.run(
      `INSERT INTO coverage_latest VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET unit = excluded.unit, run = excluded.run, status = excluded.status,
         reason = excluded.reason, at = excluded.at WHERE excluded.at >= coverage_latest.at`,
      host,
      port,
      area,
      where.unit,
      where.run,
      status,
      reason,
      at,
    );
  }
}
