// Dates, times and numbers as people in Việt Nam write them. Local time is that of Việt Nam, always.
import type { Language } from "../../model/text.ts";
import { dayText } from "../../text/days.ts";
import { localDay as localDayOf, localTime } from "../../text/moment.ts";

/** Local date YYYY-MM-DD. */
export function localDay(at: Date): string {
  return localDayOf(at.toISOString());
}

/** "22/11/2026 23:05" in Việt Nam. @param iso ISO 8601 UTC */
export function timeText(iso: string): string {
  return iso === "" ? "" : `${dayText(localDayOf(iso))} ${localTime(iso)}`;
}

export function numberText(value: number, language: Language): string {
  return value.toLocaleString(language === "vi" ? "vi-VN" : "en-GB");
}
