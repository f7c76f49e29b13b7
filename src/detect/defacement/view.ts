// One page made ready for judging: its texts split into words once, its links sorted by whose they are.
import type { Page, PageLink } from "../../text/page.ts";
import { accentedWords, type Words } from "../../text/fold.ts";
import type { Lexicon } from "./lexicon.ts";
import { hostOf, isForeign, type Places } from "./places.ts";

export interface ViewLink extends PageLink {
  readonly host: string | null;
  readonly foreign: boolean;
}

export interface PageView {
  readonly page: Page;
  /** The URL that gave the page. */
  readonly url: string;
  readonly places: Places;
  readonly title: Words;
  readonly headings: Words;
  /** Description, keywords and their social twins. */
  readonly metas: Words;
  readonly visible: Words;
  readonly hidden: Words;
  readonly links: readonly ViewLink[];
  readonly shape: Shape;
}

/** What a page looks like, apart from its words. */
export interface Shape {
  readonly words: number;
  readonly links: number;
  /** Has header, nav or footer of its own, by element or by the usual class names. */
  readonly framed: boolean;
  /** An ordinary page of a site: long, or with many links within a frame. */
  readonly ordinary: boolean;
}

const META_NAMES = new Set([
  "description",
  "keywords",
  "og:title",
  "og:description",
  "twitter:title",
  "twitter:description",
]);

export function viewPage(page: Page, url: string, places: Places, lexicon: Lexicon): PageView {
  const base = baseOf(page, url);
  const visible = accentedWords(page.visibleText);
  return {
    page,
    url,
    places,
    title: accentedWords(page.title),
    headings: accentedWords(page.headings.join("\n")),
    metas: accentedWords(
      page.metas
        .filter(({ name }) => META_NAMES.has(name))
        .map(({ content }) => content)
        .join("\n"),
    ),
    visible,
    hidden: accentedWords(page.hiddenText),
    links: page.links.map((link) => viewLink(link, base, places, lexicon)),
    shape: shapeOf(page, visible.words.length),
  };
}

/** What relative links are resolved against. */
export function baseOf(page: Page, url: string): string {
  return page.base !== null && URL.canParse(page.base, url) ? new URL(page.base, url).href : url;
}

function viewLink(link: PageLink, base: string, places: Places, lexicon: Lexicon): ViewLink {
  const host = hostOf(link.href, base);
  return { ...link, host, foreign: host !== null && isForeign(host, places, lexicon) };
}

function shapeOf(page: Page, words: number): Shape {
  const count = (name: string): number => page.elements[name] ?? 0;
  const framed =
    count("nav") + count("header") + count("footer") > 0 ||
    page.links.some(({ region }) => region === "nav" || region === "header" || region === "footer");
  const links = page.links.length;
  return {
    words,
    links,
    framed,
    ordinary: (words >= 250 && links >= 10) || (framed && links >= 15),
  };
}
