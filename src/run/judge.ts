// Looks → facts → verdicts → findings and coverage of one target. Pure but for hashing: the same input gives
// the same bytes, today or from the store.
import type { ServerKind } from "../model/action.ts";
import type { Area } from "../model/area.ts";
import type { Baseline } from "../model/baseline.ts";
import type { Coverage } from "../model/coverage.ts";
import type { Detector } from "../model/detector.ts";
import type { Fact } from "../model/fact.ts";
import type { KnownIntermediate } from "../model/fleet.ts";
import type { Finding, FindingEvent, RuleVerdict, Versions } from "../model/finding.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Look } from "../model/observation.ts";
import type { Reason } from "../model/reason.ts";
import type { Target } from "../model/registry.ts";
import type { Rule } from "../model/rule.ts";
import type { Settings } from "../model/settings.ts";
import type { RuleContext } from "../rules/context.ts";
import { evaluateRules } from "../rules/evaluate.ts";
import { remedyOf } from "../rules/remedy.ts";
import { serversAt } from "../rules/server.ts";
import { advance, closeAfterOf, markUnknown } from "../rules/lifecycle.ts";
import { clockOf, type Judging, type Step } from "../rules/step.ts";
import { coverageOf } from "./coverage.ts";
import { departedIn, LOOKS_WITHOUT_ADDRESS } from "./departed.ts";
import { fingerprintOf, groupOf, idOf } from "./fingerprint.ts";

/** By what a run judges: fixed at its start and stored with it. */
export interface Bench {
  readonly knowledge: Knowledge;
  readonly detectors: readonly Detector[];
  readonly closeAfter: Settings["closeAfter"];
  readonly versions: Versions;
}

export interface JudgeInput {
  readonly target: Target;
  readonly areas: readonly Area[];
  readonly context: RuleContext;
  readonly ownHosts: readonly string[];
  readonly looks: readonly Look[];
  /** As `DetectInput` takes it. */
  readonly intermediates?: readonly KnownIntermediate[];
  /** Of the target's start pages, as they stood before the run. */
  readonly baselines?: readonly Baseline[];
  readonly body: (sha256: string) => Uint8Array | undefined;
  /** Findings of the target before the run. */
  readonly before: readonly Finding[];
  readonly run: Judging;
  /** Said of an area for which nothing was asked. */
  readonly otherwise: Reason;
  /** As `evaluateRules` takes it. */
  readonly heldRules?: readonly string[] | undefined;
  /** Fingerprints that the looks were made for; what they show of anything else is left aside. Absent: all. */
  readonly only?: readonly string[] | undefined;
}

export interface Fault {
  readonly detector: string;
  readonly area: Area;
  readonly error: unknown;
}

export interface Judgement {
  readonly verdicts: readonly RuleVerdict[];
  /** Those that this judgement touched; the others stand as they were. */
  readonly findings: readonly Finding[];
  readonly events: readonly FindingEvent[];
  readonly coverage: readonly Coverage[];
  /** Detectors that threw: our own bugs, to be logged; their area counts as not assessed. */
  readonly faults: readonly Fault[];
}

export function judge(bench: Bench, input: JudgeInput): Judgement {
  const { facts, faults } = detect(bench, input);
  const verdicts = evaluateRules({
    rules: bench.knowledge.rules,
    facts,
    context: input.context,
    target: { unit: input.target.unit, system: input.target.system },
    now: clockOf(input.run),
    law: bench.knowledge.law,
    directives: bench.knowledge.directives,
    heldRules: input.heldRules,
  });
  const { tls } = bench.knowledge;
  const said = { ...input, tls, run: input.run.id, at: input.run.lookedAt };
  const coverage = coverageOf(said).map((row) =>
    faults.some(({ area }) => area === row.area)
      ? { ...row, status: "not-assessed" as const, reason: "internal-bug" as const }
      : row,
  );
  const servers = (port: number | null) => serversAt(input.looks, facts, port);
  const departed = departedIn(input.looks);
  if (input.only !== undefined)
    return judgeOnly(bench, input.only, {
      ...input,
      verdicts,
      coverage,
      servers,
      departed,
      faults,
    });
  const settled = settle(bench, { ...input, verdicts, coverage, servers, departed });
  return { ...settled, verdicts, coverage, faults };
}

/** A look at a few things says nothing of the rest, and nothing of coverage; where it says nothing of them, it failed. */
function judgeOnly(
  bench: Bench,
  only: readonly string[],
  input: SettleInput & Pick<Judgement, "faults">,
): Judgement {
  const asked = new Set(only);
  const verdicts = input.verdicts.filter((verdict) => asked.has(fingerprintOf(verdict)));
  const before = input.before.filter(({ fingerprint }) => asked.has(fingerprint));
  const coverage = input.coverage.map((row) => {
    const reason = row.reason ?? "inconclusive";
    return { ...row, status: "not-assessed" as const, reason };
  });
  const settled = settle(bench, { ...input, verdicts, before, coverage });
  return { ...settled, verdicts, coverage: [], faults: input.faults };
}

function detect(bench: Bench, input: JudgeInput): { facts: Fact[]; faults: Fault[] } {
  const facts: Fact[] = [];
  const faults: Fault[] = [];
  for (const detector of bench.detectors) {
    if (!input.areas.includes(detector.area)) continue;
    try {
      const found = detector.detect({
        target: input.target,
        ownHosts: input.ownHosts,
        looks: input.looks,
        intermediates: input.intermediates ?? [],
        baselines: input.baselines ?? [],
        body: input.body,
        now: clockOf(input.run),
        knowledge: bench.knowledge,
      });
      facts.push(...found);
    } catch (error) {
      faults.push({ detector: detector.id, area: detector.area, error });
    }
  }
  // A detector that threw may have said half; nothing of its area is believed.
  const believed = facts.filter(({ area }) => !faults.some((fault) => fault.area === area));
  return { facts: believed, faults };
}

interface SettleInput {
  readonly verdicts: readonly RuleVerdict[];
  readonly coverage: readonly Coverage[];
  readonly before: readonly Finding[];
  readonly run: Judging;
  /** What the verdicts rest on; for what the registry declares there is none. */
  readonly looks?: readonly Look[];
  /** Kinds of server seen at a port; for what the registry declares there is none. */
  readonly servers?: (port: number | null) => readonly ServerKind[];
  /** Whether an address that the finding names was not looked at, as the host's name no longer leads there. */
  readonly departed?: (finding: Finding) => boolean;
}

/** What the verdicts make of the findings that stood before. */
export function settle(
  bench: Bench,
  { verdicts, coverage, before, run, looks = [], ...rest }: SettleInput,
): Pick<Judgement, "findings" | "events"> {
  const { servers = () => [], departed = () => false } = rest;
  const seenAt = momentsIn(looks, run);
  const rules = new Map(bench.knowledge.rules.map((rule) => [rule.id, rule]));
  const standing = new Map(before.map((finding) => [finding.fingerprint, finding]));
  const steps: Step[] = [];
  for (const verdict of verdicts) {
    const rule = rules.get(verdict.rule);
    const fingerprint = fingerprintOf(verdict);
    const step =
      rule === undefined
        ? null
        : advanceOne(bench, {
            verdict,
            seenAt: seenAt(verdict),
            rule,
            run,
            fingerprint,
            standing,
            servers,
            departed,
          });
    standing.delete(fingerprint);
    if (step !== null) steps.push(step);
  }
  for (const finding of standing.values()) {
    const row = coverage.find(({ port, area }) => port === finding.port && area === finding.area);
    if (row === undefined || row.status !== "not-assessed" || row.reason === null) continue;
    const step = markUnknown(finding, row.reason, run);
    if (step !== null) steps.push(step);
  }
  return {
    findings: steps.map(({ finding }) => finding),
    events: steps.flatMap(({ events }) => events),
  };
}

/**
 * When that was seen which a verdict says: a fault in the latest look that shows it, its absence in the earliest that is
 * cited, or of all where none is.
 */
function momentsIn(looks: readonly Look[], run: Judging): (verdict: RuleVerdict) => string {
  const taken = new Map(looks.map(({ id, takenAt }) => [id, takenAt]));
  const all = [...taken.values()].toSorted();
  return (verdict) => {
    if (verdict.outcome === "unknown") return run.lookedAt;
    const cited = verdict.evidence.flatMap(({ observation }) => taken.get(observation) ?? []);
    const moments = cited.length > 0 ? cited.toSorted() : all;
    return moments.at(verdict.outcome === "fail" ? -1 : 0) ?? run.lookedAt;
  };
}

interface One {
  readonly verdict: RuleVerdict;
  readonly seenAt: string;
  readonly rule: Rule;
  readonly run: Judging;
  readonly fingerprint: string;
  readonly standing: ReadonlyMap<string, Finding>;
  readonly servers: (port: number | null) => readonly ServerKind[];
  readonly departed: (finding: Finding) => boolean;
}

function advanceOne(bench: Bench, one: One): Step | null {
  const { verdict, seenAt, rule, run, fingerprint, standing } = one;
  const { knowledge } = bench;
  const { subject } = verdict;
  const before = standing.get(fingerprint) ?? null;
  const looks = closeAfterOf(rule, bench.closeAfter);
  const isDeparted = before !== null && one.departed(before);
  return advance({
    remedy: remedyOf({ rule, knowledge, subject, servers: one.servers(verdict.port) }),
    before,
    verdict,
    seenAt,
    run,
    rule,
    versions: bench.versions,
    closeAfter: isDeparted ? Math.max(looks, LOOKS_WITHOUT_ADDRESS) : looks,
    identity: { id: idOf(fingerprint), fingerprint, group: groupOf(verdict.unit, verdict) },
    calendar: knowledge.calendar,
  });
}
