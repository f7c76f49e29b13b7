// Whose host is it: the unit's own, one that anybody links to, or foreign. Pure.
import { getDomain } from "tldts";
import type { Lexicon } from "./lexicon.ts";

export interface Places {
  /** The page's own host. */
  readonly host: string;
  /** All canonical hosts of the unit. */
  readonly ownHosts: readonly string[];
}

/** Host of a link resolved against the page; null for what leads nowhere (mailto, javascript, broken). */
export function hostOf(href: string, base: string): string | null {
  const url = resolveUrl(href, base);
  return url === null || url.hostname === "" ? null : url.hostname;
}

/** http and https only. */
export function resolveUrl(href: string, base: string): URL | null {
  const text = href.trim();
  if (!URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}

/** The domain that one owner registers; the host itself where it has none (IP addresses, bare names). */
export function ownerDomain(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}

export function isOwn(host: string, places: Places): boolean {
  const domain = ownerDomain(host);
  return [places.host, ...places.ownHosts].some(
    (own) => own === host || ownerDomain(own) === domain,
  );
}

/** Neither the unit's nor a platform that any site may link to. */
export function isForeign(host: string, places: Places, lexicon: Lexicon): boolean {
  return !isOwn(host, places) && !isUnder(host, lexicon.knowledge.platforms);
}

/** True when the host is one of the domains or below one. */
export function isUnder(host: string, domains: readonly string[]): boolean {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
