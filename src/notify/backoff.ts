// When a letter, or the mail server as a whole, is tried again. Pure.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After the first, second, … vain try of one letter. */
const LETTER_MINUTES = [1, 5, 15, 60, 240, 720] as const;
/** After so long a letter that was put off again and again has failed. */
const GIVE_UP_MS = 5 * 24 * HOUR_MS;

/** A server that does not answer is asked often: the next letter may be of a defacement. */
const SERVER_MINUTES = [1, 2, 5, 10, 15] as const;
/** One that refuses our name and password may lock the account. */
const REFUSED_MINUTES = [15, 30, 60] as const;

/**
 * @param attempts vain ones, this one included
 * @returns ISO 8601 UTC; null: it is given up
 */
export function nextTry(now: Date, plannedAt: string, attempts: number): string | null {
  if (now.getTime() - Date.parse(plannedAt) > GIVE_UP_MS) return null;
  return later(now, step(LETTER_MINUTES, attempts));
}

/** @param failures in a row, this one included */
export function serverRest(now: Date, failures: number, isRefused: boolean): string {
  return later(now, step(isRefused ? REFUSED_MINUTES : SERVER_MINUTES, failures));
}

/**
 * When one more letter may go to an address.
 * @param sent when letters went there within the last hour, oldest first
 * @returns null: now
 */
export function capUntil(sent: readonly string[], perHour: number): string | null {
  const oldest = sent.at(-perHour);
  return sent.length < perHour || oldest === undefined
    ? null
    : new Date(Date.parse(oldest) + HOUR_MS).toISOString();
}

function later(now: Date, minutes: number): string {
  return new Date(now.getTime() + minutes * MINUTE_MS).toISOString();
}

function step(minutes: readonly number[], count: number): number {
  return minutes[Math.min(count, minutes.length) - 1] ?? 1;
}
