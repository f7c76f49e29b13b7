// A letter's words before they are plain text or HTML: a few kinds of blocks, so that both parts say the same.
import type { Language, Text } from "../model/text.ts";
import { inert } from "../text/inert.ts";

/** A problem or a place: what it is, and what is said of it below. */
export interface Row {
  readonly head: string;
  readonly notes: readonly string[];
  readonly isUrgent: boolean;
}

export type Block =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "alarm"; readonly text: string }
  /** `more`: how many rows there are besides. */
  | {
      readonly kind: "list";
      readonly title: string;
      readonly rows: readonly Row[];
      readonly more: number;
    };

export interface Sheet {
  readonly subject: string;
  readonly blocks: readonly Block[];
  /** Where in the portal to go on. */
  readonly door: { readonly path: Door; readonly text: string };
  /** Why the reader gets it, and what to know of how it is written. */
  readonly small: readonly string[];
}

/** Pages of the portal that letters lead to. */
export const DOORS = [
  "/",
  "/incidents",
  "/central/requests",
  "/central/runs",
  "/central/units",
  "/findings",
  "/sites",
] as const;
export type Door = (typeof DOORS)[number];

/** Words in the reader's language. */
export type Say = (vi: string, en: string) => string;

export function sayIn(language: Language): Say {
  return (vi, en) => (language === "vi" ? vi : en);
}

const MOST_NAME = 160;

/** Text that may hold something from elsewhere: one line without anything that acts. */
export function harmless(text: string): string {
  return inert(text).replace(/\s+/g, " ").trim();
}

/** A name or title that may come from elsewhere: harmless, and of bounded length. */
export function plain(text: string): string {
  const line = harmless(text);
  return line.length <= MOST_NAME
    ? line
    : `${Array.from(line)
        .slice(0, MOST_NAME - 1)
        .join("")}…`;
}

/** A host of a site that somebody has tampered with: no mail program makes a link of it. */
export function defanged(host: string): string {
  return plain(host).replaceAll(".", "[.]");
}

export function titleIn(title: Text, language: Language): string {
  return plain(title[language]);
}
