// Paths that surely do not exist, shaped like those that may: what a site answers there shows what its
// answers are worth. Reproducible from a seed; never by chance, so that a run can be repeated.

/** A stream of numbers below 2^32 from a text. */
function streamOf(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at++) {
    state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193) >>> 0;
  }
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}

/** Consonants only: no word of any language comes out. */
const LETTERS = "bcdfghjklmnpqrstvwxz";
const DIGITS = "0123456789";

/** Letters become letters of the same case, digits digits; dots, dashes and everything else stay. */
function scramble(text: string, next: () => number): string {
  return text.replace(/[A-Za-z0-9]/g, (character) => {
    if (/[0-9]/.test(character)) return DIGITS[next() % DIGITS.length] ?? "0";
    const letter = LETTERS[next() % LETTERS.length] ?? "x";
    return character === character.toUpperCase() ? letter.toUpperCase() : letter;
  });
}

/** The name changes, its ending stays: ".env" → ".qkx", "backup.tar.gz" → "rvxqzt.tar.gz". */
function siblingName(name: string, next: () => number): string {
  const lead = name.startsWith(".") ? "." : "";
  const rest = name.slice(lead.length);
  const dot = rest.indexOf(".");
  const stem = dot === -1 ? rest : rest.slice(0, dot);
  let sibling = scramble(stem, next);
  // A short name of consonants may come out as itself.
  while (sibling === stem && /[A-Za-z0-9]/.test(stem)) sibling = scramble(stem, next);
  return lead + sibling + rest.slice(stem.length);
}

/**
 * Two siblings of a path: its last segment replaced; its first segment replaced (for a path of one
 * segment: another last segment). Length, ending, leading dot and trailing slash stay.
 */
export function twinPathsOf(path: string, seed: string): readonly [string, string] {
  const next = streamOf(`${seed} ${path}`);
  const segments = path.split("/").slice(1);
  const last = segments.at(-1) === "" ? segments.length - 2 : segments.length - 1;
  const withSegment = (index: number): string =>
    `/${segments.map((name, at) => (at === index ? siblingName(name, next) : name)).join("/")}`;
  return [withSegment(last), withSegment(last === 0 ? last : 0)];
}

/**
 * Paths at the root for learning what a site answers where nothing is: one plain, one with `ending`.
 * @param ending ".php", ".aspx", ".jsp", or "/"
 */
export function calibrationPathsOf(seed: string, ending: string): readonly [string, string] {
  const next = streamOf(`${seed} calibration`);
  return [`/${scramble("abcdefghij", next)}`, `/${scramble("abcdefghij", next)}${ending}`];
}

/** 0 to 6: the night of the week on which something of a host is asked. */
export function weekdayOf(text: string): number {
  return streamOf(text)() % 7;
}
