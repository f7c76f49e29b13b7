// Lists and counts for screens, answered from an index instead of reading every finding. A group (http and
// https, www and apex of one thing) counts once. There is no question here without a scope.
import { z } from "zod";
import { FindingState, SEVERITIES } from "../../model/area.ts";
import type { FindingArea, Severity } from "../../model/area.ts";
import type { Finding } from "../../model/finding.ts";
import type { Connection } from "../sqlite/connection.ts";
import { findingOf, Row as FindingRow } from "./findings.ts";
import type { LedgerLine } from "../ledger/read.ts";
import { ledgerNewest } from "../ledger/read.ts";
import { type Scope, scopeValue } from "../scope.ts";

/** What is absent does not restrict. */
export interface GroupFilter {
  readonly units?: readonly string[];
  readonly host?: string;
  readonly area?: FindingArea;
  readonly rule?: string;
  readonly rules?: readonly string[];
  /** Groups that are counted under one of these systems (as `countGroups` counts them). */
  readonly systems?: readonly string[];
  readonly severity?: Severity;
  readonly states: readonly FindingState[];
  /** Only what is due before this local date. */
  readonly dueBefore?: string;
  readonly held?: boolean;
  /** Whether the centre has said what it thinks of it: confirmed, a false alarm, an accepted risk. */
  readonly judged?: boolean;
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

export const COUNT_KEYS = ["unit", "severity", "area", "rule", "system", "state"] as const;
export type CountKey = (typeof COUNT_KEYS)[number];

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
  /** By each key, in one pass. @param today local date, for what is overdue */
  countGroups(
    scope: Scope,
    filter: GroupFilter,
    today: string,
  ): Readonly<Record<CountKey, readonly GroupCount[]>>;
  /** Another number whenever what `countGroups` counts may have changed. Cheap enough to ask at every page. */
  findingsVersion(): number;
  /** Newest first: the connections, requests and refusals made for the units of the scope. */
  ledgerPage(scope: Scope, filter: LedgerPageFilter): LedgerLine[];
}

const Place = z.object({ unit: z.string(), grp: z.string(), total: z.number() });
const Count = z.object({
  unit: z.string().nullable(),
  severity: z.number().nullable(),
  area: z.string().nullable(),
  rule: z.string().nullable(),
  system: z.string().nullable(),
  state: z.string().nullable(),
  groups: z.number(),
  overdue: z.number(),
});
const Version = z.object({ version: z.number() });
const BY_PLACE: readonly CountKey[] = ["unit", "system"];
const BY_KIND: readonly CountKey[] = ["rule", "severity", "state", "area"];

type Value = string | number;

/** Conditions that are really there, so that the database can use its index for them. */
interface Question {
  readonly where: string;
  /** On the group as a whole: its most urgent severity, its earliest date. */
  readonly having: string;
  readonly values: readonly Value[];
}

const JUDGED = `EXISTS (
  SELECT 1 FROM finding_events WHERE finding = findings.id AND cause = 'person' AND (
    detail LIKE 'confirm%' OR detail LIKE 'false-positive%' OR detail LIKE 'accept%'))`;

const EARLIEST = "min(CASE due WHEN '' THEN '9' ELSE due END)";

function questionOf(scope: Scope, filter: GroupFilter): Question {
  const values: Value[] = [];
  const bind = (value: Value): string => `?${String(values.push(value))}`;
  const among = (column: string, list: readonly string[]): string =>
    `${column} IN (SELECT value FROM json_each(${bind(JSON.stringify(list))}))`;
  const where = [
    // The list of states is our own vocabulary; as text it is compared without a table.
    `state IN (${filter.states.map((state) => `'${FindingState.parse(state)}'`).join(", ")})`,
    ...(scope === "central" ? [] : ["held = 0", among("unit", scope.units)]),
    ...(filter.units === undefined ? [] : [among("unit", filter.units)]),
    ...(filter.host === undefined ? [] : [`host = ${bind(filter.host)}`]),
    ...(filter.area === undefined ? [] : [`area = ${bind(filter.area)}`]),
    ...(filter.rule === undefined ? [] : [`rule = ${bind(filter.rule)}`]),
    ...(filter.rules === undefined ? [] : [among("rule", filter.rules)]),
    ...(filter.held === undefined ? [] : [`held = ${bind(Number(filter.held))}`]),
    ...(filter.judged === undefined ? [] : [filter.judged ? JUDGED : `NOT ${JUDGED}`]),
  ].join(" AND ");
  const having = [
    ...(filter.severity === undefined
      ? []
      : [`min(severity) = ${bind(SEVERITIES.indexOf(filter.severity))}`]),
    ...(filter.systems === undefined ? [] : [among("min(system)", filter.systems)]),
    ...(filter.dueBefore === undefined ? [] : [`${EARLIEST} < ${bind(filter.dueBefore)}`]),
  ].join(" AND ");
  return { where, having: having === "" ? "" : `HAVING ${having}`, values };
}

export function overviewStore(connection: Connection): OverviewStore {
  return {
    findingGroups: (scope, filter, page) => pageOf(connection, { scope, filter, page }),
    countGroups: (scope, filter, today) => countAll(connection, questionOf(scope, filter), today),
    findingsVersion: () =>
      connection.one(Version, "SELECT version FROM findings_version")?.version ?? 0,
    ledgerPage: (scope, filter) => ledgerNewest(connection, scopeValue(scope), filter),
  };
}

/**
 * The groups are made once and counted in two ways: by place, and by what is wrong. Every count that is asked for is a
 * sum over one of the two; to sort the groups once for each key would cost twice as much.
 */
function countAll(
  connection: Connection,
  { where, having, values }: Question,
  today: string,
): Readonly<Record<CountKey, readonly GroupCount[]>> {
  const columns = COUNT_KEYS.filter((key) => key !== "unit").map((key) => `min(${key}) AS ${key}`);
  const counted = (keys: readonly CountKey[]): string =>
    `SELECT ${COUNT_KEYS.map((key) => (keys.includes(key) ? key : "NULL")).join(", ")},
       count(*), sum(overdue) FROM g GROUP BY ${keys.join(", ")}`;
  const rows = connection.all(
    Count,
    `WITH g AS MATERIALIZED (
       SELECT unit, ${columns.join(", ")},
         max(due <> '' AND due < ?${String(values.length + 1)}) AS overdue
       FROM findings INDEXED BY findings_overview WHERE ${where} GROUP BY unit, grp ${having}
     ), counted (${COUNT_KEYS.join(", ")}, groups, overdue) AS (
       ${counted(BY_PLACE)} UNION ALL ${counted(BY_KIND)}
     ) SELECT * FROM counted`,
    ...values,
    today,
  );
  const places = rows.filter(({ unit }) => unit !== null);
  const kinds = rows.filter(({ unit }) => unit === null);
  const of = (by: CountKey): GroupCount[] => summed(BY_PLACE.includes(by) ? places : kinds, by);
  return {
    unit: of("unit"),
    severity: of("severity"),
    area: of("area"),
    rule: of("rule"),
    system: of("system"),
    state: of("state"),
  };
}

/** In the order of the keys. */
function summed(rows: readonly z.infer<typeof Count>[], by: CountKey): GroupCount[] {
  const sums = new Map<string | number, { groups: number; overdue: number }>();
  for (const row of rows) {
    const key = row[by] ?? "";
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { groups: row.groups, overdue: row.overdue });
    else {
      sum.groups += row.groups;
      sum.overdue += row.overdue;
    }
  }
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, sum]) => ({ key: keyOf(key), ...sum }));
}

function pageOf(
  connection: Connection,
  asked: {
    readonly scope: Scope;
    readonly filter: GroupFilter;
    readonly page: { readonly limit: number; readonly offset: number };
  },
): GroupPage {
  const { scope, filter, page } = asked;
  const { where, having, values } = questionOf(scope, filter);
  const [limit, offset] = [values.length + 1, values.length + 2];
  // One pass makes the order and the total: the window counts all groups before the page is cut out.
  const places = connection.all(
    Place,
    `SELECT unit, grp, count(*) OVER () AS total FROM findings INDEXED BY findings_overview
     WHERE ${where} GROUP BY unit, grp ${having}
     ORDER BY min(severity), ${EARLIEST}, unit, grp LIMIT ?${String(limit)} OFFSET ?${String(offset)}`,
    ...values,
    page.limit,
    page.offset,
  );
  const groups = places.flatMap((place) => groupOf(connection, place, scope, filter));
  const [first] = places;
  if (first === undefined && page.offset > 0) {
    return { groups, total: pageOf(connection, { ...asked, page: { limit: 1, offset: 0 } }).total };
  }
  return { groups, total: first?.total ?? 0 };
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
  const held = scope === "central" ? "" : "AND held = 0";
  const members = connection
    .all(
      FindingRow,
      `SELECT fingerprint, sha256, json FROM findings WHERE unit = ?1 AND grp = ?2 ${held}
       AND state IN (SELECT value FROM json_each(?3)) ORDER BY severity, due, host, fingerprint`,
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
