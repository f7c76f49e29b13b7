// Judges stored looks again and sends nothing: as the run did (the same bytes come out), or with today's
// rules and data, as a run of its own that never counts as a look.
import type { Finding } from "../model/finding.ts";
import type { ScanRun } from "../model/run.ts";
import type { Judging } from "../rules/step.ts";
import { compareFindings } from "../store/findings/finding-value.ts";
import type { TargetResult } from "../store/runs/result-value.ts";
import type { Store } from "../store/store.ts";
import { credit } from "./attribution.ts";
import { lastLookAt } from "./conclude.ts";
import { heldPiecesOf } from "./releases.ts";
import { judge, settle, type Bench } from "./judge.ts";
import { newRunId } from "./start.ts";

/** @returns the run's findings in the order in which they are listed; stores nothing */
export function reassessAsRun(store: Store, run: ScanRun, bench: Bench): Finding[] {
  const places = store.resultHosts("central", run.id);
  const ofTargets = places.flatMap(({ host }) => {
    const result = store.targetResult("central", run.id, host);
    if (result === undefined) return [];
    return credit(judgeStored(store, run, bench, result).findings, result.credited ?? []);
  });
  const units = [...new Set(store.registry().units.map(({ code }) => code))];
  const ofUnits = units.flatMap((unit) => {
    const result = store.unitResult("central", run.id, unit);
    if (result === undefined) return [];
    const { before, verdicts, credited = [] } = result;
    const at = judging(run, run.startedAt);
    return credit(settle(bench, { verdicts, before, coverage: [], run: at }).findings, credited);
  });
  return [...ofTargets, ...ofUnits].toSorted(compareFindings);
}

function judgeStored(store: Store, run: ScanRun, bench: Bench, result: TargetResult) {
  return judge(bench, {
    ...result,
    body: (sha256) => store.body(sha256),
    run: judging(run, lastLookAt(result.looks, run.startedAt)),
  });
}

function judging(run: ScanRun, lookedAt: string): Judging {
  return { id: run.id, at: run.startedAt, lookedAt, cause: "look" };
}

export interface Reassessment {
  readonly run: ScanRun;
  readonly targets: number;
  /** Findings whose state, severity, value or outcome moved. */
  readonly moved: number;
}

/**
 * Judges the looks of `of` with today's bench and stores what moved.
 * @param now ISO 8601 UTC
 */
export function reassess(store: Store, of: ScanRun, bench: Bench, now: string): Reassessment {
  const cause =
    of.versions.rules === bench.versions.rules && of.versions.data !== bench.versions.data
      ? "data-changed"
      : "rule-changed";
  const run: ScanRun = {
    ...of,
    id: newRunId(now),
    kind: "reassess",
    status: "running",
    startedAt: now,
    endedAt: null,
    versions: bench.versions,
  };
  store.createRun(run);
  const places = store.resultHosts("central", of.id);
  let moved = 0;
  for (const { host } of places) {
    const result = store.targetResult("central", of.id, host);
    if (result !== undefined) moved += again(store, bench, result, { id: run.id, at: now, cause });
  }
  const ended: ScanRun = { ...run, status: "done", endedAt: now };
  store.updateRun(ended);
  return { run: ended, targets: places.length, moved };
}

/** @returns how many findings moved; a person's word that comes between is read, and judged again with */
function again(
  store: Store,
  bench: Bench,
  result: TargetResult,
  run: Omit<Judging, "lookedAt">,
): number {
  const { unit, host } = result.target;
  for (;;) {
    const before = store.findingsOfTarget("central", unit, host);
    const heldRules = heldPiecesOf(bench.knowledge, store.ruleReleases(), store.registry(), unit);
    const judgement = judge(bench, {
      ...result,
      before,
      heldRules,
      body: (sha256) => store.body(sha256),
      run: { ...run, lookedAt: lastLookAt(result.looks, run.at) },
    });
    const moved = judgement.findings.filter((after) => {
      const earlier = before.find(({ fingerprint }) => fingerprint === after.fingerprint);
      return earlier === undefined || isMoved(earlier, after);
    });
    const ids = new Set(moved.map(({ id }) => id));
    const outcome = store.commitTarget({
      run: run.id,
      unit,
      host,
      pass: 2,
      state: "done",
      result: { ...result, before, heldRules, findings: moved, verdicts: judgement.verdicts },
      bodies: [],
      findings: moved,
      events: judgement.events.filter(({ finding }) => ids.has(finding)),
      // No look was made: what was covered stays as it was.
      coverage: [],
      expected: before,
    });
    if (outcome !== "conflict") return moved.length;
  }
}

function isMoved(before: Finding, after: Finding): boolean {
  return (["state", "severity", "value", "outcome", "confidence"] as const).some(
    (key) => before[key] !== after[key],
  );
}
