// How urgent a fail is: the rule's severity after its stated modifiers. Pure.
import type { Severity } from "../model/area.ts";
import type { PresentFact } from "../model/fact.ts";
import type { Rule } from "../model/rule.ts";
import { whereHolds } from "./conditions.ts";
import { contextFits, type RuleContext } from "./context.ts";

/** The first modifier that surely applies wins; what is not measured or not declared applies to none. */
export function severityOf(
  rule: Rule,
  facts: readonly PresentFact[],
  context: RuleContext,
): Severity {
  const modifier = rule.severityWhen.find(
    (one) => whereHolds(one.where, facts) && contextFits(one.context, context),
  );
  return modifier?.severity ?? rule.severity;
}
