// The frame of an administrative text in DOCX: issuer and nation, number and date, title, addressees, and at
// the end recipients and the space for signature and seal. Never draws a signature or a seal.
import {
  AlignmentType,
  BorderStyle,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  WidthType,
} from "docx";
import { textRuns } from "./docx-blocks.ts";
import { LEFT_SHARE, LINE_WIDTH, SIZE } from "./layout.ts";
import type { Frame, OfficeDocument } from "./model.ts";
import { listLines, type FrameWords } from "./words.ts";

const WIDTH = LINE_WIDTH * 20;
const LEFT = Math.round(WIDTH * LEFT_SHARE);
const RIGHT = Math.round(WIDTH) - LEFT;
/** Empty lines for signature and seal. */
const SEAL_LINES = 5;

interface Style {
  readonly bold?: boolean;
  readonly italics?: boolean;
  readonly size: number;
}

export function headDocx({ frame }: OfficeDocument, words: FrameWords): (Paragraph | Table)[] {
  const left = [
    ...(frame.superior === null
      ? []
      : [centred(frame.superior.toLocaleUpperCase("vi"), { size: SIZE.issuer })]),
    centred(frame.issuer.toLocaleUpperCase("vi"), { bold: true, size: SIZE.issuer }),
    rule(LEFT, 0.38),
    centred(words.number, { size: SIZE.number }),
    ...(frame.form === "letter" ? [centred(words.subject, { size: SIZE.about }, 120)] : []),
  ];
  const right = [
    centred(words.nation, { bold: true, size: SIZE.nation }),
    centred(words.motto, { bold: true, size: SIZE.motto }),
    rule(RIGHT, 0.62),
    centred(words.placeAndDate, { italics: true, size: SIZE.date }),
  ];
  return [
    twoColumns(left, right),
    new Paragraph({}),
    ...titleDocx(words),
    ...addresseesDocx(frame.addressees, words),
  ];
}

function titleDocx(words: FrameWords): Paragraph[] {
  if (words.typeName === null) return [];
  return [
    centred(words.typeName, { bold: true, size: SIZE.body }),
    centred(words.subject, { bold: true, size: SIZE.body }),
    rule(WIDTH, 0.36),
  ];
}

function addresseesDocx(addressees: readonly string[], words: FrameWords): Paragraph[] {
  if (addressees.length === 0) return [];
  const style = { size: SIZE.body * 2 };
  const [only] = addressees;
  if (addressees.length === 1) {
    return [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        spacing: { before: 120, after: 240 },
        children: textRuns(`${words.to} ${only ?? ""}`, style),
      }),
    ];
  }
  const lines = listLines(addressees);
  return [
    new Paragraph({
      indent: { left: 1100 },
      spacing: { before: 120 },
      children: textRuns(words.to, style),
    }),
    ...lines.map(
      (line, index) =>
        new Paragraph({
          indent: { left: 1900, hanging: 200 },
          spacing: { after: index === lines.length - 1 ? 240 : 0 },
          children: textRuns(line, style),
        }),
    ),
  ];
}

export function footDocx(frame: Frame, words: FrameWords): (Paragraph | Table)[] {
  const lines = listLines([...frame.recipients, words.archive.replace(/\.$/, "")]);
  const left = [
    new Paragraph({
      keepNext: true,
      children: textRuns(words.recipientsTitle, {
        bold: true,
        italics: true,
        size: SIZE.recipientsTitle * 2,
      }),
    }),
    ...lines.map(
      (line) => new Paragraph({ children: textRuns(line, { size: SIZE.recipients * 2 }) }),
    ),
  ];
  const right = [
    centred(frame.signer.toLocaleUpperCase("vi"), { bold: true, size: SIZE.body }),
    ...Array.from({ length: SEAL_LINES }, () => centred("", { bold: true, size: SIZE.body })),
  ];
  return [new Paragraph({ keepNext: true }), twoColumns(left, right, WIDTH / 2), sectionEnd()];
}

/** A section ends in a paragraph; one of full height would open an empty page below a full one. */
function sectionEnd(): Paragraph {
  return new Paragraph({ spacing: { before: 0, after: 0, line: 20, lineRule: "exact" } });
}

function centred(text: string, { size, ...style }: Style, before = 0): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before, after: 0 },
    children: textRuns(text, { ...style, size: size * 2 }),
  });
}

/** A solid line of `share` of the width, in the middle. */
function rule(width: number, share: number): Paragraph {
  const side = Math.round((width * (1 - share)) / 2);
  return new Paragraph({
    indent: { left: side, right: side },
    spacing: { before: 0, after: 120, line: 60, lineRule: "exact" },
    border: { bottom: { style: BorderStyle.SINGLE, size: 6, color: "000000", space: 1 } },
  });
}

const NONE = { style: BorderStyle.NONE, size: 0, color: "auto" };
const NO_BORDERS = {
  top: NONE,
  bottom: NONE,
  left: NONE,
  right: NONE,
  insideHorizontal: NONE,
  insideVertical: NONE,
};

function twoColumns(left: Paragraph[], right: Paragraph[], first = LEFT): Table {
  const widths = [Math.round(first), Math.round(WIDTH) - Math.round(first)];
  const cell = (children: Paragraph[], index: number): TableCell =>
    new TableCell({
      width: { size: widths[index] ?? 0, type: WidthType.DXA },
      margins: { left: 0, right: 0, top: 0, bottom: 0 },
      children,
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: Math.round(WIDTH), type: WidthType.DXA },
    columnWidths: widths,
    borders: NO_BORDERS,
    rows: [new TableRow({ cantSplit: true, children: [cell(left, 0), cell(right, 1)] })],
  });
}
