// The terms of data/defacement in the shape that matching needs. Built once per judgement; pure.
import type { DefacementKnowledge, Term } from "../../model/defacement-knowledge.ts";
import {
  accentedWords,
  buildTerms,
  foldedWords,
  leetWords,
  matchTerms,
  type TermIndex,
  type TermMatch,
  type Words,
} from "../../text/fold.ts";

/** Terms of one kind: words in a trie; terms of scripts without spaces are looked for as they are. */
export interface TermSet {
  readonly index: TermIndex<Term>;
  readonly unspaced: readonly Term[];
}

export interface Lexicon {
  /** Matched against `leetWords`. */
  readonly phrases: TermSet;
  readonly gambling: TermSet;
  readonly clinic: TermSet;
  readonly clinicLure: TermSet;
  readonly pharma: TermSet;
  readonly commerce: TermSet;
  readonly japaneseShop: TermSet;
  readonly adult: TermSet;
  readonly counter: TermSet;
  /** Matched against `leetWords`, like the phrases it speaks against. */
  readonly reporting: TermSet;
  readonly brands: ReadonlySet<string>;
  readonly brandEndings: readonly string[];
  readonly knowledge: DefacementKnowledge;
}

export function buildLexicon(knowledge: DefacementKnowledge): Lexicon {
  return {
    phrases: leetSet(knowledge.phrases),
    gambling: plainSet(knowledge.gambling),
    clinic: plainSet(knowledge.clinic),
    clinicLure: plainSet(knowledge.clinicLure),
    pharma: plainSet(knowledge.pharma),
    commerce: plainSet(knowledge.commerce),
    japaneseShop: plainSet(knowledge.japaneseShop),
    adult: plainSet(knowledge.adult),
    counter: plainSet(knowledge.counter),
    reporting: leetSet(knowledge.reporting),
    brands: new Set(knowledge.brands.map((brand) => brand.toLowerCase())),
    brandEndings: knowledge.brandEndings,
    knowledge,
  };
}

const NO_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u;

function plainSet(terms: readonly Term[]): TermSet {
  return termSet(terms, (term) => {
    const words = accentedWords(term.term);
    return term.folded ? [words, foldedWords(words)] : [words];
  });
}

function leetSet(terms: readonly Term[]): TermSet {
  return termSet(terms, (term) => [leetWords(term.term)]);
}

function termSet(terms: readonly Term[], spell: (term: Term) => readonly Words[]): TermSet {
  const spaced = terms.filter(({ term }) => !NO_SPACES.test(term));
  return {
    index: buildTerms(
      spaced.flatMap((value) => spell(value).map(({ words }) => ({ words, value }))),
    ),
    unspaced: terms.filter(({ term }) => NO_SPACES.test(term)),
  };
}

/** Longest matches, none inside another. */
export function findTerms(set: TermSet, words: Words): TermMatch<Term>[] {
  const found: TermMatch<Term>[] = [];
  let free = 0;
  for (const match of matchTerms(set.index, words)) {
    if (match.at < free) continue;
    found.push(match);
    free = match.at + match.length;
  }
  for (const value of set.unspaced) {
    const at = words.text.indexOf(value.term);
    if (at !== -1) found.push({ value, at: wordAt(words, at), length: 1 });
  }
  return found;
}

function wordAt({ starts }: Words, offset: number): number {
  const after = starts.findIndex((start) => start > offset);
  return Math.max(0, (after === -1 ? starts.length : after) - 1);
}

export interface TermCount {
  /** Sum of the weights of the distinct terms. */
  readonly weight: number;
  readonly distinct: number;
  readonly occurrences: number;
  /** Heaviest first. */
  readonly terms: readonly Term[];
}

export function countTerms(set: TermSet, words: Words): TermCount {
  const matches = findTerms(set, words);
  const terms = [...new Set(matches.map(({ value }) => value))].toSorted(
    (a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1),
  );
  return {
    weight: terms.reduce((sum, term) => sum + term.weight, 0),
    distinct: terms.length,
    occurrences: matches.length,
    terms,
  };
}
