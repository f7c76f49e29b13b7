// Runs, the targets planned in each, and the flag by which another process asks a run to stop.
import { z } from "zod";
import { Area } from "../../model/area.ts";
import { isReason, type Reason } from "../../model/reason.ts";
import type { RunKind, RunStatus, RunTarget, ScanRun, TargetState } from "../../model/run.ts";
import { Settings } from "../../model/settings.ts";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { removedCounts } from "./retention-targets.ts";

interface RunFilter {
  readonly kind?: RunKind;
  readonly status?: RunStatus;
  /** Begun at this moment or later, ISO 8601 UTC. */
  readonly since?: string;
}

export interface RunStore {
  /** `settings`: those the run judges by, so that it can be judged again as it was. */
  createRun(run: ScanRun, settings?: Settings): void;
  /** Replaces what is stored of a run. Asking it to go on (status running) withdraws a stop request. */
  updateRun(run: ScanRun): void;
  /** By id or its unique beginning. @throws RasoatError id-ambiguous */
  findRun(idOrPrefix: string): ScanRun | undefined;
  /** The one started last. */
  latestRun(filter?: RunFilter): ScanRun | undefined;
  /** Latest first. */
  listRuns(filter?: RunFilter & { readonly limit?: number }): ScanRun[];
  settingsOfRun(run: string): Settings | undefined;
  requestStop(run: string): void;
  isStopRequested(run: string): boolean;
  /** Adds targets as "todo" in the order given; those already planned stay as they are. */
  planTargets(run: string, targets: readonly { unit: string; host: string }[]): void;
  /** In the order planned, without those that retention has taken away. */
  targets(run: string): RunTarget[];
  /** Those that retention has taken away among them. */
  targetCounts(run: string): Readonly<Record<TargetState, number>>;
  setTargetState(target: RunTarget): void;
}

const text = z.string();

const RunValue: z.ZodType<ScanRun> = z.object({
  id: text,
  kind: z.enum(["scan", "reassess", "verify", "watch"]),
  status: z.enum(["running", "done", "interrupted", "stopped", "failed"]),
  startedAt: text,
  endedAt: text.nullable(),
  areas: z.array(Area),
  units: z.array(text),
  hosts: z.array(text),
  allowReserved: z.boolean(),
  resolve: z.array(z.object({ host: text, address: text })),
  versions: z.object({ program: text, rules: text, data: text }),
});

const Json = z.object({ json: text });
const SettingsRow = z.object({ settings: text.nullable() });
const Stop = z.object({ stop: z.number() });
const NumberRow = z.object({ number: z.number() });
const State = z.enum(["todo", "doing", "done", "refused"]);
export const ReasonRow: z.ZodType<Reason> = z.custom<Reason>(
  (value) => typeof value === "string" && isReason(value),
);
const TargetRow = z.object({
  unit: text,
  host: text,
  state: State,
  reason: ReasonRow.nullable(),
  pass: z.union([z.literal(0), z.literal(1), z.literal(2)]),
});
const CountRow = z.object({ state: State, count: z.number() });

/** The number that stands for a run inside the database. @throws RasoatError run-unknown */
export function runNumber(connection: Connection, run: string): number {
  const row = connection.one(NumberRow, "SELECT number FROM runs WHERE id = ?", run);
  if (row === undefined) throw storeError("run-unknown", { run });
  return row.number;
}

/** Values for `id >= ? AND id < ?` that match every id with this beginning. */
export function prefixRange(prefix: string): [from: string, to: string] {
  return [prefix, `${prefix}\u{10FFFF}`];
}

export function runStore(connection: Connection): RunStore {
  const value = (row: z.infer<typeof Json>): ScanRun => RunValue.parse(JSON.parse(row.json));
  const list = (filter: RunFilter, limit: number): ScanRun[] =>
    connection
      .all(
        Json,
        `SELECT json FROM runs WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR status = ?2)
         AND (?3 IS NULL OR started_at >= ?3) ORDER BY started_at DESC, number DESC LIMIT ?4`,
        filter.kind ?? null,
        filter.status ?? null,
        filter.since ?? null,
        limit,
      )
      .map(value);
  return {
    createRun: (run, settings) => {
      connection.run(
        `INSERT INTO runs (id, kind, status, started_at, json, settings) VALUES (?, ?, ?, ?, ?, ?)`,
        run.id,
        run.kind,
        run.status,
        run.startedAt,
        JSON.stringify(run),
        settings === undefined ? null : JSON.stringify(settings),
      );
    },
    updateRun: (run) => updateRun(connection, run),
    findRun: (idOrPrefix) => {
      const [from, to] = prefixRange(idOrPrefix);
      const found = connection.all(
        Json,
        "SELECT json FROM runs WHERE id >= ? AND id < ? ORDER BY id LIMIT 2",
        from,
        to,
      );
      const runs = found.map(value);
      const exact = runs.find((run) => run.id === idOrPrefix);
      if (exact === undefined && runs.length > 1) {
        throw storeError("id-ambiguous", { prefix: idOrPrefix });
      }
      return exact ?? runs[0];
    },
    latestRun: (filter = {}) => list(filter, 1)[0],
    listRuns: (filter = {}) => list(filter, filter.limit ?? 100),
    settingsOfRun: (run) => {
      const row = connection.one(SettingsRow, "SELECT settings FROM runs WHERE id = ?", run);
      const stored = row?.settings ?? null;
      return stored === null ? undefined : Settings.parse(JSON.parse(stored));
    },
    requestStop: (run) => {
      const changed = connection.run("UPDATE runs SET stop = 1 WHERE id = ?", run);
      if (changed === 0) throw storeError("run-unknown", { run });
    },
    isStopRequested: (run) =>
      connection.one(Stop, "SELECT stop FROM runs WHERE id = ?", run)?.stop === 1,
    ...targetMethods(connection),
  };
}

function updateRun(connection: Connection, run: ScanRun): void {
  const changed = connection.run(
    `UPDATE runs SET kind = ?2, status = ?3, started_at = ?4, json = ?5,
     stop = CASE WHEN ?3 = 'running' AND status <> 'running' THEN 0 ELSE stop END WHERE id = ?1`,
    run.id,
    run.kind,
    run.status,
    run.startedAt,
    JSON.stringify(run),
  );
  if (changed === 0) throw storeError("run-unknown", { run: run.id });
}

type TargetMethods = Pick<RunStore, "planTargets" | "targets" | "targetCounts" | "setTargetState">;

function targetMethods(connection: Connection): TargetMethods {
  return {
    planTargets: (run, targets) =>
      connection.transact(() => {
        const number = runNumber(connection, run);
        const start = connection.one(
          NumberRow,
          "SELECT ifnull(max(position) + 1, 0) AS number FROM run_targets WHERE run = ?",
          number,
        );
        for (const [index, { unit, host }] of targets.entries()) {
          connection.run(
            `INSERT INTO run_targets (run, unit, host, position, state, reason, pass)
             VALUES (?, ?, ?, ?, 'todo', NULL, 0) ON CONFLICT DO NOTHING`,
            number,
            unit,
            host,
            (start?.number ?? 0) + index,
          );
        }
      }),
    targets: (run) =>
      connection
        .all(
          TargetRow,
          "SELECT unit, host, state, reason, pass FROM run_targets WHERE run = ? ORDER BY position",
          runNumber(connection, run),
        )
        .map((row) => ({ run, ...row })),
    targetCounts: (run) => {
      const number = runNumber(connection, run);
      const counts = { ...removedCounts(connection, number) };
      const rows = connection.all(
        CountRow,
        "SELECT state, count(*) AS count FROM run_targets WHERE run = ? GROUP BY state",
        number,
      );
      for (const row of rows) counts[row.state] += row.count;
      return counts;
    },
    setTargetState: (target) => putTarget(connection, runNumber(connection, target.run), target),
  };
}

/** Also adds a target that was not planned. */
export function putTarget(
  connection: Connection,
  run: number,
  target: Omit<RunTarget, "run">,
): void {
  connection.run(
    `INSERT INTO run_targets (run, unit, host, position, state, reason, pass)
     VALUES (?1, ?2, ?3, (SELECT ifnull(max(position) + 1, 0) FROM run_targets WHERE run = ?1), ?4, ?5, ?6)
     ON CONFLICT DO UPDATE SET state = excluded.state, reason = excluded.reason, pass = excluded.pass`,
    run,
    target.unit,
    target.host,
    target.state,
    target.reason,
    target.pass,
  );
}
