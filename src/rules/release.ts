// Who may see what a rule finds. A rule that nobody released as it now stands is held: for the central team only. Pure.
import type { Finding, FindingEvent } from "../model/finding.ts";
import type { RuleRelease } from "../model/release.ts";

/**
 * What of data a finding rests on, as decisions name it: a panel signature or a product; null for the others,
 * whose data are lists of words and limits.
 */
export function dataBehind({ area, subject }: Pick<Finding, "area" | "subject">): string | null {
  if (area === "panels") return `panels/${subject.split(" ", 1)[0] ?? ""}`;
  return area === "cms" ? `products/${subject}` : null;
}

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

/** Whether a rule was let go after a time. @param at ISO 8601 UTC */
export function releasedSince(
  releases: readonly RuleRelease[],
  at: string,
): (rule: string) => boolean {
  const rules = new Set(releases.filter((one) => !one.held && one.at > at).map(({ rule }) => rule));
  return (rule) => rules.has(rule);
}

/** Known to be right, or let go: nothing about it waits for the central team any more. */
export function shown(before: Finding): Finding {
  const { awaitsRelease: _, ...rest } = before;
  return { ...rest, held: false };
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
  const finding: Finding = { ...shown(before), held: decision.held };
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
