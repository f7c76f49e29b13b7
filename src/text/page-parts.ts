// What a page loads besides scripts, stylesheets, frames and plain images: plug-in content, media, sets of images, and
// what style sheets and style attributes name. Reads references as written; fetches nothing.
import { withoutComments } from "./hidden.ts";
import type { PageParts } from "./page-shape.ts";

type Attributes = ReadonlyMap<string, string>;

export interface PartFacts {
  opened(tag: string, attributes: Attributes): void;
  finish(): PageParts;
}

const MAX_PARTS = 20_000;
const MAX_REFERENCE = 4_000;

/** Attributes that name what is shown or played by itself; images of `<img>` stand in `images`. */
const MEDIA: ReadonlyMap<string, readonly string[]> = new Map([
  ["audio", ["src"]],
  ["video", ["src", "poster"]],
  ["source", ["src"]],
  ["track", ["src"]],
  ["body", ["background"]],
]);
const EMBEDS: ReadonlyMap<string, string> = new Map([
  ["object", "data"],
  ["embed", "src"],
]);

export function createPartFacts(): PartFacts {
  const parts = { embeds: [], media: [], imageSets: [], inlineStyles: [] } as {
    [Key in keyof PageParts]: string[];
  };
  const add = (list: string[], reference: string | undefined): void => {
    const text = (reference ?? "").trim();
    if (text !== "" && list.length < MAX_PARTS) list.push(text.slice(0, MAX_REFERENCE));
  };
  return {
    opened(tag, attributes) {
      add(parts.embeds, attributes.get(EMBEDS.get(tag) ?? ""));
      for (const name of MEDIA.get(tag) ?? []) add(parts.media, attributes.get(name));
      if (tag === "input" && /^image$/i.test(attributes.get("type") ?? "")) {
        add(parts.media, attributes.get("src"));
      }
      if (tag === "img" || tag === "source") {
        for (const one of setOf(attributes.get("srcset") ?? "")) add(parts.imageSets, one);
      }
      const style = attributes.get("style");
      if (style !== undefined && /url\(/i.test(style)) add(parts.inlineStyles, style);
    },
    finish: () => parts,
  };
}

/** The URLs of a srcset: candidates end with a comma, which may follow a URL only where white space does too. */
function setOf(srcset: string): readonly string[] {
  const found: string[] = [];
  const candidate = /[\s,]*([^\s,]\S*)/y;
  const descriptors = /[^,]*,?/y;
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

export interface StyleParts {
  readonly imports: readonly string[];
  readonly fonts: readonly string[];
  /** Backgrounds, list marks, cursors: what url() names elsewhere. */
  readonly images: readonly string[];
}

const MAX_STYLE_CHARS = 300_000;

/** @param styles style blocks and style attributes; comments in them name nothing */
export function styleParts(styles: readonly string[]): StyleParts {
  const css = withoutComments(styles.join("\n").slice(0, MAX_STYLE_CHARS));
  const parts = { imports: [] as string[], fonts: [] as string[], images: [] as string[] };
  const sign = /@import\s|@font-face|url\(/gi;
  let fontEnd = 0;
  for (let found = sign.exec(css); found !== null; found = sign.exec(css)) {
    const at = sign.lastIndex;
    if (/^@f/i.test(found[0])) {
      if (at > fontEnd) fontEnd = endOf(css, at);
      continue;
    }
    const isImport = found[0].startsWith("@");
    const reference = isImport ? IMPORTED : REFERENCE;
    reference.lastIndex = at;
    const url = reference.exec(css)?.[1];
    if (url === undefined) continue;
    sign.lastIndex = reference.lastIndex;
    const list = isImport ? parts.imports : at < fontEnd ? parts.fonts : parts.images;
    if (list.length < MAX_PARTS) list.push(url);
  }
  return parts;
}

const IMPORTED = /\s{0,20}(?:url\()?\s{0,20}["']?([^"')\s;]{1,2000})/iy;
const REFERENCE = /\s{0,20}["']?([^"')\s]{1,2000})/y;

function endOf(css: string, from: number): number {
  const end = css.indexOf("}", from);
  return end === -1 ? css.length : end;
}
