// One sentence of a complaint in both languages: the reason, and the way to mend it.
import type { Text } from "../model/text.ts";

export interface Sentence {
  readonly reason: Text;
  readonly mend: Text;
}

/** `{name}` is replaced by the value of that name. */
export function say(vi: string, mendVi: string, en: string, mendEn: string): Sentence {
  return { reason: { vi, en }, mend: { vi: mendVi, en: mendEn } };
}
