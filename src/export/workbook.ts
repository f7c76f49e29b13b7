// A workbook (Office Open XML) written row by row: a country's list never stands in memory as cells. Text stays
// text, whatever it begins with; the same rows give the same bytes.
import { withoutForbidden } from "./plain.ts";
import { escapeMarkup } from "./document/escape.ts";
import type { Cell } from "./remediation.ts";
import { zip, type ZipEntry } from "./zip.ts";

/** The cell formats there are; their place is their number in the styles. */
const LOOKS = ["none", "plain", "head", "critical", "high", "medium", "date"] as const;
export type Look = Exclude<(typeof LOOKS)[number], "none" | "date">;

export interface SheetCell {
  readonly value: Cell;
  readonly look: Look;
}

export interface Sheet {
  readonly name: string;
  /** Of the columns, in characters. */
  readonly widths: readonly number[];
  readonly rows: Iterable<readonly SheetCell[]>;
  /** Rows under a head that stays, repeats in print and filters them; null: no such list. */
  readonly listed: number | null;
}

/** A cell holds at most 32,767 characters. */
const CELL_CHARACTERS = 32_000;
const CHUNK_CHARACTERS = 256 * 1024;
/** No clock gets in: the first day that an archive can hold. */
const FIRST_DAY = new Date("1980-01-01T00:00:00Z");
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export function workbook(sheets: readonly Sheet[]): Uint8Array {
  const part = (name: string, text: string): ZipEntry => ({
    name,
    bytes: Buffer.from(`${HEAD}${text}`),
  });
  return zip(
    [
      part("[Content_Types].xml", contentTypes(sheets.length)),
      part("_rels/.rels", relations([["officeDocument", "xl/workbook.xml"]])),
      part("xl/workbook.xml", bookPart(sheets)),
      part(
        "xl/_rels/workbook.xml.rels",
        relations([
          ...sheets.map((_, index) => ["worksheet", `worksheets/${fileOf(index)}`] as const),
          ["styles", "styles.xml"],
        ]),
      ),
      part("xl/styles.xml", STYLES),
      ...sheets.map((sheet, index) => ({
        name: `xl/worksheets/${fileOf(index)}`,
        pieces: chunks(sheetPart(sheet, index === 0)),
      })),
    ],
    FIRST_DAY,
  );
}

function fileOf(index: number): string {
  return `sheet${String(index + 1)}.xml`;
}

function contentTypes(sheets: number): string {
  const types = [
    ["/xl/workbook.xml", "sheet.main"],
    ["/xl/styles.xml", "styles"],
    ...Array.from(
      { length: sheets },
      (_, index) => [`/xl/worksheets/${fileOf(index)}`, "worksheet"] as const,
    ),
  ];
  const overrides = types.map(
    ([name = "", type = ""]) => `<Override PartName="${name}" ContentType="${TYPE}.${type}+xml"/>`,
  );
  return `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join("")}</Types>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const all = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${String(index + 1)}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${all.join("")}</Relationships>`;
}

function bookPart(sheets: readonly Sheet[]): string {
  const names = sheets.map(
    ({ name }, index) =>
      `<sheet name="${escapeMarkup(name)}" sheetId="${String(index + 1)}" r:id="rId${String(index + 1)}"/>`,
  );
  const titles = sheets.flatMap(({ name, listed }, index) =>
    listed === null
      ? []
      : `<definedName name="_xlnm.Print_Titles" localSheetId="${String(index)}">'${escapeMarkup(name)}'!$1:$1</definedName>`,
  );
  const defined = titles.length === 0 ? "" : `<definedNames>${titles.join("")}</definedNames>`;
  return `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names.join("")}</sheets>${defined}</workbook>`;
}

/** All columns on one printed page, as many pages down as it takes. */
function* sheetPart({ widths, rows, listed }: Sheet, isFirst: boolean): Generator<string> {
  const pane =
    listed === null
      ? ""
      : '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const columns = widths.map((width, index) => {
    const place = String(index + 1);
    return `<col min="${place}" max="${place}" width="${String(width)}" customWidth="1"/>`;
  });
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ""} workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>`;
  const letters = widths.map((_, index) => columnName(index + 1));
  let number = 0;
  for (const cells of rows) {
    number += 1;
    const row = String(number);
    yield `<row r="${row}" ht="${String(heightOf(cells, widths))}" customHeight="1">${cells.map((cell, index) => cellPart(cell, `${letters[index] ?? ""}${row}`)).join("")}</row>`;
  }
  const filter =
    listed === null
      ? ""
      : `<autoFilter ref="A1:${columnName(widths.length)}${String(listed + 1)}"/>`;
  yield `</sheetData>${filter}<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>`;
}

const LINE_POINTS = 14.5;
/** No row may be higher. */
const MOST_POINTS = 409;
/** Letters of the font on one unit of width. */
const LETTERS = 1.1;

/** Not every program measures wrapped text when it opens a file: the height is given, as the letters ask for. */
function heightOf(cells: readonly SheetCell[], widths: readonly number[]): number {
  const lines = cells.map(({ value }, index) => {
    const room = (widths[index] ?? 10) * LETTERS;
    return typeof value === "string"
      ? value
          .split("\n")
          .reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / room)), 0)
      : 1;
  });
  return Math.min(MOST_POINTS, Math.max(1, ...lines) * LINE_POINTS);
}

function cellPart({ value, look }: SheetCell, place: string): string {
  const style = String(LOOKS.indexOf(typeof value === "object" ? "date" : look));
  if (typeof value === "number") return `<c r="${place}" s="${style}"><v>${String(value)}</v></c>`;
  if (typeof value === "object") {
    return `<c r="${place}" s="${style}"><v>${String(serialDay(value.day))}</v></c>`;
  }
  if (value === "") return `<c r="${place}" s="${style}"/>`;
  const text = escapeMarkup(withoutForbidden(value).slice(0, CELL_CHARACTERS));
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** Days since 30 December 1899, as spreadsheets count. */
function serialDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 25_569;
}

/** 1 → "A", 27 → "AA". */
function columnName(position: number): string {
  return position <= 26
    ? String.fromCharCode(64 + position)
    : columnName(Math.floor((position - 1) / 26)) + columnName(((position - 1) % 26) + 1);
}

function* chunks(texts: Iterable<string>): Generator<Uint8Array> {
  let waiting: string[] = [];
  let length = 0;
  for (const text of texts) {
    waiting.push(text);
    length += text.length;
    if (length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(waiting.join(""));
    waiting = [];
    length = 0;
  }
  yield Buffer.from(waiting.join(""));
}

const FILLS = ["dbe7f3", "f4b6b0", "f9d3b4", "fbeeb8"];
const fill = (colour: string): string =>
  `<fill><patternFill patternType="solid"><fgColor rgb="FF${colour}"/></patternFill></fill>`;
const font = (bold: string): string =>
  `<font>${bold}<sz val="11"/><name val="Times New Roman"/><family val="1"/></font>`;
const format = (attributes: string, vertical = "top"): string =>
  `<xf ${attributes} borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="${vertical}" wrapText="1"/></xf>`;

/** In the order of `LOOKS`. */
const FORMATS = [
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  format('numFmtId="0" fontId="0" fillId="0"'),
  format('numFmtId="0" fontId="1" fillId="2" applyFill="1"', "center"),
  ...[3, 4, 5].map((place) =>
    format(`numFmtId="0" fontId="0" fillId="${String(place)}" applyFill="1"`),
  ),
  format('numFmtId="164" fontId="0" fillId="0" applyNumberFormat="1"'),
];

const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><fonts count="2">${font("")}${font("<b/>")}</fonts><fills count="${String(FILLS.length + 2)}"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${FILLS.map(fill).join("")}</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${String(FORMATS.length)}">${FORMATS.join("")}</cellXfs></styleSheet>`;
