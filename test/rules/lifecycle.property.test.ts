// Random lives of one finding: whatever happens, the promises of the contract hold.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Severity } from "../../src/model/area.ts";
import { RasoatError } from "../../src/model/error.ts";
import {
  WORD_ACTIONS,
  type Finding,
  type FindingEvent,
  type RuleVerdict,
  type WordAction,
} from "../../src/model/finding.ts";
import { expireWord } from "../../src/rules/expire.ts";
import { advance, markUnknown } from "../../src/rules/lifecycle.ts";
import type { Judging, Step } from "../../src/rules/step.ts";
import { applyWord } from "../../src/rules/word.ts";
import { CALENDAR, makeRule, WORD_TERMS } from "./sample.ts";

const RULE = makeRule("panel.login-exposed");
const PLACE = {
  rule: RULE.id,
  area: "panels",
  unit: "U",
  system: "S",
  host: "www.u.test",
  port: 443,
  subject: "adminer /adminer.php",
} as const;

/** Stored looks judged again, with other rules or data; "stale" ones are older than the finding's last look. */
type Again = "rule-changed" | "data-changed";

type Happening =
  | { readonly is: "seen"; readonly value: string; readonly severity: Severity }
  | { readonly is: "not-seen" | "could-not-look" | "area-not-assessed" | "expired" }
  | {
      readonly is: "judged-again";
      readonly cause: Again;
      /** null: the changed rule does not see it. */
      readonly value: string | null;
      readonly isStale: boolean;
    }
  | {
      readonly is: "word";
      readonly action: WordAction;
      readonly days: number | null;
      readonly owner: string | null;
    };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant("seen" as const),
      value: fc.constantFrom("a", "a", "b"),
      severity: fc.constantFrom("medium", "medium", "critical", "info"),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constantFrom("not-seen", "could-not-look", "area-not-assessed", "expired"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant("judged-again" as const),
      cause: fc.constantFrom("rule-changed", "data-changed"),
      value: fc.constantFrom("a", "b", null),
      isStale: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant("word" as const),
      action: fc.constantFrom(...WORD_ACTIONS),
      days: fc.option(fc.nat(5)),
      owner: fc.constantFrom(null, null, "Lan", "Minh"),
    }),
  },
);

function verdictOf(what: Happening): RuleVerdict {
  const value = what.is === "seen" || what.is === "judged-again" ? what.value : null;
  if (value !== null) {
    return {
      ...PLACE,
      outcome: "fail",
      severity: what.is === "seen" ? what.severity : "medium",
      confidence: "certain",
      value,
      evidence: [],
      directive: [],
      law: [],
      held: false,
    };
  }
  return what.is === "could-not-look"
    ? { ...PLACE, outcome: "unknown", reason: "connect-timeout" }
    : { ...PLACE, outcome: "pass", evidence: [] };
}

function timeOf(day: number): string {
  return new Date(Date.parse("2026-01-05T16:00:00Z") + day * 86_400_000).toISOString();
}

function happen(
  before: Finding | null,
  what: Happening,
  day: number,
  closeAfter: number,
): Step | null {
  const at = timeOf(day);
  const again = what.is === "judged-again" ? what : null;
  const lookedAt = again?.isStale === true ? timeOf(-1) : at;
  const run: Judging = { id: `run-${day}`, at, lookedAt, cause: again?.cause ?? "look" };
  if (what.is === "expired") return before && expireWord(before, run, closeAfter, CALENDAR);
  if (what.is === "area-not-assessed") return before && markUnknown(before, "budget-spent", run);
  if (what.is === "word") return before && say(before, what, at);
  const step = (from: Finding | null): Step | null =>
    advance({
      before: from,
      verdict: verdictOf(what),
      run,
      rule: RULE,
      versions: { program: "0", rules: "r", data: "d" },
      closeAfter,
      identity: { id: "f1", fingerprint: "fp1", group: "g1" },
      calendar: CALENDAR,
    });
  const once = step(before);
  const twice = step(once?.finding ?? before);
  // Judging the same run again changes nothing and tells nothing.
  expect(twice?.finding ?? once?.finding).toEqual(once?.finding);
  expect(twice?.events ?? []).toEqual([]);
  return once;
}

function say(before: Finding, what: Extract<Happening, { is: "word" }>, at: string): Step | null {
  const until =
    what.days === null
      ? null
      : timeOf(
          Math.round((Date.parse(at) - Date.parse(timeOf(0))) / 86_400_000) + what.days + 1,
        ).slice(0, 10);
  try {
    const word = { action: what.action, by: "an", at, reason: "r", until, owner: what.owner };
    return applyWord(before, word, WORD_TERMS);
  } catch (error) {
    if (error instanceof RasoatError) return null;
    throw error;
  }
}

interface Move {
  readonly what: Happening;
  readonly day: number;
  readonly closeAfter: number;
  /** Clean looks in a row up to and with this one. */
  readonly clean: number;
  readonly before: Finding;
  readonly step: Step;
}

/** Identity and the first day never move, and a state changes only with events that lead there step by step. */
function keepsItself({ before, step: { finding: after, events } }: Move): void {
  expect([after.id, after.fingerprint, after.firstSeen]).toEqual([
    before.id,
    before.fingerprint,
    before.firstSeen,
  ]);
  const isTold = events[0]?.from === before.state && events.at(-1)?.to === after.state;
  expect(after.state === before.state || isTold).toBe(true);
}

/** Only looks move the days of looking, and only clean looks count. */
function countsOnlyLooks({ what, before, step: { finding: after } }: Move): void {
  if (what.is === "seen" || what.is === "not-seen") return;
  expect([after.lastLooked, after.lastSeen]).toEqual([before.lastLooked, before.lastSeen]);
  expect(after.cleanLooks).toBeLessThanOrEqual(before.cleanLooks);
}

/** Closed by the last clean look needed; an expiry may close what was long gone; nothing else does. */
function closesOnlyByLooks({ what, closeAfter, clean, before, step }: Move): void {
  if (step.finding.state !== "fixed" || before.state === "fixed") return;
  expect(step.finding.cleanLooks).toBeGreaterThanOrEqual(closeAfter);
  expect(clean).toBeGreaterThanOrEqual(closeAfter);
  const isExpiry = step.events.some(({ cause }) => cause === "expired");
  expect(what.is === "not-seen" || isExpiry).toBe(true);
}

/** An acceptance is for one value and until its date. */
function endsAcceptance({ what, day, before, step: { finding: after } }: Move): void {
  if (before.state === "accepted" && what.is === "seen" && what.value !== before.value) {
    expect(after).toMatchObject({ state: "open", word: null });
  }
  if (after.state !== "accepted" && after.state !== "false-positive") return;
  expect(after.word).not.toBeNull();
  const until = after.word?.until ?? null;
  const isJudged = what.is === "seen" || what.is === "not-seen" || what.is === "could-not-look";
  expect(until === null || !isJudged || timeOf(day).slice(0, 10) <= until).toBe(true);
}

/** Unknown is marked with its reason, and only then; coming back is counted. */
function marksTruly({ what, before, step: { finding: after, events } }: Move): void {
  expect(after.outcome === "unknown").toBe(after.unknownReason !== null);
  // A false alarm that expires after the thing was gone is fixed, and may be back in the same run.
  const isBack =
    events.some(({ from, to }) => from === "fixed" && to === "open") && what.is !== "judged-again";
  expect(after.reopened).toBe(before.reopened + (isBack ? 1 : 0));
}

/** Rules and data never close, never count as a look, never end what a person decided unless the value moved. */
function rulesAreNoLooks({ what, before, step: { finding: after, events } }: Move): void {
  if (what.is !== "judged-again") return;
  // Looks older than the last one say nothing.
  expect(what.isStale && before.lastLooked > timeOf(-1)).toBe(false);
  expect(after.state === "fixed" && before.state !== "fixed" && !hasExpired(events)).toBe(false);
  expect(events.every(({ cause }) => cause === what.cause || cause === "expired")).toBe(true);
  const isDecided = before.state === "accepted" || before.state === "false-positive";
  if (isDecided && (what.value === null || what.value === before.value) && !hasExpired(events)) {
    expect([after.state, after.word]).toEqual([before.state, before.word]);
  }
}

const hasExpired = (events: readonly FindingEvent[]): boolean =>
  events.some(({ cause }) => cause === "expired");

/** What a unit only says it has done never closes; a look after that decides. */
function claimsProveNothing({ what, before, step: { finding: after } }: Move): void {
  if (before.state !== "claimed-fixed") return;
  if (what.is === "could-not-look" || what.is === "area-not-assessed") {
    expect(after.state).toBe("claimed-fixed");
  }
  if (what.is === "seen") expect(after.state).toBe("open");
  if (after.state === "fixed") expect(what.is).toBe("not-seen");
}

/** A date stands while the urgency does; it moves only with what opens anew, or with the urgency. */
function keepsItsTerm({ before, step: { finding: after } }: Move): void {
  if (before.severity === after.severity && before.state === after.state) {
    expect([after.dueOn, after.dueBasis]).toEqual([before.dueOn, before.dueBasis]);
  }
  expect(after.dueOn === "").toBe(after.severity === "info");
}

const SETTLED: ReadonlySet<string> = new Set(["fixed", "accepted", "false-positive"]);

/** Who was named stays named until another is; only words name. */
function keepsItsPerson({ what, before, step: { finding: after } }: Move): void {
  const named = before.plan?.owner ?? null;
  const isNew = what.is === "word" && what.owner !== null && after.plan?.owner === what.owner;
  if (!isNew) expect(after.plan?.owner ?? null).toBe(named);
}

/** The day of a plan goes with what it was said for: mended, or decided against. Nothing else ends it. */
function keepsItsDay({ what, before, step: { finding: after } }: Move): void {
  const day = after.plan?.until ?? null;
  if (SETTLED.has(after.state)) expect(day).toBeNull();
  else if (what.is !== "word" || what.action !== "in-progress") {
    expect(day).toBe(SETTLED.has(before.state) ? null : (before.plan?.until ?? null));
  }
}

test("no close on failure, no lost history, acceptance dies with its value", () => {
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 40 }),
      fc.integer({ min: 1, max: 3 }),
      (life, closeAfter) => {
        let before: Finding | null = null;
        let clean = 0;
        const history: FindingEvent[] = [];
        for (const [day, what] of life.entries()) {
          if (what.is === "seen") clean = 0;
          if (what.is === "not-seen" && before !== null) clean += 1;
          const step: Step | null = happen(before, what, day, closeAfter);
          if (step === null) continue;
          if (what.is === "judged-again" && what.value !== null) clean = 0;
          history.push(...step.events);
          if (before === null) {
            // Rules and data may open too, from looks that were made before.
            expect(verdictOf(what).outcome).toBe("fail");
            if (what.is === "seen") expect(step.finding.firstSeen).toBe(timeOf(day));
          } else {
            const move: Move = { what, day, closeAfter, clean, before, step };
            for (const holds of [
              keepsItself,
              countsOnlyLooks,
              closesOnlyByLooks,
              endsAcceptance,
              marksTruly,
              rulesAreNoLooks,
              claimsProveNothing,
              keepsItsTerm,
              keepsItsPerson,
              keepsItsDay,
            ]) {
              holds(move);
            }
          }
          before = step.finding;
        }
        // The chain of events is unbroken: each begins where the one before ended.
        history.forEach((event, index) => {
          expect(event.from).toBe(index === 0 ? null : history[index - 1]?.to);
        });
      },
    ),
    { numRuns: 2000 },
  );
});
