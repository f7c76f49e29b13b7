// What a look of the watch has to tell that is not known yet. Pure. One look alone tells nothing: it only says whether
// a second one is worth making.
import type { Finding, RuleVerdict } from "../../model/finding.ts";
import type { Rule } from "../../model/rule.ts";
import { fingerprintOf } from "../fingerprint.ts";

type Answer = Exclude<RuleVerdict, { outcome: "unknown" }>;
type Fail = Extract<RuleVerdict, { outcome: "fail" }>;

export interface WatchJudged {
  readonly verdicts: readonly RuleVerdict[];
  /** Findings of the host before the look. */
  readonly before: readonly Finding[];
  readonly rules: readonly Rule[];
}

/** Whether one look shows anything that would be told if a second look showed it too. */
export function asksForSecondLook({ verdicts, before, rules }: WatchJudged): boolean {
  return answersOf(verdicts).some((verdict) => {
    const standing = standingOf(verdict, before);
    if (verdict.outcome === "pass") return standing !== undefined && closes(standing);
    if (standing === undefined) return true;
    // Standing on one fetch so far: two may make it certain.
    return standing.confidence === "tentative" || isNews(verdict, standing, rules);
  });
}

/** Fingerprints of what two looks tell: what both showed and is new, and what is seen no more. */
export function newsOf({ verdicts, before, rules }: WatchJudged): string[] {
  return answersOf(verdicts)
    .filter((verdict) => {
      const standing = standingOf(verdict, before);
      if (verdict.outcome === "pass") return standing !== undefined && closes(standing);
      if (verdict.confidence === "tentative") return false;
      return (
        standing === undefined ||
        standing.severity !== verdict.severity ||
        isNews(verdict, standing, rules)
      );
    })
    .map(fingerprintOf);
}

function answersOf(verdicts: readonly RuleVerdict[]): Answer[] {
  return verdicts.filter((verdict) => verdict.outcome !== "unknown");
}

function standingOf(verdict: RuleVerdict, before: readonly Finding[]): Finding | undefined {
  const fingerprint = fingerprintOf(verdict);
  return before.find((finding) => finding.fingerprint === fingerprint);
}

/** A clean look brings it nearer to its end. */
function closes({ state }: Finding): boolean {
  return state !== "fixed" && state !== "false-positive";
}

function isNews(verdict: Fail, standing: Finding, rules: readonly Rule[]): boolean {
  const { state, outcome, value, held, firstSeen, lastSeen } = standing;
  const seenTwice = rules.find(({ id }) => id === verdict.rule)?.seenTwice ?? false;
  switch (state) {
    case "fixed":
    case "claimed-fixed":
      return true;
    case "accepted":
    case "false-positive":
      return value !== verdict.value;
    case "open":
    case "in-progress":
      return (
        outcome !== "fail" ||
        value !== verdict.value ||
        (held && seenTwice && firstSeen === lastSeen)
      );
  }
}
