// What a page over HTTPS loads over plain HTTP, told apart as browsers treat it (W3C Mixed Content, section 3).
import { styleParts } from "../../text/style-parts.ts";
import type { PagePart, PartKind } from "../../text/page-shape.ts";
import { baseOf, plainUrl, type Document } from "./documents.ts";
import { isHttps } from "./pages.ts";
import type { SeenSign } from "./verdict.ts";

/**
 * The worst first. active: blocked, and whoever answers could have changed the page; blocked: blocked, and not able to;
 * passive: asked for over HTTPS by browsers in use, in the clear by old ones.
 */
export const MIXED = ["active", "blocked", "passive"] as const;
type Mixed = (typeof MIXED)[number];

const SHOWN = 5;

export function mixedContent(documents: readonly Document[], url: string): SeenSign | null {
  if (!isHttps(url)) return null;
  const found = mixedParts(documents);
  const kind = MIXED.find((one) => found[one].length > 0);
  if (kind === undefined) return null;
  const shown = hostsOf(found[kind]).slice(0, SHOWN).join(",");
  return {
    is: "seen",
    value: `${kind}=${shown}`,
    text: `${url} loads ${kind} parts over plain HTTP from ${shown}`,
    attributes: { kind },
  };
}

/** Every part over plain HTTP of the documents of a secure page. */
export function mixedParts(documents: readonly Document[]): Readonly<Record<Mixed, URL[]>> {
  const found: Record<Mixed, URL[]> = { active: [], blocked: [], passive: [] };
  for (const document of documents) {
    for (const part of document.page.parts) {
      if (document.upgraded || part.upgraded) continue;
      for (const [kind, reference] of loadedBy(part)) {
        const url = plainUrl(reference, baseOf(document, part));
        if (url !== null) found[mixedAs(kind, url)].push(url);
      }
    }
  }
  return found;
}

type Loaded = readonly [kind: Exclude<PartKind, Container>, reference: string];
type Container = "style-block" | "style-attribute" | "srcdoc";

function loadedBy({ kind, text }: PagePart): readonly Loaded[] {
  if (kind === "style-block") return styled(text, "sheet");
  if (kind === "style-attribute") return styled(text, "attribute");
  // A document of its own.
  return kind === "srcdoc" ? [] : [[kind, text]];
}

function styled(css: string, is: "sheet" | "attribute"): readonly Loaded[] {
  const { imports, fonts, images } = styleParts(css, is);
  return [
    ...imports.map((reference) => ["stylesheet", reference] as const),
    ...fonts.map((reference) => ["other", reference] as const),
    ...images.map((reference) => ["image", reference] as const),
  ];
}

/** Addresses in digits are not upgraded, nor are sets of images. */
function mixedAs(kind: Loaded[0], url: URL): Mixed {
  switch (kind) {
    case "script":
    case "stylesheet":
    case "frame":
    case "plugin":
      return "active";
    case "image-set":
    case "other":
      return "blocked";
    case "image":
    case "media":
      return isByAddress(url) ? "blocked" : "passive";
  }
}

function isByAddress({ hostname }: URL): boolean {
  return hostname.startsWith("[") || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(hostname);
}

function hostsOf(urls: readonly URL[]): readonly string[] {
  return [...new Set(urls.map(({ host }) => host))].toSorted();
}
