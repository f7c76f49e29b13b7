// Which rows of the ledger leave by themselves, and into which file: whole months of Việt Nam's time.
import { basename, dirname, join } from "node:path";
import { localTime } from "../registry/window.ts";

const ZONE = "Asia/Ho_Chi_Minh";

/** When a local day, YYYY-MM-DD, begins. */
export function localMidnight(day: string): Date {
  return new Date(`${day}T00:00:00+07:00`);
}

const monthOf = (moment: Date): string => localTime(ZONE, moment).date.slice(0, 7);

/** The beginning of the oldest month that stays, when so many whole months before the present one do. */
export function oldestKept(now: Date, months: number): Date {
  const [year = 0, month = 1] = monthOf(now).split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  return localMidnight(first.toISOString().slice(0, 10));
}

/** Whether the month of an archive made at `at` is the present one. */
export function isThisMonth(at: string, now: Date): boolean {
  return monthOf(new Date(at)) === monthOf(now);
}

/** @param first the row it begins with, so that no two files have one name */
export function archiveFile(database: string, folder: string | undefined, first: number): string {
  const name = `${basename(database)}.ledger-${String(first).padStart(12, "0")}.jsonl.gz`;
  return join(folder ?? dirname(database), name);
}
