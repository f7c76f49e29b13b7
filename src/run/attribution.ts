// Who moved a finding: the site, or rules and data that changed since the last look. The looks of the earlier run are
// judged again with today's bench: what they already show is no change of the site. Pure.
import type { FindingEvent, RuleVerdict } from "../model/finding.ts";
import { fingerprintOf } from "./fingerprint.ts";

export type KnowledgeCause = "rule-changed" | "data-changed";

export interface Versioned {
  readonly program: string;
  readonly rules: string;
  readonly data: string;
}

/** What changed between two judgements; null: nothing. A changed program changes what rules are fed with. */
export function causeBetween(before: Versioned, after: Versioned): KnowledgeCause | null {
  if (before.rules !== after.rules || before.program !== after.program) return "rule-changed";
  return before.data === after.data ? null : "data-changed";
}

export interface Attribution {
  readonly cause: KnowledgeCause;
  /** Verdicts of the earlier run, on its looks. */
  readonly earlier: readonly RuleVerdict[];
  /** The same looks judged with today's rules and data; null: what they rested on is no longer kept. */
  readonly again: readonly RuleVerdict[] | null;
  /** Today's looks, judged today. */
  readonly now: readonly RuleVerdict[];
}

/**
 * Events of a run whose cause is not the site get their true one. Where the earlier looks no longer tell, the
 * event keeps its cause and says that rules or data changed as well.
 * @param fingerprintOfFinding of a finding's id
 */
export function attribute(
  events: readonly FindingEvent[],
  by: Attribution,
  fingerprintOfFinding: (findingId: string) => string | undefined,
): readonly FindingEvent[] {
  const [earlier, again, now] = [by.earlier, by.again ?? [], by.now].map(
    (verdicts) => new Map(verdicts.map((verdict) => [fingerprintOf(verdict), verdict])),
  );
  return events.map((event) => {
    const fingerprint = fingerprintOfFinding(event.finding);
    const aspect = aspectOf(event);
    if (fingerprint === undefined || aspect === null) return event;
    const [before, rejudged, after] = [earlier, again, now].map((verdicts) =>
      aspect(verdicts?.get(fingerprint)),
    );
    const between = by.again === null ? UNTOLD : rejudged;
    if (before === after || after === UNTOLD) return event;
    if (between === UNTOLD) {
      return before === UNTOLD ? event : { ...event, detail: withNote(event.detail, by.cause) };
    }
    return between === after ? { ...event, cause: by.cause } : event;
  });
}

const UNTOLD = "untold";

type Aspect = (verdict: RuleVerdict | undefined) => string;

/** What of a verdict an event is about; null: nothing that rules decide. */
function aspectOf({ cause, detail }: FindingEvent): Aspect | null {
  if (cause !== "seen" && cause !== "not-seen" && cause !== "value-changed") return null;
  if (cause === "value-changed") return (verdict) => ofFail(verdict, "value");
  return detail.startsWith("severity:")
    ? (verdict) => ofFail(verdict, "severity")
    : (verdict) => (verdict === undefined ? "pass" : told(verdict));
}

function ofFail(verdict: RuleVerdict | undefined, key: "value" | "severity"): string {
  if (verdict === undefined) return "pass";
  return verdict.outcome === "fail" ? `fail ${verdict[key]}` : told(verdict);
}

function told({ outcome }: RuleVerdict): string {
  return outcome === "unknown" ? UNTOLD : outcome;
}

function withNote(detail: string, cause: KnowledgeCause): string {
  return detail === "" ? `(${cause})` : `${detail} (${cause})`;
}

/**
 * The clean look that closes goes on with the cause of the one before it in the row: when a changed rule stopped
 * seeing the thing, the second look that does not see it is the rule's doing too.
 * @param history of a finding, oldest first, before these events
 */
export function continueCause(
  events: readonly FindingEvent[],
  history: (findingId: string) => readonly FindingEvent[],
): readonly FindingEvent[] {
  return events.map((event) => {
    if (event.cause !== "not-seen") return event;
    const before = history(event.finding).findLast(
      ({ cause, from }) => from !== null && cause !== "could-not-look" && cause !== "person",
    );
    const isRow = before !== undefined && /^(?:\d+\/\d+|pass)/.test(before.detail);
    if (!isRow || (before.cause !== "rule-changed" && before.cause !== "data-changed")) {
      return event;
    }
    return { ...event, cause: before.cause };
  });
}
