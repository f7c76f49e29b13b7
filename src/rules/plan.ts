// What persons said of a repair: who acts, by when, with what. It outlives the words that it was said in, for a look or
// another word may end those while the repair is still to be done. Pure.
import type { Finding, PersonWord, RepairPlan, WordAction } from "../model/finding.ts";

/** Words on the repair: what an earlier one said of it stands until a later one says otherwise. */
export const OF_REPAIR: ReadonlySet<WordAction> = new Set(["in-progress", "claim-fixed"]);

/** Words against a repair: whoever is named in them answers for that, and not for a repair that has its person. */
const AGAINST_REPAIR: ReadonlySet<WordAction> = new Set(["accept", "false-positive"]);

/**
 * The plan after a word. A word that says nothing of it leaves it as it is.
 * @param said as the person said it, without what the program adds
 */
export function planAfter(before: Finding, said: PersonWord): RepairPlan | null {
  const known = planOf(before);
  const owner = AGAINST_REPAIR.has(said.action)
    ? (known?.owner ?? said.owner)
    : (said.owner ?? known?.owner ?? null);
  const plan: RepairPlan = {
    owner,
    until: (said.action === "in-progress" ? said.until : null) ?? known?.until ?? null,
    resources: said.resources ?? known?.resources ?? null,
    rootCause: said.rootCause ?? known?.rootCause ?? null,
    by: said.by,
    at: said.at,
  };
  if (known !== null && isSame(plan, known)) return known;
  return isEmpty(plan) ? null : plan;
}

/** The plan with its word, for findings whose last word was stored before plans were. */
function planOf({ plan, word }: Finding): RepairPlan | null {
  if (plan !== undefined) return plan;
  if (word === null || !OF_REPAIR.has(word.action)) return null;
  const { owner, until, resources = null, rootCause = null, by, at } = word;
  return { owner, until, resources, rootCause, by, at };
}

/**
 * A finding whose repair is done, or decided against: the person stays named, the rest of the plan went with what it
 * was said of. One that comes back has its person, and a term of its own.
 */
export function withoutTerms({ plan, ...rest }: Finding): Finding {
  if (plan === undefined || plan.owner === null) return rest;
  return { ...rest, plan: { ...plan, until: null, resources: null, rootCause: null } };
}

/** Who answers for the finding as it stands; null: nobody was named. */
export function ownerOf({ word, plan }: Pick<Finding, "word" | "plan">): string | null {
  return word?.owner ?? plan?.owner ?? null;
}

function isSame(a: RepairPlan, b: RepairPlan): boolean {
  return (
    a.owner === b.owner &&
    a.until === b.until &&
    a.resources === b.resources &&
    a.rootCause === b.rootCause
  );
}

function isEmpty({ owner, until, resources, rootCause }: RepairPlan): boolean {
  return [owner, until, resources, rootCause].every((part) => part === null);
}
