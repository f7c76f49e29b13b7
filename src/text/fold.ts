// Words of a text in the spellings under which the same word hides: accents, look-alikes, digits for letters.
// Matching is by whole words through a trie: linear in the text, whatever the number of terms.

/** Words in order. `joined[i]` is true when nothing but white space or a dash stands before word i. */
export interface Words {
  readonly words: readonly string[];
  /** Offsets into `text`. */
  readonly starts: readonly number[];
  readonly joined: readonly boolean[];
  /** The normalised text. */
  readonly text: string;
}

const INVISIBLE = /[\p{Cf}\p{Variation_Selector}\u115f\u1160\u3164]|\u034f/gu;
/** Marks laid over letters that composed with nothing: strike-through and "zalgo" writing. */
const LOOSE_MARKS = /[\u0300-\u036f\u20d0-\u20f0]/g;

/** NFKC, lower case, look-alike letters made Latin, invisible characters and loose marks removed. */
export function normalizeText(text: string): string {
  const plain = text.normalize("NFKC").replaceAll(INVISIBLE, "").toLowerCase();
  // Look-alikes first: an accent over a Cyrillic "a" composes only once the letter is Latin.
  return unmaskLookAlikes(plain).normalize("NFKC").replaceAll(LOOSE_MARKS, "");
}

/** Cyrillic and Greek letters drawn like Latin ones; after lower-casing. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: "a",
    в: "b",
    с: "c",
    ԁ: "d",
    е: "e",
    ё: "e",
    һ: "h",
    н: "h",
    і: "i",
    ї: "i",
    ј: "j",
    к: "k",
    ӏ: "l",
    м: "m",
    о: "o",
    р: "p",
    ԛ: "q",
    ѕ: "s",
    т: "t",
    у: "y",
    ү: "y",
    ѵ: "v",
    ԝ: "w",
    х: "x",
    α: "a",
    β: "b",
    ε: "e",
    η: "n",
    ι: "i",
    κ: "k",
    ν: "v",
    ο: "o",
    ρ: "p",
    τ: "t",
    υ: "u",
    χ: "x",
    ɑ: "a",
    ɡ: "g",
    ı: "i",
    ʀ: "r",
    ʟ: "l",
    ᴀ: "a",
    ʙ: "b",
    ᴄ: "c",
    ᴅ: "d",
    ᴇ: "e",
    ɢ: "g",
    ʜ: "h",
    ɪ: "i",
    ᴊ: "j",
    ᴋ: "k",
    ᴍ: "m",
    ɴ: "n",
    ᴏ: "o",
    ᴘ: "p",
    ᴛ: "t",
    ᴜ: "u",
    ᴠ: "v",
    ᴡ: "w",
    ʏ: "y",
    ᴢ: "z",
    ꜱ: "s",
    ғ: "f",
  }),
);
const HAS_LOOK_ALIKE = new RegExp(`[${Array.from(LOOK_ALIKES.keys()).join("")}]`, "u");
const FOREIGN_WORD = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Latin}\p{M}]+/gu;

/** A word is unmasked when it mixes in Latin letters or consists of look-alikes alone. */
function unmaskLookAlikes(text: string): string {
  if (!HAS_LOOK_ALIKE.test(text)) return text;
  return text.replaceAll(FOREIGN_WORD, (word) => {
    if (!HAS_LOOK_ALIKE.test(word)) return word;
    const letters = Array.from(word, (letter) => LOOK_ALIKES.get(letter) ?? letter);
    const isLatin = letters.every((letter) => /\p{Script=Latin}|\p{M}/u.test(letter));
    return isLatin || /\p{Script=Latin}/u.test(word) ? letters.join("") : word;
  });
}

/** Without Vietnamese (and other Latin) accents; đ becomes d. Expects lower case. */
export function foldAccents(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .replaceAll("đ", "d")
    .normalize("NFC");
}

/** Accents kept: the stream that Vietnamese is matched in. */
export function accentedWords(text: string): Words {
  return splitWords(normalizeText(text), /[\p{L}\p{M}\p{N}]+/gu, (word) => word);
}

/** Accents removed, words at the same places. */
export function foldedWords(words: Words): Words {
  const known = new Map<string, string>();
  const fold = (word: string): string => {
    const folded = known.get(word) ?? foldAccents(word);
    known.set(word, folded);
    return folded;
  };
  return { ...words, words: words.words.map(fold) };
}

const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "i",
  "+": "t",
  "€": "e",
  "£": "l",
  "¡": "i",
};

/** Accents removed and digits or signs read as the letters they stand for, in words that hold a letter. */
export function leetWords(text: string): Words {
  return splitWords(foldAccents(normalizeText(text)), /[\p{L}\p{M}\p{N}@$!|+€£¡]+/gu, (word) => {
    const core = word.replace(/^[|+!]{1,9}(?=\w{3})/, "").replace(/[|+!¡]{1,9}$/, "");
    if (!/\p{L}/u.test(core)) return core === "" ? word : core;
    return core.replaceAll(/[0134578@$!|+€£¡]/g, (sign) => LEET[sign] ?? sign);
  });
}

/** Words of a URL or file name, percent-decoded and folded: "/Nh%C3%A0-C%C3%A1i88/" is "nha", "cai88". */
export function slugWords(url: string): Words {
  let plain = url;
  try {
    plain = decodeURIComponent(url.replaceAll("+", " "));
  } catch {
    plain = url.replaceAll(/%[0-9a-f]{2}/gi, " ");
  }
  const text = foldAccents(normalizeText(plain)).replaceAll("_", "-");
  return splitWords(text, /[\p{L}\p{M}\p{N}]+/gu, (word) => word);
}

const JOINT = /^[\s\p{Pd}_'"’‘“”`´~*·•()[\]<>^=\\]{1,6}$/u;

function splitWords(text: string, pattern: RegExp, spell: (word: string) => string): Words {
  const words: string[] = [];
  const starts: number[] = [];
  const joined: boolean[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const gap = text.slice(end, Math.min(match.index, end + 7));
    words.push(spell(match[0]));
    starts.push(match.index);
    joined.push(words.length > 1 && isJoint(gap));
    end = match.index + match[0].length;
  }
  return { words, starts, joined, text };
}

function isJoint(gap: string): boolean {
  if (gap === " " || gap === "-") return true;
  return !gap.includes("\n") && JOINT.test(gap);
}

/**
 * Letters written apart ("H A C K E D") put together again: runs of four or more single characters.
 * @returns the rejoined words, as one text; empty when there is none
 */
export function rejoinLetters(words: Words): string {
  const found: string[] = [];
  let run = "";
  for (const [index, word] of words.words.entries()) {
    if (word.length === 1 && (run === "" || words.joined[index] === true)) {
      run += word;
      continue;
    }
    if (run.length >= 4) found.push(run);
    run = word.length === 1 ? word : "";
  }
  if (run.length >= 4) found.push(run);
  return found.join("\n");
}

/** What matched: the term's value and where. */
export interface TermMatch<T> {
  readonly value: T;
  /** Index of the first word, and number of words. */
  readonly at: number;
  readonly length: number;
}

interface TrieNode<T> {
  readonly next: Map<string, TrieNode<T>>;
  readonly values: T[];
}

export interface TermIndex<T> {
  readonly root: TrieNode<T>;
}

/** @param spellings each with its words already in the spelling of the stream it will be matched in */
export function buildTerms<T>(
  spellings: Iterable<{ readonly words: readonly string[]; readonly value: T }>,
): TermIndex<T> {
  const root: TrieNode<T> = { next: new Map(), values: [] };
  for (const { words, value } of spellings) {
    let node = root;
    for (const word of words) {
      const next = node.next.get(word) ?? { next: new Map(), values: [] };
      node.next.set(word, next);
      node = next;
    }
    if (node !== root && !node.values.includes(value)) node.values.push(value);
  }
  return { root };
}

/** Every term at every place, longest first at each place; words of a term must be joined. */
export function matchTerms<T>(index: TermIndex<T>, { words, joined }: Words): TermMatch<T>[] {
  const matches: TermMatch<T>[] = [];
  for (let at = 0; at < words.length; at += 1) {
    let node = index.root.next.get(words[at] ?? "");
    const here: TermMatch<T>[] = [];
    for (let length = 1; node !== undefined; length += 1) {
      for (const value of node.values) here.push({ value, at, length });
      const following = at + length;
      if (joined[following] !== true) break;
      node = node.next.get(words[following] ?? "");
    }
    matches.push(...here.reverse());
  }
  return matches;
}

/** The matched place with some words around it, one line, for evidence. */
export function excerpt(words: Words, match: { at: number; length: number }, around = 6): string {
  const from = words.starts[Math.max(0, match.at - around)] ?? 0;
  const after = match.at + match.length + around;
  const to = after < words.starts.length ? (words.starts[after] ?? words.text.length) : undefined;
  return words.text.slice(from, to).replaceAll(/\s+/g, " ").trim().slice(0, 120);
}
