// Form 08 as CSV and XLSX: the rows, then the totals counted from them.
import { stringify } from "csv-stringify/sync";
import { inertCell } from "./csv.ts";
import { FORM08_COLUMNS, type Form08 } from "./form08.ts";
import type { Cell } from "./remediation.ts";
import { workbook, type Look, type SheetCell } from "./workbook.ts";

/** Rows under their header, an empty line, then the seven totals under theirs. */
export function form08Csv({ rows, totals }: Form08, delimiter: string): string {
  const lines = [
    [...FORM08_COLUMNS],
    ...rows,
    [],
    ["Thông tin chung", "Số lượng"],
    ...totals.map(({ name, value }) => [name, String(value)]),
  ];
  return stringify(
    lines.map((line) => line.map(inertCell)),
    { bom: true, delimiter, record_delimiter: "\r\n", quoted: true },
  );
}

const WIDTHS = [6, 34, 30, 26, 10, 22, 36, 26, 22, 22, 22, 24];

export function form08Xlsx({ rows, totals }: Form08): Uint8Array {
  const line = (values: readonly Cell[], look: Look = "plain"): SheetCell[] =>
    values.map((value) => ({ value, look }));
  return workbook([
    {
      name: "Mẫu số 08 - mục 3",
      widths: WIDTHS,
      rows: [
        line(FORM08_COLUMNS, "head"),
        ...rows.map(([number = "", ...cells]) => line([Number(number), ...cells])),
      ],
      listed: rows.length,
    },
    {
      name: "Mẫu số 08 - mục 1",
      widths: [70, 18],
      rows: [
        line(["Thông tin chung", "Số lượng"], "head"),
        ...totals.map(({ name, value }) => line([name, value])),
      ],
      listed: null,
    },
  ]);
}
