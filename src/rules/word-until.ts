// The last day of a person's word: what may be asked for, and how long it holds where nothing was asked. Pure.
import { EXIT, RasoatError, type ErrorEntry } from "../model/error.ts";
import type { PersonWord, WordAction } from "../model/finding.ts";
import { addDays, dayText } from "../text/days.ts";
import { localDay } from "../text/moment.ts";

const ERRORS = {
  "word-until-invalid": {
    exit: EXIT.usage,
    message: {
      vi: 'Ngày "{until}" không hợp lệ: viết dạng NĂM-THÁNG-NGÀY, ví dụ 2026-12-31.',
      en: '"{until}" is not a date: write YYYY-MM-DD, for example 2026-12-31.',
    },
  },
  "word-until-past": {
    exit: EXIT.usage,
    message: {
      vi: "Ngày {until} đã qua: chọn một ngày từ {today} trở đi.",
      en: "{until} has passed: choose {today} or later.",
    },
  },
  "word-until-unused": {
    exit: EXIT.usage,
    message: {
      vi: "--until chỉ dùng với accept, false-positive và in-progress; hãy bỏ đi.",
      en: "--until goes with accept, false-positive and in-progress only; leave it out.",
    },
  },
  "word-until-too-far": {
    exit: EXIT.usage,
    message: {
      vi: "Ngày {until} quá xa: chấp nhận rủi ro hoặc báo nhầm có hiệu lực tối đa {days} ngày rồi phải xem lại. Chọn ngày {latest} ({shown}) hoặc sớm hơn. Trung tâm đặt giới hạn này ở exceptions.longestDays trong rasoat.yaml.",
      en: "{until} is too far off: an accepted risk or a false alarm holds for at most {days} days and is then reviewed. Choose {latest} or earlier. The central team sets this limit: exceptions.longestDays in rasoat.yaml.",
    },
  },
} as const satisfies Record<string, ErrorEntry>;

/** Days after which an acceptance or a false alarm ends where no date was given: none stands for ever. */
const LASTS: Readonly<Partial<Record<WordAction, number>>> = {
  accept: 180,
  "false-positive": 365,
};

/** @returns the last day that an acceptance or a false alarm said on `today` may hold, YYYY-MM-DD */
export function latestEnd(today: string, longestDays: number): string {
  return addDays(today, longestDays);
}

/** The last day of a word that ends by date; null: it does not, or a plan without one. */
export function lastDayOf(word: PersonWord, longestDays: number): string | null {
  const days = LASTS[word.action];
  if (days === undefined) return word.until;
  return word.until ?? addDays(localDay(word.at), Math.min(days, longestDays));
}

/**
 * @param today local date, YYYY-MM-DD
 * @throws RasoatError where the word takes no date, or not this one; a plan may reach as far as the repair takes
 */
export function refuseBadUntil(
  action: WordAction,
  until: string,
  { today, longestDays }: { readonly today: string; readonly longestDays: number },
): void {
  const hasEnd = Object.hasOwn(LASTS, action);
  if (!hasEnd && action !== "in-progress") throw untilError("word-until-unused");
  if (!isDay(until)) throw untilError("word-until-invalid", { until });
  if (until < today) throw untilError("word-until-past", { until, today });
  const latest = latestEnd(today, longestDays);
  if (hasEnd && until > latest) {
    const shown = dayText(latest);
    throw untilError("word-until-too-far", { until, days: longestDays, latest, shown });
  }
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(time) &&
    new Date(time).toISOString().startsWith(text)
  );
}

function untilError(
  code: keyof typeof ERRORS,
  parameters: Readonly<Record<string, string | number>> = {},
): RasoatError {
  return new RasoatError(code, ERRORS[code], parameters);
}
