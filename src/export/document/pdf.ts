// The document as PDF with Tinos embedded. Same input, same bytes: the only moment in the file is `madeAt`.
// Text goes in as text alone: nothing here makes a link, an image or an attachment.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import pdfMake from "pdfmake";
import type { Content, TDocumentDefinitions } from "pdfmake/interfaces.js";
import { withoutForbidden } from "../plain.ts";
import { MARGIN_MM, MILLIMETRE, NUMBER_MM, SIZE } from "./layout.ts";
import { lastLines, type OfficeDocument } from "./model.ts";
import { blocksPdf, PDF_FONT } from "./pdf-blocks.ts";
import { annexHeadPdf, footPdf, headPdf } from "./pdf-frame.ts";
import { annexNumber, frameWords } from "./words.ts";

export async function documentPdf(document: OfficeDocument): Promise<Uint8Array> {
  const { frame, language } = document;
  const words = frameWords(frame, language);
  const isAnnex = frame.form === "annex";
  const tail = lastLines(document.blocks);
  const annexes = document.annexes.map((annex, index) => ({
    head: annexHeadPdf(annexNumber(index, document.annexes.length), annex.title, {
      words,
      pageBreak: true,
    }),
    blocks: blocksPdf(annex.blocks, language),
  }));
  const content: Content[] = [
    ...(isAnnex ? [annexHeadPdf("", frame.subject, { words, pageBreak: false })] : []),
    ...(isAnnex ? [] : headPdf(frame, words)),
    ...blocksPdf(isAnnex ? document.blocks : document.blocks.slice(0, -tail), language),
    // The signature never stands on a page without the last lines of the text.
    ...(isAnnex
      ? []
      : [
          {
            stack: [...blocksPdf(document.blocks.slice(-tail), language), footPdf(frame, words)],
            unbreakable: true,
          },
        ]),
    ...annexes.flatMap(({ head, blocks }) => [head, ...blocks]),
  ];
  const definition: TDocumentDefinitions = {
    ...pageFrame(annexes.map(({ head }) => head)),
    content,
    language: language === "vi" ? "vi-VN" : "en-GB",
    info: {
      title: withoutForbidden(words.subject),
      author: "rasoat",
      creator: "rasoat",
      producer: "rasoat",
      creationDate: new Date(document.madeAt),
      modDate: new Date(document.madeAt),
    },
  };
  return render(definition);
}

/** pdfmake writes where a node came to stand into the node itself. */
interface Placed {
  readonly positions?: readonly { readonly pageNumber: number }[];
}

/** Page numbers from the second page on, centred in the top margin; every annex counts its own. */
function pageFrame(annexHeads: readonly Content[]): Omit<TDocumentDefinitions, "content"> {
  const { top, bottom, left, right } = MARGIN_MM;
  const starts = (): number[] =>
    annexHeads.flatMap((head) => (head as Placed).positions?.[0]?.pageNumber ?? []);
  return {
    pageSize: "A4",
    pageMargins: [left, top, right, bottom].map((mm) => mm * MILLIMETRE) as [
      number,
      number,
      number,
      number,
    ],
    defaultStyle: { font: PDF_FONT, fontSize: SIZE.body, color: "#000000" },
    header: (page: number) => {
      const start = Math.max(1, ...starts().filter((first) => first <= page));
      return page === start
        ? null
        : {
            text: String(page - start + 1),
            fontSize: SIZE.number,
            alignment: "center",
            margin: [left * MILLIMETRE, NUMBER_MM * MILLIMETRE, right * MILLIMETRE, 0],
          };
    },
  };
}

function render(definition: TDocumentDefinitions): Promise<Uint8Array> {
  pdfMake.setUrlAccessPolicy(() => false);
  pdfMake.setLocalAccessPolicy((path) => Object.values(fontFiles()).includes(path));
  pdfMake.setFonts({ [PDF_FONT]: fontFiles() });
  return pdfMake.createPdf(definition).getBuffer();
}

function fontFiles(): Record<"normal" | "bold" | "italics" | "bolditalics", string> {
  const folder = dirname(
    fileURLToPath(import.meta.resolve("@expo-google-fonts/tinos/package.json")),
  );
  const face = (name: string): string => join(folder, name, `Tinos_${name}.ttf`);
  return {
    normal: face("400Regular"),
    bold: face("700Bold"),
    italics: face("400Regular_Italic"),
    bolditalics: face("700Bold_Italic"),
  };
}
