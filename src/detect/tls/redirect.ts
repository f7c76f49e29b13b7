// Does HTTP lead to HTTPS? Any Location is not enough: what counts is where it ends. HTTPS of another host counts, as
// visitors are served encrypted there; whether browsers learn HSTS for this host is asked at its own HTTPS port.
import type { DetectInput } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { HttpExchange } from "../../model/observation.ts";
import { isHttpLook, problemOf, type HttpLook } from "../../text/assessable.ts";
import { onwardFrom } from "./onward.ts";
import { HTTP_SUBJECT, bodyOf, isHttps, openSign, pageLooks } from "./pages.ts";
import { factOf, type Sign } from "./verdict.ts";

export function redirectFact(input: DetectInput, port: number, noHttps: Fact | null): Fact | null {
  const { home, own } = pageLooks(input, port);
  const look = home !== null && isHttpLook(home) ? home : (own ?? home);
  if (look === null) return null;
  const place = {
    predicate: "http.no-redirect-to-https",
    host: input.target.host,
    port,
    subject: HTTP_SUBJECT,
  } as const;
  // Nowhere to lead to: that there is no HTTPS is the finding.
  if (noHttps?.status === "present") {
    return factOf(place, [{ look, sign: { is: "open", reason: "depends-on-failed" } }]);
  }
  return factOf(place, [
    { look, sign: isHttpLook(look) ? redirectSign(input, look) : openSign(look) },
  ]);
}

function redirectSign(input: DetectInput, look: HttpLook): Sign {
  const exchange = look.attempt.value;
  const { unfollowed } = exchange;
  if (isHttps(exchange.url) && !leadsBack(input, exchange)) {
    return { is: "clear", text: `${exchange.requested} leads to ${originOf(exchange.url)}` };
  }
  if (unfollowed !== null) return unfollowedSign(exchange, unfollowed);
  const problem = problemOf(exchange, bodyOf(input, exchange));
  if (problem !== null) return { is: "open", reason: problem };
  if (exchange.status === 401) return plainAnswer(exchange);
  if (exchange.status >= 300) return { is: "open", reason: "http-status" };
  return pageSign(input, exchange);
}

/** Back to plain HTTP, by a redirect that was not followed or by a refresh; where that ends is not known. */
function leadsBack(input: DetectInput, exchange: HttpExchange): boolean {
  const { unfollowed, url } = exchange;
  if (unfollowed === null) return onwardFrom(exchange, bodyOf(input, exchange)).to === "http";
  const { location } = unfollowed;
  return URL.canParse(location, url) && new URL(location, url).protocol === "http:";
}

/** A page may lead on by itself: visitors end at HTTPS then, as with a redirect. */
function pageSign(input: DetectInput, exchange: HttpExchange): Sign {
  const onward = onwardFrom(exchange, bodyOf(input, exchange));
  switch (onward.to) {
    case "nowhere":
      return plainAnswer(exchange);
    case "https":
      return { is: "clear", text: `${exchange.requested} leads to ${onward.origin}` };
    case "http":
    case "unknown":
      return { is: "open", reason: "inconclusive" };
  }
}

function plainAnswer(exchange: HttpExchange): Sign {
  return {
    is: "seen",
    value: `url=${originOf(exchange.url)} status=${String(exchange.status)}`,
    text: `${exchange.requested} answers ${String(exchange.status)} over plain HTTP at ${originOf(exchange.url)}, after ${String(exchange.hops.length)} redirect(s)`,
  };
}

/** A redirect that was not followed: only its Location speaks, and only if it names https. */
function unfollowedSign(
  exchange: HttpExchange,
  unfollowed: NonNullable<HttpExchange["unfollowed"]>,
): Sign {
  const { location, why } = unfollowed;
  if (why === "limit") return { is: "open", reason: "redirect-limit" };
  if (why === "loop") return { is: "open", reason: "redirect-loop" };
  const target = URL.canParse(location, exchange.url) ? new URL(location, exchange.url) : null;
  if (target?.protocol === "https:") {
    const text = `${exchange.requested} redirects to ${target.origin}; rests on the Location header alone, the target was not visited`;
    return { is: "clear", text };
  }
  if (target === null || target.protocol !== "http:")
    return { is: "open", reason: "http-malformed" };
  return { is: "open", reason: why === "out-of-scope" ? "redirect-out-of-scope" : "inconclusive" };
}

function originOf(url: string): string {
  return new URL(url).origin;
}
