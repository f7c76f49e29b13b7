// Scores a page for planted advertising: betting, private clinics, pills, adult, counterfeit shops, doorway
// templates. Topic words alone are news, law or medicine: they count by density, position and company.
import type { Term } from "../../model/defacement-knowledge.ts";
import { accentedWords, excerpt, slugWords, type Words } from "../../text/fold.ts";
import type { Sign } from "./deface.ts";
import { countTerms, findTerms, type Lexicon, type TermCount, type TermSet } from "./lexicon.ts";
import { isUnder, ownerDomain } from "./places.ts";
import type { PageView, ViewLink } from "./view.ts";

/** A term of at least this weight is not said by accident. */
const STRONG = 0.7;

/** The strongest kind of spam on the page, with what the others found as evidence. */
export function scoreSpam(view: PageView, lexicon: Lexicon): Sign {
  const kinds = [
    scoreGambling(view, lexicon),
    scoreClinic(view, lexicon),
    scoreGoods(view, lexicon),
    scoreTemplate(view, lexicon),
  ].toSorted((a, b) => b.score - a.score);
  const [best] = kinds;
  return best ?? { score: 0, kind: "none", evidence: [] };
}

function scoreGambling(view: PageView, lexicon: Lexicon): Sign {
  const body = countTerms(lexicon.gambling, view.visible);
  const title = countTerms(lexicon.gambling, view.title);
  const headings = countTerms(lexicon.gambling, view.headings);
  const metas = countTerms(lexicon.gambling, view.metas);
  const brands = brandsIn([view.title.words, view.headings.words, view.metas.words], lexicon);
  const links = linkScore(view, lexicon);
  const hidden = hiddenScore(view, lexicon.gambling);
  const against = counterWeight(view, lexicon);
  const content =
    contentScore(body, view.visible.words.length) +
    Math.min(1.4, title.weight * 0.8) +
    Math.min(0.6, headings.weight * 0.2) +
    Math.min(0.8, metas.weight * 0.3) +
    Math.min(0.6, brands.length * 0.3);
  // Law and schooling excuse words, not links to strangers.
  const score = Math.max(0, content - against) + Math.max(0, hidden - against / 3) + links.score;
  return {
    score,
    kind: "gambling",
    evidence: [
      ...quote("title", view.title, lexicon.gambling),
      ...quote("description", view.metas, lexicon.gambling),
      ...links.evidence,
      ...quote("hidden text", view.hidden, lexicon.gambling),
      ...listed("text", body),
      ...(brands.length > 0 ? [`names of betting sites: ${brands.slice(0, 4).join(", ")}`] : []),
    ].slice(0, 6),
  };
}

/** Distinct weighted terms, scaled by how dense they stand. */
function contentScore(count: TermCount, words: number): number {
  if (words === 0) return 0;
  const perThousand = (count.occurrences * 1000) / Math.max(words, 150);
  const density = Math.min(1, perThousand / 12);
  return Math.min(2.5, count.weight * 0.35) * density;
}

function linkScore(
  view: PageView,
  lexicon: Lexicon,
): { score: number; evidence: readonly string[] } {
  const targets = new Map<string, { weight: number; text: string }>();
  for (const link of view.links) {
    const weight = linkWeight(link, lexicon);
    if (weight === 0 || link.host === null) continue;
    const key = ownerDomain(link.host);
    const known = targets.get(key);
    const text = `${link.hidden ? "hidden link" : "link"} to ${link.host}: "${link.text.slice(0, 80)}"`;
    if (known === undefined || known.weight < weight) targets.set(key, { weight, text });
  }
  const found = [...targets.values()].toSorted((a, b) => b.weight - a.weight);
  return {
    score: Math.min(
      2,
      found.reduce((sum, { weight }) => sum + weight, 0),
    ),
    evidence: found.slice(0, 3).map(({ text }) => text),
  };
}

/** What a link to a foreign host says about itself: its words, its name, whether a visitor may see it. */
function linkWeight(link: ViewLink, lexicon: Lexicon): number {
  if (!link.foreign || link.host === null) return 0;
  const text = countTerms(lexicon.gambling, accentedWords(link.text));
  const strong = text.terms.filter(({ weight }) => weight >= STRONG).length;
  const name = nameWeight(link.host, lexicon);
  const slug = countTerms(lexicon.gambling, slugWords(pathOf(link.href)));
  const words =
    Math.min(1, text.weight * (strong > 0 ? 1 : 0.4)) + Math.min(0.5, slug.weight * 0.5);
  const brand = brandsIn([accentedWords(link.text).words], lexicon).length > 0 ? 0.4 : 0;
  const said = words + name + brand;
  if (said < 0.3) return 0;
  return Math.min(1.5, said + (link.hidden ? 0.5 : 0));
}

function pathOf(href: string): string {
  return href.replace(/^[a-z]{2,8}:\/\/[^/?#]{0,260}/i, "").slice(0, 300);
}

/** Betting words in a host name: a known brand, or a shape like "xyz88" or "abcbet". */
export function nameWeight(host: string, lexicon: Lexicon): number {
  const labels = ownerDomain(host).split(".");
  const name = (labels[0] ?? "").toLowerCase();
  const words = slugWords(name);
  if (brandsIn([words.words, [name.replaceAll("-", "")]], lexicon).length > 0) return 0.8;
  if (/casino|nhacai|togel|slotgacor|baccarat|taixiu|judionline/.test(name)) return 0.8;
  if ([...lexicon.brands].some((brand) => /\d/.test(brand) && name.startsWith(brand))) return 0.6;
  return isBrandShape(name, lexicon) ? 0.4 : 0;
}

function isBrandShape(name: string, lexicon: Lexicon): boolean {
  if (!/^[a-z0-9]{3,14}$/.test(name) || !/[a-z]{2}/.test(name)) return false;
  return lexicon.brandEndings.some(
    (ending) => name.endsWith(ending) && name.length > ending.length + 1,
  );
}

/** Known names of betting sites among the words, each once. */
function brandsIn(streams: readonly (readonly string[])[], lexicon: Lexicon): string[] {
  const found = new Set<string>();
  for (const words of streams) {
    for (const word of words) if (lexicon.brands.has(word)) found.add(word);
  }
  return [...found];
}

/** Two strong terms where a visitor cannot see them are no accident. */
function hiddenScore(view: PageView, terms: TermSet): number {
  const hidden = countTerms(terms, view.hidden);
  const strong = hidden.terms.filter(({ weight }) => weight >= STRONG).length;
  if (strong < 2) return 0;
  const unseen = hidden.terms.some(({ term }) => !view.page.visibleText.includes(term));
  return unseen ? Math.min(1.2, strong * 0.4) : 0.3;
}

/** Law, police, schooling and treatment: scaled by density like the terms they speak against. */
function counterWeight(view: PageView, lexicon: Lexicon): number {
  const count = countTerms(lexicon.counter, view.visible);
  const title = countTerms(lexicon.counter, view.title);
  const density = Math.min(
    1,
    (count.occurrences * 1000) / Math.max(view.visible.words.length, 150) / 8,
  );
  return Math.min(3, count.weight * 0.35) * density + Math.min(1, title.weight * 0.5);
}

function scoreClinic(view: PageView, lexicon: Lexicon): Sign {
  const topic = countTerms(lexicon.clinic, view.title).weight;
  const headings = countTerms(lexicon.clinic, view.headings).weight;
  const lureInTitle = countTerms(lexicon.clinicLure, view.title).weight;
  const lure = countTerms(lexicon.clinicLure, view.visible);
  const shortened = view.links.filter(
    ({ host }) => host !== null && isUnder(host, lexicon.knowledge.shorteners),
  ).length;
  const misplaced = (view.shape.framed ? 0 : 0.5) + (shortened > 0 ? 0.4 : 0);
  const isTopic = topic >= 0.4 || headings >= 1;
  const lures = Math.min(0.6, lureInTitle * 0.5) + Math.min(0.8, lure.weight * 0.15);
  const score =
    isTopic && misplaced > 0 && view.shape.words >= 150
      ? Math.min(0.6, topic * 0.6 + headings * 0.1) + lures + misplaced - 0.4
      : 0;
  return {
    score: Math.max(0, score),
    kind: "clinic",
    evidence: [
      ...quote("title", view.title, lexicon.clinic),
      ...quote("title", view.title, lexicon.clinicLure),
      ...listed("text", lure),
      ...(view.shape.framed ? [] : ["the page has neither header, menu nor footer"]),
      ...(shortened > 0 ? [`${String(shortened)} links through a link shortener`] : []),
    ],
  };
}

/** Pills, adult and counterfeit goods: the goods and the selling must come together, or be hidden. */
function scoreGoods(view: PageView, lexicon: Lexicon): Sign {
  const drugs = countTerms(lexicon.pharma, view.visible);
  const drugsInHead =
    countTerms(lexicon.pharma, view.title).weight + countTerms(lexicon.pharma, view.metas).weight;
  const selling = countTerms(lexicon.commerce, view.visible).weight;
  const sellingInHead =
    countTerms(lexicon.commerce, view.title).weight +
    countTerms(lexicon.commerce, view.metas).weight;
  const pills =
    Math.min(1, drugs.weight * 0.3 + drugsInHead * 0.4) *
      Math.min(1.6, selling * 0.5 + sellingInHead) +
    hiddenScore(view, lexicon.pharma) +
    pillLinks(view, lexicon);
  const adultTitle = countTerms(lexicon.adult, view.title);
  const adult =
    Math.min(1, adultTitle.weight) +
    Math.min(0.8, countTerms(lexicon.adult, view.visible).weight * 0.3);
  const shop = countTerms(lexicon.japaneseShop, accentedWords(shopText(view)));
  const japanese = shop.distinct >= 3 && !/^ja/i.test(view.page.lang ?? "") ? shop.weight * 0.5 : 0;
  const score = Math.max(pills, adult, japanese);
  const kind = score === pills ? "pharma" : score === adult ? "adult" : "japanese-shop";
  return {
    score,
    kind,
    evidence: [
      ...listed("text", drugs),
      ...quote("title", view.title, lexicon.adult),
      ...listed("text", shop),
      ...quote("hidden text", view.hidden, lexicon.pharma),
    ].slice(0, 5),
  };
}

/** Hidden links to foreign hosts that name a drug. */
function pillLinks(view: PageView, lexicon: Lexicon): number {
  const named = view.links.filter(
    (link) =>
      link.hidden &&
      link.foreign &&
      countTerms(lexicon.pharma, slugWords(`${link.href} ${link.text}`)).weight >= 1,
  );
  return Math.min(1.5, named.length);
}

function shopText(view: PageView): string {
  return `${view.page.title}\n${view.metas.text}\n${view.page.visibleText.slice(0, 20_000)}`;
}

/** Placeholders that a doorway generator should have filled in. */
function scoreTemplate(view: PageView, lexicon: Lexicon): Sign {
  const head = view.page.html.slice(0, 200_000).toLowerCase();
  const found = lexicon.knowledge.placeholders.filter((mark) => head.includes(mark));
  const marks = head.match(/#(?:bbb\w{2,20}bbb|link\d{1,3})#/g) ?? [];
  const score = found.length > 0 || marks.length >= 2 ? 1.2 : 0;
  const shown = [...new Set([...found, ...marks])].slice(0, 4).join(", ");
  return { score, kind: "doorway-template", evidence: [`unfilled placeholders: ${shown}`] };
}

function quote(place: string, words: Words, set: TermSet): string[] {
  const heaviest = findTerms(set, words).toSorted((a, b) => b.value.weight - a.value.weight)[0];
  return heaviest === undefined ? [] : [`${place}: "${excerpt(words, heaviest)}"`];
}

function listed(place: string, { terms, occurrences }: TermCount): string[] {
  const names = terms
    .filter(({ weight }: Term) => weight >= 0.3)
    .slice(0, 8)
    .map(({ term }) => term);
  return names.length === 0 ? [] : [`${place}: ${names.join(", ")} (${String(occurrences)} times)`];
}
