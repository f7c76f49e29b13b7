// What the planner of letters looks at: plain values that were read from the store, each unit's under its own scope.
import type { RequestKind } from "../model/account.ts";
import type { Finding } from "../model/finding.ts";
import type { IncidentTerms } from "../model/incident.ts";
import type { LetterKind, LetterOf } from "../model/letter.ts";
import type { Unit } from "../model/registry.ts";
import type { VerifyOutcome } from "../model/verifying.ts";

/** The last letter of a kind to the same reader. */
export interface LastLetter {
  readonly plannedAt: string;
  /** Nobody has got it yet. */
  readonly isStuck: boolean;
}

/** One group of findings that are signs of an incident, told by its most urgent one. */
export interface SignFact {
  readonly finding: Finding;
  readonly unitName: string;
  readonly detectedAt: string;
  /** Of the group: how often it came back. */
  readonly episode: number;
}

interface Facts {
  /** ISO 8601 UTC. */
  readonly now: string;
  readonly terms: IncidentTerms;
  readonly told: ReadonlySet<string>;
  readonly last: (kind: LetterKind) => LastLetter | undefined;
}

/** A night or whole scan that has ended, or broke off; `name` stands in its key. */
export interface NightFact extends Omit<LetterOf<"night">, "kind"> {
  readonly name: string;
}

export interface CentralFacts extends Facts {
  readonly to: readonly string[];
  readonly signs: readonly SignFact[];
  readonly paused: readonly { readonly code: string; readonly name: string; readonly at: string }[];
  /** Open ones, oldest first. */
  readonly requests: readonly {
    readonly id: string;
    readonly unit: string;
    readonly unitName: string;
    readonly request: RequestKind;
    readonly at: string;
  }[];
  /** Those that nobody was told of yet. */
  readonly nights: readonly NightFact[];
}

export interface UnitFacts extends Facts {
  readonly unit: Unit;
  readonly signs: readonly SignFact[];
  readonly verified: readonly {
    readonly id: string;
    readonly finding: Finding;
    readonly outcome: VerifyOutcome;
  }[];
  readonly expiring: readonly {
    readonly document: string;
    readonly validTo: string;
    readonly days: number;
    /** That nothing else permits afterwards. */
    readonly hosts: number;
  }[];
}

/** Open findings of one group that the unit sees. */
export interface GroupFact {
  readonly group: string;
  /** The most urgent one. */
  readonly finding: Finding;
  /** Earliest of the group; "" for none. */
  readonly dueOn: string;
  readonly episode: number;
  /** Somebody has still to act: not all of it is claimed to be fixed. */
  readonly isWaited: boolean;
}

export interface DigestFacts extends Pick<Facts, "now" | "told"> {
  readonly unit: Unit;
  readonly groups: readonly GroupFact[];
}
