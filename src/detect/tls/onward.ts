// Where a page sends its visitors without being asked: refresh by header or meta, and scripts, which are
// read as text and never run: what they would do is then not known.
import type { HttpExchange } from "../../model/observation.ts";
import { headerOf } from "../../text/assessable.ts";
import { parseRefresh } from "../../text/page-elements.ts";
import type { Page } from "../../text/page-shape.ts";
import { readPage } from "../../text/page.ts";
import { baseOf } from "./documents.ts";

export type Onward =
  | { readonly to: "nowhere" }
  | { readonly to: "https"; readonly origin: string }
  | { readonly to: "http" }
  /** A script may lead somewhere. */
  | { readonly to: "unknown" };

/** Who has to wait longer stays for a while. */
const MAX_SECONDS = 10;

/** @param body of an answer that is no redirect */
export function onwardFrom(exchange: HttpExchange, body: Uint8Array | undefined): Onward {
  const page = body === undefined ? null : readPage(body, headerOf(exchange, "content-type"));
  const refreshed = refreshOf(exchange, page);
  if (refreshed !== null && refreshed.href !== new URL(exchange.url).href) {
    return refreshed.protocol === "https:"
      ? { to: "https", origin: refreshed.origin }
      : { to: "http" };
  }
  return page !== null && movesByScript(page) ? { to: "unknown" } : { to: "nowhere" };
}

function refreshOf(exchange: HttpExchange, page: Page | null): URL | null {
  const header = parseRefresh(headerOf(exchange, "refresh") ?? "");
  const meta = page?.refresh?.scriptless === false ? page.refresh : null;
  const refresh = header ?? meta;
  if (refresh === null || refresh.seconds > MAX_SECONDS) return null;
  const base =
    header === null && page !== null
      ? baseOf({ page, url: exchange.url, upgraded: false }, { based: true })
      : exchange.url;
  if (!URL.canParse(refresh.url, base)) return null;
  const url = new URL(refresh.url, base);
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}

/** A page whose words fit into one breath is there for its script. */
const FEW_CHARACTERS = 300;
const MAX_SCRIPT = 100_000;
const SETS_LOCATION =
  /\blocation(?:\.(?:href|protocol))?\s{0,4}=(?!=)|\blocation\.(?:replace|assign)\s{0,4}\(/;
/** The usual lines: "if (location.protocol != 'https:') …". */
const ASKS_PROTOCOL = /\blocation\.protocol\s{0,4}(?:[!=]={1,2}|=)\s{0,4}["'`]https?:?["'`]/;

function movesByScript(page: Page): boolean {
  const isBare = page.visibleText.trim().length <= FEW_CHARACTERS;
  return page.scripts.some(({ text }) => {
    const script = text.slice(0, MAX_SCRIPT);
    return SETS_LOCATION.test(script) && (isBare || ASKS_PROTOCOL.test(script));
  });
}
