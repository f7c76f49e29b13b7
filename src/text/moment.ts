// Moments for people, in Việt Nam's time (UTC+7 all year).
import type { Text } from "../model/text.ts";

const UTC_OFFSET_MS = 7 * 3_600_000;

/** @param at ISO 8601 UTC @returns "07:05" */
export function localTime(at: string): string {
  return localOf(at).slice(11, 16);
}

/** @param at ISO 8601 UTC @returns the local date, YYYY-MM-DD */
export function localDay(at: string): string {
  return localOf(at).slice(0, 10);
}

function localOf(at: string): string {
  return new Date(Date.parse(at) + UTC_OFFSET_MS).toISOString();
}

/** @param at ISO 8601 UTC @returns to the minute: "07:05 ngày 22/11/2026" */
export function momentText(at: string): Text {
  const [year = "", month = "", day = ""] = localDay(at).split("-");
  const time = localTime(at);
  return {
    vi: `${time} ngày ${day}/${month}/${year}`,
    en: `${year}-${month}-${day} ${time} (UTC+7)`,
  };
}
