// What a browser loads by itself when it shows a page, scripts aside: scripts, styles, frames, images, media, preloads.
// Reads references as written; fetches nothing. What stands in noscript or in templates is loaded by nobody.
import type { Attributes, ElementPlace } from "./page-place.ts";
import type { PageParts, PartKind } from "./page-shape.ts";

export interface PartFacts {
  opened(tag: string, attributes: Attributes, place: ElementPlace): void;
  /** The text of a style block that browsers read as CSS. */
  style(css: string): void;
  finish(): PageParts;
}

const MAX_PARTS = 20_000;
const MAX_REFERENCE = 4_000;
const MAX_TEXT = 300_000;

type Named = readonly (readonly [kind: PartKind, text: string | undefined])[];

export function createPartFacts(): PartFacts {
  const parts: PageParts["parts"][number][] = [];
  let base: string | null = null;
  let upgraded = false;
  const add = (kind: PartKind, text: string | undefined): void => {
    if (text === undefined || !/[^ \t\n\r\f]/.test(text) || parts.length >= MAX_PARTS) return;
    const most = TEXTS.has(kind) ? MAX_TEXT : MAX_REFERENCE;
    parts.push({ kind, text: text.slice(0, most), based: base !== null, upgraded });
  };
  return {
    opened(tag, attributes, place) {
      if (place.scriptless) return;
      if (!place.foreign && tag === "base") base ??= attributes.get("href") ?? null;
      if (isUpgradingPolicy(tag, attributes, place)) upgraded = true;
      const read = place.foreign ? FOREIGN.get(tag.toLowerCase()) : READERS.get(tag);
      for (const [kind, text] of read?.(attributes, place) ?? []) add(kind, text);
      for (const css of styleAttributes(attributes, place)) add("style-attribute", css);
    },
    style(css) {
      add("style-block", css);
    },
    finish: () => ({ parts, base, upgrades: upgraded }),
  };
}

const TEXTS: ReadonlySet<PartKind> = new Set(["style-block", "style-attribute", "srcdoc"]);

/** Only in the head, and only by http-equiv (Content Security Policy Level 3, section 3.3). */
function isUpgradingPolicy(tag: string, attributes: Attributes, place: ElementPlace): boolean {
  return (
    tag === "meta" &&
    place.parent.tag === "head" &&
    attributes.get("http-equiv")?.toLowerCase() === "content-security-policy" &&
    upgradesRequests(attributes.get("content") ?? "")
  );
}

/** @param policies of one header or meta: browsers split both at commas */
export function upgradesRequests(policies: string): boolean {
  return policies
    .split(/[,;]/)
    .some((directive) =>
      /^[ \t\n\r\f]*upgrade-insecure-requests(?:[ \t\n\r\f]|$)/i.test(directive),
    );
}

type Reader = (attributes: Attributes, place: ElementPlace) => Named;

const image: Reader = (attributes, { parent }) => {
  const set = attributes.get("srcset");
  const isSet = set !== undefined || parent.tag === "picture";
  return [[isSet ? "image-set" : "image", attributes.get("src")], ...imagesOf(set)];
};

const source: Reader = (attributes, { parent }) => {
  if (parent.tag === "picture") return imagesOf(attributes.get("srcset"));
  const plays = PLAYERS.has(parent.tag) && !parent.attributes.has("src");
  return plays ? [["media", attributes.get("src")]] : [];
};

const PLAYERS = new Set(["audio", "video"]);

const frame: Reader = (attributes) => {
  const markup = attributes.get("srcdoc");
  return markup === undefined ? [["frame", attributes.get("src")]] : [["srcdoc", markup]];
};

const background: Reader = (attributes) => [["image", attributes.get("background")]];

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["script", (attributes) => (isScript(attributes) ? [["script", attributes.get("src")]] : [])],
  ["link", linked],
  ["img", image],
  ["source", source],
  ["audio", (attributes) => [["media", attributes.get("src")]]],
  [
    "video",
    (attributes) => [
      ["media", attributes.get("src")],
      ["image", attributes.get("poster")],
    ],
  ],
  [
    "track",
    (attributes, { parent }) => (PLAYERS.has(parent.tag) ? [["other", attributes.get("src")]] : []),
  ],
  [
    "input",
    (attributes) =>
      attributes.get("type")?.toLowerCase() === "image" ? [["image", attributes.get("src")]] : [],
  ],
  ["iframe", frame],
  ["frame", (attributes) => [["frame", attributes.get("src")]]],
  ["object", (attributes) => [["plugin", attributes.get("data")]]],
  ["embed", (attributes) => [["plugin", attributes.get("src")]]],
  ...["body", "table", "thead", "tbody", "tfoot", "tr", "td", "th"].map(
    (tag) => [tag, background] as const,
  ),
]);

/** Of SVG; the parser leaves xlink:href as href, bare tokens do not. */
const FOREIGN: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["script", (attributes) => (isScript(attributes) ? [["script", linkOf(attributes)]] : [])],
  ...["image", "feimage", "use"].map(
    (tag) => [tag, (attributes: Attributes) => [["image", linkOf(attributes)]] as const] as const,
  ),
]);

function linkOf(attributes: Attributes): string | undefined {
  return attributes.get("href") ?? attributes.get("xlink:href");
}

const SCRIPT_TYPE =
  /^(?:(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:javascript1\.[0-5]|jscript|livescript))$/;

/** HTML, section 4.12.1: data, templates and what is meant for old browsers only are not fetched. */
function isScript(attributes: Attributes): boolean {
  const type = attributes.get("type");
  const language = attributes.get("language");
  if (type === undefined || type === "") {
    if (attributes.has("nomodule")) return false;
    const unsaid = type === "" || language === undefined || language === "";
    return unsaid || SCRIPT_TYPE.test(`text/${language.toLowerCase()}`);
  }
  const kind = type.trim().toLowerCase();
  return kind === "module" || (SCRIPT_TYPE.test(kind) && !attributes.has("nomodule"));
}

/** What is only announced or pointed to (preconnect, canonical, alternate, …) is not loaded. */
function linked(attributes: Attributes): Named {
  const href = attributes.get("href");
  const rels = (attributes.get("rel") ?? "").toLowerCase().split(/[ \t\n\r\f]/);
  return rels.flatMap((rel): Named => {
    if (rel === "stylesheet") return isStylesheet(attributes) ? [["stylesheet", href]] : [];
    if (rel === "modulepreload") return [["script", href]];
    if (rel === "preload") return preloaded(attributes, href);
    return LINKED.has(rel) ? [["other", href]] : [];
  });
}

const LINKED = new Set(["icon", "manifest", "prefetch"]);
const PRELOADED: ReadonlyMap<string, PartKind> = new Map([
  ["script", "script"],
  ["style", "stylesheet"],
  ["image", "image"],
  ["font", "other"],
  ["fetch", "other"],
  ["track", "other"],
]);

function preloaded(attributes: Attributes, href: string | undefined): Named {
  const kind = PRELOADED.get((attributes.get("as") ?? "").toLowerCase());
  if (kind === undefined) return [];
  if (kind !== "image") return [[kind, href]];
  const set = attributes.get("imagesrcset");
  return set === undefined ? [["image", href]] : imagesOf(set);
}

function isStylesheet(attributes: Attributes): boolean {
  const type = (attributes.get("type") ?? "").trim().toLowerCase();
  return !attributes.has("disabled") && (type === "" || /^text\/css\s*(?:;|$)/.test(type));
}

/** Attributes of SVG that may name a place, as declarations. */
const PRESENTED = ["fill", "stroke", "filter", "mask", "clip-path", "cursor"];

function styleAttributes(attributes: Attributes, { foreign }: ElementPlace): readonly string[] {
  const style = attributes.get("style");
  const presented = foreign
    ? PRESENTED.flatMap((name) => {
        const value = attributes.get(name) ?? "";
        return /url\(/i.test(value) ? [`${name}:${value}`] : [];
      })
    : [];
  return style !== undefined && NAMES_PLACE.test(style) ? [style, ...presented] : presented;
}

/** Cheap, and true for whatever may name one: url(), image-set(), escapes. */
const NAMES_PLACE = /\(|\\/;

function imagesOf(srcset: string | undefined): Named {
  return setOf(srcset ?? "").map((reference) => ["image-set", reference]);
}

/** The URLs of a srcset: candidates end with a comma, which may follow a URL only where white space does too. */
export function setOf(srcset: string): readonly string[] {
  const found: string[] = [];
  const candidate = /[ \t\n\r\f,]*([^ \t\n\r\f,][^ \t\n\r\f]*)/y;
  const descriptors = /(?:\([^)]*\)?|[^(,])*,?/y;
  while (found.length < 50) {
    const url = candidate.exec(srcset)?.[1];
    if (url === undefined) return found;
    found.push(url.replace(/,+$/, ""));
    if (url.endsWith(",")) continue;
    descriptors.lastIndex = candidate.lastIndex;
    descriptors.exec(srcset);
    candidate.lastIndex = descriptors.lastIndex;
  }
  return found;
}
