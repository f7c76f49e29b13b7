// CSV for spreadsheets: UTF-8 with BOM, CRLF, and no cell that a spreadsheet would run as a formula.
import { stringify } from "csv-stringify/sync";
import type { Language } from "../model/text.ts";
import { withoutForbidden } from "./plain.ts";
import { REMEDIATION_COLUMNS, type Cell, type RemediationRow } from "./remediation.ts";

/** Leading characters that make a spreadsheet compute instead of show, full-width forms included. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠|%]/;

const PIECE_ROWS = 500;

export function inertCell(text: string): string {
  const clean = withoutForbidden(text);
  return FORMULA_START.test(clean) ? `'${clean}` : clean;
}

/** In pieces of some hundred rows, so that a whole country's list need not be in memory as text. */
export function* remediationCsv(
  rows: readonly RemediationRow[],
  language: Language,
  delimiter: string,
): Generator<string> {
  const write = (lines: readonly (readonly string[])[], bom: boolean): string =>
    stringify([...lines], { bom, delimiter, record_delimiter: "\r\n", quoted: true });
  yield write([REMEDIATION_COLUMNS.map(({ title }) => title[language])], true);
  for (let from = 0; from < rows.length; from += PIECE_ROWS) {
    const lines = rows
      .slice(from, from + PIECE_ROWS)
      .map((row) =>
        REMEDIATION_COLUMNS.map((column) => inertCell(plain(column.cell(row, language)))),
      );
    yield write(lines, false);
  }
}

function plain(cell: Cell): string {
  return typeof cell === "object" ? cell.day : String(cell);
}
