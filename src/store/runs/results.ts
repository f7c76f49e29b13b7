// Commits all that a run learned about one target in one transaction, and gives it back.
import { z } from "zod";
import type { Baseline, BaselineEvent } from "../../model/baseline.ts";
import type { Coverage } from "../../model/coverage.ts";
import type { Finding, FindingEvent } from "../../model/finding.ts";
import type { TlsTraces } from "../../model/fleet.ts";
import type { Reason } from "../../model/reason.ts";
import type { TargetState } from "../../model/run.ts";
import { putBaseline } from "../findings/baselines.ts";
import { citeBodies, type KeptBody, putBodies } from "./bodies.ts";
import type { Connection } from "../sqlite/connection.ts";
import { putCoverage } from "./coverage.ts";
import { compareFindings } from "../findings/finding-value.ts";
import { addEvents, type FindingFilter, matches, putFinding } from "../findings/findings.ts";
import { putTraces } from "./fleet.ts";
import { placesOf, Row, rowAt, SELECT_ROW, targetOf, unitOf } from "./result-rows.ts";
import { packResult, type TargetResult, type UnitResult } from "./result-value.ts";
import { putTarget, runNumber } from "./runs.ts";
import { inScope, maySee, type Scope } from "../scope.ts";
import { putFindingTraces } from "./finding-traces.ts";

export interface TargetCommit {
  readonly run: string;
  readonly unit: string;
  readonly host: string;
  readonly pass: 0 | 1 | 2;
  readonly state: TargetState;
  readonly reason?: Reason | null;
  /** null when nothing was looked at; what an earlier pass stored then stays. */
  readonly result: TargetResult | null;
  readonly bodies: readonly KeptBody[];
  readonly findings: readonly Finding[];
  readonly events: readonly FindingEvent[];
  readonly coverage: readonly Coverage[];
  /** What the looks add to the memory of the fleet; absent: nothing. */
  readonly traces?: TlsTraces;
  /** What later looks at its start pages are compared with; each event is that of its baseline. */
  readonly learned?: readonly { readonly baseline: Baseline; readonly event: BaselineEvent }[];
  /**
   * The target's findings as read just before judging. When given and no longer what is stored
   * (a person had a word meanwhile), nothing is committed: judge again.
   */
  readonly expected?: readonly Finding[];
}

interface UnitCommit {
  readonly run: string;
  readonly unit: string;
  readonly result: UnitResult;
  readonly findings: readonly Finding[];
  readonly events: readonly FindingEvent[];
}

/**
 * - committed: all of it is durable
 * - already-done: the run has finished this target before; nothing was written
 * - conflict: `expected` is outdated; nothing was written
 */
type CommitOutcome = "committed" | "already-done" | "conflict";

export interface ResultStore {
  commitTarget(commit: TargetCommit): CommitOutcome;
  /** What the registry itself gives rise to for a unit (findings without a host). */
  commitUnit(commit: UnitCommit): void;
  /** For a unit's scope without what is held. undefined: nothing stored, or out of scope. */
  targetResult(scope: Scope, run: string, host: string): TargetResult | undefined;
  /** The last finished result of a whole host before a run (verifying looks and the watch are none), with the run that it is of; unpacked when asked for. */
  resultBefore(
    scope: Scope,
    run: string,
    host: string,
  ): { readonly run: string; readonly result: () => TargetResult } | undefined;
  unitResult(scope: Scope, run: string, unit: string): UnitResult | undefined;
  /** The last one before a run, with the run that it is of. */
  unitResultBefore(
    scope: Scope,
    run: string,
    unit: string,
  ): { readonly run: string; readonly result: UnitResult } | undefined;
  /** Hosts with a stored result in the run, sorted. */
  resultHosts(scope: Scope, run: string): { readonly unit: string; readonly host: string }[];
  /** Findings as the run left them, in the order of `findings`. */
  findingsOfRun(scope: Scope, run: string, filter?: FindingFilter): Finding[];
}

const RowOfRun = Row.extend({ run: z.string() });
const State = z.object({ state: z.string() });
const Json = z.object({ fingerprint: z.string(), json: z.string() });

export function resultStore(connection: Connection, now: () => Date): ResultStore {
  return {
    commitTarget: (commit) => connection.transact(() => commitTarget(connection, commit, now())),
    commitUnit: (commit) =>
      connection.transact(() => {
        const place = { run: runNumber(connection, commit.run), unit: commit.unit, host: "" };
        putResult(connection, place, commit.result);
        for (const finding of commit.findings) putFinding(connection, finding);
        addEvents(connection, commit.events);
      }),
    targetResult: (scope, run, host) => {
      const number = runNumber(connection, run);
      const row = connection
        .all(Row, `${SELECT_ROW} WHERE run = ? AND host = ? AND host <> ''`, number, host)
        .find((found) => inScope(scope, found.unit));
      return row === undefined ? undefined : visibleTarget(scope, targetOf(connection, row));
    },
    resultBefore: (scope, run, host) => {
      const found = connection
        .all(
          RowOfRun,
          `SELECT runs.id AS run, r.unit, r.host, r.sha256, r.content FROM results AS r
           JOIN runs ON runs.number = r.run
           JOIN run_targets AS t ON t.run = r.run AND t.unit = r.unit AND t.host = r.host
           WHERE r.host = ? AND r.run < ? AND t.state = 'done' AND runs.kind NOT IN ('verify', 'watch') ORDER BY r.run DESC LIMIT 1`,
          host,
          runNumber(connection, run),
        )
        .find((row) => host !== "" && inScope(scope, row.unit));
      if (found === undefined) return undefined;
      return { run: found.run, result: () => visibleTarget(scope, targetOf(connection, found)) };
    },
    unitResult: (scope, run, unit) => {
      const number = runNumber(connection, run);
      const row = connection.one(
        Row,
        `${SELECT_ROW} WHERE run = ? AND unit = ? AND host = ''`,
        number,
        unit,
      );
      if (row === undefined || !inScope(scope, unit)) return undefined;
      return visible(scope, unitOf(connection, row));
    },
    unitResultBefore: (scope, run, unit) =>
      inScope(scope, unit) ? unitBefore(connection, scope, { run, unit }) : undefined,
    resultHosts: (scope, run) =>
      placesOf(connection, runNumber(connection, run)).filter(
        ({ unit, host }) => host !== "" && inScope(scope, unit),
      ),
    findingsOfRun: (scope, run, filter = {}) => findingsOfRun(connection, scope, run, filter),
  };
}

function unitBefore(
  connection: Connection,
  scope: Scope,
  { run, unit }: { readonly run: string; readonly unit: string },
): ReturnType<ResultStore["unitResultBefore"]> {
  const row = connection.one(
    RowOfRun,
    `SELECT runs.id AS run, r.unit, r.host, r.sha256, r.content FROM results AS r
     JOIN runs ON runs.number = r.run
     WHERE r.host = '' AND r.unit = ? AND r.run < ? ORDER BY r.run DESC LIMIT 1`,
    unit,
    runNumber(connection, run),
  );
  if (row === undefined) return undefined;
  return { run: row.run, result: visible(scope, unitOf(connection, row)) };
}

function commitTarget(connection: Connection, commit: TargetCommit, now: Date): CommitOutcome {
  const { unit, host, state, pass } = commit;
  const run = runNumber(connection, commit.run);
  const before = connection.one(
    State,
    "SELECT state FROM run_targets WHERE run = ? AND unit = ? AND host = ?",
    run,
    unit,
    host,
  );
  if (before?.state === "done") return "already-done";
  if (commit.expected !== undefined && !isCurrent(connection, commit, commit.expected)) {
    return "conflict";
  }
  putTarget(connection, run, { unit, host, state, pass, reason: commit.reason ?? null });
  if (commit.result !== null) putResult(connection, { run, unit, host }, commit.result);
  putBodies(connection, commit.bodies, now);
  for (const finding of commit.findings) putFinding(connection, finding);
  addEvents(connection, commit.events);
  citeBodies(connection, commit.result?.looks ?? [], commit.findings, now);
  putCoverage(connection, { run, unit }, commit.coverage);
  for (const { baseline, event } of commit.learned ?? []) putBaseline(connection, baseline, event);
  if (commit.traces !== undefined) {
    putTraces(connection, { unit, host, at: now.toISOString() }, commit.traces);
  }
  return "committed";
}

function isCurrent(
  connection: Connection,
  place: { readonly unit: string; readonly host: string },
  expected: readonly Finding[],
): boolean {
  const stored = connection.all(
    Json,
    "SELECT fingerprint, json FROM findings WHERE unit = ? AND host = ?",
    place.unit,
    place.host,
  );
  const json = new Map(expected.map((finding) => [finding.fingerprint, JSON.stringify(finding)]));
  return (
    stored.length === json.size && stored.every((row) => json.get(row.fingerprint) === row.json)
  );
}

function putResult(
  connection: Connection,
  place: { readonly run: number; readonly unit: string; readonly host: string },
  result: TargetResult | UnitResult,
): void {
  const { sha256, content } = packResult(result);
  connection.run(
    `INSERT INTO results (run, unit, host, sha256, content) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (run, unit, host) DO UPDATE SET sha256 = excluded.sha256, content = excluded.content`,
    place.run,
    place.unit,
    place.host,
    sha256,
    content,
  );
  putFindingTraces(connection, place, sha256, result);
}

/** Reads one result after the other, so that memory holds the matching findings only. */
function findingsOfRun(
  connection: Connection,
  scope: Scope,
  run: string,
  filter: FindingFilter,
): Finding[] {
  const number = runNumber(connection, run);
  const found: Finding[] = [];
  for (const { unit, host } of placesOf(connection, number)) {
    if (!inScope(scope, unit)) continue;
    if (filter.units?.includes(unit) === false || filter.hosts?.includes(host) === false) continue;
    const row = rowAt(connection, number, { unit, host });
    if (row === undefined) continue;
    const result = host === "" ? unitOf(connection, row) : targetOf(connection, row);
    found.push(...result.findings.filter((finding) => matches(finding, scope, filter)));
  }
  return found.sort(compareFindings);
}

/** Looks that count for no area may show another unit's names. */
function visibleTarget(scope: Scope, result: TargetResult): TargetResult {
  if (scope === "central") return result;
  const looks = result.looks.filter(({ areas }) => areas.length > 0);
  return { ...visible(scope, result), looks };
}

function visible<T extends UnitResult>(scope: Scope, result: T): T {
  if (scope === "central") return result;
  const shown = (finding: Finding): boolean => maySee(scope, finding);
  return {
    ...result,
    before: result.before.filter(shown),
    findings: result.findings.filter(shown),
    verdicts: result.verdicts.filter((verdict) => verdict.outcome !== "fail" || !verdict.held),
  };
}
