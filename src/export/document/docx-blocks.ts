// Blocks of the neutral document as DOCX paragraphs and tables. A chart is its table: that one always follows.
import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  HeadingLevel,
  type IRunOptions,
  LineRuleType,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from "docx";
import type { Language } from "../../model/text.ts";
import { plainLines } from "../plain.ts";
import { INDENT_CM, LINE_SPACING, LINE_WIDTH, PARAGRAPH_GAP, SIZE } from "./layout.ts";
import type { Block, Cell, Column, Heading, Paragraph as Words, Table as Grid } from "./model.ts";
import { sourceNote } from "./source-note.ts";

const GAP = PARAGRAPH_GAP * 20;
const INDENT = convertMillimetersToTwip(INDENT_CM * 10);
const LINE = { line: Math.round(240 * LINE_SPACING), lineRule: LineRuleType.AUTO };
const ALIGN = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
} as const;

/** @param keepNext a paragraph stays on the page of what follows it */
export function blockDocx(
  block: Block,
  language: Language,
  keepNext = false,
): (Paragraph | Table)[] {
  switch (block.kind) {
    case "heading":
      return [headingDocx(block)];
    case "paragraph":
      return [paragraphDocx(block, keepNext)];
    case "chart":
      return [];
    case "table":
      return tableDocx(block, language);
  }
}

/** Runs of a text, a break between its lines; forbidden characters are gone. */
export function textRuns(text: string, style: Omit<IRunOptions, "text" | "break">): TextRun[] {
  return plainLines(text).map(
    (line, index) => new TextRun({ ...style, text: line, ...(index > 0 ? { break: 1 } : {}) }),
  );
}

const LEVELS = {
  1: HeadingLevel.HEADING_1,
  2: HeadingLevel.HEADING_2,
  3: HeadingLevel.HEADING_3,
} as const;

function headingDocx({ level, text }: Heading): Paragraph {
  return new Paragraph({
    heading: LEVELS[level],
    keepNext: true,
    spacing: { before: GAP, after: GAP, ...LINE },
    indent: { firstLine: INDENT },
    children: textRuns(text, {
      bold: true,
      italics: level === 3,
      size: SIZE.body * 2,
      color: "000000",
      font: "Times New Roman",
    }),
  });
}

function paragraphDocx({ look, text }: Words, keepNext = false): Paragraph {
  if (look === "code") {
    return new Paragraph({
      alignment: AlignmentType.LEFT,
      spacing: { after: GAP },
      indent: { left: INDENT },
      children: textRuns(text, { size: SIZE.table * 2 }),
    });
  }
  const isNote = look === "note";
  return new Paragraph({
    keepNext,
    alignment: isNote ? AlignmentType.LEFT : AlignmentType.JUSTIFIED,
    spacing: { after: GAP, ...(isNote ? {} : LINE) },
    indent: isNote ? {} : { firstLine: INDENT },
    children: textRuns(look === "item" ? `- ${text}` : text, {
      size: (isNote ? SIZE.note : SIZE.body) * 2,
      italics: isNote || look === "basis",
    }),
  });
}

function tableDocx(table: Grid, language: Language): (Paragraph | Table)[] {
  if (table.rows.length === 0) {
    return [paragraphDocx({ kind: "paragraph", look: "body", text: table.empty })];
  }
  const widths = widthsOf(table.columns);
  const last = table.hasTotal === true ? table.rows.length - 1 : -1;
  const words = sourceNote(table, language);
  return [
    ...(table.title === ""
      ? []
      : [
          new Paragraph({
            keepNext: true,
            spacing: { before: GAP / 2, after: GAP / 2 },
            children: textRuns(table.title, { bold: true, size: 24 }),
          }),
        ]),
    new Table({
      layout: TableLayoutType.FIXED,
      width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
      columnWidths: widths,
      borders: BORDERS,
      rows: [
        headRow(table.columns, widths),
        ...table.rows.map((row, index) => rowDocx(row, { table, widths, bold: index === last })),
      ],
    }),
    words === null ? new Paragraph({}) : paragraphDocx(words),
  ];
}

const EDGE = { style: BorderStyle.SINGLE, size: 4, color: "000000" };
const BORDERS = {
  top: EDGE,
  bottom: EDGE,
  left: EDGE,
  right: EDGE,
  insideHorizontal: EDGE,
  insideVertical: EDGE,
};
const CELL_MARGIN = { top: 20, bottom: 20, left: 70, right: 70 };

/** Twips that add up to the line. */
function widthsOf(columns: readonly Column[]): number[] {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  return columns.map(({ width }) => Math.floor((width / total) * LINE_WIDTH * 20));
}

function headRow(columns: readonly Column[], widths: readonly number[]): TableRow {
  return new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map(
      ({ title }, index) =>
        new TableCell({
          width: { size: widths[index] ?? 0, type: WidthType.DXA },
          margins: CELL_MARGIN,
          shading: { type: ShadingType.CLEAR, color: "auto", fill: "EEF0F2" },
          children: [
            new Paragraph({
              alignment: AlignmentType.CENTER,
              keepNext: true,
              children: textRuns(title, { bold: true, size: SIZE.table * 2 }),
            }),
          ],
        }),
    ),
  });
}

function rowDocx(
  row: readonly Cell[],
  { table, widths, bold }: { table: Grid; widths: readonly number[]; bold: boolean },
): TableRow {
  return new TableRow({
    cantSplit: row.every(({ text }) => text.length < 900),
    children: row.map(
      ({ text }, index) =>
        new TableCell({
          width: { size: widths[index] ?? 0, type: WidthType.DXA },
          margins: CELL_MARGIN,
          children: [
            new Paragraph({
              alignment: ALIGN[table.columns[index]?.align ?? "left"],
              children: textRuns(text, { bold, size: SIZE.table * 2 }),
            }),
          ],
        }),
    ),
  });
}
