// The document as DOCX (Office Open XML). Same input, same bytes: no clock, no chance, no outside reference.
import {
  AlignmentType,
  convertMillimetersToTwip,
  Document,
  Header,
  type ISectionOptions,
  PageNumber,
  Packer,
  Paragraph,
  Table,
  TextRun,
} from "docx";
import { withoutForbidden } from "../plain.ts";
import { blockDocx, textRuns } from "./docx-blocks.ts";
import { footDocx, headDocx } from "./docx-frame.ts";
import { MARGIN_MM, NUMBER_MM, SIZE } from "./layout.ts";
import { lastLines, type Annex, type OfficeDocument } from "./model.ts";
import { annexNumber, frameWords, type FrameWords } from "./words.ts";
import { coreProperties } from "./docx-properties.ts";
import { withFixedDates } from "./zip-dates.ts";

export async function documentDocx(document: OfficeDocument): Promise<Uint8Array> {
  const { frame, language, madeAt } = document;
  const words = frameWords(frame, language);
  const isAnnex = frame.form === "annex";
  const tail = lastLines(document.blocks);
  const main: ISectionOptions = {
    ...sectionFrame(),
    children: [
      ...(isAnnex ? annexHead("", frame.subject, words) : headDocx(document, words)),
      // The signature never stands on a page without the last lines of the text.
      ...document.blocks.flatMap((block, index) =>
        blockDocx(block, language, !isAnnex && index >= document.blocks.length - tail),
      ),
      ...(isAnnex ? [] : footDocx(frame, words)),
    ],
  };
  const file = new Document({
    title: withoutForbidden(words.subject),
    creator: "rasoat",
    styles: {
      default: {
        document: {
          run: {
            font: "Times New Roman",
            size: SIZE.body * 2,
            color: "000000",
            language: { value: language === "vi" ? "vi-VN" : "en-GB" },
          },
        },
      },
    },
    sections: [
      main,
      ...document.annexes.map((annex, index) => annexSection(annex, index, { words, document })),
    ],
  });
  const bytes = await Packer.toBuffer(file, undefined, [
    { path: "docProps/core.xml", data: coreProperties(words.subject, madeAt, language) },
  ]);
  return withFixedDates(bytes);
}

function annexSection(
  { title, blocks }: Annex,
  index: number,
  { words, document }: { words: FrameWords; document: OfficeDocument },
): ISectionOptions {
  return {
    ...sectionFrame(),
    children: [
      ...annexHead(annexNumber(index, document.annexes.length), title, words),
      ...blocks.flatMap((block) => blockDocx(block, document.language)),
    ],
  };
}

/** Each section counts its own pages from 1; the first page shows no number. */
function sectionFrame(): Omit<ISectionOptions, "children"> {
  const twips = convertMillimetersToTwip;
  return {
    properties: {
      titlePage: true,
      page: {
        size: { width: twips(210), height: twips(297) },
        margin: {
          top: twips(MARGIN_MM.top),
          bottom: twips(MARGIN_MM.bottom),
          left: twips(MARGIN_MM.left),
          right: twips(MARGIN_MM.right),
          header: twips(NUMBER_MM),
          footer: twips(NUMBER_MM),
        },
        pageNumbers: { start: 1 },
      },
    },
    headers: {
      first: new Header({ children: [new Paragraph({})] }),
      default: new Header({
        children: [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            children: [new TextRun({ children: [PageNumber.CURRENT], size: SIZE.number * 2 })],
          }),
        ],
      }),
    },
  };
}

function annexHead(number: string, title: string, words: FrameWords): (Paragraph | Table)[] {
  const line = (text: string, style: { bold?: boolean; italics?: boolean; size: number }) =>
    new Paragraph({
      alignment: AlignmentType.CENTER,
      keepNext: true,
      spacing: { after: 60 },
      children: textRuns(text, style),
    });
  const size = SIZE.body * 2;
  return [
    line(`${words.annex}${number}`, { bold: true, size }),
    line(title.toLocaleUpperCase("vi"), { bold: true, size }),
    line(words.annexReference, { italics: true, size: SIZE.number * 2 }),
    new Paragraph({}),
  ];
}
