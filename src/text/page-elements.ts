// Gathers what single elements say by themselves: metas, forms, frames, images, ids, counts.
import { createFormFacts } from "./page-forms.ts";
import { createPartFacts } from "./page-parts.ts";
import type { Attributes, ElementPlace, OpenForm } from "./page-place.ts";
import type { Page, PageParts } from "./page-shape.ts";

export type ElementFields = Pick<
  Page,
  | "metas"
  | "linkTags"
  | "stylesheets"
  | "iframes"
  | "images"
  | "forms"
  | "ids"
  | "elements"
  | "bodyAttributes"
  | "lang"
  | "refresh"
> &
  PageParts;

export interface ElementFacts {
  /** @returns the form that opens here */
  opened(tag: string, attributes: Attributes, place: ElementPlace): OpenForm | null;
  /** The text of a style block that browsers read as CSS. */
  style(css: string): void;
  finish(): ElementFields;
}

interface Gathered {
  readonly metas: { name: string; content: string }[];
  readonly linkTags: { rel: string; href: string }[];
  readonly iframes: { src: string; hidden: boolean }[];
  readonly images: string[];
  readonly ids: Set<string>;
  readonly counts: Map<string, number>;
  readonly bodyAttributes: Record<string, string>;
  lang: string | null;
  refresh: Page["refresh"];
}

const MAX_ITEMS = 20_000;
const MAX_NAMES = 500;
const MAX_VALUE = 4_000;

export function createElementFacts(): ElementFacts {
  const gathered: Gathered = {
    metas: [],
    linkTags: [],
    iframes: [],
    images: [],
    ids: new Set(),
    counts: new Map(),
    bodyAttributes: {},
    lang: null,
    refresh: null,
  };
  const parts = createPartFacts();
  const forms = createFormFacts();
  return {
    opened(tag, attributes, place) {
      count(gathered.counts, tag);
      if (attributes.size === 0) return forms.opened(tag, attributes, place);
      const id = attributes.get("id");
      if (id !== undefined && id !== "" && gathered.ids.size < MAX_ITEMS) {
        gathered.ids.add(id.slice(0, 200));
      }
      READERS.get(tag)?.(gathered, attributes, place);
      parts.opened(tag, attributes, place);
      return forms.opened(tag, attributes, place);
    },
    style: (css) => {
      parts.style(css);
    },
    finish: () => ({ ...finish(gathered), ...parts.finish(), forms: forms.finish() }),
  };
}

function count(counts: Map<string, number>, tag: string): void {
  const seen = counts.get(tag);
  if (seen !== undefined || counts.size < MAX_NAMES) counts.set(tag, (seen ?? 0) + 1);
}

type Reader = (gathered: Gathered, attributes: Attributes, place: ElementPlace) => void;

function value(attributes: Attributes, name: string): string {
  return (attributes.get(name) ?? "").trim().slice(0, MAX_VALUE);
}

function room(list: readonly unknown[]): boolean {
  return list.length < MAX_ITEMS;
}

const readFrame: Reader = (gathered, attributes, { hidden }) => {
  if (!room(gathered.iframes)) return;
  const tiny = ["width", "height"].some((name) => /^[01](?:px)?$/.test(value(attributes, name)));
  gathered.iframes.push({ src: value(attributes, "src"), hidden: hidden || tiny });
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["meta", readMeta],
  [
    "link",
    (gathered, attributes) => {
      if (!room(gathered.linkTags)) return;
      gathered.linkTags.push({
        rel: value(attributes, "rel").toLowerCase(),
        href: value(attributes, "href"),
      });
    },
  ],
  ["iframe", readFrame],
  ["frame", readFrame],
  [
    "img",
    (gathered, attributes) => {
      const src = value(attributes, "src") || value(attributes, "data-src");
      if (src !== "" && room(gathered.images)) gathered.images.push(src);
    },
  ],
  [
    "html",
    (gathered, attributes) => {
      gathered.lang ??= value(attributes, "lang") || null;
    },
  ],
  [
    "body",
    (gathered, attributes) => {
      for (const [name, text] of attributes) {
        if (Object.keys(gathered.bodyAttributes).length >= 50) return;
        if (name !== "__proto__") gathered.bodyAttributes[name] ??= text.slice(0, MAX_VALUE);
      }
    },
  ],
]);

function readMeta(gathered: Gathered, attributes: Attributes, { scriptless }: ElementPlace): void {
  if (!room(gathered.metas)) return;
  const name = ["name", "property", "http-equiv", "itemprop"]
    .map((key) => value(attributes, key).toLowerCase())
    .find((text) => text !== "");
  const content = value(attributes, "content");
  if (name === undefined) return;
  gathered.metas.push({ name, content });
  if (value(attributes, "http-equiv").toLowerCase() !== "refresh") return;
  const refresh = parseRefresh(content);
  if (refresh === null) return;
  // What all visitors are told comes before what is only for those without scripts.
  const isFirst = gathered.refresh === null || (gathered.refresh.scriptless && !scriptless);
  if (isFirst) gathered.refresh = { ...refresh, scriptless };
}

/**
 * "5; url=https://…" of a meta or of the header Refresh, as browsers read it.
 * @returns null when it only reloads the page itself
 */
export function parseRefresh(content: string): { seconds: number; url: string } | null {
  const match =
    /^\s{0,20}(\d{0,9})(?:\.\d{0,9})?\s{0,20}[;,\s]\s{0,20}(?:url\s{0,20}=\s{0,20})?(.*)$/is.exec(
      content,
    );
  const url = (match?.[2] ?? "")
    .trim()
    .replace(/^["']/, "")
    .replace(/["'].*$/s, "")
    .trim();
  return url === "" ? null : { seconds: Number(match?.[1] ?? "0"), url };
}

function finish(gathered: Gathered): Omit<ElementFields, keyof PageParts | "forms"> {
  return {
    metas: gathered.metas,
    linkTags: gathered.linkTags,
    stylesheets: gathered.linkTags
      .filter(({ rel, href }) => /\bstylesheet\b/.test(rel) && href !== "")
      .map(({ href }) => href),
    iframes: gathered.iframes,
    images: gathered.images,
    ids: [...gathered.ids],
    elements: Object.fromEntries(gathered.counts),
    bodyAttributes: gathered.bodyAttributes,
    lang: gathered.lang,
    refresh: gathered.refresh,
  };
}
