// The latest word on coverage for screens: counted and paged by the database. No question without a scope.
import { z } from "zod";
import { Area } from "../../model/area.ts";
import type { Coverage, CoverageStatus } from "../../model/coverage.ts";
import { listValue } from "../sqlite/conditions.ts";
import type { Connection } from "../sqlite/connection.ts";
import { ReasonRow } from "./runs.ts";
import { type Scope, scopeValue } from "../scope.ts";

export interface CoverageCount {
  readonly unit: string;
  readonly status: CoverageStatus;
  readonly count: number;
}

export interface CoveragePage {
  readonly rows: readonly Coverage[];
  readonly total: number;
}

export interface CoverageOverviewStore {
  /** Host, port and area together count once. */
  coverageCounts(scope: Scope): CoverageCount[];
  /** What was not assessed first. */
  coveragePage(
    scope: Scope,
    filter: {
      readonly statuses?: readonly CoverageStatus[];
      /** Absent: all of the scope. */
      readonly units?: readonly string[];
      readonly limit: number;
      readonly offset: number;
    },
  ): CoveragePage;
  /** Every host that was ever looked at or tried. */
  coverageHosts(scope: Scope): string[];
  /** ISO 8601 UTC; null when there was none. */
  lastLook(scope: Scope): string | null;
}

const text = z.string();
const Status = z.enum(["assessed", "partial", "not-assessed"]);
const Row: z.ZodType<Coverage> = z.object({
  host: text,
  port: z.number(),
  area: Area,
  status: Status,
  reason: ReasonRow.nullable(),
  run: text,
  at: text,
});
const Count: z.ZodType<CoverageCount> = z.object({ unit: text, status: Status, count: z.number() });
const Total = z.object({ total: z.number() });
const Host = z.object({ host: text });
const Last = z.object({ at: text.nullable() });

/** Without a scope to keep there is no condition, so that the database can use its index where there is one. */
function visible(scope: Scope): string {
  return scope === "central" ? "?1 IS NULL" : "unit IN (SELECT value FROM json_each(?1))";
}

export function coverageOverviewStore(connection: Connection): CoverageOverviewStore {
  return {
    coverageCounts: (scope) =>
      connection.all(
        Count,
        `SELECT unit, status, count(*) AS count FROM coverage_latest WHERE ${visible(scope)}
         GROUP BY unit, status`,
        scopeValue(scope),
      ),
    coveragePage: (scope, { statuses, units, limit, offset }) => {
      const among = (column: string, at: string): string =>
        `${column} IN (SELECT value FROM json_each(${at}))`;
      const where = [
        visible(scope),
        statuses === undefined ? "?2 IS NULL" : among("status", "?2"),
        units === undefined ? "?3 IS NULL" : among("unit", "?3"),
      ].join(" AND ");
      const values = [scopeValue(scope), listValue(statuses), listValue(units)];
      const total = connection.one(
        Total,
        `SELECT count(*) AS total FROM coverage_latest WHERE ${where}`,
        ...values,
      );
      const rows = connection.all(
        Row,
        `SELECT c.host, c.port, c.area, c.status, c.reason, runs.id AS run, c.at
         FROM (SELECT * FROM coverage_latest WHERE ${where}
           ORDER BY CASE status WHEN 'not-assessed' THEN 0 WHEN 'partial' THEN 1 ELSE 2 END,
             host, port, area LIMIT ?4 OFFSET ?5) AS c JOIN runs ON runs.number = c.run`,
        ...values,
        limit,
        offset,
      );
      return { rows, total: total?.total ?? 0 };
    },
    coverageHosts: (scope) =>
      connection
        .all(
          Host,
          `SELECT DISTINCT host FROM coverage_latest WHERE ${visible(scope)}`,
          scopeValue(scope),
        )
        .map(({ host }) => host),
    lastLook: (scope) =>
      connection.one(
        Last,
        `SELECT max(at) AS at FROM coverage_latest WHERE ${visible(scope)}`,
        scopeValue(scope),
      )?.at ?? null,
  };
}
