// Facts + rules → verdicts, one for each rule and subject. Pure: no clock, no file, no earlier runs.
// A rule speaks only of subjects that facts name; what was not assessed makes the verdict unknown.
import { CONFIDENCES, type Confidence } from "../model/area.ts";
import type { Citation, Directive } from "../model/directive.ts";
import type { Evidence, Fact, PresentFact } from "../model/fact.ts";
import type { AppliedItem, RuleVerdict } from "../model/finding.ts";
import type { Condition, Rule } from "../model/rule.ts";
import { conditionTruth, whereHolds } from "./conditions.ts";
import { contextFits, type RuleContext } from "./context.ts";
import { localDay } from "../text/moment.ts";
import { and, not, or, TRUE, type Truth } from "./kleene.ts";
import { directivesInForce, lawInForce } from "./law.ts";
import { dataBehind } from "./release.ts";
import { severityOf } from "./severity.ts";

export interface EvaluateInput {
  readonly rules: readonly Rule[];
  /** All facts of one target in one run, or all registry facts of one system or unit. */
  readonly facts: readonly Fact[];
  readonly context: RuleContext;
  /** Whose verdicts these are; for a unit as a whole `system` is "". Host and port come from the facts. */
  readonly target: { readonly unit: string; readonly system: string };
  /** The run's clock, ISO 8601 UTC: law and directive are those of its local day. */
  readonly now: string;
  readonly law: readonly Citation[];
  readonly directives: readonly Directive[];
  /**
   * Rules, and panel signatures or products ("panels/x"), whose findings the unit may not see yet; if absent, each
   * rule's own word counts.
   */
  readonly heldRules?: readonly string[] | undefined;
}

/** The place that a rule is applied to: the key of a finding without the rule. */
interface Place {
  readonly host: string | null;
  readonly port: number | null;
  readonly subject: string;
}

/**
 * Applies every rule to every subject that a fact of one of its subject conditions names.
 * @returns ordered by rule id, host, port, subject, whatever the order of the input
 */
export function evaluateRules(input: EvaluateInput): readonly RuleVerdict[] {
  return input.rules
    .toSorted((a, b) => compare(a.id, b.id))
    .flatMap((rule) => placesOf(rule, input.facts).map((place) => verdictOf(rule, place, input)));
}

/** Subjects are named by facts of any status; a condition under `none` names none. */
function placesOf(rule: Rule, facts: readonly Fact[]): readonly Place[] {
  const named = [...rule.when.all, ...rule.when.any].filter((one) => one.of === "subject");
  const places = new Map<string, Place>();
  for (const { host, port, subject, predicate } of facts) {
    if (!named.some((condition) => condition.fact === predicate)) continue;
    places.set(JSON.stringify([host, port, subject]), { host, port, subject });
  }
  return [...places.values()].toSorted(
    (a, b) =>
      compare(a.host ?? "", b.host ?? "") ||
      (a.port ?? -1) - (b.port ?? -1) ||
      compare(a.subject, b.subject),
  );
}

function verdictOf(rule: Rule, place: Place, input: EvaluateInput): RuleVerdict {
  const base = { rule: rule.id, area: rule.area, ...input.target, ...place };
  const truth = ruleTruth(rule, place, input.facts);
  if (truth.is === "unknown") return { ...base, outcome: "unknown", reason: truth.reason };
  const evidence = evidenceOf(truth.facts);
  if (truth.is === "false") return { ...base, outcome: "pass", evidence };
  const on = localDay(input.now);
  const law = lawInForce(input.law, rule.law, on);
  return {
    ...base,
    outcome: "fail",
    severity: severityOf(rule, truth.facts, input.context),
    confidence: lowestConfidence(truth.facts),
    value: valueOf(rule, place, truth.facts),
    evidence,
    directive: itemsOf(rule, truth.facts, input, on),
    law: law.map(({ document, article }) => ({ document, article })),
    held: isHeldHere(rule, place, input.heldRules),
  };
}

function isHeldHere(rule: Rule, { subject }: Place, held: EvaluateInput["heldRules"]): boolean {
  const data = dataBehind({ area: rule.area, subject });
  if (held === undefined) return rule.held;
  return held.includes(rule.id) || (data !== null && held.includes(data));
}

function ruleTruth(rule: Rule, place: Place, facts: readonly Fact[]): Truth {
  const ofHost = facts.filter((fact) => fact.host === place.host);
  const ofSubject = ofHost.filter((fact) => isAt(fact, place));
  const truthOf = (condition: Condition): Truth =>
    conditionTruth(condition, condition.of === "host" ? ofHost : ofSubject);
  const { all, any, none } = rule.when;
  return and([
    and(all.map(truthOf)),
    any.length === 0 ? TRUE : or(any.map(truthOf)),
    not(or(none.map(truthOf))),
  ]);
}

function isAt(fact: Fact, place: Place): boolean {
  return fact.host === place.host && fact.port === place.port && fact.subject === place.subject;
}

function lowestConfidence(facts: readonly PresentFact[]): Confidence {
  const order = facts.map((fact) => CONFIDENCES.indexOf(fact.confidence));
  return CONFIDENCES[Math.max(0, ...order)] ?? "tentative";
}

/** What was measured: the values of the first condition of the subject that holds, each once, sorted. */
function valueOf(rule: Rule, place: Place, facts: readonly PresentFact[]): string {
  const own = facts.filter((fact) => isAt(fact, place));
  const lead = [...rule.when.all, ...rule.when.any]
    .filter((condition) => condition.of === "subject")
    .map((condition) => own.filter((fact) => fact.predicate === condition.fact))
    .find((held) => held.length > 0);
  return [...new Set((lead ?? own).map((fact) => fact.value))].toSorted(compare).join("; ");
}

/** Evidence of all facts, each line once, in a stable order. */
function evidenceOf(facts: readonly Fact[]): readonly Evidence[] {
  const lines = new Map<string, Evidence>();
  for (const fact of facts) {
    if (fact.status === "unknown") continue;
    for (const one of fact.evidence) lines.set(JSON.stringify([one.observation, one.text]), one);
  }
  return [...lines.values()].toSorted(
    (a, b) => compare(a.text, b.text) || compare(a.observation, b.observation),
  );
}

/** The rule's mappings that apply here: document in force, context and attributes as asked. */
function itemsOf(
  rule: Rule,
  facts: readonly PresentFact[],
  input: EvaluateInput,
  on: string,
): readonly AppliedItem[] {
  const documents = directivesInForce(input.directives, on);
  return rule.directive
    .filter(
      (mapping) =>
        documents.has(mapping.document) &&
        contextFits(mapping.when, input.context) &&
        whereHolds(mapping.where, facts),
    )
    .map(({ document, item, relation, why }) => ({ document, item, relation, why }));
}

/** By code unit: the same on every machine and in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
