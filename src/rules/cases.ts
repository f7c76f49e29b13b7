// Runs the cases that stand inside a rule: the rule's own proof. Used by `rasoat rules check` and the tests.
import type { Citation, Directive } from "../model/directive.ts";
import type { Fact } from "../model/fact.ts";
import { isReason } from "../model/reason.ts";
import type { Rule, RuleCase } from "../model/rule.ts";
import type { RuleContext } from "./context.ts";
import { evaluateRules } from "./evaluate.ts";

/** The day on which cases are judged: fixed, so that a rule's proof does not change with the calendar. */
const CASE_CLOCK = "2026-11-22T16:00:00.000Z";

const CASE_SUBJECT = "case";

/**
 * @returns null when the case comes out as it says, else what came out instead (English, one line)
 */
export function caseProblem(
  rule: Rule,
  ruleCase: RuleCase,
  knowledge: { readonly law: readonly Citation[]; readonly directives: readonly Directive[] },
): string | null {
  const foreign = ruleCase.facts.find(
    (fact) => fact.reason !== undefined && !isReason(fact.reason),
  );
  if (foreign !== undefined) return `unknown reason "${foreign.reason}"`;
  const verdicts = evaluateRules({
    rules: [rule],
    facts: ruleCase.facts.map((fact) => factOf(rule, fact)),
    context: contextOfCase(ruleCase),
    target: { unit: "CASE", system: "CASE-WEB" },
    now: CASE_CLOCK,
    law: knowledge.law,
    directives: knowledge.directives,
  });
  const [verdict] = verdicts;
  if (verdict === undefined || verdicts.length !== 1) {
    return `expected one verdict, got ${verdicts.length}`;
  }
  const { expect } = ruleCase;
  if (verdict.outcome !== expect.outcome)
    return differs("outcome", expect.outcome, verdict.outcome);
  if (verdict.outcome !== "fail") return null;
  if (expect.severity !== undefined && expect.severity !== verdict.severity) {
    return differs("severity", expect.severity, verdict.severity);
  }
  const items = [...new Set(verdict.directive.map((one) => one.item))].toSorted().join(", ");
  const wanted = expect.items?.toSorted().join(", ");
  return wanted === undefined || wanted === items ? null : differs("items", wanted, items);
}

function differs(what: string, wanted: string, got: string): string {
  return `${what}: expected ${wanted}, got ${got}`;
}

function contextOfCase({ context }: RuleCase): RuleContext {
  return {
    onlineService: context?.onlineService ?? null,
    personalData: context?.personalData ?? null,
    level: context?.level ?? null,
    levelApproved: context?.levelApproved ?? null,
    contractor: context?.contractor ?? null,
    sharedHosting: context?.sharedHosting === true ? true : null,
  };
}

/** A fact as a detector would state it; facts without a subject share one. */
function factOf(rule: Rule, fact: RuleCase["facts"][number]): Fact {
  const registry = rule.area === "registry";
  const base = {
    predicate: fact.fact,
    area: rule.area,
    host: registry ? null : "www.case.test",
    port: registry ? null : 443,
    subject: fact.subject ?? CASE_SUBJECT,
  };
  if (fact.status === "absent") return { ...base, status: "absent", evidence: [] };
  if (fact.status === "unknown") {
    const reason = fact.reason ?? "inconclusive";
    return { ...base, status: "unknown", reason: isReason(reason) ? reason : "inconclusive" };
  }
  return {
    ...base,
    status: "present",
    confidence: fact.confidence ?? "certain",
    value: fact.value ?? "",
    attributes: fact.attributes ?? {},
    evidence: [],
  };
}
