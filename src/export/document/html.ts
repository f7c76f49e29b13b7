// The document as one HTML file: no scripts, no links, no outside assets, a policy that forbids them all.
// Every text goes through `escapeMarkup`; the only other markup is written here and in chart.ts.
import { createHash } from "node:crypto";
import { plainLines } from "../plain.ts";
import { chartSvg } from "./chart.ts";
import { escapeMarkup } from "./escape.ts";
import { STYLE_SHEET } from "./html-style.ts";
import type { Annex, Block, Cell, OfficeDocument, Source, Table } from "./model.ts";
import { sourceNote } from "./source-note.ts";
import { annexNumber, frameWords, listLines, type FrameWords } from "./words.ts";

const FONT = "Tinos, 'Times New Roman', 'Liberation Serif', serif";

export function documentHtml(document: OfficeDocument): string {
  const { frame, language } = document;
  const words = frameWords(frame, language);
  const blocks = (list: readonly Block[]): string =>
    list.map((block) => blockHtml(block, document)).join("\n");
  return [
    "<!doctype html>",
    `<html lang="${language}" dir="ltr">`,
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy()}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">',
    `<title>${escapeMarkup(words.subject)}</title>`,
    `<style>${STYLE_SHEET}</style>`,
    "</head>",
    "<body>",
    "<main>",
    ...(frame.form === "annex" ? annexHead(document, words) : head(document, words)),
    blocks(document.blocks),
    ...(frame.form === "annex" ? [] : [foot(document, words)]),
    ...document.annexes.map((annex, index) =>
      annexHtml(annex, annexNumber(index, document.annexes.length), { words, blocks }),
    ),
    "</main>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function policy(): string {
  const hash = createHash("sha256").update(STYLE_SHEET).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

function head({ frame }: OfficeDocument, words: FrameWords): string[] {
  const about =
    frame.form === "letter" ? `<p class="about">${escapeMarkup(words.subject)}</p>` : "";
  const superior =
    frame.superior === null
      ? ""
      : `<p class="superior">${escapeMarkup(frame.superior.toLocaleUpperCase("vi"))}</p>`;
  const title =
    words.typeName === null
      ? ""
      : `<div class="title"><h1>${escapeMarkup(words.typeName)}<br>${escapeMarkup(words.subject)}</h1><hr></div>`;
  return [
    '<header class="head">',
    `<div class="issuer">${superior}<p class="name">${escapeMarkup(frame.issuer.toLocaleUpperCase("vi"))}</p><hr><p class="number">${escapeMarkup(words.number)}</p>${about}</div>`,
    `<div class="nation"><p class="country">${escapeMarkup(words.nation)}</p><p class="motto">${escapeMarkup(words.motto)}</p><hr><p class="date">${escapeMarkup(words.placeAndDate)}</p></div>`,
    "</header>",
    title,
    addresseesHtml(frame.addressees, words),
  ];
}

function addresseesHtml(addressees: readonly string[], words: FrameWords): string {
  if (addressees.length === 0) return "";
  const lines = addressees.length === 1 ? addressees : listLines(addressees);
  return `<div class="to"><p>${escapeMarkup(words.to)}</p><div>${lines
    .map((line) => `<p>${escapeMarkup(line)}</p>`)
    .join("")}</div></div>`;
}

function annexHead({ frame }: OfficeDocument, words: FrameWords): string[] {
  return [
    '<div class="annex-head">',
    `<h1>${escapeMarkup(words.annex)}<br>${escapeMarkup(frame.subject.toLocaleUpperCase("vi"))}</h1>`,
    `<p class="reference">${escapeMarkup(words.annexReference)}</p>`,
    "</div>",
  ];
}

function foot({ frame }: OfficeDocument, words: FrameWords): string {
  const lines = listLines([...frame.recipients, words.archive.replace(/\.$/, "")]);
  return [
    '<footer class="foot">',
    `<div class="recipients"><p class="heading">${escapeMarkup(words.recipientsTitle)}</p>${lines
      .map((line) => `<p>${escapeMarkup(line)}</p>`)
      .join("")}</div>`,
    `<div class="signer"><p>${escapeMarkup(frame.signer.toLocaleUpperCase("vi"))}</p></div>`,
    "</footer>",
  ].join("");
}

function annexHtml(
  { title, blocks: list }: Annex,
  number: string,
  { words, blocks }: { words: FrameWords; blocks: (list: readonly Block[]) => string },
): string {
  return [
    '<section class="annex"><div class="annex-head">',
    `<h2>${escapeMarkup(`${words.annex}${number}`)}<br>${escapeMarkup(title.toLocaleUpperCase("vi"))}</h2>`,
    `<p class="reference">${escapeMarkup(words.annexReference)}</p></div>`,
    blocks(list),
    "</section>",
  ].join("\n");
}

function blockHtml(block: Block, document: OfficeDocument): string {
  switch (block.kind) {
    case "heading":
      return `<h${String(block.level + 1)}>${escapeMarkup(block.text)}</h${String(block.level + 1)}>`;
    case "paragraph":
      return `<p class="${block.look}">${linesHtml(block.text)}</p>`;
    case "chart":
      return `<figure><figcaption>${escapeMarkup(block.title)}</figcaption>${chartSvg(block, FONT)}</figure>`;
    case "table":
      return tableHtml(block, document);
  }
}

function tableHtml(table: Table, { language }: OfficeDocument): string {
  if (table.rows.length === 0) return `<p class="body">${linesHtml(table.empty)}</p>`;
  const total = table.columns.reduce((sum, { width }) => sum + width, 0);
  const last = table.hasTotal === true ? table.rows.length - 1 : -1;
  const words = sourceNote(table, language);
  return [
    "<table>",
    table.title === "" ? "" : `<caption>${escapeMarkup(table.title)}</caption>`,
    `<colgroup>${table.columns.map(({ width }) => `<col width="${String(Math.round((width / total) * 1000) / 10)}%">`).join("")}</colgroup>`,
    `<thead><tr>${table.columns.map(({ title }) => `<th scope="col">${escapeMarkup(title)}</th>`).join("")}</tr></thead>`,
    "<tbody>",
    ...table.rows.map(
      (row, index) =>
        `<tr${index === last ? ' class="total"' : ""}>${row.map((cell, column) => cellHtml(cell, table.columns[column]?.align ?? "left")).join("")}</tr>`,
    ),
    "</tbody></table>",
    words === null ? "" : `<p class="note">${linesHtml(words.text)}</p>`,
  ].join("\n");
}

function cellHtml({ text, source }: Cell, align: string): string {
  return `<td class="${align}" data-source="${sourceName(source)}">${linesHtml(text)}</td>`;
}

function sourceName(source: Source): string {
  switch (source.kind) {
    case "observed":
      return escapeMarkup(`observed ${source.run} ${source.at}`);
    case "declared":
      return escapeMarkup(`declared ${source.by} ${source.at}`);
    case "counted":
      return `counted ${source.of}`;
    case "share":
    case "not-declared":
    case "programme":
      return source.kind;
  }
}

function linesHtml(text: string): string {
  return plainLines(text).map(escapeMarkup).join("<br>");
}
