// What can be wrong in a registry file, where it stands, and how to mend it, as text for people.
// Only words; decides nothing.
import type { Language, Text } from "../model/text.ts";
import { FILE_SENTENCES } from "./file-sentences.ts";
import { SCOPE_SENTENCES } from "./scope-sentences.ts";
import { VALUE_SENTENCES } from "./value-sentences.ts";

/** Where in a file: a line of YAML, or a row (and column) of a table; all counted from 1. */
export type Place =
  | { readonly file: string; readonly line: number | null }
  | { readonly file: string; readonly row: number | null; readonly column: string | null };

const PROBLEMS = { ...VALUE_SENTENCES, ...SCOPE_SENTENCES, ...FILE_SENTENCES };

export type ProblemCode = keyof typeof PROBLEMS;

export interface Problem {
  readonly place: Place;
  readonly code: ProblemCode;
  /** What stands for `{name}` in the sentences; places come in both languages. */
  readonly values: Readonly<Record<string, string | number | Text>>;
}

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}

export function placeText(place: Place): Text {
  if ("line" in place) {
    const text = place.line === null ? place.file : `${place.file}:${place.line}`;
    return { vi: text, en: text };
  }
  if (place.row === null) return { vi: place.file, en: place.file };
  const [vi, en] =
    place.column === null ? ["", ""] : [`, cột “${place.column}”`, `, column “${place.column}”`];
  return {
    vi: `${place.file} dòng ${place.row}${vi}`,
    en: `${place.file} row ${place.row}${en}`,
  };
}

/** "file:line reason — how to mend it", in both languages. */
export function problemText({ place, code, values }: Problem): Text {
  const { reason, mend } = PROBLEMS[code];
  const where = placeText(place);
  const line = (language: Language): string =>
    `${where[language]}: ${fill(reason[language], values, language)} — ${fill(mend[language], values, language)}`;
  return { vi: line("vi"), en: line("en") };
}

/** Order of reading, so that a person can go through the file from the top. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => positionOf(a.place) - positionOf(b.place));
}

function positionOf(place: Place): number {
  return ("line" in place ? place.line : place.row) ?? 0;
}

function fill(template: string, values: Problem["values"], language: Language): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return whole;
    return typeof value === "object" ? value[language] : String(value);
  });
}
