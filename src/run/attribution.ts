// Who moved a finding: the site, or rules and data that changed since the last look. The looks of the earlier run are
// judged again with today's bench: what they already show is no change of the site. Pure.
import type { Finding, FindingEvent, RuleVerdict } from "../model/finding.ts";
import { dataBehind } from "../rules/release.ts";
import type { Credited } from "../store/runs/result-value.ts";
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
  /** Rules, signatures and products that were held in this run: what they see first is their doing. */
  readonly held: readonly string[];
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
    const found = now?.get(fingerprint);
    // A signature that nobody had asked for before: the earlier looks cannot show what it sees.
    const isUnasked = !earlier?.has(fingerprint) && !again?.has(fingerprint);
    if (event.from === null && isUnasked && found && restsOnHeldData(found, by.held)) {
      return { ...event, cause: by.cause };
    }
    if (before === after || after === UNTOLD) return event;
    if (between === UNTOLD) {
      return before === UNTOLD ? event : { ...event, detail: withNote(event.detail, by.cause) };
    }
    return between === after ? { ...event, cause: by.cause } : event;
  });
}

function restsOnHeldData(verdict: RuleVerdict, held: readonly string[]): boolean {
  const data = dataBehind(verdict);
  return data !== null && held.includes(data);
}

/**
 * @param events as `attribute` left them
 * @param isReleased whether people have let the rule go since the earlier look: then they know what it brings
 */
export function creditedOf(
  events: readonly FindingEvent[],
  findings: readonly Finding[],
  isReleased: (rule: string) => boolean,
): readonly Credited[] {
  return findings.flatMap((finding) => {
    const opening = events.find(
      ({ finding: id, from, to }) =>
        id === finding.id && to === "open" && (from === null || from === "fixed"),
    );
    if (opening === undefined || !isByKnowledge(opening)) return [];
    const { fingerprint, rule } = finding;
    const isBack = opening.from === "fixed";
    // What its unit has known before is not taken from it again.
    return [{ fingerprint, isBack, awaits: !isBack && !isReleased(rule) }];
  });
}

function isByKnowledge({ cause }: FindingEvent): boolean {
  return cause === "rule-changed" || cause === "data-changed";
}

/** The findings with what the change did taken off the site's account. */
export function credit(
  findings: readonly Finding[],
  credited: readonly Credited[],
): readonly Finding[] {
  const known = new Map(credited.map((one) => [one.fingerprint, one]));
  return findings.map((finding) => {
    const one = known.get(finding.fingerprint);
    if (one === undefined) return finding;
    return {
      ...finding,
      reopened: finding.reopened - (one.isBack ? 1 : 0),
      ...(one.awaits && { held: true, awaitsRelease: true }),
    };
  });
}

/** The verdicts as units may see them: what waits for the central team is held there too. */
export function creditVerdicts(
  verdicts: readonly RuleVerdict[],
  credited: readonly Credited[],
): readonly RuleVerdict[] {
  const waiting = new Set(credited.filter(({ awaits }) => awaits).map((one) => one.fingerprint));
  return verdicts.map((verdict) =>
    verdict.outcome === "fail" && waiting.has(fingerprintOf(verdict))
      ? { ...verdict, held: true }
      : verdict,
  );
}

/** Nor does the history call it a relapse. */
export function withoutRelapse(event: FindingEvent): FindingEvent {
  return isByKnowledge(event) && event.from === "fixed" ? { ...event, detail: "" } : event;
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
    if (!isRow || !isByKnowledge(before)) return event;
    return { ...event, cause: before.cause };
  });
}
