// Findings as a run left them, read from the store one result at a time and cut to what a comparison needs.
import type { Finding } from "../model/finding.ts";
import type { ScanRun } from "../model/run.ts";
import type { Scope } from "../store/scope.ts";
import type { UnitResult } from "../store/result-value.ts";
import type { Store } from "../store/store.ts";
import type { Snapshot, Trace } from "./diff.ts";

export interface SnapshotOptions {
  readonly scope: Scope;
  /** Only these; all that the scope may see, if absent. */
  readonly units?: readonly string[];
}

export function snapshotOf(
  store: Pick<Store, "eachResult" | "coverage">,
  run: ScanRun,
  { scope, units }: SnapshotOptions,
): Snapshot {
  const findings = new Map<string, Trace>();
  const wanted = units === undefined ? null : new Set(units);
  const take = (result: UnitResult): void => {
    // Later wins: what the run left stands above what it found.
    for (const finding of [...result.before, ...result.findings]) {
      if (wanted?.has(finding.unit) === false) continue;
      findings.set(finding.fingerprint, traceOf(finding));
    }
  };
  store.eachResult(scope, run.id, take, units);
  const only = units === undefined ? {} : { units };
  return { run, findings, coverage: store.coverage(scope, { run: run.id, ...only }) };
}

function traceOf(finding: Finding): Trace {
  return {
    id: finding.id,
    fingerprint: finding.fingerprint,
    unit: finding.unit,
    system: finding.system,
    host: finding.host,
    port: finding.port,
    area: finding.area,
    rule: finding.rule,
    severity: finding.severity,
    outcome: finding.outcome,
    state: finding.state,
    held: finding.held,
    subject: finding.subject,
    group: finding.group,
    title: finding.title,
    firstSeen: finding.firstSeen,
    unknownReason: finding.unknownReason,
    run: finding.run,
  };
}
