// Dates, times and numbers as people in Việt Nam write them. Local time is that of Việt Nam, always.
import type { Language } from "../model/text.ts";

const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** Local date YYYY-MM-DD. */
export function localDay(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

/** "04/12/2026"; "" stays "". @param day YYYY-MM-DD */
export function dayText(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return day === "" ? "" : `${date}/${month}/${year}`;
}

/** "22/11/2026 23:05" in Việt Nam. @param iso ISO 8601 UTC */
export function timeText(iso: string): string {
  if (iso === "") return "";
  const local = new Date(Date.parse(iso) + OFFSET_MS).toISOString();
  return `${dayText(local.slice(0, 10))} ${local.slice(11, 16)}`;
}

/** Whole days from `today` until `day`; negative when it has passed. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
}

/** "còn 5 ngày", "hôm nay", "quá hạn 3 ngày"; "" for no date. */
export function dueText(day: string, today: string, language: Language): string {
  if (day === "") return "";
  const days = daysUntil(day, today);
  if (days === 0) return language === "vi" ? "hạn hôm nay" : "due today";
  const count = String(Math.abs(days));
  if (language === "vi") return days > 0 ? `còn ${count} ngày` : `quá hạn ${count} ngày`;
  const noun = count === "1" ? "day" : "days";
  return days > 0 ? `${count} ${noun} left` : `${count} ${noun} overdue`;
}

export function numberText(value: number, language: Language): string {
  return value.toLocaleString(language === "vi" ? "vi-VN" : "en-GB");
}
