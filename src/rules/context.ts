// What the registry says of a system, as rules may ask about it. Not declared (null) satisfies no test.
import type { System } from "../model/registry.ts";
import type { ContextTest } from "../model/rule.ts";

export interface RuleContext {
  readonly onlineService: boolean | null;
  readonly personalData: "none" | "basic" | "sensitive" | null;
  /** null: not declared, or declared to have none. */
  readonly level: number | null;
  readonly levelApproved: boolean | null;
  /** Whether a contractor is declared; absent from results of the first releases. */
  readonly contractor?: boolean | null;
  /** true: another unit's host answered at the same address in the run; null: none was seen to. */
  readonly sharedHosting?: true | null;
}

/** For verdicts on a unit as a whole, and wherever no system is known. */
export const NO_CONTEXT: RuleContext = {
  onlineService: null,
  personalData: null,
  level: null,
  levelApproved: null,
  contractor: null,
  sharedHosting: null,
};

export function contextOf(system: System, sharedHosting: true | null = null): RuleContext {
  return {
    onlineService: system.onlineService,
    personalData: system.personalData,
    level: typeof system.level === "number" ? system.level : null,
    levelApproved:
      system.levelApproval === null ? null : system.levelApproval.status === "approved",
    contractor: system.contractor === null ? null : true,
    sharedHosting,
  };
}

/** True only when everything the test asks for is declared and fits. */
export function contextFits(test: ContextTest | undefined, context: RuleContext): boolean {
  if (test === undefined) return true;
  return (
    (test.onlineService === undefined || test.onlineService === context.onlineService) &&
    (test.levelApproved === undefined || test.levelApproved === context.levelApproved) &&
    (test.contractor === undefined || test.contractor === context.contractor) &&
    (test.sharedHosting === undefined || test.sharedHosting === context.sharedHosting) &&
    (test.levelAtLeast === undefined ||
      (context.level !== null && context.level >= test.levelAtLeast)) &&
    (test.personalData === undefined ||
      (context.personalData !== null && test.personalData.includes(context.personalData)))
  );
}
