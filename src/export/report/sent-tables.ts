// What the register of sent reports says in a roll-up: how many have reported, who has not, and the entries that
// stand. A register without entries says that nothing was declared; it never says that nobody has reported.
import type { SentReport } from "../../model/sent-report.ts";
import { REPORT_FORM_WORDS } from "../../model/words.ts";
import { dayText } from "../document/day-text.ts";
import { body, heading, note } from "../document/model.ts";
import type { Annex, Block, Cell, Table } from "../document/model.ts";
import { count, declaredCell, notDeclared, own } from "./cells.ts";
import { sayIn, type ReportInput } from "./input.ts";
import { reportingOf, standingEntries, type Reporting } from "../../rules/reporting.ts";
import type { SystemStanding } from "./standing.ts";

/** A longer list is nothing that a person reads; the number beside it names every unit all the same. */
const MOST_ROWS = 200;

export function sentBlocks(input: ReportInput, all: readonly SystemStanding[]): Block[] {
  const say = sayIn(input.language);
  if (standingEntries(input.sent).length === 0) {
    return [
      body(
        say(
          "Sổ theo dõi báo cáo đã gửi của từng đơn vị (số, ngày, nơi nhận): chưa khai báo.",
          "Register of reports that units have sent (number, date, recipient): not declared.",
        ),
      ),
    ];
  }
  const units = reportingOf(all, input.sent, input.reportedSince);
  const missing = units.filter(({ hasReported }) => !hasReported);
  return [
    heading(2, say("Báo cáo đã gửi", "Reports sent")),
    standingTable(input, units),
    missingTable(input, missing),
    ...(missing.length > MOST_ROWS
      ? [
          note(
            say(
              "Bảng chỉ nêu các đơn vị đầu tiên theo thứ tự danh mục; danh sách đầy đủ: rasoat report list --missing.",
              "The table names the first units in the order of the registry; all of them: rasoat report list --missing.",
            ),
          ),
        ]
      : []),
  ];
}

/** No annex while the register has no entry. */
export function sentAnnexes(input: ReportInput): Annex[] {
  const entries = standingEntries(input.sent);
  if (entries.length === 0) return [];
  const title = sayIn(input.language)("Sổ báo cáo đã gửi", "Register of sent reports");
  return [{ title, blocks: [entryTable(input, entries)] }];
}

function standingTable(input: ReportInput, units: readonly Reporting[]): Table {
  const say = sayIn(input.language);
  const { reportedSince, language } = input;
  const from =
    reportedSince === null
      ? say(", tính trên toàn bộ sổ", ", over the whole register")
      : say(
          ` từ ngày ${dayText(reportedSince, language)}`,
          ` since ${dayText(reportedSince, language)}`,
        );
  const row = (name: string, some: readonly Reporting[]): Cell[] => [
    own(name),
    count(
      "units",
      some.map(({ unit }) => unit.code),
    ),
  ];
  return {
    kind: "table",
    title: say(`Tình hình gửi báo cáo${from}`, `Who has reported${from}`),
    columns: [
      { title: say("Tình trạng", "State"), width: 12 },
      { title: say("Số đơn vị", "Units"), width: 3, align: "center" },
    ],
    rows: [
      row(
        say("Đã gửi báo cáo, theo sổ", "Have reported, by the register"),
        units.filter(({ hasReported }) => hasReported),
      ),
      row(
        say("Chưa có báo cáo trong sổ", "No report in the register"),
        units.filter(({ hasReported }) => !hasReported),
      ),
      row(
        say(
          "Cộng: đơn vị có tên miền đang được phép rà soát",
          "Total: units with hosts that may be looked at",
        ),
        units,
      ),
    ],
    empty: "",
    hasTotal: true,
  };
}

function missingTable(input: ReportInput, missing: readonly Reporting[]): Table {
  const say = sayIn(input.language);
  const names = new Map(input.registry.units.map(({ code, name }) => [code, name]));
  return {
    kind: "table",
    title: say("Đơn vị chưa gửi báo cáo", "Units that have not reported"),
    columns: [
      { title: say("STT", "No."), width: 1, align: "center" },
      { title: say("Đơn vị", "Unit"), width: 5 },
      { title: say("Cơ quan cấp trên trực tiếp", "Direct superior"), width: 4 },
      { title: say("Báo cáo gần nhất đã ghi sổ", "Latest report in the register"), width: 5 },
    ],
    rows: missing.slice(0, MOST_ROWS).map(({ unit, last }, index) => {
      const key = `unit ${unit.code}`;
      return [
        own(String(index + 1)),
        declaredCell(input, key, unit.name),
        declaredCell(input, key, unit.parent === null ? null : (names.get(unit.parent) ?? null)),
        last === null ? notDeclared(input) : said(last, documentText(input, last)),
      ];
    }),
    empty: say("Mọi đơn vị đều đã gửi báo cáo.", "Every unit has reported."),
  };
}

function entryTable(input: ReportInput, entries: readonly SentReport[]): Table {
  const { language, registry } = input;
  const say = sayIn(language);
  const names = new Map(registry.units.map(({ code, name }) => [code, name]));
  const shown = entries.slice(0, MOST_ROWS);
  return {
    kind: "table",
    title:
      shown.length === entries.length
        ? ""
        : say(
            "Các mục gần nhất; toàn bộ: rasoat report list",
            "Latest entries; all: rasoat report list",
          ),
    columns: [
      { title: say("Đơn vị", "Unit"), width: 5 },
      { title: say("Loại văn bản", "Form"), width: 2.5 },
      { title: say("Số, ký hiệu", "Number"), width: 3 },
      { title: say("Ngày", "Date"), width: 2.5, align: "center" },
      { title: say("Nơi nhận", "Recipient"), width: 4 },
      { title: say("Lượt rà soát làm căn cứ", "Run it rests on"), width: 3 },
    ],
    rows: shown.map((entry) => [
      said(entry, whose(input, entry, names)),
      said(entry, REPORT_FORM_WORDS[entry.kind][language]),
      said(entry, entry.number),
      said(entry, dayText(entry.date, language)),
      said(entry, entry.recipient),
      entry.run === null ? notDeclared(input) : said(entry, entry.run),
    ]),
    empty: "",
  };
}

function whose(
  { language }: ReportInput,
  { scope, unit }: SentReport,
  names: ReadonlyMap<string, string>,
): string {
  const say = sayIn(language);
  if (unit === null) return say("Tổng hợp toàn bộ", "Roll-up of all");
  const name = names.get(unit) ?? unit;
  return scope === "unit"
    ? name
    : `${name} ${say("(tổng hợp cả đơn vị trực thuộc)", "(roll-up with units below)")}`;
}

function documentText({ language }: ReportInput, { number, date, recipient }: SentReport): string {
  const day = dayText(date, language);
  return language === "vi"
    ? `số ${number} ngày ${day}, gửi ${recipient}`
    : `${number} of ${day}, to ${recipient}`;
}

/** Said by whoever entered it, on that day. */
function said({ enteredBy, enteredAt }: SentReport, text: string): Cell {
  return { text, source: { kind: "declared", by: enteredBy, at: enteredAt } };
}
