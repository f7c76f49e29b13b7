// Compares what a search engine gets with what a visitor gets. What also changes between two plain fetches
// is the page's own restlessness and does not count.
import type { Fact } from "../../model/fact.ts";
import type { Reason } from "../../model/reason.ts";
import type { Sign } from "./deface.ts";
import type { Lexicon } from "./lexicon.ts";
import { hostOf, isForeign, ownerDomain, resolveUrl } from "./places.ts";
import type { Reading } from "./read.ts";
import { nameWeight } from "./spam.ts";
import { evidence, present } from "./verdict.ts";
import { baseOf } from "./view.ts";

type PageReading = Extract<Reading, { is: "page" }>;
type Base = Pick<Fact, "area" | "host" | "port" | "subject">;

const SUSPECTED = 1;

/**
 * @param asBrowser looks at the same page as a plain visitor, the repeat among them
 * @param asSearch looks as a search engine's crawler or as a visitor coming from one
 */
export function judgeCloaking(
  base: Base,
  asBrowser: readonly Reading[],
  asSearch: readonly Reading[],
  lexicon: Lexicon,
): Fact {
  const place = { ...base, predicate: "defacement.cloaking" } as const;
  const plain = asBrowser.filter(isWhole);
  if (plain.length === 0) return { ...place, status: "unknown", reason: reasonOf(asBrowser) };
  const seen = asSearch.filter((reading) => isWhole(reading) || reading.is === "away");
  const [first] = seen;
  if (first === undefined) return { ...place, status: "unknown", reason: reasonOf(asSearch) };
  const signs = seen.map((reading) => ({ reading, sign: difference(reading, plain, lexicon) }));
  const showing = signs
    .filter(({ sign }) => sign.score >= SUSPECTED)
    .toSorted((a, b) => b.sign.score - a.sign.score);
  const [strongest] = showing;
  if (strongest === undefined) {
    return {
      ...place,
      status: "absent",
      evidence: [evidence(first.look, "a search engine gets the same page")],
    };
  }
  // Shown on two visits from a search engine, while two plain fetches agree with each other.
  const confirmed = showing.length > 1 && plain.length > 1;
  return { ...place, ...present(strongest.sign, { look: strongest.reading.look, confirmed }) };
}

function isWhole(reading: Reading): reading is PageReading {
  return reading.is === "page" && reading.problem === null;
}

function reasonOf(readings: readonly Reading[]): Reason {
  for (const reading of readings) {
    if (reading.is === "nothing") return reading.reason;
    if (reading.is === "page" && reading.problem !== null) return reading.problem;
    if (reading.is === "away" && reading.target !== null) return "redirect-out-of-scope";
  }
  return "inconclusive";
}

function difference(reading: Reading, plain: readonly PageReading[], lexicon: Lexicon): Sign {
  if (reading.is === "away") return awayFrom(reading, lexicon);
  if (reading.is !== "page") return { score: 0, kind: "none", evidence: [] };
  const parts = [
    redirectPart(reading, plain),
    topicPart(reading, plain),
    canonicalPart(reading, plain, lexicon),
    hostsPart(reading, plain, lexicon),
    titlePart(reading, plain),
  ].filter(({ score }) => score > 0);
  const strongest = parts.toSorted((a, b) => b.score - a.score)[0];
  return {
    score: parts.reduce((sum, { score }) => sum + score, 0),
    kind: strongest?.kind ?? "none",
    evidence: parts.flatMap((part) => part.evidence),
  };
}

/** Search visitors are sent out of scope while plain ones see the page. */
function awayFrom(reading: Extract<Reading, { is: "away" }>, lexicon: Lexicon): Sign {
  if (reading.target === null) return { score: 0, kind: "none", evidence: [] };
  const { hostname } = reading.target;
  if (!isForeign(hostname, reading.places, lexicon)) {
    return { score: 0, kind: "none", evidence: [] };
  }
  return {
    score: 1.2 + nameWeight(hostname, lexicon),
    kind: "redirect",
    evidence: [`search visitors are redirected to ${hostname}`],
  };
}

function redirectPart(reading: PageReading, plain: readonly PageReading[]): Sign {
  const { redirect } = reading;
  const isNew = redirect !== null && plain.every((one) => one.redirect?.host !== redirect.host);
  return {
    score: isNew ? 1.2 : 0,
    kind: "redirect",
    evidence: isNew ? [`for search visitors only: ${redirect.evidence}`] : [],
  };
}

function topicPart(reading: PageReading, plain: readonly PageReading[]): Sign {
  const before = Math.max(...plain.map(({ signs }) => signs.spam.score));
  const { spam } = reading.signs;
  const grown = spam.score - before;
  return {
    score: spam.score >= 0.6 && grown >= 0.5 ? Math.min(2, 0.6 + grown) : 0,
    kind: spam.kind,
    evidence: spam.evidence.slice(0, 3).map((text) => `for search visitors only: ${text}`),
  };
}

function canonicalPart(
  reading: PageReading,
  plain: readonly PageReading[],
  lexicon: Lexicon,
): Sign {
  const host = canonicalHost(reading);
  const isNew =
    host !== null &&
    isForeign(host, reading.view.places, lexicon) &&
    plain.every((one) => canonicalHost(one) !== host);
  return {
    score: isNew ? 1 : 0,
    kind: "canonical",
    evidence: isNew ? [`for search visitors the page names ${host} as its true address`] : [],
  };
}

function canonicalHost({ view }: PageReading): string | null {
  const href = view.page.linkTags.find(({ rel }) => rel === "canonical" || rel === "amphtml")?.href;
  return href === undefined ? null : (resolveUrl(href, view.url)?.hostname ?? null);
}

function hostsPart(reading: PageReading, plain: readonly PageReading[], lexicon: Lexicon): Sign {
  const known = new Set(plain.flatMap((one) => [...foreignDomains(one, lexicon)]));
  const added = [...foreignDomains(reading, lexicon)]
    .filter((domain) => !known.has(domain))
    .toSorted();
  return {
    score: added.length >= 3 ? 0.8 : added.length > 0 ? 0.3 : 0,
    kind: "links",
    evidence:
      added.length > 0 ? [`links for search visitors only: ${added.slice(0, 5).join(", ")}`] : [],
  };
}

/** Domains that links, scripts and frames lead to, platforms left out. */
function foreignDomains({ view }: PageReading, lexicon: Lexicon): Set<string> {
  const base = baseOf(view.page, view.url);
  const linked = view.links.flatMap(({ foreign, host }) =>
    foreign && host !== null ? [host] : [],
  );
  const loaded = [...view.page.scripts, ...view.page.iframes]
    .flatMap(({ src }) => (src === null ? [] : (hostOf(src, base) ?? [])))
    .filter((host) => isForeign(host, view.places, lexicon));
  return new Set([...linked, ...loaded].map(ownerDomain));
}

function titlePart(reading: PageReading, plain: readonly PageReading[]): Sign {
  const { title } = reading.view.page;
  // One plain fetch is enough to compare with only if a second one has the same title.
  const steady = plain.length > 1 && new Set(plain.map(({ view }) => view.page.title)).size === 1;
  const isOther = steady && plain.every(({ view }) => !shareWords(view.page.title, title));
  return {
    score: isOther ? 0.5 : 0,
    kind: "title",
    evidence: isOther ? [`title for search visitors: "${title.slice(0, 100)}"`] : [],
  };
}

function shareWords(one: string, other: string): boolean {
  const words = new Set(one.toLowerCase().split(/\s+/));
  const others = other.toLowerCase().split(/\s+/);
  const shared = others.filter((word) => words.has(word)).length;
  return shared * 2 >= Math.min(words.size, others.length);
}
