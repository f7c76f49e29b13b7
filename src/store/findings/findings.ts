// Findings as they stand now, and the events that made them so. Events are only ever added.
// There is no question here without a scope.
import { z } from "zod";
import { FINDING_STATES, SEVERITIES } from "../../model/area.ts";
import type { FindingArea, FindingState, Severity } from "../../model/area.ts";
import type { Finding, FindingEvent } from "../../model/finding.ts";
import { conditionsOf, listValue } from "../sqlite/conditions.ts";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { columnsOf, compareFindings, EventRow, FindingValue } from "./finding-value.ts";
import { sha256 } from "../sqlite/pack.ts";
import { prefixRange } from "../runs/runs.ts";
import { maySee, type Scope, scopeValue } from "../scope.ts";

/** What is absent does not restrict; an empty list matches nothing. */
export interface FindingFilter {
  readonly units?: readonly string[];
  readonly hosts?: readonly string[];
  readonly areas?: readonly FindingArea[];
  readonly rules?: readonly string[];
  readonly severities?: readonly Severity[];
  readonly states?: readonly FindingState[];
  readonly group?: string;
  readonly held?: boolean;
  /** Local date, inclusive. */
  readonly dueUntil?: string;
}

/** What a person's word turns a finding into. */
interface Revision {
  readonly finding: Finding;
  readonly events: readonly FindingEvent[];
}

export interface FindingStore {
  /** Most urgent first, then by unit, host, port, rule and subject. */
  findings(scope: Scope, filter?: FindingFilter): Finding[];
  /** All of one host, whatever their state; host null: what the registry gave rise to for the unit. */
  findingsOfTarget(scope: Scope, unit: string, host: string | null): Finding[];
  /** By id or its unique beginning among what the scope may see. @throws RasoatError id-ambiguous */
  findFinding(scope: Scope, idOrPrefix: string): Finding | undefined;
  /** Oldest first; empty when the scope may not see the finding. */
  events(scope: Scope, findingId: string): FindingEvent[];
  /** Accepted, or called a false alarm, until a day before this local date. */
  findingsWithEndedWord(today: string): Finding[];
  /** Stores a finding and what happened to it, outside a run. */
  saveFinding(finding: Finding, events: readonly FindingEvent[]): void;
  /**
   * Reads, changes and stores one finding in one transaction, so that a scan that commits meanwhile
   * and a person's word never overwrite one another.
   * @returns undefined when the scope may not see it or it does not exist
   */
  reviseFinding(
    scope: Scope,
    idOrPrefix: string,
    revise: (finding: Finding) => Revision,
  ): Finding | undefined;
}

export const Row = z.object({
  fingerprint: z.string(),
  sha256: z.instanceof(Buffer),
  json: z.string(),
});
const COLUMNS = "fingerprint, sha256, json";

/** ?1: the scope. */
const VISIBLE = "(?1 IS NULL OR (held = 0 AND unit IN (SELECT value FROM json_each(?1))))";

const EVENTS = `SELECT finding, at, run, actor, cause, "from", "to", detail FROM finding_events WHERE`;

const ENDED_WORD = `SELECT ${COLUMNS} FROM findings
  WHERE state IN ('accepted', 'false-positive') AND json_extract(json, '$.word.until') < ?`;

export function findingStore(connection: Connection): FindingStore {
  const valueOf = (row: z.infer<typeof Row>): Finding => findingOf(connection, row);
  const find = (scope: Scope, idOrPrefix: string): Finding | undefined => {
    const [from, to] = prefixRange(idOrPrefix);
    const found = connection
      .all(
        Row,
        `SELECT ${COLUMNS} FROM findings WHERE ${VISIBLE} AND id >= ?2 AND id < ?3 ORDER BY id LIMIT 2`,
        scopeValue(scope),
        from,
        to,
      )
      .map(valueOf);
    const exact = found.find((finding) => finding.id === idOrPrefix);
    if (exact === undefined && found.length > 1) {
      throw storeError("id-ambiguous", { prefix: idOrPrefix });
    }
    return exact ?? found[0];
  };
  const save = (finding: Finding, events: readonly FindingEvent[]): void =>
    connection.transact(() => {
      putFinding(connection, finding);
      addEvents(connection, events);
    });
  return {
    findings: (scope, filter = {}) => query(connection, scope, filter),
    findingsOfTarget: (scope, unit, host) =>
      connection
        .all(
          Row,
          `SELECT ${COLUMNS} FROM findings WHERE ${VISIBLE} AND unit = ?2 AND host = ?3`,
          scopeValue(scope),
          unit,
          host ?? "",
        )
        .map(valueOf)
        .sort(compareFindings),
    findFinding: find,
    events: (scope, findingId) => eventsOf(connection, scope, findingId),
    findingsWithEndedWord: (today) => connection.all(Row, ENDED_WORD, today).map(valueOf),
    saveFinding: save,
    reviseFinding: (scope, idOrPrefix, revise) =>
      connection.transact(() => {
        const stored = find(scope, idOrPrefix);
        if (stored === undefined) return undefined;
        const { finding, events } = revise(stored);
        save(finding, events);
        return finding;
      }),
  };
}

function eventsOf(connection: Connection, scope: Scope, finding: string): FindingEvent[] {
  // The central team sees every finding: it need not be read for that.
  if (scope === "central") {
    return connection.all(EventRow, `${EVENTS} finding = ? ORDER BY number`, finding);
  }
  return connection.all(
    EventRow,
    `${EVENTS} finding IN (SELECT id FROM findings WHERE ${VISIBLE} AND id = ?2) ORDER BY number`,
    scopeValue(scope),
    finding,
  );
}

function query(connection: Connection, scope: Scope, filter: FindingFilter): Finding[] {
  const values = [
    scopeValue(scope),
    listValue(filter.units),
    listValue(filter.hosts),
    listValue(filter.areas),
    listValue(filter.rules),
    listValue(filter.severities?.map((severity) => SEVERITIES.indexOf(severity))),
    listValue(filter.states),
    filter.group ?? null,
    filter.held === undefined ? null : Number(filter.held),
    filter.dueUntil ?? null,
  ];
  const rows = connection.all(
    Row,
    `SELECT ${COLUMNS} FROM findings WHERE ${conditionsOf(CLAUSES, values)}`,
    ...values,
  );
  return rows.map((row) => findingOf(connection, row)).sort(compareFindings);
}

/** By the number of their parameter, in the order of `query`'s values. */
const CLAUSES: readonly string[] = [
  VISIBLE,
  ...["unit", "host", "area", "rule", "severity", "state"].map(
    (column, index) => `${column} IN (SELECT value FROM json_each(?${String(index + 2)}))`,
  ),
  "grp = ?8",
  "held = ?9",
  "due <= ?10",
];

/** The same filter over findings that are already in memory (those of an earlier run). */
export function matches(finding: Finding, scope: Scope, filter: FindingFilter): boolean {
  const among = <T>(values: readonly T[] | undefined, value: T): boolean =>
    values?.includes(value) ?? true;
  return (
    maySee(scope, finding) &&
    among(filter.units, finding.unit) &&
    among(filter.hosts, finding.host ?? "") &&
    among(filter.areas, finding.area) &&
    among(filter.rules, finding.rule) &&
    among(filter.severities, finding.severity) &&
    among(filter.states, finding.state) &&
    (filter.group === undefined || finding.group === filter.group) &&
    (filter.held === undefined || finding.held === filter.held) &&
    (filter.dueUntil === undefined || finding.dueOn <= filter.dueUntil)
  );
}

/** @throws RasoatError store-damaged when the text is not what was stored */
export function findingOf(connection: Connection, row: z.infer<typeof Row>): Finding {
  return decodeFinding(row) ?? damagedFinding(connection, row);
}

export function damagedFinding(connection: Connection, row: { fingerprint: string }): never {
  const where = `findings ${row.fingerprint}`;
  throw storeError("store-damaged", { path: connection.path, where });
}

/** @returns null when the text is not what was stored; the stored value itself otherwise, keys in their order */
export function decodeFinding(row: { sha256: Buffer; json: string }): Finding | null {
  if (!sha256(row.json).equals(row.sha256)) return null;
  const value: unknown = JSON.parse(row.json);
  return FindingValue.safeParse(value).success ? (value as Finding) : null;
}

/** Adds a finding or replaces it as a whole. */
export function putFinding(connection: Connection, finding: Finding): void {
  const json = JSON.stringify(finding);
  connection.run(
    `INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (fingerprint) DO UPDATE SET id = excluded.id, unit = excluded.unit,
       system = excluded.system, host = excluded.host, area = excluded.area, rule = excluded.rule,
       severity = excluded.severity, state = excluded.state, held = excluded.held,
       grp = excluded.grp, due = excluded.due, sha256 = excluded.sha256, json = excluded.json`,
    ...columnsOf(finding),
    sha256(json),
    json,
  );
}

/** An event that is there already to the letter (a target committed again after a kill) is not added twice. */
export function addEvents(connection: Connection, events: readonly FindingEvent[]): void {
  for (const event of events) {
    connection.run(
      `INSERT INTO finding_events (finding, at, run, actor, cause, "from", "to", detail)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS (
         SELECT 1 FROM finding_events WHERE finding = ?1 AND at = ?2 AND run IS ?3 AND actor = ?4
         AND cause = ?5 AND "from" IS ?6 AND "to" = ?7 AND detail = ?8)`,
      event.finding,
      event.at,
      event.run,
      event.actor,
      event.cause,
      event.from,
      event.to,
      event.detail,
    );
  }
}

/** States in which a finding still asks for something, or could. */
export const UNSETTLED: readonly FindingState[] = FINDING_STATES.filter(
  (state) => state !== "fixed" && state !== "false-positive",
);
