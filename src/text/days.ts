// Days as people in Việt Nam write them, and how far off they are. A day is YYYY-MM-DD.
import type { Language } from "../model/text.ts";

const DAY_MS = 86_400_000;

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** "04/12/2026"; "" stays "". */
export function dayText(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return day === "" ? "" : `${date}/${month}/${year}`;
}

/** Whole days from `today` until `day`; negative when it has passed. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
}

/** "còn 5 ngày", "hạn hôm nay", "quá hạn 3 ngày"; "" for no date. */
export function dueText(day: string, today: string, language: Language): string {
  if (day === "") return "";
  const days = daysUntil(day, today);
  if (days === 0) return language === "vi" ? "hạn hôm nay" : "due today";
  const count = String(Math.abs(days));
  if (language === "vi") return days > 0 ? `còn ${count} ngày` : `quá hạn ${count} ngày`;
  const noun = count === "1" ? "day" : "days";
  return days > 0 ? `${count} ${noun} left` : `${count} ${noun} overdue`;
}
