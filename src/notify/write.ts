// Writes a sheet as the two parts of a letter. Plain text wraps nowhere by itself; the HTML is one column that a
// telephone shows whole, with no picture, no script, and no link but the one into the portal.
import type { Language } from "../model/text.ts";
import type { Written } from "./message.ts";
import { type Block, harmless, plain, type Row, sayIn, type Sheet } from "./sheet.ts";

export interface WriteOptions {
  readonly language: Language;
  /** Under which people reach the portal; null: not configured, then no link is written. */
  readonly portalUrl: string | null;
}

export function write(sheet: Sheet, options: WriteOptions): Written {
  return {
    subject: plain(sheet.subject),
    text: textOf(sheet, options),
    html: htmlOf(sheet, options),
  };
}

function doorOf({ door }: Sheet, { portalUrl }: WriteOptions): string | null {
  return portalUrl === null ? null : new URL(door.path, portalUrl).href;
}

function moreOf(more: number, { language }: WriteOptions): string {
  const number = String(more);
  return sayIn(language)(
    `… và ${number} mục khác, xem trên cổng thông tin.`,
    `… and ${number} more, to be seen in the portal.`,
  );
}

function textOf(sheet: Sheet, options: WriteOptions): string {
  const door = doorOf(sheet, options);
  const { text } = sheet.door;
  return `${[
    ...sheet.blocks.map((block) => blockText(block, options)),
    door === null ? text : `${text}:\n${door}`,
    `-- \n${sheet.small.map(harmless).join("\n")}`,
  ].join("\n\n")}\n`;
}

function blockText(block: Block, options: WriteOptions): string {
  switch (block.kind) {
    case "line":
      return harmless(block.text);
    case "alarm":
      return `*** ${harmless(block.text)} ***`;
    case "list": {
      const rows = block.rows.map(({ head, notes }) =>
        [`- ${harmless(head)}`, ...notes.map((note) => `  ${harmless(note)}`)].join("\n"),
      );
      const more = block.more > 0 ? [moreOf(block.more, options)] : [];
      return [harmless(block.title), ...rows, ...more].join("\n");
    }
  }
}

const INK =
  "color:#1b2733;font-family:'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',Arial,sans-serif;font-size:16px;line-height:1.5";
const CARD =
  "max-width:600px;margin:0 auto;background:#ffffff;border:1px solid #c9d3dc;border-radius:6px;padding:20px";

function htmlOf(sheet: Sheet, options: WriteOptions): string {
  const door = doorOf(sheet, options);
  const { text } = sheet.door;
  const onward =
    door === null
      ? `<p style="margin:20px 0 0">${escaped(text)}</p>`
      : `<p style="margin:20px 0 0"><a href="${escaped(door)}" style="display:inline-block;background:#0b4f6c;color:#ffffff;text-decoration:none;padding:10px 18px;border-radius:6px;font-weight:600">${escaped(text)}</a></p>`;
  const small = sheet.small.map((line) => `<p style="margin:4px 0">${escaped(harmless(line))}</p>`);
  return `<!doctype html>
<html lang="${options.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(plain(sheet.subject))}</title>
</head>
<body style="margin:0;padding:16px;background:#f3f6f9;${INK}">
<div style="${CARD}">
<h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">${escaped(plain(sheet.subject))}</h1>
${sheet.blocks.map((block) => blockHtml(block, options)).join("\n")}
${onward}
</div>
<div style="max-width:600px;margin:12px auto 0;color:#51606e;font-size:13px">
${small.join("\n")}
</div>
</body>
</html>
`;
}

function blockHtml(block: Block, options: WriteOptions): string {
  switch (block.kind) {
    case "line":
      return `<p style="margin:10px 0">${escaped(harmless(block.text))}</p>`;
    case "alarm":
      return `<p style="margin:12px 0;padding:10px 14px;background:#fbecee;border-left:5px solid #8f1029;font-weight:600">${escaped(harmless(block.text))}</p>`;
    case "list": {
      const more =
        block.more > 0
          ? `\n<p style="margin:8px 0;color:#51606e">${escaped(moreOf(block.more, options))}</p>`
          : "";
      return `<h2 style="margin:20px 0 6px;font-size:17px">${escaped(harmless(block.title))}</h2>
<ul style="margin:0;padding:0;list-style:none">
${block.rows.map(rowHtml).join("\n")}
</ul>${more}`;
    }
  }
}

function rowHtml({ head, notes, isUrgent }: Row): string {
  const edge = isUrgent ? "#8f1029" : "#c9d3dc";
  const below = notes.map(
    (note) => `<br><span style="color:#51606e;font-size:14px">${escaped(harmless(note))}</span>`,
  );
  return `<li style="margin:8px 0;padding:2px 0 2px 12px;border-left:4px solid ${edge};overflow-wrap:anywhere"><strong>${escaped(harmless(head))}</strong>${below.join("")}</li>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.codePointAt(0))};`);
}
