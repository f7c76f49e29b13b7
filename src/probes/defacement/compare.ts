// Whether two answers for one page are alike enough to ask no further. Decides what to look at, not what it means.
import type { Knowledge } from "../../model/knowledge.ts";
import { accentedWords, buildTerms, leetWords, matchTerms } from "../../text/fold.ts";
import type { Page } from "../../text/page.ts";

/** True when title, redirect, hosts linked to, or the amount of text differ. */
export function differs(first: Page, second: Page): boolean {
  return (
    first.title !== second.title ||
    first.refresh?.url !== second.refresh?.url ||
    canonicalOf(first) !== canonicalOf(second) ||
    hostsOf(first) !== hostsOf(second) ||
    isFarApart(first.visibleText.length, second.visibleText.length) ||
    isFarApart(first.hiddenText.length, second.hiddenText.length)
  );
}

function isFarApart(one: number, other: number): boolean {
  return Math.abs(one - other) > 40 + Math.max(one, other) * 0.1;
}

function canonicalOf(page: Page): string | undefined {
  return page.linkTags.find(({ rel }) => rel === "canonical")?.href;
}

function hostsOf({ links, scripts, iframes }: Page): string {
  const sources = [
    ...links.map(({ href }) => href),
    ...scripts.map(({ src }) => src ?? ""),
    ...iframes.map(({ src }) => src),
  ];
  const hosts = sources.map(
    (source) => /^(?:https?:)?\/\/([^/?#\s]{1,255})/i.exec(source)?.[1] ?? "",
  );
  return [...new Set(hosts)].toSorted().join(" ");
}

const STRONG = 0.9;

/** True when title, headings or first text hold a strong term of defacement or spam: worth a second look. */
export function needsSecondLook(page: Page, knowledge: Knowledge): boolean {
  const { phrases, gambling, adult } = knowledge.defacement;
  const head = [page.title, ...page.headings.slice(0, 10), page.visibleText.slice(0, 2_000)].join(
    "\n",
  );
  const claims = buildTerms(
    phrases
      .filter(({ weight }) => weight >= STRONG)
      .map(({ term }) => ({ words: leetWords(term).words, value: term })),
  );
  if (matchTerms(claims, leetWords(head)).length > 0 || page.magic !== null) return true;
  const topics = buildTerms(
    [...gambling, ...adult]
      .filter(({ weight }) => weight >= STRONG)
      .map(({ term }) => ({ words: accentedWords(term).words, value: term })),
  );
  const texts = `${head}\n${page.hiddenText.slice(0, 20_000)}\n${page.links.map(({ text }) => text).join("\n")}`;
  return matchTerms(topics, accentedWords(texts)).length > 0 || page.refresh !== null;
}
