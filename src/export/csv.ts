// CSV for spreadsheets: UTF-8 with BOM, CRLF, and no cell that a spreadsheet would run as a formula.
import { stringify } from "csv-stringify/sync";
import type { Language } from "../model/text.ts";
import { withoutForbidden } from "./plain.ts";
import { REMEDIATION_COLUMNS, type Cell, type RemediationRow } from "./remediation.ts";

/** Leading characters that make a spreadsheet compute instead of show, full-width forms included. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠|%]/;

export function inertCell(text: string): string {
  const clean = withoutForbidden(text);
  return FORMULA_START.test(clean) ? `'${clean}` : clean;
}

export function remediationCsv(
  rows: readonly RemediationRow[],
  language: Language,
  delimiter: string,
): string {
  const lines = rows.map((row) =>
    REMEDIATION_COLUMNS.map((column) => inertCell(plain(column.cell(row, language)))),
  );
  return stringify([REMEDIATION_COLUMNS.map(({ title }) => title[language]), ...lines], {
    bom: true,
    delimiter,
    record_delimiter: "\r\n",
    quoted: true,
  });
}

function plain(cell: Cell): string {
  return typeof cell === "object" ? cell.day : String(cell);
}
