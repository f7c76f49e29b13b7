// Local time arithmetic of authorizations: dates and windows in a named time zone.
// Reads no clock; every moment is handed in.
import type { Window } from "../model/registry.ts";

export const DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh";

export interface LocalTime {
  /** YYYY-MM-DD */
  readonly date: string;
  /** Minutes since local midnight, 0–1439. */
  readonly minute: number;
}

/** Tells the local time in a zone. Keeps a formatter and the last answer for each zone. */
export type ZoneClock = (timezone: string, at: Date) => LocalTime;

export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @returns a clock with its own memory, so that thousands of questions a second stay cheap */
export function createZoneClock(): ZoneClock {
  const formatters = new Map<string, Intl.DateTimeFormat>();
  const last = new Map<string, { epochMinute: number; local: LocalTime }>();
  return (timezone, at) => {
    const epochMinute = Math.floor(at.getTime() / 60_000);
    const known = last.get(timezone);
    if (known?.epochMinute === epochMinute) return known.local;
    let formatter = formatters.get(timezone);
    if (formatter === undefined) {
      formatter = formatterFor(timezone);
      formatters.set(timezone, formatter);
    }
    const local = read(formatter, at);
    last.set(timezone, { epochMinute, local });
    return local;
  };
}

/** @throws RangeError for an unknown zone or an invalid date */
export function localTime(timezone: string, at: Date): LocalTime {
  return read(formatterFor(timezone), at);
}

function formatterFor(timezone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
}

function read(formatter: Intl.DateTimeFormat, at: Date): LocalTime {
  const parts: Record<string, string> = {};
  for (const part of formatter.formatToParts(at)) parts[part.type] = part.value;
  const year = (parts["year"] ?? "").padStart(4, "0");
  return {
    date: `${year}-${parts["month"]}-${parts["day"]}`,
    minute: Number(parts["hour"]) * 60 + Number(parts["minute"]),
  };
}

/** "HH:MM" to minutes since midnight. */
export function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

/** `from` is inside, `to` is not; `from` later than `to` crosses midnight. */
export function isInside(window: Pick<Window, "from" | "to">, minute: number): boolean {
  const from = minuteOf(window.from);
  const to = minuteOf(window.to);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

const NOON = 12 * 60;

/**
 * The night that a moment belongs to, for budgets: the local date on which the window last began.
 * Without a window a night runs from noon to noon in Vietnam's time.
 * @returns YYYY-MM-DD
 */
export function nightOf(window: Window | null, at: Date): string {
  const local = localTime(window?.timezone ?? DEFAULT_TIMEZONE, at);
  const begins = window === null ? NOON : minuteOf(window.from);
  return local.minute >= begins ? local.date : dayBefore(local.date);
}

function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}
