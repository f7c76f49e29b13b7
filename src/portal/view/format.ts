// Dates, times and numbers as people in Việt Nam write them. Local time is that of Việt Nam, always.
import type { Language } from "../../model/text.ts";
import { dayText } from "../../text/days.ts";

const OFFSET_MS = 7 * 3_600_000;

/** Local date YYYY-MM-DD. */
export function localDay(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

/** "22/11/2026 23:05" in Việt Nam. @param iso ISO 8601 UTC */
export function timeText(iso: string): string {
  if (iso === "") return "";
  const local = new Date(Date.parse(iso) + OFFSET_MS).toISOString();
  return `${dayText(local.slice(0, 10))} ${local.slice(11, 16)}`;
}

export function numberText(value: number, language: Language): string {
  return value.toLocaleString(language === "vi" ? "vi-VN" : "en-GB");
}
