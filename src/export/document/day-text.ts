// Dates as offices write them: 21/11/2026 in Vietnamese, ISO in English.
import type { Language } from "../../model/text.ts";
import { localDay } from "../remediation.ts";

/** @param at ISO 8601 UTC, or a local date, which stays as it is */
export function dayText(at: string, language: Language): string {
  const day = at.length === 10 ? at : localDay(at);
  const [year, month, date] = day.split("-");
  return language === "vi" && date !== undefined ? `${date}/${month ?? ""}/${year ?? ""}` : day;
}
