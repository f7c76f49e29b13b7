// Lists and counts for screens, answered from an index instead of reading every finding. A group (http and
// https, www and apex of one thing) counts once. There is no question here without a scope.
import { z } from "zod";
import { SEVERITIES } from "../model/area.ts";
import type { FindingArea, FindingState, Severity } from "../model/area.ts";
import type { Finding } from "../model/finding.ts";
import type { Connection } from "./connection.ts";
import { findingOf, Row as FindingRow } from "./findings.ts";
import type { LedgerLine } from "./ledger-read.ts";
import { ledgerNewest } from "./ledger-read.ts";
import { type Scope, scopeValue } from "./scope.ts";

/** What is absent does not restrict. */
export interface GroupFilter {
  readonly units?: readonly string[];
  readonly host?: string;
  readonly area?: FindingArea;
  readonly rule?: string;
  readonly severity?: Severity;
  readonly states: readonly FindingState[];
  /** Only what is due before this local date. */
  readonly dueBefore?: string;
  readonly held?: boolean;
}

/** The group's most urgent finding, and how many findings stand behind it. */
export interface FindingGroup {
  readonly finding: Finding;
  readonly places: readonly string[];
}

export interface GroupPage {
  readonly groups: readonly FindingGroup[];
  /** Of all pages. */
  readonly total: number;
}

export type CountKey = "unit" | "severity" | "area" | "rule" | "system" | "state" | "host";

export interface GroupCount {
  readonly key: string;
  readonly groups: number;
  /** Of them, past their date. */
  readonly overdue: number;
}

export interface LedgerPageFilter {
  readonly host?: string;
  /** Rows before this one; absent: the newest. */
  readonly before?: number;
  readonly limit: number;
}

export interface OverviewStore {
  /** Most urgent first, then by date and unit. */
  findingGroups(
    scope: Scope,
    filter: GroupFilter,
    page: { readonly limit: number; readonly offset: number },
  ): GroupPage;
  /** @param today local date, for what is overdue */
  countGroups(scope: Scope, filter: GroupFilter, by: CountKey, today: string): GroupCount[];
  /** Newest first: the connections, requests and refusals made for the units of the scope. */
  ledgerPage(scope: Scope, filter: LedgerPageFilter): LedgerLine[];
}

const VISIBLE = "(?1 IS NULL OR (held = 0 AND unit IN (SELECT value FROM json_each(?1))))";
const WHERE = `${VISIBLE}
  AND (?2 IS NULL OR unit IN (SELECT value FROM json_each(?2))) AND (?3 IS NULL OR host = ?3)
  AND (?4 IS NULL OR area = ?4) AND (?5 IS NULL OR rule = ?5)
  AND state IN (SELECT value FROM json_each(?6)) AND (?7 IS NULL OR held = ?7)`;
/** On the group as a whole: its most urgent severity, its earliest date. */
const HAVING = `(?8 IS NULL OR min(severity) = ?8)
  AND (?9 IS NULL OR min(CASE due WHEN '' THEN '9' ELSE due END) < ?9)`;

const Place = z.object({ unit: z.string(), grp: z.string() });
const Total = z.object({ total: z.number() });
const Count = z.object({
  key: z.union([z.string(), z.number()]),
  groups: z.number(),
  overdue: z.number(),
});

type Value = string | number | null;

function valuesOf(scope: Scope, filter: GroupFilter): Value[] {
  return [
    scopeValue(scope),
    filter.units === undefined ? null : JSON.stringify(filter.units),
    filter.host ?? null,
    filter.area ?? null,
    filter.rule ?? null,
    JSON.stringify(filter.states),
    filter.held === undefined ? null : Number(filter.held),
    filter.severity === undefined ? null : SEVERITIES.indexOf(filter.severity),
    filter.dueBefore ?? null,
  ];
}

export function overviewStore(connection: Connection): OverviewStore {
  return {
    findingGroups: (scope, filter, { limit, offset }) => {
      const values = valuesOf(scope, filter);
      const total = connection.one(
        Total,
        `SELECT count(*) AS total FROM
         (SELECT 1 FROM findings WHERE ${WHERE} GROUP BY unit, grp HAVING ${HAVING})`,
        ...values,
      );
      const places = connection.all(
        Place,
        `SELECT unit, grp FROM findings WHERE ${WHERE} GROUP BY unit, grp HAVING ${HAVING}
         ORDER BY min(severity), min(CASE due WHEN '' THEN '9' ELSE due END), unit, grp
         LIMIT ?10 OFFSET ?11`,
        ...values,
        limit,
        offset,
      );
      const groups = places.flatMap((place) => groupOf(connection, place, scope, filter));
      return { groups, total: total?.total ?? 0 };
    },
    countGroups: (scope, filter, by, today) =>
      connection
        .all(
          Count,
          `SELECT key, count(*) AS groups, sum(overdue) AS overdue FROM (
             SELECT ${by === "severity" ? "min(severity)" : `min(${by})`} AS key,
               max(due <> '' AND due < ?10) AS overdue
             FROM findings WHERE ${WHERE} GROUP BY unit, grp HAVING ${HAVING}
           ) GROUP BY key ORDER BY key`,
          ...valuesOf(scope, filter),
          today,
        )
        .map(({ key, ...counts }) => ({ key: keyOf(key), ...counts })),
    ledgerPage: (scope, filter) => ledgerNewest(connection, scopeValue(scope), filter),
  };
}

function keyOf(key: string | number): string {
  return typeof key === "number" ? (SEVERITIES[key] ?? "info") : key;
}

function groupOf(
  connection: Connection,
  place: z.infer<typeof Place>,
  scope: Scope,
  filter: GroupFilter,
): FindingGroup[] {
  const members = connection
    .all(
      FindingRow,
      `SELECT fingerprint, sha256, json FROM findings WHERE ${VISIBLE} AND unit = ?2 AND grp = ?3
       AND state IN (SELECT value FROM json_each(?4)) ORDER BY severity, due, host, fingerprint`,
      scopeValue(scope),
      place.unit,
      place.grp,
      JSON.stringify(filter.states),
    )
    .map((row) => findingOf(connection, row));
  const [finding] = members;
  return finding === undefined ? [] : [{ finding, places: [...new Set(members.map(placeOf))] }];
}

function placeOf({ host, port, subject }: Finding): string {
  return host === null ? subject : port === null ? host : `${host}:${String(port)}`;
}
