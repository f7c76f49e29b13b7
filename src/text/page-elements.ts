// Gathers what single elements say by themselves: metas, forms, frames, images, ids, counts.
import { createPartFacts } from "./page-parts.ts";
import type { Page, PageForm, PageInput, PageParts } from "./page-shape.ts";

export type Attributes = ReadonlyMap<string, string>;

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
  | "base"
  | "refresh"
> &
  PageParts;

export interface ElementFacts {
  opened(tag: string, attributes: Attributes, hidden: boolean): void;
  finish(): ElementFields;
}

interface OpenForm {
  readonly action: string;
  readonly method: string;
  readonly inputs: PageInput[];
}

interface Gathered {
  readonly metas: { name: string; content: string }[];
  readonly linkTags: { rel: string; href: string }[];
  readonly iframes: { src: string; hidden: boolean }[];
  readonly images: string[];
  readonly forms: OpenForm[];
  readonly loose: OpenForm;
  readonly ids: Set<string>;
  readonly counts: Map<string, number>;
  readonly bodyAttributes: Record<string, string>;
  lang: string | null;
  base: string | null;
  refresh: Page["refresh"];
}

const MAX_ITEMS = 20_000;
const MAX_INPUTS = 500;
const MAX_NAMES = 500;
const MAX_VALUE = 4_000;

export function createElementFacts(): ElementFacts {
  const gathered: Gathered = {
    metas: [],
    linkTags: [],
    iframes: [],
    images: [],
    forms: [],
    loose: { action: "", method: "none", inputs: [] },
    ids: new Set(),
    counts: new Map(),
    bodyAttributes: {},
    lang: null,
    base: null,
    refresh: null,
  };
  const parts = createPartFacts();
  return {
    opened(tag, attributes, hidden) {
      count(gathered.counts, tag);
      if (attributes.size === 0 && tag !== "form") return;
      const id = attributes.get("id");
      if (id !== undefined && id !== "" && gathered.ids.size < MAX_ITEMS) {
        gathered.ids.add(id.slice(0, 200));
      }
      READERS.get(tag)?.(gathered, attributes, hidden);
      parts.opened(tag, attributes);
    },
    finish: () => ({ ...finish(gathered), ...parts.finish() }),
  };
}

function count(counts: Map<string, number>, tag: string): void {
  const seen = counts.get(tag);
  if (seen !== undefined || counts.size < MAX_NAMES) counts.set(tag, (seen ?? 0) + 1);
}

type Reader = (gathered: Gathered, attributes: Attributes, hidden: boolean) => void;

function value(attributes: Attributes, name: string): string {
  return (attributes.get(name) ?? "").trim().slice(0, MAX_VALUE);
}

function room(list: readonly unknown[]): boolean {
  return list.length < MAX_ITEMS;
}

const readInput: Reader = (gathered, attributes) => {
  addInput(gathered, attributes, value(attributes, "type").toLowerCase() || "text");
};

const readFrame: Reader = (gathered, attributes, hidden) => {
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
    "form",
    (gathered, attributes) => {
      if (!room(gathered.forms)) return;
      gathered.forms.push({
        action: value(attributes, "action"),
        method: value(attributes, "method").toLowerCase() || "get",
        inputs: [],
      });
    },
  ],
  ["input", readInput],
  [
    "button",
    (gathered, attributes) => {
      addInput(gathered, attributes, value(attributes, "type").toLowerCase() || "submit");
    },
  ],
  [
    "select",
    (gathered, attributes) => {
      addInput(gathered, attributes, "select");
    },
  ],
  [
    "textarea",
    (gathered, attributes) => {
      addInput(gathered, attributes, "textarea");
    },
  ],
  [
    "html",
    (gathered, attributes) => {
      gathered.lang ??= value(attributes, "lang") || null;
    },
  ],
  [
    "base",
    (gathered, attributes) => {
      gathered.base ??= value(attributes, "href") || null;
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

/** To the last form opened, closed or not: in tables the parser closes forms early, as browsers do. */
function addInput(gathered: Gathered, attributes: Attributes, type: string): void {
  const form = gathered.forms.at(-1) ?? gathered.loose;
  if (form.inputs.length >= MAX_INPUTS) return;
  const formaction = value(attributes, "formaction");
  form.inputs.push({
    name: value(attributes, "name"),
    type,
    id: value(attributes, "id"),
    ...(formaction !== "" && { formaction }),
  });
}

function readMeta(gathered: Gathered, attributes: Attributes): void {
  if (!room(gathered.metas)) return;
  const name = ["name", "property", "http-equiv", "itemprop"]
    .map((key) => value(attributes, key).toLowerCase())
    .find((text) => text !== "");
  const content = value(attributes, "content");
  if (name === undefined) return;
  gathered.metas.push({ name, content });
  if (name === "refresh") gathered.refresh ??= parseRefresh(content);
}

/** "5; url=https://…" as browsers read it; null when it only reloads the page itself. */
function parseRefresh(content: string): Page["refresh"] {
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

function finish(gathered: Gathered): Omit<ElementFields, keyof PageParts> {
  const forms: PageForm[] = [...gathered.forms];
  if (gathered.loose.inputs.length > 0) forms.push(gathered.loose);
  return {
    metas: gathered.metas,
    linkTags: gathered.linkTags,
    stylesheets: gathered.linkTags
      .filter(({ rel, href }) => /\bstylesheet\b/.test(rel) && href !== "")
      .map(({ href }) => href),
    iframes: gathered.iframes,
    images: gathered.images,
    forms,
    ids: [...gathered.ids],
    elements: Object.fromEntries(gathered.counts),
    bodyAttributes: gathered.bodyAttributes,
    lang: gathered.lang,
    base: gathered.base,
    refresh: gathered.refresh,
  };
}
