// A fault in rules or data that the schema cannot see: what `rasoat rules check` prints.
import type { Text } from "../model/text.ts";

export interface Problem {
  /** The rule, citation, item or predicate it is about. */
  readonly about: string;
  /** What is wrong and how to mend it. */
  readonly text: Text;
}

export function problem(about: string, vi: string, en: string): Problem {
  return { about, text: { vi, en } };
}

/** Values that occur more than once, each named once. */
export function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
