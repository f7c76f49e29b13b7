// The frame of an administrative text in PDF: the same parts as in DOCX. Never draws a signature or a seal.
import type { Content } from "pdfmake/interfaces.js";
import { LEFT_SHARE, LINE_WIDTH, SIZE } from "./layout.ts";
import type { Frame } from "./model.ts";
import { plainText } from "./pdf-blocks.ts";
import { listLines, type FrameWords } from "./words.ts";

const LEFT = LINE_WIDTH * LEFT_SHARE;
const RIGHT = LINE_WIDTH - LEFT;
/** Height left for signature and seal. */
const SEAL_HEIGHT = 100;

interface Style {
  readonly fontSize: number;
  readonly bold?: boolean;
  readonly italics?: boolean;
}

export function headPdf(frame: Frame, words: FrameWords): Content[] {
  const left: Content[] = [
    ...(frame.superior === null
      ? []
      : [centred(frame.superior.toLocaleUpperCase("vi"), { fontSize: SIZE.issuer })]),
    centred(frame.issuer.toLocaleUpperCase("vi"), { fontSize: SIZE.issuer, bold: true }),
    rule(LEFT, 0.38),
    centred(words.number, { fontSize: SIZE.number }),
    ...(frame.form === "letter" ? [centred(words.subject, { fontSize: SIZE.about }, 6)] : []),
  ];
  const right: Content[] = [
    centred(words.nation, { fontSize: SIZE.nation, bold: true }),
    centred(words.motto, { fontSize: SIZE.motto, bold: true }),
    rule(RIGHT, 0.62),
    centred(words.placeAndDate, { fontSize: SIZE.date, italics: true }),
  ];
  return [
    {
      columns: [
        { width: LEFT, stack: left },
        { width: RIGHT, stack: right },
      ],
      margin: [0, 0, 0, 14],
    },
    ...titlePdf(words),
    ...addresseesPdf(frame.addressees, words),
  ];
}

function titlePdf(words: FrameWords): Content[] {
  if (words.typeName === null) return [];
  return [
    centred(words.typeName, { fontSize: SIZE.body, bold: true }),
    centred(words.subject, { fontSize: SIZE.body, bold: true }),
    rule(LINE_WIDTH, 0.36),
  ];
}

function addresseesPdf(addressees: readonly string[], words: FrameWords): Content[] {
  const [only] = addressees;
  if (only === undefined) return [];
  if (addressees.length === 1) {
    return [{ text: plainText(`${words.to} ${only}`), alignment: "center", margin: [0, 8, 0, 12] }];
  }
  const lines = listLines(addressees);
  return [
    { text: words.to, margin: [55, 8, 0, 0] },
    ...lines.map((line, index) => ({
      text: plainText(line),
      margin: [90, 0, 0, index === lines.length - 1 ? 12 : 0] as [number, number, number, number],
    })),
  ];
}

export function footPdf(frame: Frame, words: FrameWords): Content {
  const lines = listLines([...frame.recipients, words.archive.replace(/\.$/, "")]);
  return {
    columns: [
      {
        width: LINE_WIDTH / 2,
        stack: [
          {
            text: words.recipientsTitle,
            bold: true,
            italics: true,
            fontSize: SIZE.recipientsTitle,
          },
          ...lines.map((line) => ({ text: plainText(line), fontSize: SIZE.recipients })),
        ],
      },
      {
        width: LINE_WIDTH / 2,
        stack: [
          {
            ...centredText(frame.signer.toLocaleUpperCase("vi"), {
              fontSize: SIZE.body,
              bold: true,
            }),
            margin: [0, 0, 0, SEAL_HEIGHT],
          },
        ],
      },
    ],
    unbreakable: true,
    margin: [0, 14, 0, 0],
  };
}

export function annexHeadPdf(
  number: string,
  title: string,
  { words, pageBreak }: { words: FrameWords; pageBreak: boolean },
): Content {
  const bold = { bold: true, fontSize: SIZE.body };
  return {
    text: [
      { text: plainText(`${words.annex}${number}\n`), ...bold },
      { text: plainText(`${title.toLocaleUpperCase("vi")}\n`), ...bold },
      { text: plainText(words.annexReference), italics: true, fontSize: SIZE.number },
    ],
    alignment: "center",
    margin: [0, 0, 0, 12],
    ...(pageBreak ? { pageBreak: "before" as const } : {}),
  };
}

function centred(text: string, style: Style, before = 0): Content {
  return { ...centredText(text, style), margin: [0, before, 0, 0] };
}

function centredText(text: string, style: Style) {
  return { text: plainText(text), alignment: "center" as const, ...style };
}

/** A solid line of `share` of the width, in the middle. */
function rule(width: number, share: number): Content {
  const length = width * share;
  const from = (width - length) / 2;
  return {
    canvas: [{ type: "line", x1: from, y1: 2, x2: from + length, y2: 2, lineWidth: 0.7 }],
    margin: [0, 0, 0, 6],
  };
}
