// Is HSTS set, and for long enough? Judged on the host's own answer over HTTPS.
import type { DetectInput } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { HttpExchange } from "../../model/observation.ts";
import { problemOf, type HttpLook } from "../../text/assessable.ts";
import { answersByPort } from "./answers.ts";
import { readHsts } from "./hsts.ts";
import { matchesHost } from "./names.ts";
import { HTTP_SUBJECT, bodyOf, isHttps, openSign, ownAnswer } from "./pages.ts";
import { factOf, type Sign } from "./verdict.ts";

export function hstsFact(input: DetectInput, port: number): Fact | null {
  const { answer, fallback } = ownAnswer(input, port);
  const place = {
    predicate: "http.no-hsts",
    host: input.target.host,
    port,
    subject: HTTP_SUBJECT,
  } as const;
  if (answer !== null) {
    return factOf(place, [{ look: answer, sign: hstsSign(input, answer, port) }]);
  }
  if (fallback === null) return null;
  return factOf(place, [{ look: fallback, sign: openSign(fallback) }]);
}

/** Not judged where the certificate does not hold: a browser ignores the header there (RFC 6797, 8.1). */
function hstsSign(input: DetectInput, look: HttpLook, port: number): Sign {
  const exchange = look.attempt.value;
  if (!isHttps(exchange.url)) return { is: "open", reason: "inconclusive" };
  if (!certificateHolds(input, exchange, port)) return { is: "open", reason: "depends-on-failed" };
  const header = learned(headersOnTheWay(input, exchange, port));
  if (header === undefined) {
    // Many servers leave the header out of error pages only.
    const problem = problemOf(exchange, bodyOf(input, exchange));
    if (problem !== null) return { is: "open", reason: problem };
    if (exchange.status >= 400) return { is: "open", reason: "http-status" };
    const text = `${exchange.url} answers ${String(exchange.status)} without Strict-Transport-Security`;
    return { is: "seen", value: "header=none", text, attributes: { state: "none" } };
  }
  return headerSign(header, input.knowledge.tls.hsts.minSeconds);
}

/** Browsers note the header of every answer on the way, also of redirects; of several fields the first counts. */
function headersOnTheWay(
  input: DetectInput,
  exchange: HttpExchange,
  port: number,
): readonly string[] {
  const isOwn = (url: string): boolean => isHttps(url) && originIs(url, input.target.host, port);
  const last = exchange.headers.find(([name]) => name === "strict-transport-security")?.[1];
  return [
    ...exchange.hops.flatMap(({ url, hsts }) => (isOwn(url) ? hsts : undefined)),
    last,
  ].filter((header) => header !== undefined);
}

function originIs(url: string, host: string, port: number): boolean {
  const { hostname, port: named } = new URL(url);
  return hostname === host && Number(named === "" ? "443" : named) === port;
}

/** The last that a browser heeds; where it heeds none, the last. */
function learned(headers: readonly string[]): string | undefined {
  return headers.findLast((header) => readHsts(header).state === "valid") ?? headers.at(-1);
}

function headerSign(header: string, minSeconds: number): Sign {
  const text = `Strict-Transport-Security: ${header}`;
  const hsts = readHsts(header);
  if (hsts.state === "invalid") {
    const value = `header=invalid (${hsts.why})`;
    return { is: "seen", value, text, attributes: { state: "invalid" } };
  }
  const value = `max-age=${String(hsts.maxAge)}`;
  if (hsts.maxAge === 0) return { is: "seen", value, text, attributes: { state: "off" } };
  if (hsts.maxAge >= minSeconds) return { is: "clear", text };
  return { is: "seen", value, text, attributes: { state: "short", maxAge: hsts.maxAge } };
}

/** Trusted and in the host's name, by the handshake of the same port and address where there is one. */
function certificateHolds(input: DetectInput, exchange: HttpExchange, port: number): boolean {
  const answers = answersByPort(input).get(port) ?? [];
  const answer = answers.find(({ look, known }) => known && look.address === exchange.address);
  if (answer?.known !== true) return exchange.tls?.trusted === true;
  const trusted = answer.handshake.verification?.trusted === true;
  return trusted && matchesHost(input.target.host, answer.leaf.altNames);
}
