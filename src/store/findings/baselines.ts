// What start pages are compared with, one for each place, and who or what set it. Events are only ever added.
// There is no question here without a scope.
import { z } from "zod";
import { Baseline, type BaselineEvent, type BaselinePlace } from "../../model/baseline.ts";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { sha256 } from "../sqlite/pack.ts";
import { type Scope, scopeValue } from "../scope.ts";

interface BaselineFilter {
  readonly units?: readonly string[];
  readonly hosts?: readonly string[];
}

export interface BaselineStore {
  /** By unit, host, port and path. */
  baselines(scope: Scope, filter?: BaselineFilter): Baseline[];
  /** Oldest first. */
  baselineEvents(scope: Scope, place: BaselinePlace): BaselineEvent[];
  /** Puts a baseline in the place of the one before. */
  setBaseline(baseline: Baseline, event: BaselineEvent): void;
  /** @returns false when there was none */
  resetBaseline(event: BaselineEvent): boolean;
}

const Row = z.object({ host: z.string(), sha256: z.instanceof(Buffer), json: z.string() });

const EventRow: z.ZodType<BaselineEvent> = z.object({
  unit: z.string(),
  host: z.string(),
  port: z.number(),
  path: z.string(),
  at: z.string(),
  run: z.string().nullable(),
  actor: z.string(),
  action: z.enum(["learned", "accepted", "reset"]),
  detail: z.string(),
});

const among = (column: string, parameter: string): string =>
  `(${parameter} IS NULL OR ${column} IN (SELECT value FROM json_each(${parameter})))`;

export function baselineStore(connection: Connection): BaselineStore {
  return {
    baselines: (scope, { units, hosts } = {}) =>
      connection
        .all(
          Row,
          `SELECT host, sha256, json FROM baselines
           WHERE ${among("unit", "?1")} AND ${among("unit", "?2")} AND ${among("host", "?3")}
           ORDER BY unit, host, port, path`,
          scopeValue(scope),
          units === undefined ? null : JSON.stringify(units),
          hosts === undefined ? null : JSON.stringify(hosts),
        )
        .map((row) => valueOf(connection, row)),
    baselineEvents: (scope, { unit, host, port, path }) =>
      connection.all(
        EventRow,
        `SELECT unit, host, port, path, at, run, actor, action, detail FROM baseline_events
         WHERE ${among("unit", "?1")} AND unit = ?2 AND host = ?3 AND port = ?4 AND path = ?5
         ORDER BY number`,
        scopeValue(scope),
        unit,
        host,
        port,
        path,
      ),
    setBaseline: (baseline, event) => {
      connection.transact(() => {
        putBaseline(connection, baseline, event);
      });
    },
    resetBaseline: (event) =>
      connection.transact(() => {
        const { unit, host, port, path } = event;
        const removed = connection.run(
          "DELETE FROM baselines WHERE unit = ? AND host = ? AND port = ? AND path = ?",
          unit,
          host,
          port,
          path,
        );
        if (removed > 0) addEvent(connection, event);
        return removed > 0;
      }),
  };
}

/** Within a transaction that is open already, or in one of its own. */
export function putBaseline(
  connection: Connection,
  baseline: Baseline,
  event: BaselineEvent,
): void {
  const json = JSON.stringify(baseline);
  connection.run(
    `INSERT INTO baselines (unit, host, port, path, sha256, json) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (unit, host, port, path) DO UPDATE SET sha256 = excluded.sha256, json = excluded.json`,
    baseline.unit,
    baseline.host,
    baseline.port,
    baseline.path,
    sha256(json),
    json,
  );
  addEvent(connection, event);
}

function addEvent(connection: Connection, event: BaselineEvent): void {
  const { unit, host, port, path, at, run, actor, action, detail } = event;
  connection.run(
    `INSERT INTO baseline_events (unit, host, port, path, at, run, actor, action, detail)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    unit,
    host,
    port,
    path,
    at,
    run,
    actor,
    action,
    detail,
  );
}

function valueOf(connection: Connection, row: z.infer<typeof Row>): Baseline {
  const checked = sha256(row.json).equals(row.sha256)
    ? Baseline.safeParse(JSON.parse(row.json))
    : undefined;
  if (checked?.success === true) return checked.data;
  throw storeError("store-damaged", { path: connection.path, where: `baselines ${row.host}` });
}
