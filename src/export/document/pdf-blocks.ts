// Blocks of the neutral document as pdfmake content.
import type { Content, TableCell } from "pdfmake/interfaces.js";
import type { Language } from "../../model/text.ts";
import { plainLines } from "../plain.ts";
import { chartSvg } from "./chart.ts";
import { INDENT_CM, LINE_SPACING, LINE_WIDTH, MILLIMETRE, PARAGRAPH_GAP, SIZE } from "./layout.ts";
import type { Block, Column, Heading, Paragraph, Table } from "./model.ts";
import { sourceNote } from "./source-note.ts";

export const PDF_FONT = "Tinos";
const INDENT = INDENT_CM * 10 * MILLIMETRE;
const PADDING = { across: 3, down: 1.5 } as const;

/** A table of more rows breaks over pages; its title and first rows stay together. */
const MOST_ROWS_TOGETHER = 10;
const LONGEST_TOGETHER = 900;
/** A row longer than this may break over pages; the others never do. */
const LONGEST_ROW = 900;
/** Room that the head of a long table must find under its title. */
const FIRST_ROWS = 90;

/** A heading never stands alone at the end of a page: it goes with what follows. */
export function blocksPdf(blocks: readonly Block[], language: Language): Content[] {
  const content: Content[] = [];
  let heads: Content[] = [];
  for (const block of blocks) {
    const parts = blockPdf(block, language);
    if (block.kind === "heading") {
      heads.push(...parts);
      continue;
    }
    content.push(...together(heads, block, parts));
    heads = [];
  }
  return [...content, ...heads];
}

function together(heads: readonly Content[], block: Block, parts: readonly Content[]): Content[] {
  if (block.kind === "heading" || block.kind === "chart" || fitsTogether(block)) {
    return [{ stack: [...heads, ...parts], unbreakable: true }];
  }
  if (block.kind === "paragraph" || block.rows.length === 0) return [...heads, ...parts];
  const [title, table, ...rest] = parts;
  if (title === undefined || table === undefined) return [...heads, ...parts];
  // An unbreakable block holds the room; the table then goes back up into it.
  const room: Content = { text: "", fontSize: 1, margin: [0, 0, 0, FIRST_ROWS] };
  return [
    { stack: [...heads, title, room], unbreakable: true },
    { stack: [table], margin: [0, -FIRST_ROWS, 0, 0] },
    ...rest,
  ];
}

function fitsTogether(block: Table | Paragraph): boolean {
  const characters =
    block.kind === "paragraph"
      ? block.text.length
      : block.rows.flat().reduce((sum, { text }) => sum + text.length, 0);
  return (
    characters <= LONGEST_TOGETHER &&
    (block.kind === "paragraph" || block.rows.length <= MOST_ROWS_TOGETHER)
  );
}

function blockPdf(block: Block, language: Language): Content[] {
  switch (block.kind) {
    case "heading":
      return [headingPdf(block)];
    case "paragraph":
      return [paragraphPdf(block)];
    case "chart":
      return [
        {
          stack: [
            { text: plainText(block.title), bold: true, fontSize: 12 },
            { svg: chartSvg(block, PDF_FONT), width: LINE_WIDTH },
          ],
          unbreakable: true,
          margin: [0, 4, 0, 4],
        },
      ];
    case "table":
      return tablePdf(block, language);
  }
}

/** Lines are kept; what a PDF may not hold is gone. */
export function plainText(text: string): string {
  return plainLines(text).join("\n");
}

function headingPdf({ level, text }: Heading): Content {
  return {
    text: plainText(text),
    bold: true,
    italics: level === 3,
    leadingIndent: INDENT,
    lineHeight: LINE_SPACING,
    margin: [0, PARAGRAPH_GAP, 0, PARAGRAPH_GAP],
  };
}

function paragraphPdf({ look, text }: Paragraph): Content {
  if (look === "note") {
    return { text: plainText(text), fontSize: SIZE.note, italics: true, margin: [0, 1, 0, 8] };
  }
  if (look === "code") {
    return {
      text: plainText(text),
      fontSize: SIZE.table,
      preserveLeadingSpaces: true,
      margin: [INDENT, 0, 0, PARAGRAPH_GAP],
    };
  }
  return {
    text: plainText(look === "item" ? `- ${text}` : text),
    italics: look === "basis",
    alignment: isToCopy(look, text) ? "left" : "justify",
    leadingIndent: INDENT,
    lineHeight: LINE_SPACING,
    margin: [0, 0, 0, PARAGRAPH_GAP],
  };
}

/**
 * A quoted command, or a word of a program. Justifying sets room at each place where a line may break, after hyphens
 * and slashes too: "nginx -t" would be read, and copied, as "nginx - t".
 */
function isToCopy(look: Paragraph["look"], text: string): boolean {
  return text.includes('"') || (look === "item" && /[_/-][A-Za-z.]|\S{25}/.test(text));
}

function tablePdf(table: Table, language: Language): Content[] {
  if (table.rows.length === 0) {
    return [paragraphPdf({ kind: "paragraph", look: "body", text: table.empty })];
  }
  const last = table.hasTotal === true ? table.rows.length - 1 : -1;
  const words = sourceNote(table, language);
  const rows: TableCell[][] = table.rows.map((row, index) =>
    row.map(({ text }, column) => ({
      text: plainText(text),
      bold: index === last,
      alignment: table.columns[column]?.align ?? "left",
    })),
  );
  return [
    {
      text: plainText(table.title),
      bold: true,
      fontSize: table.title === "" ? 1 : 12,
      margin: [0, 4, 0, 3],
    },
    {
      table: {
        headerRows: 1,
        keepWithHeaderRows: 1,
        dontBreakRows: table.rows.every((row) =>
          row.every(({ text }) => text.length < LONGEST_ROW),
        ),
        widths: widthsOf(table.columns),
        body: [headRow(table.columns), ...rows],
      },
      fontSize: SIZE.table,
      layout: {
        hLineWidth: () => 0.5,
        vLineWidth: () => 0.5,
        paddingLeft: () => PADDING.across,
        paddingRight: () => PADDING.across,
        paddingTop: () => PADDING.down,
        paddingBottom: () => PADDING.down,
      },
      margin: [0, 0, 0, words === null ? PARAGRAPH_GAP : 0],
    },
    ...(words === null ? [] : [paragraphPdf(words)]),
  ];
}

function headRow(columns: readonly Column[]): TableCell[] {
  return columns.map(({ title }) => ({
    text: plainText(title),
    bold: true,
    alignment: "center",
    fillColor: "#eef0f2",
  }));
}

/** Widths of the text inside the cells; padding and lines come on top. */
function widthsOf(columns: readonly Column[]): number[] {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const room = LINE_WIDTH - columns.length * (2 * PADDING.across + 0.5) - 0.5;
  return columns.map(({ width }) => (width / total) * room);
}
