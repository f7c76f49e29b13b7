// Canonical host names and URLs: one spelling for each host, so that scope is an exact comparison.
// Only parses; resolves nothing, and knows neither the registry nor any policy beyond the form.
import type { Scheme } from "../model/registry.ts";
import { parseIp } from "./ip.ts";
import { toUnicodeLabel } from "./punycode.ts";

const MAX_HOST_LENGTH = 253;
const MAX_URL_LENGTH = 2048;
/** Letters and marks of any script, ASCII digits, dot, hyphen, underscore: all that a name may be typed with. */
const TYPED_HOST = /^[\p{L}\p{M}0-9._-]+$/u;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * The one spelling of a host name: lower-case A-labels, no trailing dot.
 * @returns null for IP literals in every form, ports, userinfo, schemes, white space, escapes,
 *   empty or over-long labels, and everything the WHATWG URL parser refuses as a domain
 */
export function canonicalHost(raw: string): string | null {
  if (raw.length > 4 * MAX_HOST_LENGTH || !TYPED_HOST.test(raw)) return null;
  const url = parseUrl(`http://${raw}/`);
  if (url === null || url.port !== "" || url.username !== "" || url.pathname !== "/") return null;
  return checkedHost(url.hostname);
}

/** The canonical form of what the URL parser calls a host; null when it is no plain host name. */
function checkedHost(hostname: string): string | null {
  const host = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  if (host.length === 0 || host.length > MAX_HOST_LENGTH || isIpLiteral(host)) return null;
  const labels = host.split(".");
  if (!labels.every((label) => LABEL.test(label) && isSpelledRight(label))) return null;
  return /^\d+$/.test(labels.at(-1) ?? "") ? null : host;
}

/** An A-label is the spelling of its Unicode form: not every version of the runtime's parser looks inside. */
function isSpelledRight(label: string): boolean {
  if (!label.startsWith("xn--")) return true;
  const unicode = toUnicodeLabel(label);
  return unicode !== label && parseUrl(`http://${unicode}/`)?.hostname === label;
}

/**
 * True for every spelling that a URL parser would turn into an IP address: dotted, short, octal,
 * hexadecimal, one number, bracketed or bare IPv6, other digits and dots, with a trailing dot.
 */
export function isIpLiteral(text: string): boolean {
  const bare = text.trim().replace(/^\[(.*)\]$/, "$1");
  if (parseIp(bare) !== null || parseIp(bare.replace(/%.*$/, "")) !== null) return true;
  if (bare.includes(":")) return false;
  const url = parseUrl(`http://${bare}/`);
  return url !== null && parseIp(url.hostname) !== null;
}

function parseUrl(raw: string, base?: string): URL | null {
  return URL.canParse(raw, base) ? new URL(raw, base) : null;
}

/** For people: the Unicode form with the A-label beside it where they differ. Takes a canonical host. */
export function displayHost(host: string): string {
  const unicode = unicodeHost(host);
  return unicode === host ? host : `${unicode} (${host})`;
}

/** The host with its A-labels turned into Unicode; for showing, never for comparing. */
export function unicodeHost(host: string): string {
  return host.split(".").map(toUnicodeLabel).join(".");
}

const SCRIPTS = [
  "Latin",
  "Cyrillic",
  "Greek",
  "Armenian",
  "Cherokee",
  "Hebrew",
  "Arabic",
  "Thai",
  "Lao",
  "Khmer",
  "Hangul",
  "Han",
  "Hiragana",
  "Katakana",
].map((name) => new RegExp(`\\p{Script=${name}}`, "u"));
const LETTER = /\p{L}/u;

/**
 * True when the letters of the host belong to more than one script, as in look-alike names
 * (a Cyrillic "а" among Latin letters, or a wholly Cyrillic label below ".vn").
 */
export function hasMixedScript(host: string): boolean {
  const seen = new Set<number>();
  for (const char of unicodeHost(host)) {
    if (LETTER.test(char)) seen.add(SCRIPTS.findIndex((script) => script.test(char)));
  }
  return seen.size > 1;
}

export interface ParsedTarget {
  readonly ok: true;
  readonly scheme: Scheme;
  /** Canonical. */
  readonly host: string;
  readonly port: number;
  /** Path and query, percent-encoded, beginning with "/"; never a fragment. */
  readonly path: string;
  /** The URL put together again from these parts; the port only where it is not the scheme's own. */
  readonly url: string;
}

export interface UrlRefusal {
  readonly ok: false;
  readonly reason: "url-not-allowed";
  /** For operators; repeats nothing of the URL. */
  readonly detail: string;
}

/**
 * The one way a URL, typed or sent by a server, becomes a scheme, host, port and path.
 * Judges the parsed URL, so that spelling tricks cannot differ between the check and the dial.
 * @param base for redirects: the URL that the relative reference is resolved against
 */
export function parseTarget(raw: string, base?: string): ParsedTarget | UrlRefusal {
  if (raw.length > MAX_URL_LENGTH) return refused("the URL is longer than 2048 characters");
  if (/[\u0000-\u001f\u007f]/.test(raw)) return refused("the URL holds control characters");
  if (/^[^?#]*\\/.test(raw)) return refused("the URL holds a backslash");
  if (/^[^/?#]*:?\/\/[^/?#]*@/.test(raw)) return refused("the URL holds user information");
  const url = parseUrl(raw, base);
  if (url === null) return refused("the URL cannot be parsed");
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return refused("the scheme is neither http nor https");
  }
  if (url.username !== "" || url.password !== "") {
    return refused("the URL holds user information");
  }
  if (isIpLiteral(url.hostname)) return refused("the host is an IP address");
  const host = checkedHost(url.hostname);
  if (host === null) return refused("the host is not a plain host name");
  const path = `${url.pathname}${url.search}`;
  const target = `${url.protocol}//${host}${url.port === "" ? "" : `:${url.port}`}${path}`;
  if (target.length > MAX_URL_LENGTH) return refused("the URL is longer than 2048 characters");
  const scheme = url.protocol === "https:" ? "https" : "http";
  const port = url.port === "" ? defaultPort(scheme) : Number(url.port);
  if (port === 0) return refused("port 0 cannot be asked");
  return { ok: true, scheme, host, port, path, url: target };
}

export function defaultPort(scheme: Scheme): number {
  return scheme === "https" ? 443 : 80;
}

function refused(detail: string): UrlRefusal {
  return { ok: false, reason: "url-not-allowed", detail };
}
