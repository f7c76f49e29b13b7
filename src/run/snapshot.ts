// Findings as a run left them, read from the store as the traces that a comparison needs.
import type { Trace } from "../model/diff.ts";
import type { ScanRun } from "../model/run.ts";
import type { Scope } from "../store/scope.ts";
import type { Store } from "../store/store.ts";
import type { Snapshot } from "./diff.ts";

export interface SnapshotOptions {
  readonly scope: Scope;
  /** Only these; all that the scope may see, if absent. */
  readonly units?: readonly string[];
}

export function snapshotOf(
  store: Pick<Store, "findingTraces" | "coverage">,
  run: ScanRun,
  { scope, units }: SnapshotOptions,
): Snapshot {
  const only = units === undefined ? {} : { units };
  return {
    run,
    findings: findingsLeft(store, run, { scope, ...only }),
    coverage: () => store.coverage(scope, { run: run.id, ...only }),
  };
}

/** By fingerprint. */
export function findingsLeft(
  store: Pick<Store, "findingTraces">,
  run: ScanRun,
  { scope, units }: SnapshotOptions,
): Map<string, Trace> {
  const findings = new Map<string, Trace>();
  const wanted = units === undefined ? null : new Set(units);
  for (const trace of store.findingTraces(scope, run.id, units)) {
    // Later wins: what the run left stands above what it found.
    if (wanted?.has(trace.unit) !== false) findings.set(trace.fingerprint, trace);
  }
  return findings;
}
