// Three-valued logic (Kleene's strong tables): true, false, and unknown with the reason why.
// Unknown is never rounded to either side.
import type { PresentFact, Fact } from "../model/fact.ts";
import type { Reason } from "../model/reason.ts";

/** A truth with what it rests on: `facts` decided it, `reason` says why it is unknown. */
export type Truth =
  | { readonly is: "true"; readonly facts: readonly PresentFact[] }
  | { readonly is: "false"; readonly facts: readonly Fact[] }
  | { readonly is: "unknown"; readonly reason: Reason };

export const TRUE: Truth = { is: "true", facts: [] };
export const FALSE: Truth = { is: "false", facts: [] };

/** False if one is false, else unknown if one is unknown (the first names the reason), else true. */
export function and(truths: readonly Truth[]): Truth {
  const broken = truths.find((truth) => truth.is === "false");
  if (broken !== undefined) return broken;
  const open = truths.find((truth) => truth.is === "unknown");
  if (open !== undefined) return open;
  return { is: "true", facts: truths.flatMap((truth) => (truth.is === "true" ? truth.facts : [])) };
}

/** True if one is true, else unknown if one is unknown (the first names the reason), else false. */
export function or(truths: readonly Truth[]): Truth {
  const held = truths.filter((truth) => truth.is === "true");
  if (held.length > 0) return { is: "true", facts: held.flatMap((truth) => truth.facts) };
  const open = truths.find((truth) => truth.is === "unknown");
  if (open !== undefined) return open;
  return {
    is: "false",
    facts: truths.flatMap((truth) => (truth.is === "false" ? truth.facts : [])),
  };
}

/** Swaps true and false; unknown stays. A negation that holds rests on absence, so it brings no facts along. */
export function not(truth: Truth): Truth {
  if (truth.is === "unknown") return truth;
  return truth.is === "true" ? { is: "false", facts: truth.facts } : TRUE;
}
