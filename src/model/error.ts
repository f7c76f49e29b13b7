// Errors for our own people: a code from one table, the place, the reason and the way to mend it.
import type { Language, Text } from "./text.ts";

/** Exit codes of CONTRACT.md. */
export const EXIT = {
  done: 0,
  findings: 1,
  usage: 2,
  nothingAuthorized: 3,
  partial: 4,
  ownFault: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** `{name}` in a message is replaced by the parameter of that name. */
export interface ErrorEntry {
  readonly exit: ExitCode;
  readonly message: Text;
}

export class RasoatError extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly text: Text;
  /** Further lines, one problem each ("file:line reason — how to mend it"). */
  readonly details: readonly Text[];

  constructor(
    code: string,
    entry: ErrorEntry,
    parameters: Readonly<Record<string, string | number>> = {},
    options: { details?: readonly Text[]; cause?: unknown } = {},
  ) {
    const text = {
      vi: fill(entry.message.vi, parameters),
      en: fill(entry.message.en, parameters),
    };
    super(`${code}: ${text.en}`, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "RasoatError";
    this.code = code;
    this.exit = entry.exit;
    this.text = text;
    this.details = options.details ?? [];
  }

  /** All lines for a person, the main message first. */
  lines(language: Language): string[] {
    return [this.text[language], ...this.details.map((detail) => detail[language])];
  }
}

function fill(template: string, parameters: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name]) : whole,
  );
}
