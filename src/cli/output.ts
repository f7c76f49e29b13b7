// How the program speaks: results on stdout, everything else on stderr. Text from scanned sites is made inert here.
import type { Language, Text } from "../model/text.ts";
import { inert } from "../text/inert.ts";

export interface Streams {
  readonly out: {
    write(content: string | Uint8Array): unknown;
    readonly isTTY?: boolean;
    readonly columns?: number;
  };
  readonly err: {
    write(text: string): unknown;
    readonly isTTY?: boolean;
    readonly columns?: number;
  };
}

export type Colour = "red" | "yellow" | "green" | "cyan" | "dim" | "bold" | "magenta";

const CODES: Readonly<Record<Colour, string>> = {
  red: "31",
  yellow: "33",
  green: "32",
  cyan: "36",
  magenta: "35",
  dim: "2",
  bold: "1",
};

export function painter(enabled: boolean): (colour: Colour, text: string) => string {
  return enabled ? (colour, text) => `\u001b[${CODES[colour]}m${text}\u001b[0m` : (_, text) => text;
}

/** Cells wide on a terminal: combining marks count nothing, East Asian wide characters two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text.normalize("NFC")) {
    if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

export interface Column {
  readonly title: Text;
  /** Cells beyond this are cut with an ellipsis. */
  readonly max?: number;
}

/** Lines of an aligned table, without borders; cells are made inert. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  language: Language,
): string[] {
  const cells = [
    columns.map((column) => column.title[language]),
    ...rows.map((row) => row.map((cell, index) => cut(inert(cell), columns[index]?.max))),
  ];
  const widths = columns.map((_, index) =>
    Math.max(...cells.map((row) => widthOf(row[index] ?? ""))),
  );
  return cells.map((row) =>
    row
      .map((cell, index) =>
        index === columns.length - 1
          ? cell
          : cell + " ".repeat((widths[index] ?? 0) - widthOf(cell)),
      )
      .join("  ")
      .trimEnd(),
  );
}

function cut(text: string, max: number | undefined): string {
  if (max === undefined || widthOf(text) <= max) return text;
  return `${Array.from(text)
    .slice(0, max - 1)
    .join("")}…`;
}

/** Fits a terminal of 80, two cells in, beneath a title. */
export const MOST_WIDE = 76;

/**
 * Breaks a line at spaces so that none is wider than `most`, as far as its words allow; what follows the first is
 * indented by `indent`.
 */
export function folded(line: string, most: number, indent: number): readonly string[] {
  const [, start = "", text = ""] = /^( *)(.*)$/su.exec(line) ?? [];
  const lines: string[] = [];
  let current = start;
  // Runs of spaces stay as they are: they hold columns apart.
  for (const part of text.match(/\S+ */gu) ?? []) {
    const isStart = current.trim() === "";
    if (!isStart && widthOf(current + part.trimEnd()) > most) {
      lines.push(current.trimEnd());
      current = " ".repeat(indent);
    }
    current += part;
  }
  return [...lines, current.trimEnd()];
}
