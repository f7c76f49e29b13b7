// Incidents as they stand and the steps that made them so. Steps are only ever added. Nothing here without a scope.
import { z } from "zod";
import type { Finding, FindingEvent } from "../../model/finding.ts";
import { Incident, type IncidentEvent } from "../../model/incident.ts";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import type { FindingStore } from "./findings.ts";
import { addEvents, putFinding } from "./findings.ts";
import { sha256 } from "../sqlite/pack.ts";
import { prefixRange } from "../runs/runs.ts";
import { type Scope, scopeValue } from "../scope.ts";

interface Step {
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
}

interface Opening extends Step {
  readonly finding: Finding;
  readonly findingEvents: readonly FindingEvent[];
}

interface IncidentFilter {
  readonly units?: readonly string[];
  readonly states?: readonly Incident["state"][];
}

export interface IncidentStore {
  /** Latest detection first. */
  incidents(scope: Scope, filter?: IncidentFilter): Incident[];
  /** By id or its unique beginning. @throws RasoatError id-ambiguous */
  findIncident(scope: Scope, idOrPrefix: string): Incident | undefined;
  /** Oldest first. */
  incidentEvents(scope: Scope, incident: string): IncidentEvent[];
  /**
   * Opens an incident from a finding, or lets the finding join one, in one transaction.
   * @returns undefined when the scope may not see the finding or it does not exist
   */
  openIncident(
    scope: Scope,
    findingId: string,
    open: (
      finding: Finding,
      history: readonly FindingEvent[],
      incidents: readonly Incident[],
    ) => Opening,
  ): Incident | undefined;
  /** Reads, changes and stores one incident in one transaction. */
  reviseIncident(
    scope: Scope,
    idOrPrefix: string,
    revise: (incident: Incident) => Step,
  ): Incident | undefined;
}

const Row = z.object({ id: z.string(), sha256: z.instanceof(Buffer), json: z.string() });
const EventRow: z.ZodType<IncidentEvent> = z.object({
  incident: z.string(),
  at: z.string(),
  actor: z.string(),
  action: z.enum(["opened", "joined", "sent", "note", "closed", "false-alarm"]),
  detail: z.string(),
});

const VISIBLE = "(?1 IS NULL OR unit IN (SELECT value FROM json_each(?1)))";
const SELECT = `SELECT id, sha256, json FROM incidents WHERE ${VISIBLE}`;

export function incidentStore(
  connection: Connection,
  findings: Pick<FindingStore, "findFinding" | "events">,
): IncidentStore {
  const list = (scope: Scope, filter?: IncidentFilter) => listed(connection, scope, filter);
  const find = (scope: Scope, idOrPrefix: string) => foundIn(connection, scope, idOrPrefix);
  return {
    incidents: list,
    findIncident: find,
    incidentEvents: (scope, incident) =>
      connection.all(
        EventRow,
        `SELECT incident, at, actor, action, detail FROM incident_events
         WHERE incident IN (SELECT id FROM incidents WHERE ${VISIBLE} AND id = ?2) ORDER BY number`,
        scopeValue(scope),
        incident,
      ),
    openIncident: (scope, findingId, open) =>
      connection.transact(() => {
        const finding = findings.findFinding(scope, findingId);
        if (finding === undefined) return undefined;
        const history = findings.events(scope, finding.id);
        const step = open(finding, history, list("central", { units: [finding.unit] }));
        put(connection, step);
        putFinding(connection, step.finding);
        addEvents(connection, step.findingEvents);
        return step.incident;
      }),
    reviseIncident: (scope, idOrPrefix, revise) =>
      connection.transact(() => {
        const before = find(scope, idOrPrefix);
        if (before === undefined) return undefined;
        const step = revise(before);
        put(connection, step);
        return step.incident;
      }),
  };
}

function listed(
  connection: Connection,
  scope: Scope,
  { units, states }: IncidentFilter = {},
): Incident[] {
  return connection
    .all(
      Row,
      `${SELECT} AND (?2 IS NULL OR unit IN (SELECT value FROM json_each(?2)))
       AND (?3 IS NULL OR state IN (SELECT value FROM json_each(?3)))`,
      scopeValue(scope),
      units === undefined ? null : JSON.stringify(units),
      states === undefined ? null : JSON.stringify(states),
    )
    .map((row) => incidentOf(connection, row))
    .sort((a, b) => compare(b.detectedAt, a.detectedAt) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function foundIn(connection: Connection, scope: Scope, idOrPrefix: string): Incident | undefined {
  const [from, to] = prefixRange(idOrPrefix);
  const sql = `${SELECT} AND id >= ?2 AND id < ?3 ORDER BY id LIMIT 2`;
  const found = connection.all(Row, sql, scopeValue(scope), from, to);
  const exact = found.find(({ id }) => id === idOrPrefix);
  if (exact === undefined && found.length > 1) {
    throw storeError("id-ambiguous", { prefix: idOrPrefix });
  }
  const row = exact ?? found[0];
  return row === undefined ? undefined : incidentOf(connection, row);
}

function put(connection: Connection, { incident, events }: Step): void {
  const json = JSON.stringify(incident);
  connection.run(
    `INSERT INTO incidents (id, unit, state, sha256, json) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, sha256 = excluded.sha256, json = excluded.json`,
    incident.id,
    incident.unit,
    incident.state,
    sha256(json),
    json,
  );
  for (const { incident: of, at, actor, action, detail } of events) {
    connection.run(
      "INSERT INTO incident_events (incident, at, actor, action, detail) VALUES (?, ?, ?, ?, ?)",
      of,
      at,
      actor,
      action,
      detail,
    );
  }
}

function incidentOf(connection: Connection, row: z.infer<typeof Row>): Incident {
  if (sha256(row.json).equals(row.sha256)) {
    const parsed = Incident.safeParse(JSON.parse(row.json));
    if (parsed.success) return parsed.data;
  }
  throw storeError("store-damaged", { path: connection.path, where: `incidents ${row.id}` });
}
