// rasoat report: the register of what was sent, and who has not reported. It keeps what people say; it sends nothing.
import { standings } from "../../export/report/standing.ts";
import { reportingOf } from "../../rules/reporting.ts";
import { dayText } from "../../export/document/day-text.ts";
import { localDay } from "../../export/remediation.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Registry } from "../../model/registry.ts";
import { REPORT_FORMS, type SentReport, type SentReportEntry } from "../../model/sent-report.ts";
import type { Text } from "../../model/text.ts";
import { NOT_DECLARED, REPORT_FORM_WORDS } from "../../model/words.ts";
import type { Store } from "../../store/store.ts";
import type { Body, OptionValues } from "../body.ts";
import type { Context } from "../context.ts";
import { dayOf, oneOf, textOf } from "../lists.ts";
import { withStore } from "../open.ts";
import { printTable, type Column } from "../table.ts";
import { findRunOf } from "../runs.ts";
import { knownUnits, unitOption } from "../subjects.ts";
import { actor } from "../actor.ts";

const ERRORS = {
  WHO: {
    exit: EXIT.usage,
    message: {
      vi: "Hãy cho biết báo cáo của ai, đúng một: --unit MÃ, --subtree MÃ hoặc --all.",
      en: "Say whose report it is, exactly one of --unit CODE, --subtree CODE or --all.",
    },
  },
  FUTURE: {
    exit: EXIT.usage,
    message: {
      vi: "Ngày {date} chưa tới: sổ chỉ ghi báo cáo đã gửi. Kiểm tra lại --date.",
      en: "{date} has not come yet: the register holds what was sent. Check --date.",
    },
  },
  ENTRY: {
    exit: EXIT.usage,
    message: {
      vi: "Mục của sổ được gọi bằng số thứ tự, không phải “{value}”. Xem bằng: rasoat report list.",
      en: "An entry is named by its number, not “{value}”. See them with: rasoat report list.",
    },
  },
} as const;

const ENTRY_COLUMNS: readonly Column[] = [
  { title: { vi: "MỤC", en: "ENTRY" } },
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "LOẠI", en: "FORM" } },
  { title: { vi: "SỐ", en: "NUMBER" } },
  { title: { vi: "NGÀY", en: "DATE" } },
  { title: { vi: "NƠI NHẬN", en: "RECIPIENT" }, max: 40 },
  { title: { vi: "LƯỢT QUÉT", en: "RUN" } },
  { title: { vi: "NGƯỜI GHI", en: "ENTERED BY" } },
];

const MISSING_COLUMNS: readonly Column[] = [
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "TÊN", en: "NAME" }, max: 50 },
  { title: { vi: "BÁO CÁO GẦN NHẤT", en: "LATEST REPORT" } },
];

export const reportSent: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const entry = entryOf(store, options);
    const added = store.addSentReport("central", entry);
    if (added === undefined) throw new Error("the central team may enter any report");
    if (context.json) context.print(JSON.stringify(added));
    else {
      context.say({
        vi: `Đã ghi mục ${String(added.entry)} vào sổ báo cáo đã gửi.`,
        en: `Entered as number ${String(added.entry)} in the register of sent reports.`,
      });
      printEntries(context, [added]);
    }
    return EXIT.done;
  });

export const reportWithdraw: Body = (context, [entry = ""], options) =>
  withStore(context, false, (store) => {
    const added = store.withdrawSentReport("central", {
      entry: numberOf(entry),
      reason: trimmed(options["reason"]),
      enteredBy: actor(),
    });
    if (added === undefined) throw new Error("the central team may withdraw any report");
    if (context.json) context.print(JSON.stringify(added));
    else {
      context.say({
        vi: `Đã rút lại mục ${entry} bằng mục ${String(added.entry)}; mục cũ vẫn nằm trong sổ.`,
        en: `Entry ${entry} is withdrawn by entry ${String(added.entry)}; the old one stays in the register.`,
      });
      printEntries(context, [added]);
    }
    return EXIT.done;
  });

function entryOf(store: Store, options: OptionValues): SentReportEntry {
  const date = dayOf("--date", trimmed(options["date"]));
  if (date > localDay(new Date().toISOString())) {
    throw new RasoatError("FUTURE", ERRORS.FUTURE, { date });
  }
  const run = textOf(options["run"]);
  const corrects = textOf(options["corrects"]);
  return {
    ...subjectOf(options, store.registry()),
    kind: oneOf("--kind", textOf(options["kind"]) ?? "bao-cao", REPORT_FORMS),
    number: trimmed(options["number"]),
    date,
    recipient: trimmed(options["recipient"]),
    run: run === undefined ? null : findRunOf(store, run).id,
    corrects: corrects === undefined ? null : numberOf(corrects),
    enteredBy: actor(),
  };
}

function subjectOf(
  options: OptionValues,
  registry: Registry,
): Pick<SentReportEntry, "scope" | "unit"> {
  const subjects = [
    ...knownUnits(options["unit"], registry).map((unit) => ({ scope: "unit" as const, unit })),
    ...knownUnits(options["subtree"], registry).map((unit) => ({
      scope: "subtree" as const,
      unit,
    })),
    ...(options["all"] === true ? [{ scope: "all" as const, unit: null }] : []),
  ];
  const [subject] = subjects;
  if (subject === undefined || subjects.length > 1) throw new RasoatError("WHO", ERRORS.WHO);
  return subject;
}

function trimmed(value: unknown): string {
  return textOf(value)?.trim() ?? "";
}

function numberOf(value: string): number {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new RasoatError("ENTRY", ERRORS.ENTRY, { value });
  return Number(value);
}

export const reportList: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const registry = store.registry();
    const said = textOf(options["since"]);
    const since = said === undefined ? null : dayOf("--since", said);
    const filter = unitOption(options["unit"], registry);
    const sent = store.sentReports("central", filter);
    if (options["missing"] === true) {
      printMissing(context, { registry, sent, since, units: filter.units });
    } else {
      printEntries(
        context,
        sent.filter(({ date }) => since === null || date >= since),
      );
    }
    return EXIT.done;
  });

function printEntries(context: Context, entries: readonly SentReport[]): void {
  if (context.json) {
    for (const entry of entries) context.print(JSON.stringify(entry));
    return;
  }
  if (entries.length === 0) {
    context.say({
      vi: "Sổ chưa có mục nào. Ghi bằng: rasoat report sent.",
      en: "No entry in the register. Enter one with: rasoat report sent.",
    });
    return;
  }
  const rows = entries.map((entry) => [
    entryText(context, entry),
    whose(context, entry),
    context.in(REPORT_FORM_WORDS[entry.kind]),
    entry.number,
    dayText(entry.date, context.language),
    entry.recipient,
    entry.run ?? context.in(NOT_DECLARED),
    `${entry.enteredBy}, ${dayText(entry.enteredAt, context.language)}`,
  ]);
  printTable(context, { columns: ENTRY_COLUMNS, rows });
}

function entryText(context: Context, report: SentReport): string {
  const { entry, corrects, correctedBy, withdrawal } = report;
  const by = String(correctedBy);
  const words = [
    String(entry),
    ...(corrects === null ? [] : [context.in(namedText(corrects, withdrawal))]),
    ...(correctedBy === null
      ? []
      : [context.in({ vi: `(không còn tính, xem ${by})`, en: `(no longer counts, see ${by})` })]),
  ];
  return words.join(" ");
}

function namedText(entry: number, withdrawal: string | null): Text {
  const old = String(entry);
  return withdrawal === null
    ? { vi: `(đính chính ${old})`, en: `(corrects ${old})` }
    : { vi: `(rút lại ${old}: ${withdrawal})`, en: `(withdraws ${old}: ${withdrawal})` };
}

function whose(context: Context, { scope, unit }: SentReport): string {
  if (unit === null) return context.in({ vi: "tổng hợp toàn bộ", en: "roll-up of all" });
  return scope === "unit" ? unit : `${unit} ${context.in({ vi: "(tổng hợp)", en: "(roll-up)" })}`;
}

interface Question {
  readonly registry: Registry;
  readonly sent: readonly SentReport[];
  readonly since: string | null;
  /** Absent: all. */
  readonly units: readonly string[] | undefined;
}

function printMissing(context: Context, { registry, sent, since, units }: Question): void {
  const codes = new Set(units ?? registry.units.map(({ code }) => code));
  const all = standings(registry, [], codes, new Date().toISOString());
  const reporting = reportingOf(all, sent, since);
  const missing = reporting.filter(({ hasReported }) => !hasReported);
  if (context.json) {
    for (const { unit, last } of missing) {
      context.print(JSON.stringify({ unit: unit.code, name: unit.name, since, last }));
    }
    return;
  }
  const rows = missing.map(({ unit, last }) => [
    unit.code,
    unit.name,
    last === null
      ? context.in(NOT_DECLARED)
      : `${last.number}, ${dayText(last.date, context.language)}`,
  ]);
  if (rows.length > 0) {
    printTable(context, { columns: MISSING_COLUMNS, rows });
  }
  const [some, of] = [String(missing.length), String(reporting.length)];
  context.say({
    vi: `${some}/${of} đơn vị có tên miền được phép rà soát chưa có báo cáo trong sổ.`,
    en: `${some} of ${of} units with granted hosts have no report in the register.`,
  });
}
