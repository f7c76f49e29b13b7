// What changed since last time, for a report: the comparison of `rasoat diff` between two scans of the units that
// the report is about, one unit or a whole roll-up. Reads the store; decides nothing about findings.
import type { ScanRun } from "../model/run.ts";
import type { SentReport } from "../model/sent-report.ts";
import { standingEntries } from "../rules/reporting.ts";
import type { Store } from "../store/store.ts";
import { diffRuns, type Diff, type DiffEntry, type Snapshot } from "./diff.ts";
import { findingsLeft } from "./snapshot.ts";

export interface ReportChanges {
  readonly before: ScanRun;
  readonly after: ScanRun;
  /** The report sent last that rests on `before`; null when it is merely the scan before the latest. */
  readonly lastReport: SentReport | null;
  readonly entries: readonly ChangeEntry[];
}

/** What a count by change needs: small, so that a whole country's fit in memory. */
export type ChangeEntry = Pick<DiffEntry, "id" | "change" | "held">;

/** Scans looked through for those of a unit. */
const MOST_RUNS = 200;

/** The scans that were asked to look at any of these units, latest first: no others belong in a report about them. */
export function scansOf(store: Store, units: readonly string[]): ScanRun[] {
  const wanted = new Set(units);
  const hosts = store.registry().targets.filter(({ unit }) => wanted.has(unit));
  const own = new Set(hosts.map(({ host }) => host));
  return store
    .listRuns({ kind: "scan", limit: MOST_RUNS })
    .filter((run) => units.some((unit) => looksAt(run, unit, own)));
}

/** Those that are over and that retention has not been at: others cannot be compared. */
function comparable(store: Store, units: readonly string[], whole?: readonly string[]): ScanRun[] {
  return scansOf(store, units).filter(
    (run) => run.status !== "running" && store.removedFrom(run.id, whole) === null,
  );
}

/**
 * From the run of the unit's last sent report that stands, else from the scan before, to its latest ended scan.
 * @returns null when there are no two scans to compare
 */
export function changesOfUnit(store: Store, unit: string): ReportChanges | null {
  const [after, ...earlier] = comparable(store, [unit], [unit]);
  if (after === undefined) return null;
  const reported = standingEntries(store.sentReports("central", { units: [unit] })).find(
    ({ scope, run }) => scope === "unit" && earlier.some(({ id }) => id === run),
  );
  const before = earlier.find(({ id }) => id === reported?.run) ?? earlier[0];
  if (before === undefined) return null;
  const { entries } = compared(store, [before, after], [unit]);
  return { before, after, lastReport: reported ?? null, entries };
}

/** Units compared at once: groups never reach across units, and a whole country at once would be too much to hold. */
const SLICE = 250;

/**
 * Between the last two ended scans of the whole registry, for a roll-up; where there are not two of them, between
 * the last two ended scans that looked at any of the units.
 * @returns null when there are no two scans to compare
 */
export function changesOfUnits(store: Store, units: readonly string[]): ReportChanges | null {
  const ended = comparable(store, units);
  const whole = ended.filter((run) => run.units.length === 0 && run.hosts.length === 0);
  const [after, before] = whole.length >= 2 ? whole : ended;
  if (after === undefined || before === undefined) return null;
  const entries: ChangeEntry[] = [];
  for (let from = 0; from < units.length; from += SLICE) {
    const part = compared(store, [before, after], units.slice(from, from + SLICE));
    for (const { id, change, held } of part.entries) entries.push({ id, change, held });
  }
  return { before, after, lastReport: null, entries };
}

/** Counts need no reasons, so coverage is not read. */
function compared(
  store: Store,
  [before, after]: readonly [ScanRun, ScanRun],
  units: readonly string[],
): Diff {
  const snapshot = (run: ScanRun): Snapshot => ({
    run,
    findings: findingsLeft(store, run, { scope: "central", units }),
    coverage: () => [],
  });
  return diffRuns(snapshot(before), snapshot(after), (id) => store.events("central", id));
}

/** What was asked for of the run: everything, or something of the unit. */
function looksAt({ units, hosts }: ScanRun, unit: string, own: ReadonlySet<string>): boolean {
  return (
    (units.length === 0 || units.includes(unit)) &&
    (hosts.length === 0 || hosts.some((host) => own.has(host)))
  );
}
