// By when a finding should be mended: working days of Việt Nam. The terms are the programme's own;
// the directive sets none, and every list says so.
import type { Severity } from "../model/area.ts";
import type { Calendar } from "../model/directive.ts";
import type { Finding } from "../model/finding.ts";
import type { Text } from "../model/text.ts";
import { addDays } from "../text/days.ts";
import { weekday } from "./day.ts";
import { localDay } from "../text/moment.ts";
import { later } from "./step.ts";

/** Working days by severity; what only informs has no term. */
const TERM: Readonly<Record<Severity, number | null>> = {
  critical: 1,
  high: 10,
  medium: 20,
  low: 60,
  info: null,
};

/**
 * The last day of the term. The day of `from` itself does not count.
 * Outside the calendar's years only Saturdays and Sundays are known to be free.
 * @param from ISO 8601 UTC
 * @returns local date YYYY-MM-DD, or "" for info, which has no term
 */
export function dueOn(severity: Severity, from: string, calendar: Calendar): string {
  const term = TERM[severity];
  if (term === null) return "";
  let day = localDay(from);
  for (let left = term; left > 0;) {
    day = addDays(day, 1);
    if (isWorkingDay(day, calendar)) left -= 1;
  }
  return day;
}

function isWorkingDay(day: string, calendar: Calendar): boolean {
  if (calendar.workingWeekends.includes(day)) return true;
  const isWeekend = weekday(day) === 0 || weekday(day) === 6;
  return !isWeekend && !calendar.holidays.some((holiday) => holiday.date === day);
}

/** Where the calendar is not sure of the days up to a date; absent: it is. */
type Doubt = (calendar: Calendar, from: string, due: string) => Text | null;

const beyond: Doubt = ({ coversTo }, _from, due) => (due <= coversTo ? null : beyondText(coversTo));

function beyondText(coversTo: string): Text {
  return {
    vi: `Lịch nghỉ lễ mới có đến hết ngày ${coversTo.split("-").toReversed().join("/")}; sau đó chỉ trừ thứ Bảy, Chủ nhật.`,
    en: `Holidays are known until ${coversTo} only; after that just Saturdays and Sundays are left out.`,
  };
}

const GUESSED: Text = {
  vi: "Trong thời hạn có ngày nghỉ lễ dự kiến, chưa có thông báo chính thức.",
  en: "The term runs over holidays that are expected, not announced yet.",
};

const guessed: Doubt = ({ holidays }, from, due) =>
  holidays.some(({ date, basis }) => basis === "computed" && date > from && date <= due)
    ? GUESSED
    : null;

/**
 * The sentence that stands beside every date; `dueBasis` of a finding holds the Vietnamese one.
 * @param doubts what the calendar does not know of the days up to the date
 */
export function dueBasisText(severity: Severity, doubts: readonly Text[] = []): Text {
  const term = TERM[severity];
  if (term === null) {
    return {
      vi: "Mức thông tin: không đặt thời hạn.",
      en: "Informational: no term is set.",
    };
  }
  const { vi, en } = termText(severity);
  const own: Text = { vi: `${vi}, ${TERM_BASIS.vi}`, en: `${en}, ${TERM_BASIS.en}` };
  return {
    vi: [own, ...doubts].map(({ vi }) => vi).join(" "),
    en: [own, ...doubts].map(({ en }) => en).join(" "),
  };
}

/** The sentence that a finding keeps, for readers of either language. */
export function toldDueBasis(
  { severity, dueBasis }: Pick<Finding, "severity" | "dueBasis">,
  { coversTo }: Calendar,
): Text {
  const doubts = [beyondText(coversTo), GUESSED].filter(({ vi }) => dueBasis.includes(vi));
  return { vi: dueBasis, en: dueBasisText(severity, doubts).en };
}

/** On what every term rests. */
export const TERM_BASIS: Text = {
  vi: "do chương trình đặt ra; Công văn 2132/BYT-K2ĐT không quy định thời hạn khắc phục.",
  en: "set by the programme; directive 2132/BYT-K2ĐT sets no term for mending.",
};

/** The term alone, for tables that tell its basis once. */
export function termText(severity: Severity): Text {
  const term = TERM[severity];
  if (term === null) return { vi: "không đặt thời hạn", en: "no term is set" };
  return { vi: `${term} ngày làm việc`, en: `${term} working day${term === 1 ? "" : "s"}` };
}

function basisOf(severity: Severity, from: string, due: string, calendar: Calendar): string {
  const doubts = [beyond, guessed].flatMap((doubt) => doubt(calendar, localDay(from), due) ?? []);
  return dueBasisText(severity, doubts).vi;
}

/** A term that begins now: for what opens, comes back, or is no longer accepted. */
export function newTerm(
  severity: Severity,
  from: string,
  calendar: Calendar,
): Pick<Finding, "dueOn" | "dueBasis"> {
  const due = dueOn(severity, from, calendar);
  return { dueOn: due, dueBasis: basisOf(severity, from, due, calendar) };
}

/**
 * The date stands while the severity does. More urgent: the new term from now on, but never later than it
 * was. Milder: the new term from when it was first seen, but never earlier than it was.
 */
export function movedTerm(
  before: Finding,
  severity: Severity,
  at: string,
  calendar: Calendar,
): Pick<Finding, "dueOn" | "dueBasis"> {
  if (severity === before.severity) return { dueOn: before.dueOn, dueBasis: before.dueBasis };
  const fromNow = newTerm(severity, at, calendar);
  if (before.dueOn === "" || fromNow.dueOn === "") return fromNow;
  if (fromNow.dueOn < before.dueOn) return fromNow;
  const due = later(before.dueOn, dueOn(severity, before.firstSeen, calendar));
  return { dueOn: due, dueBasis: basisOf(severity, at, due, calendar) };
}
