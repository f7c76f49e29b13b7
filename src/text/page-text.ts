// Collects text so that blocks end lines and inline elements do not: "ha<b>ck</b>ed" stays one word.

export interface TextCollector {
  add(text: string, keepLines: boolean): void;
  /** A block boundary: what follows stands on a new line. */
  breakLine(): void;
  finish(): string;
}

/** @param maxChars what is beyond is dropped */
export function createTextCollector(maxChars: number): TextCollector {
  const parts: string[] = [];
  let length = 0;
  let broken = true;
  return {
    add(text, keepLines) {
      if (length >= maxChars || text === "") return;
      const kept = text.length > maxChars - length ? text.slice(0, maxChars - length) : text;
      length += kept.length;
      parts.push(keepLines ? kept : kept.replaceAll(/[\r\n]/g, " "));
      broken = false;
    },
    breakLine() {
      if (!broken) parts.push("\n");
      broken = true;
    },
    finish: () => tidyLines(parts.join("")),
  };
}

/** Collapses white space within lines and drops empty lines. */
function tidyLines(text: string): string {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    const tidy = line.replaceAll(/[\s\u00a0]+/g, " ").trim();
    if (tidy !== "") lines.push(tidy);
  }
  return lines.join("\n");
}

/** One line, at most `maxChars`. */
export function tidyLine(text: string, maxChars: number): string {
  return text
    .slice(0, maxChars * 4)
    .replaceAll(/[\s\u00a0]+/g, " ")
    .trim()
    .slice(0, maxChars);
}
