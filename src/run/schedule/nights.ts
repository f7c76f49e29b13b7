// Which night is due, which one is to be taken up, which ones were missed. Pure: the clock and what happened so far are
// handed in; the arithmetic of local times is croner's.
import { Cron } from "croner";
import type { Night, Nightly } from "../../model/schedule.ts";
import { localTime } from "../../registry/window.ts";

/** One night as the settings place it. */
export interface Hours {
  /** Local date on which it begins. */
  readonly night: string;
  readonly from: Date;
  readonly until: Date;
}

/** More missed nights than these are of no use to anybody. */
const MOST_MISSED = 30;

/** The night in whose hours a moment lies; null between two nights. `until` is outside. */
export function hoursAt(nightly: Nightly, now: Date): Hours | null {
  const [last] = begunBefore(nightly, now, 1);
  return last !== undefined && now < last.until ? last : null;
}

/** The first night that begins after a moment. */
export function nextHours(nightly: Nightly, now: Date): Hours {
  const from = cronOf(nightly.at, nightly).nextRun(now);
  if (from === null) throw new Error(`no night ever begins at ${nightly.at}`);
  return hoursFrom(nightly, from);
}

/** Nights that began at or after `since` and are over, oldest first; the latest 30 of them. */
export function hoursOver(nightly: Nightly, since: Date, now: Date): Hours[] {
  return begunBefore(nightly, now, MOST_MISSED + 1)
    .filter(({ from, until }) => from >= since && until <= now)
    .slice(0, MOST_MISSED)
    .toReversed();
}

function begunBefore(nightly: Nightly, now: Date, count: number): Hours[] {
  // Whole seconds only: asked a second late, and what has not begun yet is left out.
  const reference = new Date(now.getTime() + 1_000);
  return cronOf(nightly.at, nightly)
    .previousRuns(count + 1, reference)
    .filter((from) => from <= now)
    .slice(0, count)
    .map((from) => hoursFrom(nightly, from));
}

function hoursFrom(nightly: Nightly, from: Date): Hours {
  const until = cronOf(nightly.until, nightly).nextRun(from);
  if (until === null) throw new Error(`no night ever ends at ${nightly.until}`);
  return { night: localTime(nightly.timezone, from).date, from, until };
}

function cronOf(time: string, { timezone }: Nightly): Cron {
  const [hour, minute] = time.split(":").map(Number);
  return new Cron(`0 ${String(minute)} ${String(hour)} * * *`, { timezone });
}

export interface NightsSoFar {
  readonly now: Date;
  /** Since when these hours stand: nights before that were nobody's. */
  readonly since: Date;
  /** Latest first. */
  readonly nights: readonly Night[];
}

export type NightStep =
  /** Also one that was late: the machine was off when it should have begun. */
  | { readonly do: "begin"; readonly hours: Hours }
  /** One that was begun and whose hours are not over. */
  | { readonly do: "take-up"; readonly night: Night }
  /** One that was begun and whose hours are over: what is left is noted as not assessed. */
  | { readonly do: "close"; readonly night: Night }
  | { readonly do: "wait"; readonly next: Hours };

export interface NightDecision {
  /** Over, and never begun; oldest first. */
  readonly missed: readonly Hours[];
  readonly step: NightStep;
}

/** Never two at once: what was begun comes before what is due, and a date has one night, whatever became of it. */
export function decideNight(nightly: Nightly, { now, since, nights }: NightsSoFar): NightDecision {
  const known = new Set(nights.map(({ night }) => night));
  const missed = hoursOver(nightly, since, now).filter(({ night }) => !known.has(night));
  return { missed, step: stepOf(nightly, now, nights) };
}

function stepOf(nightly: Nightly, now: Date, nights: readonly Night[]): NightStep {
  const begun = nights.findLast(({ state }) => state === "running");
  if (begun !== undefined) {
    return now < new Date(begun.until)
      ? { do: "take-up", night: begun }
      : { do: "close", night: begun };
  }
  const hours = hoursAt(nightly, now);
  if (hours !== null && nights.every(({ night }) => night !== hours.night)) {
    return { do: "begin", hours };
  }
  return { do: "wait", next: nextHours(nightly, now) };
}
