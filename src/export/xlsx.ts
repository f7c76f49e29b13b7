// XLSX with three sheets: the list (frozen header, filter, real dates, text that stays text), explanations, totals.
import { SEVERITIES } from "../model/area.ts";
import type { Language, Text } from "../model/text.ts";
import { AREA_WORDS, SEVERITY_WORDS, STATE_WORDS } from "../model/words.ts";
import type { Provenance } from "./provenance.ts";
import { REMEDIATION_COLUMNS, type RemediationRow } from "./remediation.ts";
import { workbook, type Look, type SheetCell } from "./workbook.ts";

type Row = readonly SheetCell[];

const LOOKS: Readonly<Record<string, Look>> = {
  critical: "critical",
  high: "high",
  medium: "medium",
};

export function remediationXlsx(
  rows: readonly RemediationRow[],
  language: Language,
  provenance: Provenance,
): Uint8Array {
  return workbook([
    {
      name: { vi: "Danh sách", en: "List" }[language],
      widths: REMEDIATION_COLUMNS.map(({ width }) => width),
      rows: listRows(rows, language),
      listed: rows.length,
    },
    {
      name: { vi: "Giải thích", en: "Explanations" }[language],
      widths: [34, 90],
      rows: explanations(language, provenance),
      listed: null,
    },
    {
      name: { vi: "Tổng hợp", en: "Totals" }[language],
      widths: [44, 14],
      rows: totals(rows, language),
      listed: null,
    },
  ]);
}

function* listRows(rows: readonly RemediationRow[], language: Language): Generator<Row> {
  yield header(REMEDIATION_COLUMNS.map(({ title }) => title[language]));
  for (const row of rows) {
    yield REMEDIATION_COLUMNS.map(({ key, cell }) => ({
      value: cell(row, language),
      look: key === "severity" ? (LOOKS[row.finding.severity] ?? "plain") : "plain",
    }));
  }
}

function header(titles: readonly string[]): Row {
  return titles.map((value) => ({ value, look: "head" }));
}

function explanations(language: Language, { lines }: Provenance): Row[] {
  const pairs: readonly (readonly [string, string])[] = [
    ...lines.map(({ name, value }) => [name[language], value] as const),
    ...REMEDIATION_COLUMNS.map(({ title, note }) => [title[language], note[language]] as const),
  ];
  return [
    header([{ vi: "Mục", en: "Entry" }[language], { vi: "Ý nghĩa", en: "Meaning" }[language]]),
    ...pairs.map((pair) => pair.map((value): SheetCell => ({ value, look: "plain" }))),
  ];
}

function totals(rows: readonly RemediationRow[], language: Language): Row[] {
  const count = (matches: (row: RemediationRow) => boolean) => rows.filter(matches).length;
  const line = (text: string, value: number): Row => [
    { value: text, look: "plain" },
    { value, look: "plain" },
  ];
  const used = <T extends string>(
    words: Readonly<Record<T, Text>>,
    of: (row: RemediationRow) => T,
  ) =>
    (Object.keys(words) as T[]).map((key) =>
      line(
        words[key][language],
        count((row) => of(row) === key),
      ),
    );
  return [
    header([{ vi: "Tổng hợp", en: "Totals" }[language], { vi: "Số dòng", en: "Rows" }[language]]),
    line({ vi: "Tất cả", en: "All" }[language], rows.length),
    header([{ vi: "Theo mức độ", en: "By severity" }[language], ""]),
    ...SEVERITIES.map((severity) =>
      line(
        SEVERITY_WORDS[severity][language],
        count(({ finding }) => finding.severity === severity),
      ),
    ),
    header([{ vi: "Theo nội dung", en: "By area" }[language], ""]),
    ...used(AREA_WORDS, ({ finding }) => finding.area),
    header([{ vi: "Theo tình trạng", en: "By state" }[language], ""]),
    ...used(STATE_WORDS, ({ finding }) => finding.state),
  ];
}
