// What became of findings between two runs. Pure. A group (http and https, www and apex) counts once: it stands
// while one member does. What rules or data moved is never counted as a change of the site.
import { SEVERITIES, type FindingState, type Severity } from "../model/area.ts";
import type { Coverage } from "../model/coverage.ts";
import { CHANGES, type Change, type Trace } from "../model/diff.ts";
import type { Finding, FindingEvent } from "../model/finding.ts";
import type { Reason } from "../model/reason.ts";
import type { ScanRun } from "../model/run.ts";
import type { Text } from "../model/text.ts";

/** Findings as a run left them, those included that stood before and that it did not touch. */
export interface Snapshot {
  readonly run: ScanRun;
  /** By fingerprint. */
  readonly findings: ReadonlyMap<string, Trace>;
  /** Asked once at most, and only of the later run where a finding got no answer. */
  readonly coverage: () => readonly Coverage[];
}

export interface DiffEntry {
  readonly change: Change;
  /** For changed-by-rule: what it would have been called; else null. */
  readonly as: Change | null;
  /** Of the group's most urgent member. */
  readonly id: string;
  readonly unit: string;
  readonly system: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly area: Finding["area"];
  readonly rule: string;
  readonly subject: string;
  readonly group: string;
  readonly title: Text;
  /** Every member's place, "host:port"; the subject where there is no host. */
  readonly places: readonly string[];
  readonly held: boolean;
  readonly severity: { readonly before: Severity | null; readonly after: Severity };
  readonly state: { readonly before: FindingState | null; readonly after: FindingState };
  /** Why there was no answer, for not-assessed; else null. */
  readonly reason: Reason | null;
}

export type Counts = Readonly<Record<Change, number>>;

export interface UnitDiff {
  readonly unit: string;
  readonly counts: Counts;
}

export interface Diff {
  readonly before: string;
  readonly after: string;
  /** True when the two runs judged by different rules, data or program. */
  readonly versionsDiffer: boolean;
  readonly total: Counts;
  /** By unit code. */
  readonly units: readonly UnitDiff[];
  /** By change, then most urgent first, unit and place. */
  readonly entries: readonly DiffEntry[];
}

/** A finding in both runs; null where it did not exist. */
interface Member {
  readonly trace: Trace;
  readonly was: FindingState | null;
  readonly is: FindingState | null;
  readonly wasSeverity: Severity | null;
  readonly answered: boolean;
}

/**
 * @param history events of a finding, oldest first; asked only for findings that moved or that `before` lacks
 */
export function diffRuns(
  before: Snapshot,
  after: Snapshot,
  history: (findingId: string) => readonly FindingEvent[],
): Diff {
  const historyOf = remembered(history);
  const groups = grouped(membersOf(before, after, historyOf), ({ trace }) =>
    JSON.stringify([trace.unit, trace.group]),
  );
  const isBetween = ({ at }: FindingEvent): boolean =>
    at > before.run.startedAt && at <= after.run.startedAt;
  const reasonOf = reasonsIn(after.coverage);
  const entries = [...groups.values()]
    .flatMap((members) => {
      const entry = entryOf(members, (id) => historyOf(id).filter(isBetween));
      if (entry === null) return [];
      return [
        entry.change === "not-assessed" && entry.reason === null
          ? { ...entry, reason: reasonOf(entry) }
          : entry,
      ];
    })
    .toSorted(byChange);
  const byUnit = grouped(entries, ({ unit }) => unit);
  return {
    before: before.run.id,
    after: after.run.id,
    versionsDiffer: JSON.stringify(before.run.versions) !== JSON.stringify(after.run.versions),
    total: countsOf(entries),
    units: [...byUnit]
      .map(([unit, own]) => ({ unit, counts: countsOf(own) }))
      .toSorted((a, b) => compare(a.unit, b.unit)),
    entries,
  };
}

/** Each is asked for once. */
function remembered<T>(ask: (id: string) => T): (id: string) => T {
  const known = new Map<string, T>();
  return (id) => {
    const found = known.get(id) ?? ask(id);
    known.set(id, found);
    return found;
  };
}

/** Of disjoint units, put together. @param parts of the same two runs, at least one */
export function joinDiffs(parts: readonly [Diff, ...Diff[]]): Diff {
  const entries = parts.flatMap((part) => part.entries).toSorted(byChange);
  const units = parts.flatMap((part) => part.units).toSorted((a, b) => compare(a.unit, b.unit));
  return { ...parts[0], total: countsOf(entries), units, entries };
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

function membersOf(
  before: Snapshot,
  after: Snapshot,
  history: (findingId: string) => readonly FindingEvent[],
): Member[] {
  const fingerprints = new Set([...before.findings.keys(), ...after.findings.keys()]);
  return [...fingerprints].flatMap((fingerprint) => {
    const earlier = before.findings.get(fingerprint);
    const later = after.findings.get(fingerprint);
    const trace = later ?? earlier;
    if (trace === undefined) return [];
    const existed = trace.firstSeen <= before.run.startedAt;
    const was =
      earlier?.state ?? (existed ? stateAt(history(trace.id), before.run.startedAt) : null);
    return [
      {
        trace,
        was,
        // What the later run did not come by stands as it was.
        is: later?.state ?? was,
        wasSeverity: earlier?.severity ?? (was === null ? null : trace.severity),
        answered: hasAnswer(trace, after.run, later !== undefined),
      },
    ];
  });
}

/**
 * Judging stored looks again stores only what moved, and nothing of what the registry declares; the rest stands as
 * it was answered.
 */
function hasAnswer({ run, outcome, host }: Trace, by: ScanRun, isThere: boolean): boolean {
  if (outcome === "unknown") return false;
  return by.kind === "reassess" ? isThere || host === null : isThere && run === by.id;
}

/** The state that the last event up to a time led to. */
function stateAt(events: readonly FindingEvent[], at: string): FindingState | null {
  return events.findLast((event) => event.at <= at)?.to ?? null;
}

type Standing = "none" | "stands" | "fixed" | "set-aside";

function standingOf(states: readonly (FindingState | null)[]): Standing {
  const known = states.filter((state) => state !== null);
  if (known.some(stands)) return "stands";
  if (known.includes("false-positive")) return "set-aside";
  return known.length > 0 ? "fixed" : "none";
}

function stands(state: FindingState | null): boolean {
  return state !== null && state !== "fixed" && state !== "false-positive";
}

function entryOf(
  members: readonly Member[],
  eventsOf: (id: string) => readonly FindingEvent[],
): DiffEntry | null {
  const change = changeOf(members);
  if (change === null) return null;
  const ordered = members.toSorted(
    (a, b) =>
      Number(stands(b.is)) - Number(stands(a.is)) ||
      rank(a.trace.severity) - rank(b.trace.severity) ||
      compare(a.trace.fingerprint, b.trace.fingerprint),
  );
  const [lead] = ordered;
  if (lead === undefined) return null;
  const { trace } = lead;
  const isByRule =
    change !== "not-assessed" &&
    change !== "set-aside" &&
    (change !== "still" || members.some(hasNewSeverity)) &&
    isMovedByRule(members, eventsOf);
  return {
    change: isByRule ? "changed-by-rule" : change,
    as: isByRule ? change : null,
    id: trace.id,
    unit: trace.unit,
    system: trace.system,
    host: trace.host,
    port: trace.port,
    area: trace.area,
    rule: trace.rule,
    subject: trace.subject,
    group: trace.group,
    title: trace.title,
    places: [...new Set(ordered.map(({ trace: one }) => placeOf(one)))],
    held: members.every((member) => member.trace.held),
    severity: { before: lead.wasSeverity, after: trace.severity },
    state: { before: lead.was, after: lead.is ?? trace.state },
    reason: change === "not-assessed" ? trace.unknownReason : null,
  };
}

function changeOf(members: readonly Member[]): Change | null {
  const was = standingOf(members.map((member) => member.was));
  const is = standingOf(members.map((member) => member.is));
  if (is === "stands") {
    if (was === "none") return "new";
    if (was === "fixed") return "back";
    return members.some((member) => stands(member.is) && member.answered)
      ? "still"
      : "not-assessed";
  }
  if (was !== "stands") return null;
  return is === "set-aside" ? "set-aside" : "fixed";
}

function hasNewSeverity({ wasSeverity, trace }: Member): boolean {
  return wasSeverity !== null && wasSeverity !== trace.severity;
}

/** True when all that moved a state or a severity in between was a change of rules or data. */
function isMovedByRule(
  members: readonly Member[],
  eventsOf: (id: string) => readonly FindingEvent[],
): boolean {
  const moves = members
    .flatMap(({ trace }) => eventsOf(trace.id))
    .filter(({ from, to, detail }) => from !== to || detail.startsWith("severity:"));
  return (
    moves.length > 0 &&
    moves.every(({ cause }) => cause === "rule-changed" || cause === "data-changed")
  );
}

function reasonsIn(coverage: Snapshot["coverage"]): (entry: DiffEntry) => Reason {
  const key = (at: Pick<DiffEntry, "host" | "port" | "area">): string =>
    JSON.stringify([at.host, at.port, at.area]);
  let reasons: ReadonlyMap<string, Reason | null> | null = null;
  return (entry) => {
    reasons ??= new Map(coverage().map((look) => [key(look), look.reason]));
    return reasons.get(key(entry)) ?? "not-planned";
  };
}

function placeOf({ host, port, subject }: Trace): string {
  return host === null ? subject : port === null ? host : `${host}:${String(port)}`;
}

function countsOf(entries: readonly DiffEntry[]): Counts {
  const counts = Object.fromEntries(CHANGES.map((change) => [change, 0])) as Record<Change, number>;
  for (const { change } of entries) counts[change] += 1;
  return counts;
}

function byChange(a: DiffEntry, b: DiffEntry): number {
  return (
    CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change) ||
    rank(a.severity.after) - rank(b.severity.after) ||
    compare(a.unit, b.unit) ||
    compare(a.places[0] ?? "", b.places[0] ?? "") ||
    compare(a.rule, b.rule) ||
    compare(a.subject, b.subject)
  );
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
