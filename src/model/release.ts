// A person's decision on who may see what a rule finds. Only ever added; the last one that covers a unit counts.

export interface RuleRelease {
  /** Its id; or "panels/<signature>", "products/<slug>": data that a finding rests on. */
  readonly rule: string;
  /** Of the rule's content as it was then: what decides, not its wording (see src/run/releases.ts). */
  readonly hash: string;
  /** For a unit and all below it; null: for all. */
  readonly subtree: string | null;
  /** true: for the central team only. */
  readonly held: boolean;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly actor: string;
  readonly reason: string;
}

/** How often people found a rule right: by the last word on each of its findings. */
export interface RulePrecision {
  readonly rule: string;
  readonly confirmed: number;
  readonly falsePositive: number;
}
