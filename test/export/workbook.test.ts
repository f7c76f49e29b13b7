// Lists of any length: written in pieces, read back as the same rows.
import { parse as parseCsv } from "csv-parse/sync";
import readXlsxFile from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import { remediationCsv } from "../../src/export/csv.ts";
import { remediationJson } from "../../src/export/json.ts";
import { REMEDIATION_COLUMNS, remediationRows } from "../../src/export/remediation.ts";
import { workbook, type SheetCell } from "../../src/export/workbook.ts";
import { remediationXlsx } from "../../src/export/xlsx.ts";
import { findingOf, registry, whole } from "./sample.ts";
import { textOfEntry, unzip } from "./unzip.ts";

/** More than any piece holds. */
const ROWS = 1_203;
const rows = remediationRows(
  Array.from({ length: ROWS }, (_, index) =>
    findingOf({ id: `f-${String(index)}`, value: `=${String(index)}+1`, subject: "leaf" }),
  ),
  registry,
);

describe("a list of more rows than a piece", () => {
  it("is one CSV: one mark at its beginning, one head, every row once", () => {
    const csv = whole(remediationCsv(rows, "vi", ";"));
    expect(csv.split("\ufeff")).toHaveLength(2);
    const [head, ...lines] = parseCsv(csv, { bom: true, delimiter: ";" });
    expect(head).toEqual(REMEDIATION_COLUMNS.map(({ title }) => title.vi));
    expect(lines.map(([id]) => id)).toEqual(rows.map(({ finding }) => finding.id));
  });

  it("is one JSON, indented as one", () => {
    const text = whole(remediationJson(rows, "vi", { lines: [] }));
    const value = JSON.parse(text) as { count: number; items: { id: string }[] };
    expect([value.count, value.items.length]).toEqual([ROWS, ROWS]);
    expect(text).toBe(`${JSON.stringify(value, null, 2)}\n`);
    const none = whole(remediationJson([], "vi", { lines: [] }));
    expect(none).toBe(`${JSON.stringify(JSON.parse(none), null, 2)}\n`);
  });

  it("is one XLSX that re-parses to the same rows", async () => {
    const file = remediationXlsx(rows, "vi", { lines: [] });
    const [list] = await readXlsxFile(Buffer.from(file));
    expect(list?.data.slice(1).map(([id]) => id)).toEqual(rows.map(({ finding }) => finding.id));
    expect(textOfEntry(file, "xl/worksheets/sheet1.xml")).toContain(
      `<autoFilter ref="A1:S${String(ROWS + 1)}"/>`,
    );
  });
});

describe("a workbook", () => {
  const line = (...values: SheetCell["value"][]): SheetCell[] =>
    values.map((value) => ({ value, look: "plain" }));
  const sheet = (cells: readonly SheetCell[][]) => ({
    name: "Một & hai",
    widths: [10, 20],
    rows: cells,
    listed: null,
  });

  it("holds text as text, numbers as numbers, days as days, and nothing where there is nothing", async () => {
    const cells = [line("=1+1", 7), line("", { day: "2026-11-22" }), line("<b>&'\u0000", "x\ny")];
    const [read] = await readXlsxFile(Buffer.from(workbook([sheet(cells)])));
    expect(read?.sheet).toBe("Một & hai");
    expect(read?.data).toEqual([
      ["=1+1", 7],
      [null, new Date("2026-11-22T00:00:00Z")],
      ["<b>&'", "x\ny"],
    ]);
  });

  it("cuts a cell where spreadsheets would refuse it", async () => {
    const [read] = await readXlsxFile(Buffer.from(workbook([sheet([line("a".repeat(40_000))])])));
    expect(String(read?.data[0]?.[0])).toHaveLength(32_000);
  });

  it("prints all columns on one page, and gives each row the height that its text needs", () => {
    const xml = textOfEntry(
      workbook([sheet([line("a"), line("b".repeat(34)), line("c\n".repeat(100))])]),
      "xl/worksheets/sheet1.xml",
    );
    expect(xml).toContain('<pageSetUpPr fitToPage="1"/>');
    expect(xml).toContain('orientation="landscape" fitToWidth="1" fitToHeight="0"');
    expect([...xml.matchAll(/ ht="([\d.]+)"/g)].map(([, height]) => height)).toEqual([
      "14.5",
      "58",
      "409",
    ]);
  });

  it("is the same file from the same rows, with no clock in it", () => {
    const make = () => Buffer.from(workbook([sheet([line("a", 1)])]));
    expect(make().equals(make())).toBe(true);
    for (const { stamp } of unzip(make()).values()) expect(stamp).toBe(0x210000);
  });
});
