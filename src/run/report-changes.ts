// What changed since last time, for a report: the comparison of `rasoat diff` between two scans of the units that
// the report is about. Reads the store; decides nothing about findings.
import type { ScanRun } from "../model/run.ts";
import type { SentReport } from "../model/sent-report.ts";
import { standingEntries } from "../rules/reporting.ts";
import type { Store } from "../store/store.ts";
import { diffRuns, type Diff } from "./diff.ts";
import { snapshotOf } from "./snapshot.ts";

export interface ReportChanges {
  readonly before: ScanRun;
  readonly after: ScanRun;
  /** The report sent last that rests on `before`; null when it is merely the scan before the latest. */
  readonly lastReport: SentReport | null;
  readonly diff: Diff;
}

/** Scans looked through for the last two of a unit. */
const MOST_RUNS = 200;

/**
 * From the run of the unit's last sent report that stands, else from the scan before, to its latest ended scan.
 * @returns null when there are no two scans to compare
 */
export function changesOfUnit(store: Store, unit: string): ReportChanges | null {
  const hosts = store.registry().targets.filter((target) => target.unit === unit);
  const [after, ...earlier] = store
    .listRuns({ kind: "scan", limit: MOST_RUNS })
    .filter(
      (run) =>
        run.status !== "running" && looksAt(run, unit, new Set(hosts.map(({ host }) => host))),
    );
  if (after === undefined) return null;
  const reported = standingEntries(store.sentReports("central", { units: [unit] })).find(
    ({ scope, run }) => scope === "unit" && earlier.some(({ id }) => id === run),
  );
  const before = earlier.find(({ id }) => id === reported?.run) ?? earlier[0];
  if (before === undefined) return null;
  const only = { scope: "central", units: [unit] } as const;
  const diff = diffRuns(snapshotOf(store, before, only), snapshotOf(store, after, only), (id) =>
    store.events("central", id),
  );
  return { before, after, lastReport: reported ?? null, diff };
}

/** What was asked for of the run: everything, or something of the unit. */
function looksAt({ units, hosts }: ScanRun, unit: string, own: ReadonlySet<string>): boolean {
  return (
    (units.length === 0 || units.includes(unit)) &&
    (hosts.length === 0 || hosts.some((host) => own.has(host)))
  );
}
