// How the program speaks: results on stdout, everything else on stderr.

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

/** Latin letters, with the diacritics of Vietnamese composed: one cell each. */
const LATIN = /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u1e00-\u1eff\u2010-\u2027]*$/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Cells wide on a terminal: combining marks count nothing, East Asian wide characters and emoji two. */
export function widthOf(text: string): number {
  const composed = text.normalize("NFC");
  if (LATIN.test(composed)) return composed.length;
  let width = 0;
  for (const character of composed) {
    if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

const SIGNS = new Intl.Segmenter("vi", { granularity: "grapheme" });

/** Signs as people see them: a letter together with its marks. */
export function graphemes(text: string): string[] {
  return Array.from(SIGNS.segment(text), ({ segment }) => segment);
}

/** Nothing is laid out for less than this. */
const LEAST_WIDTH = 40;

/** Cells of a line; null: not a terminal, or one that does not say. */
export function terminalWidth({ isTTY, columns = 0 }: Streams["out"]): number | null {
  return isTTY === true && columns > 0 ? Math.max(columns, LEAST_WIDTH) : null;
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
