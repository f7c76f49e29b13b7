// A person's decision to release or hold a rule, a signature or a product, and what it does to stored findings at once.
import type { Finding } from "../model/finding.ts";
import type { RuleRelease } from "../model/release.ts";
import { afterDecision } from "../rules/release.ts";
import type { Store } from "../store/store.ts";
import { lineOf, otherHolds, type Releasable, releaseFirst } from "./releases.ts";

/** @returns how many findings are shown or hidden by it */
export function decideRelease(store: Store, knowledge: Releasable, decided: RuleRelease): number {
  const registry = store.registry();
  const { subtree, held } = decided;
  releaseFirst(store, knowledge, decided.at);
  const isCovered = ({ unit }: Finding): boolean =>
    subtree === null || lineOf(unit, registry).has(subtree);
  const staysHeld = otherHolds(knowledge, [...store.ruleReleases(), decided], registry);
  return store.decideRelease(decided, (finding) =>
    isCovered(finding) && (held || !staysHeld(finding)) ? afterDecision(finding, decided) : null,
  );
}
