// Tells an answer that says something about the site from one that only says "not now" or "not you".
// A blocked, failing or parked answer is a result with a reason; nothing may be concluded from it.
import type { Look, HttpExchange } from "../model/observation.ts";
import type { Reason } from "../model/reason.ts";

/** Look whose answer is an HTTP exchange. */
export type HttpLook = Look & { readonly attempt: { status: "ok"; value: HttpExchange } };

export function isHttpLook(look: Look): look is HttpLook {
  return look.attempt.status === "ok" && look.attempt.value.kind === "http";
}

export function headerOf(exchange: HttpExchange, name: string): string | null {
  return exchange.headers.find(([key]) => key === name)?.[1] ?? null;
}

/** True when the answer came from the very origin that was asked, not from where it redirected to. */
export function answeredHere(look: HttpLook): boolean {
  const url = new URL(look.attempt.value.url);
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return url.hostname === look.host && port === look.port;
}

// Markers of bot challenges and firewalls, seen in the first part of a body or in headers.
const CHALLENGE_BODY =
  /cdn-cgi\/challenge-platform|cf-browser-verification|_cf_chl_opt|Checking your browser before accessing|Attention Required! \| Cloudflare|Just a moment\.\.\.<\/title>|\/_Incapsula_Resource|Request unsuccessful\. Incapsula|sucuri_cloudproxy|Access Denied - Sucuri|ddos-guard|__ddg\d|AwsWafIntegration|awswaf|Pardon Our Interruption|px-captcha|datadome|The requested URL was rejected\. Please consult with your administrator|Web Application Firewall|has been blocked by (?:the )?(?:security|firewall)|ModSecurity|slowAES\.decrypt/i;
const PARKED_BODY =
  /This Account has been suspended|Account Suspended<\/title>|domain (?:name )?is (?:parked|for sale)|\/cgi-sys\/(?:suspendedpage|defaultwebpage)\.cgi|Tên miền (?:này )?(?:đang được rao bán|đã hết hạn|chưa được cấu hình)|parkingcrew|sedoparking/i;
const MAINTENANCE_BODY =
  /<title>[^<]{0,80}(?:đang bảo trì|bảo trì hệ thống|under maintenance|maintenance mode|scheduled maintenance)/i;
const HEAD_CHARACTERS = 60_000;

/**
 * Why nothing may be concluded from this answer; null when it is an answer.
 * A plain 401, 403 or 404 is an answer to "is there something at this path".
 * @param body decompressed bytes, or undefined when none were kept
 */
export function problemOf(exchange: HttpExchange, body: Uint8Array | undefined): Reason | null {
  const text = body === undefined ? "" : headText(body);
  if (isChallenge(exchange, text)) return "blocked";
  if (exchange.status === 429) return "rate-limited";
  if (exchange.status >= 500) {
    return exchange.status === 503 && MAINTENANCE_BODY.test(text) ? "maintenance" : "server-error";
  }
  if (exchange.status < 200) return "http-status";
  return null;
}

/** As `problemOf`, for a page that a visitor is meant to read: it must be there and be HTML. */
export function pageProblemOf(exchange: HttpExchange, body: Uint8Array | undefined): Reason | null {
  const general = problemOf(exchange, body);
  if (general !== null) return general;
  if (exchange.unfollowed !== null) return unfollowedReason(exchange.unfollowed.why);
  if (exchange.status === 401 || exchange.status === 407) return "login-required";
  if (exchange.status === 403) return "blocked";
  if (exchange.status < 200 || exchange.status >= 300) return "http-status";
  const text = body === undefined ? "" : headText(body);
  if (text.trim() === "") return "empty-page";
  if (PARKED_BODY.test(text)) return "parked";
  if (MAINTENANCE_BODY.test(text)) return "maintenance";
  const type = headerOf(exchange, "content-type");
  if (
    type !== null &&
    !/html|xml|text\/plain/i.test(type) &&
    !/<(?:!doctype|html|head|body)\b/i.test(text)
  ) {
    return "not-html";
  }
  return null;
}

function unfollowedReason(why: NonNullable<HttpExchange["unfollowed"]>["why"]): Reason {
  switch (why) {
    case "limit":
      return "redirect-limit";
    case "loop":
      return "redirect-loop";
    case "out-of-scope":
    case "not-asked":
    case "not-http":
    case "malformed":
      return "redirect-out-of-scope";
  }
}

function isChallenge(exchange: HttpExchange, text: string): boolean {
  if (headerOf(exchange, "cf-mitigated") === "challenge") return true;
  const suspicious = exchange.status === 403 || exchange.status === 429 || exchange.status === 503;
  if (suspicious && headerOf(exchange, "x-sucuri-id") !== null) return true;
  // A page of the site may mention such words; a challenge is short or comes with an error status.
  return (suspicious || text.length < 20_000) && CHALLENGE_BODY.test(text);
}

function headText(body: Uint8Array): string {
  return new TextDecoder().decode(body.subarray(0, HEAD_CHARACTERS));
}
