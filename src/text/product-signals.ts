// Recognises products on a page that was already fetched, and reads the versions it shows.
// Pure; shared by the probe (what to ask next) and the detector (what to say). Knows no product itself.
import type { HttpExchange } from "../model/observation.ts";
import type { Product, Signal, VersionMethod } from "../model/product.ts";
import type { Page } from "./page-shape.ts";
import { branchOf, compareVersions, parseVersion } from "./version.ts";

/** Everything on a page that a signal can be looked for in; made once per page. */
export interface PageSigns {
  readonly headers: HttpExchange["headers"];
  readonly cookies: readonly string[];
  readonly metas: Page["metas"];
  /** Path and query of stylesheets, scripts, images and icons on the page's own host. */
  readonly assets: readonly string[];
  /** Path and query of anchors on the page's own host. */
  readonly links: readonly string[];
  readonly scripts: readonly string[];
  readonly body: string;
  readonly title: string;
}

interface Sighting {
  readonly slug: string;
  /** Folder it is installed in, with slashes at both ends. */
  readonly root: string;
  /** Sum of the weights of the signals that were there. */
  readonly score: number;
}

/** What one page says: one product, none, or signs of several that cannot all be true. */
export type Identification =
  | { readonly status: "one"; readonly sighting: Sighting }
  | { readonly status: "none" }
  | { readonly status: "contradictory"; readonly slugs: readonly string[] };

export interface Reading {
  readonly method: string;
  /** As read. */
  readonly version: string;
  readonly precision: "exact" | "branch" | "major";
  readonly confidence: number;
}

const MAX_URLS = 400;
const MAX_BODY = 512 * 1024;
const MAX_SCRIPT = 64 * 1024;
const MAX_VALUE = 2048;
/** A second product this close behind the first makes the page contradictory. */
const CLEAR_LEAD = 0.5;

export function signsOf(page: Page, exchange: Pick<HttpExchange, "url" | "headers">): PageSigns {
  const own = ownPaths(exchange.url, page.base);
  const resources = [
    ...page.stylesheets,
    ...page.scripts.flatMap(({ src }) => src ?? []),
    ...page.linkTags.map(({ href }) => href),
    ...page.images,
  ];
  return {
    headers: exchange.headers,
    cookies: exchange.headers
      .filter(([name]) => name === "set-cookie")
      .map(([, value]) => value.slice(0, MAX_VALUE).split("=", 1)[0]?.trim() ?? ""),
    metas: page.metas,
    assets: own(resources),
    links: own(page.links.map(({ href }) => href)),
    scripts: page.scripts
      .map(({ text }) => text.slice(0, MAX_SCRIPT))
      .filter((text) => text !== ""),
    body: page.html.slice(0, MAX_BODY),
    title: page.title.slice(0, MAX_VALUE),
  };
}

/** Keeps URLs on the page's own host only: what a page borrows elsewhere says nothing of this server. */
function ownPaths(pageUrl: string, base: string | null): (urls: readonly string[]) => string[] {
  const page = new URL(pageUrl);
  const root = base !== null && URL.canParse(base, pageUrl) ? new URL(base, page).href : pageUrl;
  return (urls) => {
    const paths = urls.slice(0, MAX_URLS).flatMap((url) => {
      if (!URL.canParse(url, root)) return [];
      const { hostname, pathname, search } = new URL(url, root);
      return hostname === page.hostname ? [(pathname + search).slice(0, MAX_VALUE)] : [];
    });
    return [...new Set(paths)];
  };
}

/** The product a page was made by. `products` in any order. */
export function identifyProduct(signs: PageSigns, products: readonly Product[]): Identification {
  const seen = products
    .map((product) => ({ product, score: scoreOf(signs, product) }))
    .filter(({ product, score }) => score >= product.minWeight)
    .sort((a, b) => b.score - a.score || (a.product.slug < b.product.slug ? -1 : 1));
  const [first, second] = seen;
  if (first === undefined) return { status: "none" };
  if (second !== undefined && first.score - second.score < CLEAR_LEAD) {
    return { status: "contradictory", slugs: seen.map(({ product }) => product.slug) };
  }
  const { product, score } = first;
  return {
    status: "one",
    sighting: { slug: product.slug, root: rootOf(signs, product), score },
  };
}

/** Sum of the weights of the product's signals on this page; 0 when there is no trace of it. */
export function scoreOf(signs: PageSigns, product: Product): number {
  const sum = product.identify
    .filter((signal) => isThere(signs, signal))
    .reduce((total, { weight }) => total + weight, 0);
  return Math.round(sum * 100) / 100;
}

/** Whether one signal is on the page. */
export function isThere(signs: PageSigns, signal: Signal): boolean {
  const values = valuesOf(signs, signal);
  if (signal.pattern === undefined) return values.length > 0;
  const pattern = new RegExp(signal.pattern, "i");
  return values.some((value) => pattern.test(value));
}

function valuesOf(
  signs: PageSigns,
  { where, key = "" }: Pick<Signal, "where" | "key">,
): readonly string[] {
  switch (where) {
    case "header":
      return signs.headers
        .filter(([name]) => name === key)
        .map(([, value]) => value.slice(0, MAX_VALUE));
    case "cookie":
      return signs.cookies.filter((name) => name.toLowerCase().startsWith(key));
    case "meta":
      return signs.metas
        .filter(({ name }) => name === key)
        .map(({ content }) => content.slice(0, MAX_VALUE));
    case "asset":
      return signs.assets;
    case "link":
      return signs.links;
    case "script":
      return signs.scripts;
    case "body":
      return [signs.body];
    case "title":
      return [signs.title];
  }
}

/** The folder most of the product's assets come from; "/" when none of them tells. */
function rootOf(signs: PageSigns, product: Product): string {
  const votes = new Map<string, number>();
  for (const pattern of product.root.map((text) => new RegExp(text, "i"))) {
    for (const path of [...signs.assets, ...signs.links]) {
      const root = pattern.exec(path)?.[1];
      if (root?.startsWith("/") === true && root.endsWith("/")) {
        votes.set(root, (votes.get(root) ?? 0) + 1);
      }
    }
    if (votes.size > 0) break;
  }
  const best = [...votes].sort(([a, x], [b, y]) => y - x || a.length - b.length)[0];
  return best?.[0] ?? "/";
}

/** Versions the page itself shows, best method first. */
export function readShownVersions(signs: PageSigns, product: Product): Reading[] {
  return product.version
    .filter(({ path }) => path === undefined)
    .flatMap((method) => {
      const found = valuesOf(signs, method).flatMap((value) => readVersion(method, value) ?? []);
      // Several numbers by one method (two themes, a mixed cache) are no reading.
      return new Set(found.map(({ version }) => version)).size === 1 ? found.slice(0, 1) : [];
    });
}

/** Applies a method to a text; null when its pattern is not there or what it shows is no version. */
export function readVersion(method: VersionMethod, text: string): Reading | null {
  const shown = new RegExp(method.pattern, "i").exec(text)?.[1]?.replaceAll("%2B", "+");
  const version = shown === undefined ? null : parseVersion(shown);
  if (version === null) return null;
  const wrongBelow = method.exactFrom;
  const doubtful = wrongBelow !== undefined && compareVersions(version.text, wrongBelow) < 0;
  return {
    method: method.id,
    version: doubtful ? version.parts.slice(0, 2).join(".") : version.text,
    precision: doubtful && method.precision === "exact" ? "branch" : method.precision,
    confidence: method.confidence,
  };
}

/**
 * The files that may still tell the version, best first: those of the product's methods that have a path
 * and are not limited to branches other than the ones read so far.
 */
export function methodsToAsk(
  product: Product,
  readings: readonly Reading[],
): readonly (VersionMethod & { readonly path: string })[] {
  return product.version.flatMap((method) => {
    if (method.path === undefined) return [];
    const { path, askFor } = method;
    const fits =
      askFor === undefined || readings.every(({ version }) => branchOf(version, askFor) !== null);
    return fits ? [{ ...method, path }] : [];
  });
}
