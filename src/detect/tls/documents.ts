// The page of an answer and the documents that are written into it (srcdoc), each with what its references rest on.
import type { HttpExchange } from "../../model/observation.ts";
import { headerOf } from "../../text/assessable.ts";
import { upgradesRequests } from "../../text/page-parts.ts";
import type { Page, PagePart } from "../../text/page-shape.ts";
import { readPage } from "../../text/page.ts";

export interface Document {
  readonly page: Page;
  /** The page's address; of a document within a page: what relative references there rest on. */
  readonly url: string;
  /** Policies from outside have browsers ask and send over HTTPS. */
  readonly upgraded: boolean;
}

/** Frames within frames that are read, and how many of a page. */
const MAX_DEPTH = 3;
const MAX_DOCUMENTS = 20;

/** @returns nothing for an answer that browsers show as text */
export function documentsOf(exchange: HttpExchange, body: Uint8Array): readonly Document[] {
  const type = headerOf(exchange, "content-type");
  if (/^\s*text\/plain\s*(?:;|$)/i.test(type ?? "")) return [];
  const upgraded = exchange.headers.some(
    ([name, value]) => name === "content-security-policy" && upgradesRequests(value),
  );
  const page = readPage(body, type);
  return withInner({ page, url: exchange.url, upgraded }, MAX_DEPTH).slice(0, MAX_DOCUMENTS);
}

function withInner(document: Document, depth: number): readonly Document[] {
  if (depth === 0) return [document];
  const inner = document.page.parts
    .filter(({ kind }) => kind === "srcdoc")
    .slice(0, MAX_DOCUMENTS)
    .flatMap((part) => withInner(innerOf(document, part), depth - 1));
  return [document, ...inner];
}

function innerOf(document: Document, part: PagePart): Document {
  return {
    page: readPage(new TextEncoder().encode(part.text), "text/html; charset=utf-8"),
    url: baseOf(document, part),
    upgraded: document.upgraded || part.upgraded,
  };
}

/** What a reference rests on: the page's own base, where it came before. */
export function baseOf({ page, url }: Document, at: { readonly based: boolean }): string {
  const { base } = page;
  if (!at.based || base === null || !URL.canParse(base, url)) return url;
  const own = new URL(base, url);
  return /^(?:data|javascript):$/.test(own.protocol) ? url : own.href;
}

/** The address, if it is plain HTTP; loopback counts as secure for browsers. */
export function plainUrl(reference: string, base: string): URL | null {
  if (!URL.canParse(reference, base)) return null;
  const url = new URL(reference, base);
  return url.protocol === "http:" && !LOOPBACK.test(url.hostname) ? url : null;
}

const LOOPBACK = /^(?:(?:.+\.)?localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])$/;
