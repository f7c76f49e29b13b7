// What one signed-in person may read. Made from the account once per request; every question carries its scope,
// so a handler cannot forget it. What is out of scope and what does not exist are answered alike.
import { type Account, isCentral, type RequestStatus, type UnitRequest } from "../model/account.ts";
import { FINDING_STATES, OPEN_STATES } from "../model/area.ts";
import type { CoverageStatus } from "../model/coverage.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Finding, FindingEvent } from "../model/finding.ts";
import type { Authorization, Registry, System, Target, Unit } from "../model/registry.ts";
import type { Verifying } from "../model/verifying.ts";
import { coverOn } from "../registry/cover.ts";
import { lineage } from "../registry/family.ts";
import type { VerifyOpening } from "../registry/verifying.ts";
import { openingFor } from "../run/verifying/ask.ts";
import type { IncidentFile } from "../rules/incident-text.ts";
import { incidentFileOf } from "../run/incident-file.ts";
import type { CoverageCount, CoveragePage } from "../store/runs/coverage-overview.ts";
import type { LedgerLine } from "../store/ledger/read.ts";
import type { CountKey, GroupCount, GroupFilter, GroupPage } from "../store/findings/overview.ts";
import { inScope, type Scope } from "../store/scope.ts";
import type { Store } from "../store/store.ts";
import { type HostState, hostStates } from "./standing/registry-state.ts";
import { isFindingId, isIncidentId } from "./access/token.ts";

export type ListFilter = Partial<GroupFilter>;

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export interface Repository {
  /** In the order of the registry. */
  units(): readonly Unit[];
  unit(code: string): Unit | undefined;
  systems(): readonly System[];
  targets(): readonly Target[];
  /** Hosts with the document that permits each now, and until when, or why none does; those of retired units left out. */
  hostStates(now: Date): readonly HostState[];
  /** Documents under which the scope's hosts are looked at, those of units above included. */
  authorizations(): readonly Authorization[];
  groups(filter: ListFilter, page: Page): GroupPage;
  /** Verifying looks at the finding's group, latest first. */
  verifying(finding: Finding): readonly Verifying[];
  /** Whether and when it may be looked at again; null for what is only declared. */
  verifyOpening(finding: Finding, now: Date): VerifyOpening | null;
  /** Of what is open. */
  counts(by: CountKey): readonly GroupCount[];
  /** Of what is open and held: for the central team only. */
  heldCounts(by: CountKey): readonly GroupCount[];
  /** By its whole id. */
  finding(id: string): Finding | undefined;
  /** All of the same thing on other ports and names, the finding itself included. */
  siblings(finding: Finding): readonly Finding[];
  events(finding: Finding): readonly FindingEvent[];
  coverage(
    filter: { statuses?: readonly CoverageStatus[]; units?: readonly string[] } & Page,
  ): CoveragePage;
  coverageCounts(): readonly CoverageCount[];
  /** Registered hosts that nothing was ever looked at. */
  neverLooked(): readonly Target[];
  /** ISO 8601 UTC; null when there was none. */
  lastLook(): string | null;
  ledger(filter: { host?: string; before?: number; limit: number }): readonly LedgerLine[];
  /** Lines made until then, ISO 8601 UTC, have left into archives; null: none. */
  ledgerLeftUntil(): string | null;
  requests(filter?: { status?: RequestStatus; finding?: string }): readonly UnitRequest[];
  /** Whether findings that are held back are within the scope. */
  readonly seesHeld: boolean;
  /** What a report is on. @param unit only this one; "": the whole scope. @returns undefined beyond the scope */
  reportSubject(unit: string): ReportSubject | undefined;
  /** Latest detection first. */
  incidents(states?: readonly Incident["state"][]): readonly Incident[];
  /** By its whole id. */
  incident(id: string): Incident | undefined;
  incidentEvents(incident: Incident): readonly IncidentEvent[];
  /** All that its notices are filled from. @param now ISO 8601 UTC */
  incidentFile(incident: Incident, knowledge: Knowledge, now: string): IncidentFile;
}

/** One unit, a unit with all below it, or all: never more than the scope. */
export type ReportSubject =
  { readonly kind: "unit" | "subtree"; readonly unit: string } | { readonly kind: "all" };

/** What the repository reads; the portal's handlers never see it. */
export type Source = Pick<
  Store,
  | "registry"
  | "findings"
  | "findFinding"
  | "events"
  | "coveragePage"
  | "coverageCounts"
  | "coverageHosts"
  | "lastLook"
  | "findingGroups"
  | "countGroups"
  | "findingsVersion"
  | "ledgerPage"
  | "ledgerArchives"
  | "requests"
  | "verifyingOf"
  | "incidents"
  | "findIncident"
  | "incidentEvents"
>;

/** The scope of an account: the one place where a role becomes a scope. */
export function scopeOf(account: Account, registry: Registry): Scope {
  if (isCentral(account.role)) return "central";
  if (account.unit === null) return { units: [] };
  return {
    units: account.role === "department" ? subtree(account.unit, registry) : [account.unit],
  };
}

/** A token keeps its own scope, never wider than what its owner may see now. */
export function tokenScope(
  { account, unit }: { readonly account: Account; readonly unit: string | null },
  registry: Registry,
): Scope {
  const scope = scopeOf(account, registry);
  if (unit === null) return scope;
  return { units: inScope(scope, unit) ? [unit] : [] };
}

/** A unit and everything below it; safe against circles. */
export function subtree(code: string, registry: Registry): string[] {
  const below = new Map<string, string[]>();
  for (const unit of registry.units) {
    if (unit.parent === null) continue;
    const list = below.get(unit.parent);
    if (list === undefined) below.set(unit.parent, [unit.code]);
    else list.push(unit.code);
  }
  const found = new Set([code]);
  for (const at of found) for (const child of below.get(at) ?? []) found.add(child);
  return [...found];
}

export function createRepository(source: Source, scope: Scope, today: string): Repository {
  const registry = source.registry();
  const among = scope === "central" ? null : new Set(scope.units);
  const isMine = (unit: string): boolean => among === null || among.has(unit);
  const own = <T extends { readonly unit: string }>(list: readonly T[]): readonly T[] =>
    among === null ? list : list.filter(({ unit }) => among.has(unit));
  const units = among === null ? registry.units : registry.units.filter(({ code }) => isMine(code));
  const byCode = once(() => new Map(units.map((unit) => [unit.code, unit])));
  const targets = once(() => own(registry.targets));
  const documents = once(() =>
    among === null ? registry.authorizations : covering(registry, units),
  );
  const narrowed = (): Registry => ({
    ...registry,
    targets: targets(),
    authorizations: documents(),
  });
  const full = (filter: ListFilter): GroupFilter => ({ states: OPEN_STATES, ...filter });
  const counts = once(() => source.countGroups(scope, full({}), today));
  return {
    units: () => units,
    unit: (code) => byCode().get(code),
    systems: () => own(registry.systems),
    targets,
    hostStates: (now) => hostStates({ units, targets: targets() }, coverOn(narrowed(), now)),
    authorizations: documents,
    groups: (filter, page) => source.findingGroups(scope, full(filter), page),
    counts: (by) => counts()[by],
    heldCounts: (by) => source.countGroups(scope, full({ held: true }), today)[by],
    finding: (id) => (isFindingId(id) ? source.findFinding(scope, id) : undefined),
    siblings: ({ unit, group }) =>
      source.findings(scope, { units: [unit], group, states: FINDING_STATES }),
    events: (finding) => source.events(scope, finding.id),
    verifying: ({ unit, group }) => source.verifyingOf(scope, unit, group),
    verifyOpening: (finding, now) => openingFor(source, finding, now),
    coverage: (filter) => source.coveragePage(scope, filter),
    coverageCounts: () => source.coverageCounts(scope),
    neverLooked: () => {
      const seen = new Set(source.coverageHosts(scope));
      return registry.targets.filter(({ unit, host }) => isMine(unit) && !seen.has(host));
    },
    lastLook: () => source.lastLook(scope),
    ledger: (filter) => source.ledgerPage(scope, filter),
    ledgerLeftUntil: () => source.ledgerArchives().at(-1)?.to ?? null,
    requests: (filter = {}) => source.requests(scope, filter),
    seesHeld: among === null,
    reportSubject: (unit) => {
      if (unit === "") return subjectOf(scope);
      return units.some(({ code }) => code === unit) ? { kind: "unit", unit } : undefined;
    },
    incidents: (states) => source.incidents(scope, states === undefined ? {} : { states }),
    incident: (id) => (isIncidentId(id) ? wholeId(source.findIncident(scope, id), id) : undefined),
    incidentEvents: ({ id }) => source.incidentEvents(scope, id),
    incidentFile: (incident, knowledge, now) =>
      incidentFileOf(source, incident, { scope, knowledge, now }),
  };
}

/** The first unit of a scope is the one that the others stand below. */
function subjectOf(scope: Scope): ReportSubject | undefined {
  if (scope === "central") return { kind: "all" };
  const [first] = scope.units;
  if (first === undefined) return undefined;
  return { kind: scope.units.length === 1 ? "unit" : "subtree", unit: first };
}

/** What another id merely begins with is not it. */
function wholeId<T extends { readonly id: string }>(found: T | undefined, id: string) {
  return found?.id === id ? found : undefined;
}

/** Counted when the first number is asked for, and then kept for the rest of the page. */
function once<T>(work: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => (known ??= { value: work() }).value;
}

function covering(registry: Registry, units: readonly Unit[]): readonly Authorization[] {
  const parents = new Map(registry.units.map((unit) => [unit.code, unit.parent]));
  const lines = new Set(units.flatMap(({ code }) => lineage(code, parents)));
  const own = new Set(units.map(({ code }) => code));
  const hosts = registry.targets.filter(({ unit }) => own.has(unit)).map(({ host }) => host);
  return registry.authorizations.filter((document) => {
    if (own.has(document.unit)) return true;
    if (!lines.has(document.unit)) return false;
    return (
      document.hosts === "all-registered" || hosts.some((host) => document.hosts.includes(host))
    );
  });
}
