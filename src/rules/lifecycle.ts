// The life of a finding: what a verdict does to it, given what stood before. Pure; the store keeps the result.
//
// Only a fail opens. Only clean looks at the finding's own place close it, never a failure to look, never a
// changed rule. An acceptance or a false alarm holds for the value it was given for, or less of it, and until its date.
import type { Calendar } from "../model/directive.ts";
import type { Finding, FindingEvent, RuleVerdict, Versions } from "../model/finding.ts";
import type { Reason } from "../model/reason.ts";
import type { Rule } from "../model/rule.ts";
import type { Settings } from "../model/settings.ts";
import type { Text } from "../model/text.ts";
import { isWithin } from "../text/measured-value.ts";
import { movedTerm, newTerm } from "./due.ts";
import { expireWord } from "./expire.ts";
import { withoutTerms } from "./plan.ts";
import { clockOf, eventOf, later, type Judging, type Step } from "./step.ts";

export interface AdvanceInput {
  readonly before: Finding | null;
  readonly verdict: RuleVerdict;
  /** When that was seen which the verdict says, as the looks of a run lie hours apart; absent: at its last look. */
  readonly seenAt?: string;
  readonly run: Judging;
  readonly rule: Rule;
  /** Fitted to the server that was seen; the rule's general text, if absent. */
  readonly remedy?: Text;
  readonly versions: Versions;
  /** Clean looks needed to close: see `closeAfterOf`. */
  readonly closeAfter: number;
  /** Made by the caller, for new findings; an existing one keeps its id and fingerprint. */
  readonly identity: {
    readonly id: string;
    readonly fingerprint: string;
    readonly group: string;
  };
  readonly calendar: Calendar;
}

type Fail = Extract<RuleVerdict, { outcome: "fail" }>;

/** The rule's own number, else that of the settings for its area. */
export function closeAfterOf(rule: Rule, settings: Settings["closeAfter"]): number {
  return rule.closeAfter ?? (rule.area === "tls" ? settings.tls : settings.others);
}

/**
 * What one verdict makes of a finding.
 * Judging the same run a second time changes nothing: a run that has seen it once is no clean look,
 * and one clean look of a run is one. Stored looks that are older than the finding's last look say nothing.
 * @returns null when there is nothing to store
 */
export function advance(input: AdvanceInput): Step | null {
  const { before, verdict, run } = input;
  if (before === null) return verdict.outcome === "fail" ? open(input, verdict) : null;
  if (run.cause !== "look" && run.lookedAt < before.lastLooked) return null;
  const expired = expireWord(before, run, input.closeAfter, input.calendar);
  if (isOvertaken(input, before)) return expired;
  const step = judged(input, expired?.finding ?? before, verdict);
  if (step === null) return expired;
  return { finding: step.finding, events: [...(expired?.events ?? []), ...step.events] };
}

function judged(input: AdvanceInput, before: Finding, verdict: RuleVerdict): Step | null {
  if (verdict.outcome === "unknown") return markUnknown(before, verdict.reason, input.run);
  if (verdict.outcome === "fail") return seen(input, before, verdict);
  return hasAnswered(before, input.run) ? null : notSeen(input, before);
}

/** Another run has looked since. A last look that is later than all of this run is a clock that was set back. */
function isOvertaken({ verdict, run, seenAt = run.lookedAt }: AdvanceInput, before: Finding) {
  if (verdict.outcome === "unknown" || before.run === run.id) return false;
  return seenAt < before.lastLooked && before.lastLooked <= run.lookedAt;
}

/** True when this run has already given this finding an answer. */
function hasAnswered(before: Finding, run: Judging): boolean {
  return before.run === run.id && before.outcome !== "unknown";
}

function open(input: AdvanceInput, verdict: Fail): Step {
  const { run, identity, calendar } = input;
  const finding: Finding = {
    id: identity.id,
    fingerprint: identity.fingerprint,
    unit: verdict.unit,
    system: verdict.system,
    host: verdict.host,
    port: verdict.port,
    area: verdict.area,
    rule: verdict.rule,
    severity: verdict.severity,
    confidence: verdict.confidence,
    outcome: "fail",
    state: "open",
    held: verdict.held || input.rule.seenTwice,
    subject: verdict.subject,
    value: verdict.value,
    group: identity.group,
    title: input.rule.title,
    evidence: verdict.evidence,
    directive: verdict.directive,
    law: verdict.law,
    remedy: input.remedy ?? input.rule.remedy,
    firstSeen: run.lookedAt,
    lastSeen: run.lookedAt,
    lastLooked: run.lookedAt,
    ...newTerm(verdict.severity, clockOf(run), calendar),
    reopened: 0,
    cleanLooks: 0,
    unknownReason: null,
    run: run.id,
    versions: input.versions,
    word: null,
  };
  return {
    finding,
    events: [eventOf(finding, run, "seen", { from: null, detail: verdict.value })],
  };
}

/** The finding brought up to date with a fail; the state is that of `stateWhenSeen`. */
function seen(input: AdvanceInput, before: Finding, verdict: Fail): Step {
  const { run, calendar } = input;
  const state = stateWhenSeen(before, verdict, input.seenAt ?? run.lookedAt);
  const isFreshStart = state !== before.state;
  const isBack = before.state === "fixed";
  const term =
    isFreshStart && before.state !== "claimed-fixed"
      ? newTerm(verdict.severity, clockOf(run), calendar)
      : movedTerm(before, verdict.severity, clockOf(run), calendar);
  const finding: Finding = {
    ...before,
    unit: verdict.unit,
    system: verdict.system,
    severity: verdict.severity,
    confidence: verdict.confidence,
    outcome: "fail",
    state,
    held:
      before.held &&
      (verdict.held || before.awaitsRelease === true || waitsForSecondLook(input, before)),
    // A look that saw less of it, perhaps as it was cut short, moves nothing of what a person decided on.
    value: isDecided(state) ? before.value : verdict.value,
    group: input.identity.group,
    title: input.rule.title,
    evidence: verdict.evidence,
    directive: verdict.directive,
    law: verdict.law,
    remedy: input.remedy ?? input.rule.remedy,
    ...(run.cause === "look" && {
      lastSeen: later(before.lastSeen, run.lookedAt),
      lastLooked: later(before.lastLooked, run.lookedAt),
    }),
    ...term,
    reopened: before.reopened + (isBack && run.cause === "look" ? 1 : 0),
    cleanLooks: 0,
    unknownReason: null,
    run: run.id,
    versions: input.versions,
    word: isFreshStart ? null : before.word,
  };
  return { finding, events: eventsWhenSeen(before, finding, run) };
}

/** The rule asks for two looks that saw it, and this is no second one. */
function waitsForSecondLook({ rule, run }: AdvanceInput, before: Finding): boolean {
  return rule.seenTwice && (run.cause !== "look" || before.run === run.id);
}

function stateWhenSeen(before: Finding, verdict: Fail, seenAt: string): Finding["state"] {
  switch (before.state) {
    case "open":
    case "in-progress":
      return before.state;
    case "accepted":
    case "false-positive":
      return isWithin(verdict.value, before.value) ? before.state : "open";
    case "claimed-fixed":
      return before.word !== null && seenAt < before.word.at ? "claimed-fixed" : "open";
    case "fixed":
      return "open";
  }
}

/** Where a state stands on a person's word about one value. */
function isDecided(state: Finding["state"]): boolean {
  return state === "accepted" || state === "false-positive";
}

function eventsWhenSeen(before: Finding, after: Finding, run: Judging): readonly FindingEvent[] {
  const events: FindingEvent[] = [];
  const isWordSpent = isDecided(before.state);
  const hasMoved = before.value !== after.value;
  const moved = `${before.value} → ${after.value}`;
  if (hasMoved && isWordSpent) {
    events.push(eventOf(after, run, "value-changed", { from: before.state, detail: moved }));
  } else {
    if (before.state !== after.state || before.outcome !== "fail") {
      const detail = after.reopened > before.reopened ? `reopened=${after.reopened}` : "";
      events.push(eventOf(after, run, "seen", { from: before.state, detail }));
    }
    if (hasMoved) {
      events.push(eventOf(after, run, "value-changed", { from: after.state, detail: moved }));
    }
  }
  if (before.severity !== after.severity) {
    const detail = `severity: ${before.severity} → ${after.severity}`;
    events.push(eventOf(after, run, "seen", { from: after.state, detail }));
  }
  return events;
}

/** A clean look: closes when it is the last one needed; stored looks judged again never close. */
function notSeen(input: AdvanceInput, before: Finding): Step {
  const { run, closeAfter } = input;
  if (run.cause !== "look") return passWithoutLook(before, run, input.versions);
  const cleanLooks = Math.min(closeAfter, before.cleanLooks + 1);
  const staysAsItIs = before.state === "fixed" || before.state === "false-positive";
  const closes = !staysAsItIs && cleanLooks >= closeAfter;
  const finding: Finding = {
    ...(closes ? withoutTerms(before) : before),
    outcome: "pass",
    state: closes ? "fixed" : before.state,
    lastLooked: later(before.lastLooked, run.lookedAt),
    cleanLooks,
    unknownReason: null,
    run: run.id,
    versions: input.versions,
    word: closes ? null : before.word,
  };
  const isNews = !staysAsItIs || before.outcome !== "pass";
  const detail = `${cleanLooks}/${closeAfter}`;
  return {
    finding,
    events: isNews ? [eventOf(finding, run, "not-seen", { from: before.state, detail })] : [],
  };
}

function passWithoutLook(before: Finding, run: Judging, versions: Versions): Step {
  const finding: Finding = {
    ...before,
    outcome: "pass",
    unknownReason: null,
    run: run.id,
    versions,
  };
  const isNews = before.outcome !== "pass";
  return {
    finding,
    events: isNews
      ? [eventOf(finding, run, "not-seen", { from: before.state, detail: "pass" })]
      : [],
  };
}

/**
 * Marks that the last look gave no answer, and changes nothing else. Also for findings whose area was
 * not assessed at all in a run.
 * @returns null when this run has already answered, or when it is already marked so
 */
export function markUnknown(before: Finding, reason: Reason, run: Judging): Step | null {
  if (hasAnswered(before, run)) return null;
  if (before.outcome === "unknown" && before.unknownReason === reason) return null;
  const finding: Finding = { ...before, outcome: "unknown", unknownReason: reason };
  const event = eventOf(finding, run, "could-not-look", { from: before.state, detail: reason });
  return { finding, events: [event] };
}
