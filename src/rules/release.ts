// Who may see what a rule finds. A rule that nobody released as it now stands is held: for the central team only. Pure.
import type { Finding, FindingEvent } from "../model/finding.ts";
import type { RuleRelease } from "../model/release.ts";

/**
 * @param hash of the rule as it stands now
 * @param releases oldest first
 * @param line the unit's code and those of all above it
 */
export function isHeld(
  rule: string,
  hash: string,
  releases: readonly RuleRelease[],
  line: ReadonlySet<string>,
): boolean {
  const last = releases.findLast(
    (one) => one.rule === rule && (one.subtree === null || line.has(one.subtree)),
  );
  return last === undefined || last.held || last.hash !== hash;
}

/**
 * What a decision does to a finding that is stored already: a release shows it, a hold hides it unless somebody
 * is at work on it.
 * @returns null when it stays as it is
 */
export function afterDecision(
  before: Finding,
  decision: RuleRelease,
): { readonly finding: Finding; readonly events: readonly FindingEvent[] } | null {
  if (before.held === decision.held) return null;
  if (decision.held && (before.state !== "open" || before.word !== null)) return null;
  const finding: Finding = { ...before, held: decision.held };
  const subtree = decision.subtree === null ? "" : ` subtree=${decision.subtree}`;
  return {
    finding,
    events: [
      {
        finding: before.id,
        at: decision.at,
        run: null,
        actor: decision.actor,
        cause: "person",
        from: before.state,
        to: before.state,
        detail: `${decision.held ? "rule-held" : "rule-released"}${subtree}: ${decision.reason}`,
      },
    ],
  };
}
