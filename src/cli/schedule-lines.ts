// How nights and looks of the watch are told to people, one line each.
import { REASONS } from "../model/reason.ts";
import {
  NIGHT_REASON_WORDS,
  NIGHT_STATE_WORDS,
  WATCH_OUTCOME_WORDS,
  type Night,
  type WatchedHost,
} from "../model/schedule.ts";
import { momentText } from "../text/moment.ts";
import type { Context } from "./context.ts";

export function nightLine(night: Night, context: Context): string {
  const { state, reason, beganAt, endedAt, run } = night;
  const said = context.in(NIGHT_STATE_WORDS[state]);
  const why = reason === null ? "" : ` (${context.in(NIGHT_REASON_WORDS[reason])})`;
  const began = beganAt === null ? "" : `, ${context.in(momentText(beganAt))}`;
  const ended = endedAt === null ? "" : ` – ${context.in(momentText(endedAt))}`;
  return `${night.night}: ${said}${why}${state === "missed" ? "" : `${began}${ended}`}${run === null ? "" : ` ${run}`}`;
}

export function watchLine(
  { host, outcome, reason, lookedAt }: WatchedHost,
  context: Context,
): string {
  const said = outcome === null ? "–" : context.in(WATCH_OUTCOME_WORDS[outcome]);
  const why = outcome !== "could-not" || reason === null ? "" : ` (${context.in(REASONS[reason])})`;
  const at = lookedAt === null ? "" : ` ${context.in(momentText(lookedAt))}`;
  return `${host}: ${said}${why}${at}`;
}
