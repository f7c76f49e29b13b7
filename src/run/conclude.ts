// Judges what was seen at one target and commits it: all in one transaction, or nothing.
import type { Area } from "../model/area.ts";
import type { Look } from "../model/observation.ts";
import type { Log } from "../model/ports.ts";
import type { Reason } from "../model/reason.ts";
import type { System, Target } from "../model/registry.ts";
import { contextOf, NO_CONTEXT, type RuleContext } from "../rules/context.ts";
import type { Judging } from "../rules/step.ts";
import type { TargetResult } from "../store/result-value.ts";
import type { Store } from "../store/store.ts";
import { attribute, causeBetween, continueCause } from "./attribution.ts";
import { heldRulesOf } from "./releases.ts";
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
  const run: Judging = { ...what.run, lookedAt: lastLookAt(what.looks, what.run.at) };
  const context =
    what.system === undefined ? NO_CONTEXT : contextOf(what.system, what.sharedHosting);
  const { store } = desk;
  for (let round = 1; ; round += 1) {
    const heldRules = heldRulesOf(
      desk.bench.knowledge.rules,
      store.ruleReleases(),
      store.registry(),
      what.target.unit,
    );
    const before = store.findingsOfTarget("central", what.target.unit, what.target.host);
    const judgement = judge(desk.bench, {
      ...what,
      run,
      context,
      before,
      heldRules,
      body: (sha256) => what.bodies.get(sha256) ?? store.body(sha256),
    });
    for (const { detector, error } of judgement.faults) {
      desk.log.error("a detector failed", {
        detector,
        host: what.target.host,
        stack: error instanceof Error ? error.stack : String(error),
      });
    }
    const events = attributed(desk, what, run, judgement);
    const outcome = store.commitTarget({
      run: what.run.id,
      unit: what.target.unit,
      host: what.target.host,
      pass: 2,
      state: "done",
      result: { ...resultOf(what, context, before, judgement), heldRules },
      bodies: keptBodies(what.bodies),
      findings: judgement.findings,
      events,
      coverage: judgement.coverage,
      ...(round < ROUNDS ? { expected: before } : {}),
    });
    if (outcome === "committed") return judgement;
    if (outcome === "already-done") return null;
  }
}

/** What rules or data moved since the last look is told apart from what the site did. */
function attributed(
  { bench, store }: Desk,
  { target, looks }: Conclusion,
  run: Judging,
  judgement: Judgement,
): Judgement["events"] {
  const { events, findings, verdicts } = judgement;
  if (looks.length === 0 || events.length === 0) return events;
  const told = continueCause(events, (id) => store.events("central", id));
  const earlier = store.resultBefore("central", run.id, target.host);
  const earlierRun = earlier === undefined ? undefined : store.findRun(earlier.run);
  if (earlier === undefined || earlierRun === undefined) return told;
  const cause = causeBetween(earlierRun.versions, bench.versions);
  if (cause === null) return told;
  const result = earlier.result();
  if (result.target.unit !== target.unit) return told;
  const again = hasItsBodies(result.looks, store)
    ? judge(bench, {
        ...result,
        before: [],
        body: (sha256) => store.body(sha256),
        run: { ...run, lookedAt: lastLookAt(result.looks, run.at) },
      }).verdicts
    : null;
  const fingerprints = new Map(findings.map(({ id, fingerprint }) => [id, fingerprint]));
  return attribute(told, { cause, earlier: result.verdicts, again, now: verdicts }, (id) =>
    fingerprints.get(id),
  );
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
  context: RuleContext,
  before: Judgement["findings"],
  judgement: Judgement,
): TargetResult {
  const { target, areas, ownHosts, firstTime, looks, otherwise } = what;
  const { findings, verdicts } = judgement;
  return {
    target,
    areas,
    context,
    ownHosts,
    otherwise,
    firstTime,
    looks,
    before,
    findings,
    verdicts,
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
