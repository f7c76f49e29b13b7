// XLSX with three sheets: the list (frozen header, filter, real dates, text that stays text), explanations, totals.
import writeXlsxFile, { type Row } from "write-excel-file/node";
import { SEVERITIES } from "../model/area.ts";
import type { Language, Text } from "../model/text.ts";
import { AREA_WORDS, SEVERITY_WORDS, STATE_WORDS } from "../model/words.ts";
import { withoutForbidden } from "./plain.ts";
import type { Provenance } from "./provenance.ts";
import { REMEDIATION_COLUMNS, type Cell, type RemediationRow } from "./remediation.ts";
import { filterOnFirstSheet, fitToPages, SHEET_FONT } from "./xlsx-pages.ts";

/** A cell holds at most 32,767 characters. */
const CELL_CHARACTERS = 32_000;
const HEADER_COLOUR = "#dbe7f3";
const SEVERITY_COLOURS: Readonly<Record<string, string>> = {
  critical: "#f4b6b0",
  high: "#f9d3b4",
  medium: "#fbeeb8",
};

export async function remediationXlsx(
  rows: readonly RemediationRow[],
  language: Language,
  provenance: Provenance,
): Promise<Uint8Array> {
  const sheets = [
    {
      sheet: { vi: "Danh sách", en: "List" }[language],
      data: [
        header(REMEDIATION_COLUMNS.map(({ title }) => title[language])),
        ...rows.map((row) => listRow(row, language)),
      ],
      columns: REMEDIATION_COLUMNS.map(({ width }) => ({ width })),
      stickyRowsCount: 1,
      orientation: "landscape" as const,
    },
    {
      sheet: { vi: "Giải thích", en: "Explanations" }[language],
      data: explanations(language, provenance),
      columns: [{ width: 34 }, { width: 90 }],
      orientation: "landscape" as const,
    },
    {
      sheet: { vi: "Tổng hợp", en: "Totals" }[language],
      data: totals(rows, language),
      columns: [{ width: 44 }, { width: 14 }],
      orientation: "landscape" as const,
    },
  ];
  const features = [fitToPages(), filterOnFirstSheet(REMEDIATION_COLUMNS.length, rows.length)];
  return writeXlsxFile(sheets, { ...SHEET_FONT, features }).toBuffer();
}

function header(titles: readonly string[]): Row {
  return titles.map((value) => ({
    value,
    type: String,
    fontWeight: "bold" as const,
    backgroundColor: HEADER_COLOUR,
    wrap: true,
    alignVertical: "center" as const,
  }));
}

function listRow(row: RemediationRow, language: Language): Row {
  const colour = SEVERITY_COLOURS[row.finding.severity];
  return REMEDIATION_COLUMNS.map((column) => ({
    ...valueCell(column.cell(row, language)),
    alignVertical: "top" as const,
    wrap: true,
    ...(column.key === "severity" && colour !== undefined ? { backgroundColor: colour } : {}),
  }));
}

function valueCell(cell: Cell) {
  if (typeof cell === "number") return { value: cell, type: Number };
  if (typeof cell === "object") {
    return { value: new Date(`${cell.day}T00:00:00Z`), type: Date, format: "dd/mm/yyyy" };
  }
  return { value: safe(cell), type: String };
}

function safe(text: string): string {
  return withoutForbidden(text).slice(0, CELL_CHARACTERS);
}

function explanations(language: Language, { lines }: Provenance): Row[] {
  const pairs: readonly (readonly [string, string])[] = [
    ...lines.map(({ name, value }) => [name[language], value] as const),
    ...REMEDIATION_COLUMNS.map(({ title, note }) => [title[language], note[language]] as const),
  ];
  return [
    header([{ vi: "Mục", en: "Entry" }[language], { vi: "Ý nghĩa", en: "Meaning" }[language]]),
    ...pairs.map((pair) =>
      pair.map((text) => ({
        value: safe(text),
        type: String,
        wrap: true,
        alignVertical: "top" as const,
      })),
    ),
  ];
}

function totals(rows: readonly RemediationRow[], language: Language): Row[] {
  const count = (matches: (row: RemediationRow) => boolean) => rows.filter(matches).length;
  const line = (text: string, value: number): Row => [
    { value: text, type: String },
    { value, type: Number },
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
