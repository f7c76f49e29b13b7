// What the library for XLSX has no option for, put into the finished sheets: printed pages as wide as the sheet, and
// the filter of a list.
import type { Blob } from "node:buffer";
import type { Stream } from "node:stream";
import type { Feature } from "write-excel-file/node";

/** Tinos' twin, as the documents have it. */
export const SHEET_FONT = { fontFamily: "Times New Roman", fontSize: 11 } as const;

/** Every sheet prints on A4 with all of its columns on one page. */
export function fitToPages(): Feature<Stream | Buffer | Blob> {
  return sheetFeature((content) =>
    content
      .replace(/<worksheet[^>]*>/, (tag) => `${tag}<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`)
      .replace(/<pageSetup ([^>]*)\/>/, (_, has: string) =>
        has.includes("fitToHeight")
          ? `<pageSetup ${has}/>`
          : `<pageSetup ${has.trimEnd()} fitToWidth="1" fitToHeight="0"/>`,
      ),
  );
}

/** A filter over all columns of the first sheet. */
export function filterOnFirstSheet(columns: number, rows: number): Feature<Stream | Buffer | Blob> {
  const filter = `<autoFilter ref="A1:${columnName(columns)}${String(rows + 1)}"/>`;
  return sheetFeature((content, index) =>
    index === 0 ? content.replace("</sheetData>", `</sheetData>${filter}`) : content,
  );
}

function sheetFeature(
  transform: (content: string, index: number) => string,
): Feature<Stream | Buffer | Blob> {
  return {
    files: {
      transform: {
        "xl/worksheets/sheet{id}.xml": {
          transform: (content, _options, { sheetIndex }) => transform(content, sheetIndex),
        },
      },
    },
  };
}

/** 1 → "A", 27 → "AA". */
function columnName(position: number): string {
  return position <= 26
    ? String.fromCharCode(64 + position)
    : columnName(Math.floor((position - 1) / 26)) + columnName(((position - 1) % 26) + 1);
}
