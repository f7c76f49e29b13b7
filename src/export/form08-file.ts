// Form 08 as CSV and XLSX: the rows, then the totals counted from them.
import { stringify } from "csv-stringify/sync";
import writeXlsxFile from "write-excel-file/node";
import { inertCell } from "./csv.ts";
import { FORM08_COLUMNS, type Form08 } from "./form08.ts";
import { withoutForbidden } from "./plain.ts";
import { fitToPages, SHEET_FONT } from "./xlsx-pages.ts";

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

export async function form08Xlsx({ rows, totals }: Form08): Promise<Uint8Array> {
  const text = (value: string) => ({
    value: withoutForbidden(value),
    type: String,
    wrap: true,
    alignVertical: "top" as const,
  });
  const head = (value: string) => ({ ...text(value), fontWeight: "bold" as const });
  const sheets = [
    {
      sheet: "Mẫu số 08 - mục 3",
      data: [
        FORM08_COLUMNS.map(head),
        ...rows.map(([number = "", ...cells]) => [
          { value: Number(number), type: Number },
          ...cells.map(text),
        ]),
      ],
      columns: WIDTHS.map((width) => ({ width })),
      stickyRowsCount: 1,
      orientation: "landscape" as const,
    },
    {
      sheet: "Mẫu số 08 - mục 1",
      data: [
        ["Thông tin chung", "Số lượng"].map(head),
        ...totals.map(({ name, value }) => [
          text(name),
          typeof value === "number" ? { value, type: Number } : text(value),
        ]),
      ],
      columns: [{ width: 70 }, { width: 18 }],
      orientation: "landscape" as const,
    },
  ];
  return writeXlsxFile(sheets, { ...SHEET_FONT, features: [fitToPages()] }).toBuffer();
}
