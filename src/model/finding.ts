// A finding as CONTRACT.md prints it, and a rule's verdict before the lifecycle has seen it.
import type { Confidence, FindingArea, FindingState, Outcome, Severity } from "./area.ts";
import type { Evidence } from "./fact.ts";
import type { Reason } from "./reason.ts";
import type { Relation } from "./rule.ts";
import type { Text } from "./text.ts";

export interface AppliedItem {
  readonly document: string;
  readonly item: string;
  readonly relation: Relation;
  readonly why: Text;
}

export interface AppliedLaw {
  readonly document: string;
  readonly article: string;
}

interface VerdictBase {
  readonly rule: string;
  readonly area: FindingArea;
  readonly unit: string;
  readonly system: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly subject: string;
}

/** One rule applied to one subject. Pure; knows nothing of earlier runs. */
export type RuleVerdict =
  | (VerdictBase & {
      readonly outcome: "fail";
      readonly severity: Severity;
      readonly confidence: Confidence;
      readonly value: string;
      readonly evidence: readonly Evidence[];
      readonly directive: readonly AppliedItem[];
      readonly law: readonly AppliedLaw[];
      readonly held: boolean;
    })
  | (VerdictBase & { readonly outcome: "pass"; readonly evidence: readonly Evidence[] })
  | (VerdictBase & { readonly outcome: "unknown"; readonly reason: Reason });

export interface Versions {
  readonly program: string;
  readonly rules: string;
  readonly data: string;
}

export const WORD_ACTIONS = [
  "accept",
  "false-positive",
  "claim-fixed",
  "in-progress",
  "confirm",
  "reopen",
] as const;
export type WordAction = (typeof WORD_ACTIONS)[number];

/** The last word of a person on a finding; all earlier ones are in its events. */
export interface PersonWord {
  readonly action: WordAction;
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly reason: string;
  /** Inclusive local date on which an acceptance, a false alarm or a plan ends; null: none. */
  readonly until: string | null;
  /** Who answers for it; null: not named. */
  readonly owner: string | null;
  /** What the repair takes (money, people, a contractor); absent or null: not said. */
  readonly resources?: string | null | undefined;
  /** Why it came about; absent or null: not said. */
  readonly rootCause?: string | null | undefined;
}

/** How a finding is to be mended, as persons have said it so far: it outlives the words that it was said in. */
export interface RepairPlan {
  /** Who acts; null: not named. */
  readonly owner: string | null;
  /** Local date by which it is planned to be done; null: none. */
  readonly until: string | null;
  readonly resources: string | null;
  readonly rootCause: string | null;
  /** Who said last what is new in it, and when (ISO 8601 UTC). */
  readonly by: string;
  readonly at: string;
}

/** As printed by `rasoat findings --json`; key order is the order of the contract. */
export interface Finding {
  readonly id: string;
  readonly fingerprint: string;
  readonly unit: string;
  readonly system: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly area: FindingArea;
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** "unknown" marks a finding whose last look failed. */
  readonly outcome: Outcome;
  readonly state: FindingState;
  readonly held: boolean;
  readonly subject: string;
  readonly value: string;
  readonly group: string;
  readonly title: Text;
  readonly evidence: readonly Evidence[];
  readonly directive: readonly AppliedItem[];
  readonly law: readonly AppliedLaw[];
  readonly remedy: Text;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly lastLooked: string;
  readonly dueOn: string;
  readonly dueBasis: string;
  /** Times it came back after it was fixed. */
  readonly reopened: number;
  /** Successful looks in a row that did not see it. */
  readonly cleanLooks: number;
  /** Why the last look gave no answer; null when it did. */
  readonly unknownReason: Reason | null;
  /** The run whose answer (seen or not seen) this is; a look that failed does not move it. */
  readonly run: string;
  readonly versions: Versions;
  /** What stands of a person's word; null when none does. */
  readonly word: PersonWord | null;
  /** Stands until another is said; once the finding is settled, only who acted is left of it. Absent: none was said. */
  readonly plan?: RepairPlan | undefined;
  /** New rules or data alone brought it about, and nobody has confirmed or released it: held till then. */
  readonly awaitsRelease?: true | undefined;
}

/** What counting needs of a finding: small, so that a whole country's can be read. */
export type Countable = Pick<
  Finding,
  | "id"
  | "fingerprint"
  | "unit"
  | "system"
  | "host"
  | "port"
  | "area"
  | "rule"
  | "severity"
  | "state"
  | "outcome"
  | "held"
  | "group"
  | "subject"
  | "dueOn"
  | "lastLooked"
> & { readonly directive: readonly Pick<AppliedItem, "item" | "relation">[] };

export interface CountedFinding extends Countable {
  /** When its repair was verified, ISO 8601 UTC; null: it is not fixed, or nobody has said when. */
  readonly fixedAt: string | null;
}

/** One step of a finding's life; only ever added. */
export interface FindingEvent {
  readonly finding: string;
  readonly at: string;
  readonly run: string | null;
  /** "scan", "reassess", or a person's name. */
  readonly actor: string;
  readonly cause:
    | "seen"
    | "not-seen"
    | "could-not-look"
    | "value-changed"
    | "person"
    | "rule-changed"
    | "data-changed"
    | "expired";
  readonly from: FindingState | null;
  readonly to: FindingState;
  readonly detail: string;
}
