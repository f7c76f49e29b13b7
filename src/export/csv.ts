// CSV for spreadsheets: UTF-8 with BOM, CRLF, and no cell that a spreadsheet would run as a formula.
import { stringify } from "csv-stringify/sync";
import type { Language } from "../model/text.ts";
import { REMEDIATION_COLUMNS, type Cell, type RemediationRow } from "./remediation.ts";

/** Leading characters that make a spreadsheet compute instead of show, full-width forms included. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠|%]/;

export function inertCell(text: string): string {
  const clean = withoutForbidden(text);
  return FORMULA_START.test(clean) ? `'${clean}` : clean;
}

/** Removes what neither CSV nor XML 1.0 may hold: control characters and lone surrogates. */
export function withoutForbidden(text: string): string {
  return text
    .normalize("NFC")
    .replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff\u202a-\u202e\u2066-\u2069]/g,
      "",
    );
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
