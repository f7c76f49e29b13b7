// The register of reports that were sent, as the central team keeps it: entered and put right by new entries. It keeps
// what people say; it sends nothing.
import { EXIT, RasoatError } from "../../model/error.ts";
import type { SentReport, SentReportEntry } from "../../model/sent-report.ts";
import type { Store } from "../../store/store.ts";
import { demandReason } from "./unit-office.ts";

export type NewReport = Omit<SentReportEntry, "enteredBy">;

export interface ReportDesk {
  /** Latest document first, corrected entries among them. */
  entries(): readonly SentReport[];
  /** @throws RasoatError for an empty field, a date to come, an unknown unit, an entry that stands already */
  enter(report: NewReport): void;
  /**
   * It was not sent after all: the entry counts no more, and stays in the register with the reason.
   * @throws RasoatError without a reason, for an unknown entry, and for one that counts no more already
   */
  withdraw(entry: number, reason: string): void;
}

const usage = (vi: string, en: string) => ({ exit: EXIT.usage, message: { vi, en } });

const ERRORS = {
  "report-empty": usage(
    "Hãy ghi đủ số, ngày và nơi nhận của báo cáo.",
    "Give the number, the date and the recipient of the report.",
  ),
  "report-future": usage(
    "Ngày {date} chưa tới: sổ chỉ ghi báo cáo đã gửi.",
    "{date} has not come yet: the register holds what was sent.",
  ),
  "report-unit": usage(
    "Không có đơn vị “{unit}” trong danh mục.",
    "There is no unit “{unit}” in the registry.",
  ),
} as const;

export function createReportDesk(desk: {
  readonly store: Pick<Store, "sentReports" | "addSentReport" | "withdrawSentReport" | "registry">;
  readonly by: string;
  /** Local date. */
  readonly today: string;
}): ReportDesk {
  const { store, by, today } = desk;
  return {
    entries: () => store.sentReports("central"),
    enter: (report) => {
      const { unit, number, date, recipient } = report;
      const fail = (code: keyof typeof ERRORS): never => {
        throw new RasoatError(code, ERRORS[code], { date, unit: unit ?? "" });
      };
      const isWhole =
        number.trim() !== "" && recipient.trim() !== "" && /^\d{4}-\d\d-\d\d$/.test(date);
      if (!isWhole) fail("report-empty");
      if (date > today) fail("report-future");
      const isKnown = store.registry().units.some(({ code }) => code === unit);
      if (unit !== null && !isKnown) fail("report-unit");
      store.addSentReport("central", { ...report, enteredBy: by });
    },
    withdraw: (entry, reason) => {
      demandReason(reason);
      store.withdrawSentReport("central", { entry, reason, enteredBy: by });
    },
  };
}
