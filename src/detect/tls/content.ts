// What the start pages do with HTTPS: do they load parts over plain HTTP, do they send forms there? One page that
// does is enough; all declared ones must have been read to say that none does.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { HttpExchange, Look } from "../../model/observation.ts";
import type { Predicate } from "../../model/predicate.ts";
import type { Port } from "../../model/registry.ts";
import {
  answeredHere,
  headerOf,
  isHttpLook,
  pageProblemOf,
  type HttpLook,
} from "../../text/assessable.ts";
import { styleParts } from "../../text/page-parts.ts";
import type { Page } from "../../text/page-shape.ts";
import { readPage } from "../../text/page.ts";
import { HTTP_SUBJECT, bodyOf, homeLook, isHttps, openSign, pageLooks } from "./pages.ts";
import { factOf, type Sign, type Signed } from "./verdict.ts";

type PageCheck = (page: Page, exchange: HttpExchange) => Extract<Sign, { is: "seen" }> | null;

export const contentDetector: Detector = {
  id: "http-content",
  area: "tls",
  emits: ["http.mixed-content", "http.insecure-form"],
  detect(input) {
    return input.target.ports.flatMap((port) => [
      ...(port.scheme === "https" ? factFor(input, port, "http.mixed-content", mixedContent) : []),
      ...factFor(input, port, "http.insecure-form", insecureForm),
    ]);
  },
};

function factFor(
  input: DetectInput,
  { port }: Port,
  predicate: Predicate,
  check: PageCheck,
): readonly Fact[] {
  const looks = startLooks(input, port);
  const first = looks.find((look) => look !== null);
  if (first === undefined || first === null) return [];
  const signs = looks
    .map((look): Signed => {
      if (look === null) return { look: first, sign: { is: "open", reason: "not-planned" } };
      return { look, sign: signOf(input, look, check) };
    })
    .toSorted((a, b) => gravity(a.sign) - gravity(b.sign));
  const place = { predicate, host: input.target.host, port, subject: HTTP_SUBJECT };
  const fact = factOf(place, signs);
  return fact === null ? [] : [fact];
}

/** One look for each declared start page; null: it was not asked for in this run. */
function startLooks(input: DetectInput, port: number): readonly (Look | null)[] {
  const { home, own } = pageLooks(input, port);
  const here = [home, own].find((one) => one !== null && isHttpLook(one) && answeredHere(one));
  const others = input.target.paths.slice(1).map((path) => homeLook(input, port, path));
  return [here ?? own ?? home, ...others];
}

/** The worst first: the fact takes its kind from there. */
function gravity(sign: Sign): number {
  const kinds: readonly unknown[] = [...KINDS, ...MIXED];
  return sign.is === "seen" ? kinds.indexOf(sign.attributes?.["kind"]) : kinds.length;
}

function signOf(input: DetectInput, look: Look, check: PageCheck): Sign {
  if (!isHttpLook(look)) return openSign(look);
  const { value: exchange } = look.attempt;
  // Led away: the page that visitors read is another place's.
  if (!answeredHere(look) || exchange.unfollowed !== null) {
    return { is: "clear", text: `${exchange.requested} leads to ${exchange.url}` };
  }
  return pageSign(input, look, check);
}

function pageSign(input: DetectInput, look: HttpLook, check: PageCheck): Sign {
  const { value: exchange } = look.attempt;
  const body = bodyOf(input, exchange);
  const problem = pageProblemOf(exchange, body);
  if (problem !== null) return { is: "open", reason: problem };
  if (body === undefined) return { is: "open", reason: "inconclusive" };
  const page = readPage(body, headerOf(exchange, "content-type"));
  const found = check(page, exchange);
  if (found !== null) return found;
  const isWhole = exchange.body?.truncated !== true && page.abnormal === null;
  if (!isWhole) return { is: "open", reason: "inconclusive" };
  return { is: "clear", text: `${exchange.url} read in full` };
}

const SHOWN = 5;

/** As browsers tell mixed content apart (W3C Mixed Content, section 3); the worst first. */
const MIXED = ["active", "blocked", "passive"] as const;
type Mixed = (typeof MIXED)[number];

function mixedContent(page: Page, exchange: HttpExchange): ReturnType<PageCheck> {
  if (!isHttps(exchange.url) || isUpgraded(page, exchange)) return null;
  const base = baseOf(page, exchange);
  const found = mixedParts(page, base);
  const kind = MIXED.find((one) => found[one].length > 0);
  if (kind === undefined) return null;
  const shown = hostsOf(found[kind]).slice(0, SHOWN).join(",");
  return {
    is: "seen",
    value: `${kind}=${shown}`,
    text: `${exchange.url} loads ${kind} parts over plain HTTP from ${shown}`,
    attributes: { kind },
  };
}

/** Sets of images and addresses in digits are not upgraded; fonts cannot change the page. */
function mixedParts(page: Page, base: string): Readonly<Record<Mixed, readonly URL[]>> {
  const plain = (references: readonly string[]): readonly URL[] =>
    references.map((reference) => resolved(reference, base)).filter(isPlain);
  const css = styleParts([...page.styles, ...page.inlineStyles]);
  const upgradable = plain([...page.images, ...page.media, ...css.images]);
  return {
    active: plain([
      ...page.scripts.flatMap(({ src }) => src ?? []),
      ...page.stylesheets,
      ...page.iframes.map(({ src }) => src),
      ...page.embeds,
      ...css.imports,
    ]),
    blocked: [...plain([...page.imageSets, ...css.fonts]), ...upgradable.filter(isByAddress)],
    passive: upgradable.filter((url) => !isByAddress(url)),
  };
}

function isByAddress({ hostname }: URL): boolean {
  return hostname.startsWith("[") || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Content-Security-Policy: upgrade-insecure-requests makes browsers load and send over HTTPS. */
function isUpgraded(page: Page, exchange: HttpExchange): boolean {
  const policies = [
    ...exchange.headers
      .filter(([name]) => name === "content-security-policy")
      .map(([, value]) => value),
    ...page.metas
      .filter(({ name }) => name === "content-security-policy")
      .map(({ content }) => content),
  ];
  return policies.some((policy) => /(?:^|;)\s*upgrade-insecure-requests\s*(?:;|$)/i.test(policy));
}

function baseOf(page: Page, exchange: HttpExchange): string {
  const { base } = page;
  return base !== null && URL.canParse(base, exchange.url)
    ? new URL(base, exchange.url).href
    : exchange.url;
}

function resolved(reference: string, base: string): URL | null {
  return URL.canParse(reference, base) ? new URL(reference, base) : null;
}

/** Loopback counts as secure for browsers. */
function isPlain(url: URL | null): url is URL {
  return (
    url !== null &&
    url.protocol === "http:" &&
    !/^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  );
}

function hostsOf(urls: readonly URL[]): readonly string[] {
  return [...new Set(urls.map(({ host }) => host))].toSorted();
}

const PERSONAL =
  /pass|cccd|cmnd|bhyt|(?:so|ma)[-_]?the|phone|dien[-_]?thoai|sdt|email|ho[-_]?ten|fullname|ngay[-_]?sinh|birth/i;

/** A form that sends over plain HTTP: always wrong on a secure page, on a plain page where it asks for personal data. */
function insecureForm(page: Page, exchange: HttpExchange): ReturnType<PageCheck> {
  if (isUpgraded(page, exchange)) return null;
  const base = baseOf(page, exchange);
  const secure = isHttps(exchange.url);
  const found = page.forms.flatMap((form) => {
    if (form.method === "none" || form.method === "dialog") return [];
    // A button may send the form elsewhere than its action says.
    const targets = [form.action, ...form.inputs.flatMap(({ formaction }) => formaction ?? [])];
    const url = targets.map((target) => resolved(target, base)).find(isPlain);
    if (url === undefined) return [];
    const password = form.inputs.some(({ type }) => type.toLowerCase() === "password");
    const personal = password || form.inputs.some(({ name, id }) => PERSONAL.test(`${name} ${id}`));
    const posts = form.method.toLowerCase() === "post";
    if (!personal && !secure) return [];
    const kind = password ? "password" : personal ? "personal" : posts ? "post" : "search";
    return [{ kind, to: `${url.host}${url.pathname}` }];
  });
  const worst = KINDS.find((kind) => found.some((one) => one.kind === kind));
  if (worst === undefined) return null;
  const targets = [...new Set(found.filter(({ kind }) => kind === worst).map(({ to }) => to))];
  const shown = targets.toSorted().slice(0, SHOWN).join(",");
  return {
    is: "seen",
    value: `${worst}=${shown}`,
    text: `a form of ${exchange.url} sends over plain HTTP to ${shown}`,
    attributes: { kind: worst },
  };
}

const KINDS = ["password", "personal", "post", "search"] as const;
