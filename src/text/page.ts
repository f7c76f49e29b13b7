// Reads the bytes of an HTML page into plain values. Linear and bounded: hostile pages end in `abnormal`.

export interface PageLink {
  /** As written; resolve against the page's URL with `new URL`. */
  readonly href: string;
  readonly text: string;
  readonly rel: string;
  /** Hidden from a visitor by inline style, attribute, or a rule of the page's own style blocks. */
  readonly hidden: boolean;
  readonly region: "header" | "nav" | "main" | "footer" | "body";
}

export interface PageForm {
  readonly action: string;
  readonly method: string;
  readonly inputs: readonly { readonly name: string; readonly type: string; readonly id: string }[];
}

export interface Page {
  /** How the bytes were decoded: "utf-8", "windows-1258", … */
  readonly charset: string;
  /** Decoded source, NFC, capped at 2 Mi characters. */
  readonly html: string;
  readonly title: string;
  /** h1–h3 in order. */
  readonly headings: readonly string[];
  readonly metas: readonly { readonly name: string; readonly content: string }[];
  readonly links: readonly PageLink[];
  readonly scripts: readonly { readonly src: string | null; readonly text: string }[];
  readonly stylesheets: readonly string[];
  readonly iframes: readonly { readonly src: string; readonly hidden: boolean }[];
  readonly images: readonly string[];
  readonly forms: readonly PageForm[];
  /** id attributes present in the page. */
  readonly ids: readonly string[];
  /** Blocks separated by newlines; inline elements joined. */
  readonly visibleText: string;
  readonly hiddenText: string;
  readonly comments: readonly string[];
  readonly lang: string | null;
  readonly base: string | null;
  readonly refresh: { readonly seconds: number; readonly url: string } | null;
  /** Why the page could not be read in full; null when it was. */
  readonly abnormal: string | null;
}

/**
 * @param bytes decompressed body, at most 2 MiB are read
 * @param contentType the Content-Type header, or null
 */
export function readPage(bytes: Uint8Array, contentType: string | null): Page {
  throw new Error(`not written yet: ${String(bytes.length)} ${String(contentType)}`);
}
