// Judges what was seen at one target and commits it: all in one transaction, or nothing.
import { missingIssuers, tracesOf } from "../detect/tls/traces.ts";
import type { Area } from "../model/area.ts";
import type { Baseline } from "../model/baseline.ts";
import type { DetectInput } from "../model/detector.ts";
import type { KnownIntermediate } from "../model/fleet.ts";
import type { Look } from "../model/observation.ts";
import type { Log } from "../model/ports.ts";
import type { Reason } from "../model/reason.ts";
import type { System, Target } from "../model/registry.ts";
import { contextOf, NO_CONTEXT, type RuleContext } from "../rules/context.ts";
import { releasedSince } from "../rules/release.ts";
import type { Judging } from "../rules/step.ts";
import type { TargetCommit } from "../store/runs/results.ts";
import type { Credited, TargetResult } from "../store/runs/result-value.ts";
import type { Store } from "../store/store.ts";
import {
  attribute,
  type Attribution,
  causeBetween,
  continueCause,
  credit,
  creditedOf,
  creditVerdicts,
  withoutRelapse,
} from "./attribution.ts";
import { learnedFrom } from "./baselines.ts";
import { heldPiecesOf } from "./releases.ts";
import { judge, type Bench, type Judgement } from "./judge.ts";

export interface Conclusion {
  readonly target: Target;
  readonly areas: readonly Area[];
  readonly system: System | undefined;
  readonly ownHosts: readonly string[];
  readonly firstTime: boolean;
  readonly sharedHosting: true | null;
  readonly looks: readonly Look[];
  readonly bodies: ReadonlyMap<string, Uint8Array>;
  /** `lookedAt` is filled in from the looks. */
  readonly run: Omit<Judging, "lookedAt">;
  readonly otherwise: Reason;
  /** As `judge` takes it. */
  readonly only?: readonly string[];
}

export interface Desk {
  readonly bench: Bench;
  readonly store: Store;
  readonly log: Log;
}

/** A person's word may come between reading and writing; then it is judged again with that word. */
const ROUNDS = 5;

/** @returns what was judged, or null when the run had finished this target before */
export function conclude(desk: Desk, what: Conclusion): Judgement | null {
  const given = givenFor(desk, what);
  for (let round = 1; ; round += 1) {
    const { judgement, before, commit } = judgeNow(desk, what, given);
    const outcome = desk.store.commitTarget({
      ...commit,
      ...(round < ROUNDS ? { expected: before } : {}),
    });
    if (outcome === "committed") return judgement;
    if (outcome === "already-done") return null;
  }
}

/** What is the same however often it is judged. */
interface Given {
  readonly run: Judging;
  readonly context: RuleContext;
  readonly intermediates: readonly KnownIntermediate[];
  readonly baselines: readonly Baseline[];
  readonly body: DetectInput["body"];
}

function givenFor({ store }: Desk, what: Conclusion): Given {
  const { unit, host } = what.target;
  return {
    run: { ...what.run, lookedAt: lastLookAt(what.looks, what.run.at) },
    context: what.system === undefined ? NO_CONTEXT : contextOf(what.system, what.sharedHosting),
    intermediates: knownMissing(store, what.looks),
    baselines: store.baselines("central", { units: [unit], hosts: [host] }),
    body: (sha256) => what.bodies.get(sha256) ?? store.body(sha256),
  };
}

function judgeNow(
  desk: Desk,
  what: Conclusion,
  given: Given,
): {
  readonly judgement: Judgement;
  readonly before: Judgement["findings"];
  readonly commit: TargetCommit;
} {
  const { bench, store } = desk;
  const { unit, host } = what.target;
  const heldRules = heldPiecesOf(bench.knowledge, store.ruleReleases(), store.registry(), unit);
  const before = store.findingsOfTarget("central", unit, host);
  const judgement = judge(bench, { ...what, ...given, before, heldRules });
  logFaults(desk.log, host, judgement);
  const told = attributed(desk, what, { run: given.run, heldRules, judgement });
  const { events, credited } = told;
  const findings = credit(judgement.findings, credited);
  const verdicts = creditVerdicts(judgement.verdicts, credited);
  const result: TargetResult = {
    ...resultOf(what, given, { before, findings, verdicts }),
    heldRules,
    ...(credited.length > 0 && { credited }),
  };
  const commit: TargetCommit = {
    run: what.run.id,
    unit,
    host,
    pass: 2,
    state: "done",
    result,
    bodies: keptBodies(what.bodies),
    findings,
    events,
    coverage: judgement.coverage,
    ...tracesFor(desk, what, judgement),
    learned: learnedIn(what, judgement, given),
  };
  return { judgement: { ...judgement, findings, events }, before, commit };
}

/** A verifying look at single findings, or a detector that failed, teaches nothing. */
function learnedIn(
  { only, target, looks, run }: Conclusion,
  { verdicts, faults }: Judgement,
  { baselines, body }: Given,
): NonNullable<TargetCommit["learned"]> {
  if (only !== undefined || faults.length > 0) return [];
  return learnedFrom({ target, looks, body, run: run.id }, verdicts, baselines).map(
    ({ baseline, kept }) => {
      const { unit, host, port, path } = baseline;
      const detail = kept === null ? "" : `kept=${kept.toFixed(2)}`;
      const event = { at: run.at, run: run.id, actor: "scan", action: "learned", detail } as const;
      return { baseline, event: { unit, host, port, path, ...event } };
    },
  );
}

function logFaults(log: Log, host: string, { faults }: Judgement): void {
  for (const { detector, error } of faults) {
    const stack = error instanceof Error ? error.stack : String(error);
    log.error("a detector failed", { detector, host, stack });
  }
}

/** Asked only where a chain breaks off; kept with the result, so that judging again needs no store. */
function knownMissing(store: Store, looks: readonly Look[]): readonly KnownIntermediate[] {
  const missing = missingIssuers({ looks });
  return missing.length === 0 ? [] : store.intermediatesNamed(missing);
}

/** Nothing of a host at which a detector threw: half of what it said may be wrong. */
function tracesFor(
  { bench: { knowledge } }: Desk,
  what: Conclusion,
  { faults }: Judgement,
): Pick<TargetCommit, "traces"> {
  if (!what.areas.includes("tls") || faults.length > 0) return {};
  return {
    traces: tracesOf({
      ...what,
      body: () => undefined,
      now: lastLookAt(what.looks, what.run.at),
      knowledge,
    }),
  };
}

interface Told {
  readonly events: Judgement["events"];
  readonly credited: readonly Credited[];
}

/** What rules or data moved since the last look is told apart from what the site did. */
function attributed(
  { bench, store }: Desk,
  { target, looks }: Conclusion,
  now: {
    readonly run: Judging;
    readonly heldRules: readonly string[];
    readonly judgement: Judgement;
  },
): Told {
  const { events, findings, verdicts } = now.judgement;
  if (looks.length === 0 || events.length === 0) return { events, credited: [] };
  const continued = continueCause(events, (id) => store.events("central", id));
  const earlier = store.resultBefore("central", now.run.id, target.host);
  const earlierRun = earlier === undefined ? undefined : store.findRun(earlier.run);
  const untold: Told = { events: continued, credited: [] };
  if (earlier === undefined || earlierRun === undefined) return untold;
  const cause = causeBetween(earlierRun.versions, bench.versions);
  if (cause === null) return untold;
  const result = earlier.result();
  if (result.target.unit !== target.unit) return untold;
  const again = hasItsBodies(result.looks, store)
    ? judge(bench, {
        ...result,
        before: [],
        body: (sha256) => store.body(sha256),
        run: { ...now.run, lookedAt: lastLookAt(result.looks, now.run.at) },
      }).verdicts
    : null;
  return book(continued, findings, {
    by: { cause, earlier: result.verdicts, again, now: verdicts, held: now.heldRules },
    isReleased: releasedSince(store.ruleReleases(), earlierRun.startedAt),
  });
}

/** Events with their true causes, and what of the findings is not the site's doing. */
export function book(
  events: Judgement["events"],
  findings: Judgement["findings"],
  { by, isReleased }: { readonly by: Attribution; readonly isReleased: (rule: string) => boolean },
): Told {
  const fingerprints = new Map(findings.map(({ id, fingerprint }) => [id, fingerprint]));
  const told = attribute(events, by, (id) => fingerprints.get(id));
  return {
    events: told.map(withoutRelapse),
    credited: creditedOf(told, findings, isReleased),
  };
}

function hasItsBodies(looks: readonly Look[], store: Store): boolean {
  return looks.every(({ attempt }) => {
    const body =
      attempt.status === "ok" && attempt.value.kind === "http" ? attempt.value.body : null;
    return body === null || store.body(body.sha256) !== undefined;
  });
}

function resultOf(
  what: Conclusion,
  { context, intermediates, baselines }: Given,
  judged: Pick<TargetResult, "before" | "findings" | "verdicts">,
): TargetResult {
  const { target, areas, ownHosts, firstTime, looks, otherwise } = what;
  return {
    target,
    areas,
    context,
    ownHosts,
    otherwise,
    firstTime,
    looks,
    ...judged,
    ...(what.only !== undefined && { only: what.only }),
    ...(intermediates.length > 0 && { intermediates }),
    ...(baselines.length > 0 && { baselines }),
  };
}

export function keptBodies(bodies: ReadonlyMap<string, Uint8Array>) {
  return [...bodies].map(([sha256, content]) => ({ sha256, content }));
}

/**
 * When the target was looked at last; all that is dated by looks follows from the looks themselves.
 * @param otherwise said where there is no look
 */
export function lastLookAt(looks: readonly Look[], otherwise: string): string {
  return (
    looks
      .map(({ takenAt }) => takenAt)
      .toSorted()
      .at(-1) ?? otherwise
  );
}
