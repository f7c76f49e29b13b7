// Reads the little Markdown that our own guides are written in: headings, paragraphs, lists, tables, code, pictures.
// It makes values, never HTML; what it does not know stays text.

export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "picture"; readonly alt: string; readonly file: string }
  | {
      readonly kind: "list";
      readonly ordered: boolean;
      readonly items: readonly (readonly Block[])[];
    }
  | {
      readonly kind: "table";
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: "code"; readonly text: string };

export type Inline =
  | { readonly kind: "text" | "strong" | "code"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly to: string };

/** Takes lines from the front; the rest is for the next one. */
type Reader = (
  lines: readonly string[],
) => { readonly block: Block; readonly taken: number } | null;

const MARKER = /^(?:(\d+)\.|-) +/;
const READERS: readonly Reader[] = [heading, code, picture, table, list, paragraph];

export function blocks(markdown: string): readonly Block[] {
  const found: Block[] = [];
  let lines: readonly string[] = markdown.split(/\r?\n/);
  while (lines.length > 0) {
    if (lines[0]?.trim() === "") {
      lines = lines.slice(1);
      continue;
    }
    for (const read of READERS) {
      const made = read(lines);
      if (made === null) continue;
      found.push(made.block);
      lines = lines.slice(made.taken);
      break;
    }
  }
  return found;
}

function heading([line = ""]: readonly string[]): ReturnType<Reader> {
  const [, marks = "", text = ""] = /^(#{1,3}) +(.+)$/.exec(line) ?? [];
  if (marks === "") return null;
  const level = marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3;
  return { block: { kind: "heading", level, text }, taken: 1 };
}

function code(lines: readonly string[]): ReturnType<Reader> {
  if (lines[0]?.startsWith("```") !== true) return null;
  const end = lines.findIndex((line, at) => at > 0 && line.startsWith("```"));
  const last = end < 0 ? lines.length : end;
  return { block: { kind: "code", text: lines.slice(1, last).join("\n") }, taken: last + 1 };
}

function picture([line = ""]: readonly string[]): ReturnType<Reader> {
  const [, alt = "", file = ""] = /^!\[([^\]]*)\]\(pictures\/([\w.-]+)\)$/.exec(line.trim()) ?? [];
  return file === "" ? null : { block: { kind: "picture", alt, file }, taken: 1 };
}

function table(lines: readonly string[]): ReturnType<Reader> {
  if (lines[0]?.startsWith("|") !== true || !/^\|[\s|:-]+\|$/.test(lines[1] ?? "")) return null;
  const end = lines.findIndex((line) => !line.startsWith("|"));
  const all = (end < 0 ? lines : lines.slice(0, end)).map(cells);
  return { block: { kind: "table", head: all[0] ?? [], rows: all.slice(2) }, taken: all.length };
}

function cells(line: string): readonly string[] {
  return line
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}

/** An item goes on while its lines are indented; what stands in it is read like a page of its own. */
function list(lines: readonly string[]): ReturnType<Reader> {
  const first = MARKER.exec(lines[0] ?? "");
  if (first === null) return null;
  const ordered = first[1] !== undefined;
  const items: string[][] = [];
  let taken = 0;
  for (const [at, line] of lines.entries()) {
    const marker = MARKER.exec(line);
    const goesOn = /^ {2,}\S/.test(line) || (line.trim() === "" && isInside(lines, at));
    if (marker !== null && (marker[1] !== undefined) === ordered) {
      items.push([line.slice(marker[0].length)]);
    } else if (goesOn) {
      items.at(-1)?.push(line.trim());
    } else break;
    taken = at + 1;
  }
  return {
    block: { kind: "list", ordered, items: items.map((item) => blocks(item.join("\n"))) },
    taken,
  };
}

/** After an empty line the list goes on when the next line is indented or marked. */
function isInside(lines: readonly string[], at: number): boolean {
  const next = lines[at + 1] ?? "";
  return /^ {2,}\S/.test(next) || MARKER.test(next);
}

function paragraph(lines: readonly string[]): ReturnType<Reader> {
  const end = lines.findIndex(
    (line, at) =>
      at > 0 && (line.trim() === "" || /^(?:#|\||```|!\[)/.test(line) || MARKER.test(line)),
  );
  const all = end < 0 ? lines : lines.slice(0, end);
  return {
    block: { kind: "paragraph", text: all.map((line) => line.trim()).join(" ") },
    taken: all.length,
  };
}

/** Strong, code and links in a line. */
export function inlines(text: string): readonly Inline[] {
  const parts = text.split(/(\*\*[^*]+\*\*|`[^`]+`|\[[^\]]+\]\([^)\s]+\))/);
  return parts.filter((part) => part !== "").map(inlineOf);
}

function inlineOf(part: string): Inline {
  const [, strong, coded, linked, to] =
    /^(?:\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\))$/.exec(part) ?? [];
  if (strong !== undefined) return { kind: "strong", text: strong };
  if (coded !== undefined) return { kind: "code", text: coded };
  if (linked !== undefined && to !== undefined) return { kind: "link", text: linked, to };
  return { kind: "text", text: part };
}
