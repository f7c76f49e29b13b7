// A kind of evidence line and how it is told. Patterns are anchored and linear; what they capture is carried over
// as it is, so a stranger's words stay a stranger's words.
import type { Text } from "../../model/text.ts";
import { momentText } from "../moment.ts";

/** Captured groups by name; "" for one that took no part. */
export type Parts = (name: string) => string;

export interface Phrase {
  readonly pattern: RegExp;
  readonly say: (of: Parts) => Text;
}

export function phrase(pattern: RegExp, say: (of: Parts) => Text): Phrase {
  return { pattern, say };
}

export function t(vi: string, en: string): Text {
  return { vi, en };
}

/** @returns the line as the first fitting phrase tells it; null when none fits */
export function tell(phrases: readonly Phrase[], line: string): Text | null {
  for (const { pattern, say } of phrases) {
    const groups = pattern.exec(line)?.groups;
    if (groups !== undefined) return say((name) => groups[name] ?? "");
  }
  return null;
}

/** Joins texts in both languages. */
export function joined(texts: readonly Text[], between: string): Text {
  return t(texts.map(({ vi }) => vi).join(between), texts.map(({ en }) => en).join(between));
}

/** A word's text, or the word itself where the table does not know it. */
export function wordIn(table: Readonly<Record<string, Text>>, word: string): Text {
  return Object.hasOwn(table, word) ? (table[word] ?? t(word, word)) : t(word, word);
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/** An ISO moment in Việt Nam's time; anything else as it is. */
export function at(moment: string): Text {
  return MOMENT.test(moment) ? momentText(moment) : t(moment, moment);
}

/** "2026-11-21" as 21/11/2026 in Vietnamese; anything else as it is. */
export function day(date: string): Text {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  return parts === null
    ? t(date, date)
    : t(`${parts[3] ?? ""}/${parts[2] ?? ""}/${parts[1] ?? ""}`, date);
}
