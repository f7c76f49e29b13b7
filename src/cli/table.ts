// Tables for people. Piped, a row is one line and long cells are cut; on a terminal nothing is cut: what is too wide for
// it is folded inside its column, and where columns do not fit side by side, each row becomes a block.
import type { Language, Text } from "../model/text.ts";
import { inert } from "../text/inert.ts";
import type { Context } from "./context.ts";
import { type Colour, folded, graphemes, terminalWidth, widthOf } from "./output.ts";

export interface Column {
  readonly title: Text;
  /** Where a row is one line, cells beyond this are cut with an ellipsis. */
  readonly max?: number;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** One a row; absent: none is coloured. */
  readonly colours?: readonly Colour[];
}

interface Laid {
  readonly head: readonly string[];
  /** Lines of each row. */
  readonly rows: readonly (readonly string[])[];
}

const GAP = "  ";
/** A column is folded to no less, whatever stands in it. */
const LEAST_CELLS = 12;

export function printTable(context: Context, table: Table): void {
  const { head, rows } = laidTable(table, context.language, terminalWidth(context.out));
  for (const line of head) context.print(context.paint("bold", line));
  for (const [index, lines] of rows.entries()) {
    const colour = table.colours?.[index];
    for (const line of lines) {
      context.print(colour === undefined || line === "" ? line : context.paint(colour, line));
    }
  }
}

/** @param width null: a row is one line, however long */
export function laidTable(table: Table, language: Language, width: number | null): Laid {
  if (width === null) return side(table, language);
  const titles = table.columns.map(({ title }) => title[language]);
  const rows = table.rows.map((row) => row.map(inert));
  const widths = fitted([titles, ...rows], width);
  const blocks = rows.map((row, index) => [
    ...(index === 0 ? [] : [""]),
    ...blockLines(titles, row, width),
  ]);
  if (widths === null) return { head: [], rows: blocks };
  const laid = { head: rowLines(titles, widths), rows: rows.map((row) => rowLines(row, widths)) };
  return linesIn(laid.rows) > linesIn(blocks) ? { head: [], rows: blocks } : laid;
}

function linesIn(rows: readonly (readonly string[])[]): number {
  return rows.reduce((sum, { length }) => sum + length, 0);
}

function side({ columns, rows }: Table, language: Language): Laid {
  const titles = columns.map(({ title }) => title[language]);
  const cells = rows.map((row) => row.map((cell, index) => cut(inert(cell), columns[index]?.max)));
  const widths = widest([titles, ...cells]);
  const line = (row: readonly string[]): string[] => rowLines(row, widths);
  return { head: line(titles), rows: cells.map(line) };
}

function widest(cells: readonly (readonly string[])[], measure = widthOf): number[] {
  const widths: number[] = [];
  for (const row of cells) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, measure(cell));
    }
  }
  return widths;
}

/** Widths of columns that fit side by side, the widest folded first; null: they do not. */
function fitted(cells: readonly (readonly string[])[], width: number): number[] | null {
  const widths = widest(cells);
  const least = widest(cells, widestPart).map((part, index) =>
    Math.min(widths[index] ?? 0, Math.max(LEAST_CELLS, part)),
  );
  let over = widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1)) - width;
  for (; over > 0; over -= 1) {
    const foldable = widths.map((one, index) => (one > (least[index] ?? 0) ? one : 0));
    const at = foldable.indexOf(Math.max(...foldable));
    const now = foldable[at] ?? 0;
    if (now === 0) return null;
    widths[at] = now - 1;
  }
  return widths;
}

/** Ends of lines inside a word, where it must be broken: host names and paths, never ids and dates. */
const PARTS = /\.?[^\s/,:.]+[/,:.]?|[/,:.]/gu;

function widestPart(cell: string): number {
  return (cell.match(PARTS) ?? []).reduce((most, part) => Math.max(most, widthOf(part)), 0);
}

function rowLines(row: readonly string[], widths: readonly number[]): string[] {
  const cells = row.map((cell, index) => foldCell(cell, widths[index] ?? 0));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, index) => padded(lines[line] ?? "", widths[index] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** "TITLE  value" for each cell that is not empty. */
function blockLines(titles: readonly string[], row: readonly string[], width: number): string[] {
  const label = Math.max(...titles.map(widthOf));
  return row.flatMap((cell, index) => {
    if (cell.trim() === "") return [];
    const values = foldCell(cell, width - label - GAP.length);
    return values.map((value, line) =>
      `${padded(line === 0 ? (titles[index] ?? "") : "", label)}${GAP}${value}`.trimEnd(),
    );
  });
}

/** Breaks at spaces; a word wider than the column within itself. */
function foldCell(cell: string, width: number): readonly string[] {
  if (widthOf(cell) <= width) return [cell];
  return folded(cell, width, 0).flatMap((line) => brokenWord(line, width));
}

function brokenWord(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const lines: string[] = [];
  let current = "";
  for (const part of (word.match(PARTS) ?? [word]).flatMap((one) => slices(one, width))) {
    if (current !== "" && widthOf(current + part) > width) {
      lines.push(current);
      current = "";
    }
    current += part;
  }
  return [...lines, current];
}

/** What has no place to break is broken where the column ends, between signs as people see them. */
function slices(text: string, width: number): string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let current = "";
  for (const sign of graphemes(text)) {
    if (current !== "" && widthOf(current + sign) > width) {
      lines.push(current);
      current = "";
    }
    current += sign;
  }
  return [...lines, current];
}

function cut(text: string, max: number | undefined): string {
  if (max === undefined || widthOf(text) <= max) return text;
  return `${slices(text, max - 1)[0] ?? ""}…`;
}
