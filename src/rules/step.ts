// One step of a finding's life and the events that tell it: shared by all that move findings.
import type { Finding, FindingEvent } from "../model/finding.ts";

/** The judgement that a verdict comes from. */
export interface Judging {
  readonly id: string;
  /** When the judgement was begun, ISO 8601 UTC; `clockOf` tells the moment that it goes by. */
  readonly at: string;
  /** When the last look was made: after `at` in a scan, before it when stored looks are judged again. */
  readonly lookedAt: string;
  /** "look": hosts were looked at. The others judge stored looks again and never count as a look. */
  readonly cause: "look" | "rule-changed" | "data-changed";
}

/** The clock that a judgement goes by: of the looks where hosts were looked at, as a run may be taken up days later. */
export function clockOf({ cause, at, lookedAt }: Judging): string {
  return cause === "look" ? lookedAt : at;
}

export interface Step {
  readonly finding: Finding;
  /** What is new in its history; empty when only dates and evidence moved. */
  readonly events: readonly FindingEvent[];
}

/**
 * An event of a run. When stored looks were judged again, the cause is that of the judgement (rule or
 * data changed), so that it is never taken for a change of the site; an expiry stays an expiry.
 */
export function eventOf(
  after: Finding,
  run: Judging,
  cause: FindingEvent["cause"],
  { from, detail }: Pick<FindingEvent, "from" | "detail">,
): FindingEvent {
  const isLook = run.cause === "look";
  return {
    finding: after.id,
    at: clockOf(run),
    run: run.id,
    actor: isLook ? "scan" : "reassess",
    cause: isLook || cause === "expired" ? cause : run.cause,
    from,
    to: after.state,
    detail,
  };
}

/** Of two ISO 8601 UTC times, or two days; both sort as text. */
export function later(a: string, b: string): string {
  return a > b ? a : b;
}
