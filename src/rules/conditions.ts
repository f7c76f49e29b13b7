// One condition of a rule against the facts it may see. Pure; what was not asked is unknown.
import type { Attribute, Fact, PresentFact } from "../model/fact.ts";
import type { AttributeTest, Condition } from "../model/rule.ts";
import { and, FALSE, or, TRUE, type Truth } from "./kleene.ts";

/** No fact about it: nobody looked this run. */
const NOT_ASKED: Truth = { is: "unknown", reason: "not-planned" };

/** The attribute that a test needs was not measured. */
const NOT_MEASURED: Truth = { is: "unknown", reason: "inconclusive" };

/**
 * Several facts of one predicate and subject (several addresses, several detectors) are joined by "or":
 * seen on one is seen.
 * @param facts those of the condition's scope, of any predicate
 */
export function conditionTruth(condition: Condition, facts: readonly Fact[]): Truth {
  const asked = facts.filter((fact) => fact.predicate === condition.fact);
  if (asked.length === 0) return NOT_ASKED;
  return or(asked.map((fact) => factTruth(condition, fact)).toSorted(byReason));
}

/** Of several reasons the first in the alphabet is told, so that the order of facts does not matter. */
function byReason(a: Truth, b: Truth): number {
  const left = a.is === "unknown" ? a.reason : "";
  const right = b.is === "unknown" ? b.reason : "";
  return left < right ? -1 : left > right ? 1 : 0;
}

function factTruth(condition: Condition, fact: Fact): Truth {
  if (fact.status === "unknown") return { is: "unknown", reason: fact.reason };
  if (fact.status === "absent") return { is: "false", facts: [fact] };
  const fits = whereTruth(condition.where, fact);
  return fits.is === "unknown" ? fits : { is: fits.is, facts: [fact] };
}

/** All tests of a `where` on one fact; an attribute that is missing or null makes it unknown. */
export function whereTruth(
  where: Readonly<Record<string, AttributeTest>>,
  fact: PresentFact,
): Truth {
  return and(
    Object.entries(where).map(([name, test]) => {
      const value = fact.attributes[name];
      if (value === undefined || value === null) return NOT_MEASURED;
      return attributeFits(test, value) ? TRUE : FALSE;
    }),
  );
}

/** True only when one of the facts surely fits the whole `where`; an absent `where` always fits. */
export function whereHolds(
  where: Readonly<Record<string, AttributeTest>> | undefined,
  facts: readonly PresentFact[],
): boolean {
  return where === undefined || facts.some((fact) => whereTruth(where, fact).is === "true");
}

function attributeFits(test: AttributeTest, value: NonNullable<Attribute>): boolean {
  if (Array.isArray(test)) return test.includes(value);
  if (typeof test !== "object") return test === value;
  if (typeof value !== "number") return false;
  return "atLeast" in test ? value >= test.atLeast : value <= test.atMost;
}
