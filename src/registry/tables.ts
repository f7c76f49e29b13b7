// Bytes of CSV and XLSX files to rows of cells. The delimiter is chosen by the header line; rows are
// counted from the first line of the file. Knows nothing of what the columns mean.
import { CsvError, parse } from "csv-parse/sync";
import { type Cell } from "./cells.ts";
import { headerIndex, knownColumns } from "./header.ts";
import type { Problem, ProblemCode } from "./problem.ts";

export type Rows = readonly (readonly Cell[])[];

const DELIMITERS = [",", ";", "\t", "|"] as const;

export function readCsv(file: string, text: string): { rows: Rows } | Problem[] {
  try {
    const rows = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: false,
    });
    return { rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error["lines"] === "number" ? error["lines"] : null;
    const place = { file, row, column: null };
    return [{ place, code: "csv-syntax", values: { detail: error.message } }];
  }
}

/** The delimiter under which one of the first lines names the most known columns. */
function delimiterOf(text: string): string {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/, 20);
  const score = (delimiter: string): number =>
    Math.max(...lines.map((line) => knownColumns(line.replaceAll('"', "").split(delimiter))));
  return DELIMITERS.reduce((best, next) => (score(next) > score(best) ? next : best));
}

/** The one sheet that has a header row. Times of day and dates come as Date. */
export async function readXlsx(
  file: string,
  bytes: Uint8Array,
): Promise<{ rows: Rows } | Problem[]> {
  const { default: readWorkbook } = await import("read-excel-file/node");
  let sheets: { sheet: string; data: Rows }[];
  try {
    sheets = (await readWorkbook(Buffer.from(bytes))) as unknown as typeof sheets;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [sheetProblem(file, "xlsx-broken")];
  }
  const found = sheets.filter(({ data }) => headerIndex(data) !== null);
  if (found.length > 1) {
    return [
      sheetProblem(file, "two-sheets", { sheets: found.map(({ sheet }) => sheet).join(", ") }),
    ];
  }
  return { rows: found[0]?.data ?? [] };
}

function sheetProblem(file: string, code: ProblemCode, values: Problem["values"] = {}): Problem {
  return { place: { file, row: null, column: null }, code, values };
}
