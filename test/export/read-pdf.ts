// Reads a PDF for tests: its objects with their streams inflated, and the text of each page by the fonts' own
// ToUnicode tables. Own code and small: it knows what PDFs of this program look like, no others.
import { inflateSync } from "node:zlib";

export interface PdfObject {
  readonly dictionary: string;
  readonly stream: Buffer | null;
}

export function pdfObjects(file: Uint8Array): Map<number, PdfObject> {
  const bytes = Buffer.from(file);
  const source = bytes.toString("latin1");
  const objects = new Map<number, PdfObject>();
  for (const match of source.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const start = match.index + match[0].length;
    const end = source.indexOf("\nendobj", start);
    const whole = source.slice(start, end);
    const at = whole.indexOf("stream\n");
    const dictionary = at < 0 ? whole : whole.slice(0, at);
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? 0);
    const raw = bytes.subarray(start + at + 7, start + at + 7 + length);
    const isFlate = dictionary.includes("/FlateDecode");
    objects.set(Number(match[1]), {
      dictionary,
      stream: at < 0 ? null : isFlate ? inflateSync(raw) : raw,
    });
  }
  return objects;
}

type Glyphs = ReadonlyMap<number, string>;

/** One text a page, in the order in which the file draws it; runs are joined without spaces added. */
export function pdfPages(file: Uint8Array): string[] {
  const objects = pdfObjects(file);
  const fonts = new Map<string, Glyphs>();
  const pages: string[] = [];
  for (const { dictionary } of objects.values()) {
    if (!/\/Type \/Page\b(?!s)/.test(dictionary)) continue;
    const resources = objects.get(reference(dictionary, "Resources"))?.dictionary ?? dictionary;
    for (const [, name = "", number = ""] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      if (!fonts.has(name)) fonts.set(name, glyphsOf(objects, Number(number)));
    }
    const content =
      objects.get(reference(dictionary, "Contents"))?.stream?.toString("latin1") ?? "";
    pages.push(textOf(content, fonts));
  }
  return pages;
}

function reference(dictionary: string, key: string): number {
  return Number(new RegExp(`/${key} (\\d+) 0 R`).exec(dictionary)?.[1] ?? -1);
}

function glyphsOf(objects: ReadonlyMap<number, PdfObject>, font: number): Glyphs {
  const table = objects.get(reference(objects.get(font)?.dictionary ?? "", "ToUnicode"))?.stream;
  const glyphs = new Map<number, string>();
  const source = table?.toString("latin1") ?? "";
  for (const [, from = "0", list = ""] of source.matchAll(
    /<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/gi,
  )) {
    for (const [index, [, code = ""]] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries()) {
      const units = code.replaceAll(" ", "").match(/.{4}/g) ?? [];
      glyphs.set(
        Number.parseInt(from, 16) + index,
        String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))),
      );
    }
  }
  return glyphs;
}

function textOf(content: string, fonts: ReadonlyMap<string, Glyphs>): string {
  let glyphs: Glyphs = new Map();
  let text = "";
  for (const [, font, array] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font !== undefined) glyphs = fonts.get(font) ?? new Map();
    for (const [, hex = ""] of (array ?? "").matchAll(/<([0-9a-f]*)>/gi)) {
      for (const code of hex.match(/.{4}/g) ?? []) {
        text += glyphs.get(Number.parseInt(code, 16)) ?? "";
      }
    }
    if (array !== undefined) text += " ";
  }
  return text;
}
