// docProps/core.xml of a DOCX, written here because the library would put the clock of this machine into it.
import type { Language } from "../../model/text.ts";
import { escapeMarkup } from "./escape.ts";

/** @param madeAt ISO 8601 UTC */
export function coreProperties(title: string, madeAt: string, language: Language): string {
  const moment = `${madeAt.slice(0, 19)}Z`;
  const code = language === "vi" ? "vi-VN" : "en-GB";
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<dc:title>${escapeMarkup(title)}</dc:title>`,
    "<dc:creator>rasoat</dc:creator>",
    `<dc:language>${code}</dc:language>`,
    "<cp:lastModifiedBy>rasoat</cp:lastModifiedBy>",
    "<cp:revision>1</cp:revision>",
    `<dcterms:created xsi:type="dcterms:W3CDTF">${moment}</dcterms:created>`,
    `<dcterms:modified xsi:type="dcterms:W3CDTF">${moment}</dcterms:modified>`,
    "</cp:coreProperties>",
  ].join("");
}
