// Does an answer carry the marker of a panel signature? Pure; the probe asks it to know a hit, the detector
// to judge one, so both always agree. Decides nothing about whether the hit is to be believed.
import type { HttpExchange } from "../model/observation.ts";
import type { PanelPart, PanelSignature, PanelState } from "../model/panel-signature.ts";
import { decodeBody } from "./decode.ts";
import type { Page } from "./page-shape.ts";
import { readPage } from "./page.ts";
import { removeReflections } from "./similarity.ts";

/** One answer, read once, and only as far as it is asked for. */
export interface PanelView {
  /** The path that was asked. */
  readonly path: string;
  readonly status: number;
  readonly headers: HttpExchange["headers"];
  readonly cookies: readonly string[];
  /** Locations of all redirects, followed or not. */
  readonly redirects: readonly string[];
  /** Decoded body without reflections of the path. */
  readonly text: string;
  readonly isHtml: boolean;
  /** Lower-case hex of the first 32 bytes. */
  readonly firstHex: string;
  page(): Page;
  /** The body as JSON; undefined when it is none. */
  json(): unknown;
}

export interface PanelMatch {
  readonly signature: PanelSignature;
  readonly state: PanelState;
  /** What was seen, in words short enough for evidence: "title", "input-name=pma_username". */
  readonly seen: readonly string[];
}

export interface PanelPath {
  readonly path: string;
  /** Asked one night in seven. */
  readonly weekly: boolean;
}

const MAX_READ = 512 * 1024;
const HTML =
  /^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,400}-->\s*)?<(?:!doctype\s+html|html|head|body|title|meta|div|frameset|h1|p|script|style|pre|table|form)\b/i;

/** @param path as asked, before any redirect */
export function panelViewOf(
  exchange: HttpExchange,
  body: Uint8Array | undefined,
  path: string,
): PanelView {
  const bytes = (body ?? new Uint8Array()).subarray(0, MAX_READ);
  const type = exchange.headers.find(([name]) => name === "content-type")?.[1] ?? null;
  const text = removeReflections(decodeBody(bytes, type).text, path);
  const locations = exchange.hops.flatMap(({ location }) => location ?? []);
  const unfollowed = exchange.unfollowed === null ? [] : [exchange.unfollowed.location];
  return {
    path,
    status: exchange.status,
    headers: exchange.headers,
    cookies: cookieNames(exchange),
    redirects: [...locations, ...unfollowed],
    text,
    isHtml: HTML.test(text.slice(0, 4096)),
    firstHex: hexOf(bytes.subarray(0, 32)),
    page: once(() => readPage(new TextEncoder().encode(text), "text/html; charset=utf-8")),
    json: once(() => parseJson(text)),
  };
}

function cookieNames(exchange: HttpExchange): readonly string[] {
  return exchange.headers
    .filter(([name]) => name === "set-cookie")
    .map(([, value]) => value.split("=", 1)[0]?.trim() ?? "");
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Cut or broken JSON: nothing can be read from it by key.
    return undefined;
  }
}

/** @returns the first state whose parts all hold; null when none does */
export function matchPanel(signature: PanelSignature, view: PanelView): PanelMatch | null {
  for (const state of signature.states) {
    const seen = stateSeen(state, view);
    if (seen !== null) return { signature, state, seen };
  }
  return null;
}

function stateSeen(state: PanelState, view: PanelView): readonly string[] | null {
  const named = [...state.all, ...state.any].some(({ where }) => where === "status");
  if (!named && view.status !== 200 && view.status !== 206) return null;
  const seenOf = (parts: readonly PanelPart[]): readonly string[] =>
    parts.flatMap((part) => partSeen(part, view) ?? []);
  const all = seenOf(state.all);
  if (all.length < state.all.length) return null;
  const any = seenOf(state.any);
  if (state.any.length > 0 && any.length === 0) return null;
  if (seenOf(state.none).length > 0) return null;
  return [...all, ...any].filter((seen) => seen !== "");
}

/** @returns a short word for what was seen ("" where there is nothing to say); null when it is not there */
function partSeen(part: PanelPart, view: PanelView): string | null {
  return SEEN[part.where](part, view);
}

const SEEN: Readonly<
  Record<PanelPart["where"], (part: PanelPart, view: PanelView) => string | null>
> = {
  status: (part, { status }) => (part.equals === status ? `status ${String(status)}` : null),
  html: (_part, { isHtml }) => (isHtml ? "" : null),
  title: (part, view) => (view.isHtml && fits(part, view.page().title.trim()) ? "title" : null),
  body: (part, { text }) => (fits(part, text) ? (part.contains ?? "body") : null),
  "first-bytes": (part, { firstHex }) =>
    fits(part, firstHex) ? `bytes ${firstHex.slice(0, 16)}` : null,
  cookie: (part, { cookies }) => oneOf(part, cookies, "cookie"),
  redirect: (part, { redirects }) => oneOf(part, redirects, "redirect"),
  header: headerSeen,
  attribute: (part, view) => {
    const key = part.key ?? "";
    if (!view.isHtml) return null;
    const seen = oneOf(part, attributeValues(key, view.page()), key);
    // A link may name a file, and a file a person: that there is such a link is enough.
    return seen !== null && key === "link-href" ? key : seen;
  },
  json: jsonSeen,
};

function fits(part: PanelPart, value: string): boolean {
  if (part.equals !== undefined && String(part.equals) !== value) return false;
  if (part.contains !== undefined && !value.includes(part.contains)) return false;
  return part.pattern === undefined || new RegExp(part.pattern, "m").test(value);
}

function oneOf(part: PanelPart, values: readonly string[], name: string): string | null {
  const found = values.find((value) => fits(part, value));
  return found === undefined ? null : `${name}=${found.slice(0, 60)}`;
}

function headerSeen(part: PanelPart, view: PanelView): string | null {
  const key = part.key?.toLowerCase();
  const found = view.headers.find(([name, value]) => (key ?? name) === name && fits(part, value));
  return found === undefined ? null : `${found[0]}: ${found[1].slice(0, 60)}`;
}

/** Values of one kind of attribute, from the parsed page. */
function attributeValues(key: string, page: Page): readonly string[] {
  const inputs = page.forms.flatMap((form) => form.inputs);
  switch (key) {
    case "input-name":
      return inputs.map(({ name }) => name);
    case "input-type":
      return inputs.map(({ type }) => type.toLowerCase());
    case "id":
      return page.ids;
    case "form-action":
      return page.forms.map(({ action }) => action);
    case "script-src":
      return page.scripts.flatMap(({ src }) => src ?? []);
    case "link-href":
      return page.links.map(({ href }) => href);
    case "stylesheet":
      return page.stylesheets;
    case "heading":
      return page.headings;
    case "frame-src":
      return page.iframes.map(({ src }) => src);
    default:
      return page.metas.filter(({ name }) => `meta-${name}` === key).map(({ content }) => content);
  }
}

function jsonSeen(part: PanelPart, view: PanelView): string | null {
  let value = view.json();
  for (const step of (part.key ?? "").split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return null;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return fits(part, text) ? `json ${part.key ?? ""}` : null;
}

/** Labels that say nothing about whose host it is. */
const PLAIN_LABELS: ReadonlySet<string> = new Set(["www", "web", "portal", "home", "m", "mail"]);

/** The paths a signature names, with the host's own names filled in; "/" is left out (start pages). */
export function panelPathsOf(signature: PanelSignature, host: string): readonly PanelPath[] {
  const label = host.split(".").find((part) => !PLAIN_LABELS.has(part)) ?? host;
  const fill = (path: string): string =>
    path.replaceAll("{host}", host).replaceAll("{label}", label);
  const always = signature.gate === "weekly";
  return [
    ...signature.paths.map((path) => ({ path: fill(path), weekly: always })),
    ...signature.weekly.map((path) => ({ path: fill(path), weekly: true })),
  ].filter(({ path }) => path !== "/");
}
