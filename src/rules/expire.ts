// The end of a person's word by date. Pure.
import type { Calendar } from "../model/directive.ts";
import type { Finding } from "../model/finding.ts";
import { localDay } from "../text/moment.ts";
import { newTerm } from "./due.ts";
import { clockOf, eventOf, type Judging, type Step } from "./step.ts";

/**
 * Ends an acceptance or a false alarm whose date has passed: open again with a new term, or fixed when
 * enough clean looks have not seen it in the meantime.
 * @returns null when nothing has expired
 */
export function expireWord(
  before: Finding,
  run: Judging,
  closeAfter: number,
  calendar: Calendar,
): Step | null {
  const until = before.word?.until ?? null;
  const canExpire = before.state === "accepted" || before.state === "false-positive";
  if (!canExpire || until === null || localDay(clockOf(run)) <= until) return null;
  const isGone = before.outcome === "pass" && before.cleanLooks >= closeAfter;
  const finding: Finding = {
    ...before,
    state: isGone ? "fixed" : "open",
    ...(!isGone && newTerm(before.severity, clockOf(run), calendar)),
    word: null,
  };
  return {
    finding,
    events: [eventOf(finding, run, "expired", { from: before.state, detail: until })],
  };
}
