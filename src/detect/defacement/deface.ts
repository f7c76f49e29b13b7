// Scores a page as defaced: claims and manner of speaking in prominent places, on a bare page.
// Words alone on an ordinary page never make a full-page defacement; looks alone never do either.
import type { Term } from "../../model/defacement-knowledge.ts";
import { excerpt, leetWords, rejoinLetters, type TermMatch, type Words } from "../../text/fold.ts";
import { countTerms, findTerms, type Lexicon } from "./lexicon.ts";
import { hostOf, isUnder } from "./places.ts";
import { baseOf, type PageView } from "./view.ts";

export interface Sign {
  /** 1 and more: suspected. */
  readonly score: number;
  /** What kind of thing, in the vocabulary of the fact's attribute "kind". */
  readonly kind: string;
  /** Plain, short, at most 300 characters each. */
  readonly evidence: readonly string[];
}

/** What is read for phrases: a long page beyond its head is the news it reports. */
const HEAD_CHARS = 3_000;
/** Below this the words are those of anybody; looks alone never count. */
const MIN_TEXT = 0.4;
const SHORT_WORDS = 60;
const BARE_WORDS = 250;
const UNSEEN_WORDS = 30;
const BANNER_WORDS = 12;

interface Found {
  readonly term: Term;
  readonly factor: number;
  readonly place: string;
  readonly text: string;
}

/** @returns the signs of a replaced page ("page") or of a phrase planted in an ordinary one ("partial") */
export function scoreDefacement(
  view: PageView,
  lexicon: Lexicon,
): { readonly page: Sign; readonly partial: Sign } {
  const found = findPhrases(view, lexicon);
  const words = weightOf(found, view.shape.words);
  const looks = looksOf(view, lexicon);
  const spelling = oddSpelling(view);
  const against = reportingWeight(view, lexicon);
  const text = Math.min(4, words + spelling);
  const bare = !view.shape.ordinary;
  const spoken = text >= MIN_TEXT ? text + looks.score * Math.min(1, text) - against : 0;
  const page = bare ? Math.max(spoken, looks.alone) : 0;
  const claim = strongestClaim(found);
  const partial = bare ? 0 : claim - against / 2;
  const evidence = evidenceOf(found, looks.names);
  return {
    page: { score: Math.max(0, page), kind: "page", evidence },
    partial: { score: Math.max(0, partial), kind: "partial", evidence },
  };
}

function findPhrases(view: PageView, lexicon: Lexicon): Found[] {
  const { page, shape } = view;
  const found: Found[] = [
    ...phrasesIn(page.title, "title", 1.5, lexicon),
    ...page.headings.slice(0, 20).flatMap((text) => phrasesIn(text, "heading", 1.3, lexicon)),
    ...view.page.metas
      .filter(({ name }) => name === "description" || name === "keywords" || name === "author")
      .flatMap(({ content }) => phrasesIn(content.slice(0, 500), "meta", 1, lexicon)),
    ...phrasesIn(page.visibleText.slice(0, HEAD_CHARS), "text", 1, lexicon),
  ];
  if (shape.words < UNSEEN_WORDS && !shape.framed) found.push(...unseenPhrases(view, lexicon));
  return bestOfEach(found);
}

const TOPIC = /hack|defac|secur|own|exploit/;
const MAX_TOPIC_IN_PROSE = 0.6;

const SMALL = 0.3;
const MAX_SMALL = 0.6;
const LONG_WORDS = 300;

/**
 * What any article on the topic says in running text weighs little, however often it says it; so do
 * small words. In a long text without a banner everything weighs less.
 */
function weightOf(found: readonly Found[], pageWords: number): number {
  let sum = 0;
  let topic = 0;
  let small = 0;
  for (const { term, factor } of found) {
    const weight = term.weight * factor;
    if (factor < 1 && TOPIC.test(term.term)) topic += weight;
    else if (term.weight < SMALL) small += weight;
    else sum += weight;
  }
  const all = sum + Math.min(MAX_SMALL, small) + Math.min(MAX_TOPIC_IN_PROSE, topic);
  if (found.some(isBanner) || pageWords <= LONG_WORDS) return all;
  return all * Math.sqrt(LONG_WORDS / pageWords);
}

function isBanner({ term, factor }: Found): boolean {
  return term.weight >= 0.9 && factor >= 1.2;
}

/** A page with hardly any text may say it in a script, a comment or a file name. */
function unseenPhrases({ page }: PageView, lexicon: Lexicon): Found[] {
  const scripts = page.scripts.map(({ text }) => text.slice(0, 20_000)).join("\n");
  const sources = [
    ["script", scripts.slice(0, 40_000)],
    ["comment", page.comments.join("\n").slice(0, 20_000)],
    ["hidden text", page.hiddenText.slice(0, 5_000)],
  ] as const;
  return sources.flatMap(([place, text]) =>
    phrasesIn(text, place, 0.8, lexicon).filter(({ term }) => term.weight >= 0.7),
  );
}

function phrasesIn(text: string, place: string, factor: number, lexicon: Lexicon): Found[] {
  if (text === "") return [];
  const words = leetWords(text);
  const found = findTerms(lexicon.phrases, words).map((match) => ({
    term: match.value,
    factor: factor * bannerFactor(words, match, place === "title" || place === "heading"),
    place,
    text: excerpt(words, match),
  }));
  const rejoined = rejoinLetters(words);
  if (rejoined === "") return found;
  const again = leetWords(rejoined);
  const spaced = findTerms(lexicon.phrases, again).map((match) => ({
    term: match.value,
    factor: factor * 1.3,
    place,
    text: excerpt(again, match),
  }));
  return [...found, ...spaced];
}

/** A claim that opens a short line or sentence is a banner; one in the middle of a long one is prose. */
function bannerFactor(words: Words, match: TermMatch<Term>, isHeadline: boolean): number {
  const most = BANNER_WORDS * 2;
  let start = match.at;
  while (start > 0 && match.at - start < most && !endsAt(words, start)) start -= 1;
  let end = match.at + match.length;
  while (end < words.words.length && end - start < most && !endsAt(words, end)) end += 1;
  const length = end - start;
  const opens = match.at - start <= 3;
  if (length === match.length) return 1.5;
  if (length > BANNER_WORDS) return opens ? 0.7 : 0.5;
  // A headline names who was hacked before it says by whom.
  return opens ? 1.2 : isHeadline && length > 6 ? 0.6 : 1;
}

/** True when a line or sentence ends before word `index`; a comma ends none. */
function endsAt({ text, starts, words }: Words, index: number): boolean {
  const before = starts[index - 1] ?? 0;
  const gap = text.slice(before + (words[index - 1]?.length ?? 0), starts[index]);
  return /[\n.!?:|;]/.test(gap);
}

/** Each phrase once, where it weighs most. */
function bestOfEach(found: readonly Found[]): Found[] {
  const best = new Map<string, Found>();
  for (const one of found) {
    const known = best.get(one.term.term);
    if (known === undefined || known.factor < one.factor) best.set(one.term.term, one);
  }
  return [...best.values()].toSorted((a, b) => b.term.weight * b.factor - a.term.weight * a.factor);
}

/** On an ordinary page only a claim in a banner position counts. */
function strongestClaim(found: readonly Found[]): number {
  return Math.max(
    0,
    ...found
      .filter(isBanner)
      .map(({ term, factor, place }) => (place === "text" ? 0.7 : 0.85) * term.weight * factor),
  );
}

const LEET_WORD = /^(?=.*[a-z].*[a-z])[a-z]{0,12}[013457@$][a-z013457@$]{0,12}$/;
const PLAIN_MIX = /^(?:mp3|mp4|h1n1|covid\d*|b2b|k12|3d|2d|4g|5g|[a-z]+\d+|\d+[a-z]{1,3})$/;

/** Words with digits for letters, as "th3" or "0wn3d": rare in ordinary text, a habit of defacers. */
function oddSpelling({ visible, title, shape }: PageView): number {
  const words = [...title.words, ...visible.words.slice(0, 400)];
  const odd = new Set(words.filter((word) => LEET_WORD.test(word) && !PLAIN_MIX.test(word)));
  const share = shape.words === 0 ? 0 : odd.size / Math.min(shape.words + title.words.length, 400);
  return Math.min(0.8, odd.size * 0.12) * (share > 0.02 || odd.size > 4 ? 1 : 0.5);
}

const COSTUME = new Set([
  "black background",
  "centred by hand",
  "sound that plays by itself",
  "scrolling text",
  "right mouse button blocked",
  "pictures from a free host",
  "a picture's signature before the page",
]);
const DARK =
  /(?:background(?:-color)?|bgcolor)\s{0,4}[:=]\s{0,4}["']?\s{0,4}(?:#000000\b|#000\b|#0[0-9a-f]0[0-9a-f]0[0-9a-f]\b|black\b|rgb\(0, ?0, ?0\))/i;
const BLOCKED_MENU = /oncontextmenu|event\.button\s{0,2}==\s{0,2}2|which\s{0,2}==\s{0,2}3/i;

interface Looks {
  readonly score: number;
  /** What the looks are worth on a page that says nothing: only the whole costume counts. */
  readonly alone: number;
  readonly names: string[];
}

function looksOf(view: PageView, lexicon: Lexicon): Looks {
  const { page, shape } = view;
  const has = (...names: string[]): boolean => names.some((name) => (page.elements[name] ?? 0) > 0);
  const base = baseOf(page, view.url);
  const head = page.html.slice(0, 30_000);
  const checks: (readonly [name: string, weight: number, holds: boolean])[] = [
    ["very little text", 0.35, shape.words < SHORT_WORDS],
    ["little text", 0.2, shape.words < BARE_WORDS],
    ["few links", 0.1, shape.links < 6],
    ["no header, menu or footer", 0.1, !shape.framed],
    ["black background", 0.25, DARK.test(head)],
    ["centred by hand", 0.15, has("center")],
    [
      "sound that plays by itself",
      0.15,
      has("audio", "embed", "bgsound") || /autoplay/i.test(head),
    ],
    ["scrolling text", 0.1, has("marquee", "blink")],
    ["right mouse button blocked", 0.3, BLOCKED_MENU.test(head)],
    [
      "pictures from a free host",
      0.25,
      page.images.some((src) => isUnder(hostOf(src, base) ?? "", lexicon.knowledge.freeHosts)),
    ],
    ["a picture's signature before the page", 0.8, page.magic === "gif" || page.magic === "png"],
    ["empty title", 0.1, page.title === ""],
  ];
  const held = checks.filter(([, , holds]) => holds);
  const costume = held.filter(([name]) => COSTUME.has(name)).length;
  const empty = shape.words < 100 && shape.links < 3 && !shape.framed;
  return {
    alone: empty && costume >= 3 ? 1 : 0,
    score: Math.min(
      1.2,
      held.reduce((sum, [, weight]) => sum + weight, 0),
    ),
    names: held.map(([name]) => name),
  };
}

/** Prose that reports on attacks, in a frame of its own, speaks against a defacement. */
function reportingWeight(view: PageView, lexicon: Lexicon): number {
  const { shape, page } = view;
  if (shape.words < 40) return 0;
  const reporting = countTerms(lexicon.reporting, leetWords(page.visibleText.slice(0, 8_000)));
  const isArticle =
    (page.elements["article"] ?? 0) > 0 ||
    page.metas.some(({ name, content }) => name === "og:type" && content === "article");
  return Math.min(2.5, reporting.weight * 0.6 + (isArticle ? 0.4 : 0) + (shape.framed ? 0.4 : 0));
}

function evidenceOf(found: readonly Found[], looks: readonly string[]): string[] {
  const phrases = found
    .filter(({ term }) => term.weight >= 0.3)
    .slice(0, 4)
    .map(({ place, text, term }) => `${place}: "${text}" (${term.term})`);
  return looks.length === 0 ? phrases : [...phrases, `looks: ${looks.join(", ")}`];
}
