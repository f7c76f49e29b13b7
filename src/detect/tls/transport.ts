// HTTP and HTTPS of one host together: is there HTTPS at all, does HTTP lead to it, is HSTS set.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { HttpExchange, Look } from "../../model/observation.ts";
import type { Reason } from "../../model/reason.ts";
import type { Port } from "../../model/registry.ts";
import { answeredHere, isHttpLook, problemOf, type HttpLook } from "../../text/assessable.ts";
import { answersByPort, type Answer } from "./answers.ts";
import { readHsts } from "./hsts.ts";
import { matchesHost } from "./names.ts";
import { factOf, type Sign, type Signed } from "./verdict.ts";

const SUBJECT = "http";

export const transportDetector: Detector = {
  id: "http-transport",
  area: "tls",
  emits: ["http.no-https", "http.no-redirect-to-https", "http.no-hsts"],
  detect(input) {
    const { ports } = input.target;
    const plain = ports.filter(({ scheme }) => scheme === "http");
    const secure = ports.filter(({ scheme }) => scheme === "https");
    const noHttps = noHttpsFact(input, plain, secure);
    return [
      noHttps,
      ...plain.map(({ port }) => redirectFact(input, port, noHttps)),
      ...secure.map(({ port }) => hstsFact(input, port)),
    ].filter((fact) => fact !== null);
  },
};

/** Looks of the tls area at the first start page of a port: the shared one, and our own without redirects. */
function pageLooks(input: DetectInput, port: number): { home: Look | null; own: Look | null } {
  const path = input.target.paths[0] ?? "/";
  const at = input.looks.filter(
    (look) => look.port === port && look.areas.includes("tls") && look.locator === path,
  );
  return {
    home: at.find(({ probe, role }) => probe === "home" && role === "home") ?? null,
    own: at.find(({ probe, role }) => probe === "http-transport" && role === "page") ?? null,
  };
}

/** The usual port where it is registered, else the first. */
function mainPort(ports: readonly Port[], usual: number): number | null {
  return (ports.find(({ port }) => port === usual) ?? ports[0])?.port ?? null;
}

/** Stated at the plain port: that is the site which lacks HTTPS. */
function noHttpsFact(
  input: DetectInput,
  plain: readonly Port[],
  secure: readonly Port[],
): Fact | null {
  const port = mainPort(plain, 80);
  if (port === null) return null;
  const { home, own } = pageLooks(input, port);
  const look = own ?? home;
  if (look === null) return null;
  const place = {
    predicate: "http.no-https",
    host: input.target.host,
    port,
    subject: SUBJECT,
  } as const;
  const securePort = mainPort(secure, 443);
  if (securePort === null) {
    return factOf(place, [{ look, sign: { is: "open", reason: "port-not-registered" } }]);
  }
  const answers = answersByPort(input).get(securePort) ?? [];
  const shaken = answers.find((answer) => speaksTls(answer));
  if (shaken !== undefined) {
    const text = `port ${String(securePort)} speaks TLS`;
    return factOf(place, [{ look: shaken.look, sign: { is: "clear", text } }]);
  }
  const answered = [own, home].find((one) => one !== null && isHttpLook(one)) ?? null;
  if (answered === null) {
    return factOf(place, [{ look, sign: { is: "open", reason: reasonOf(look) } }]);
  }
  const address = sameAddress(answered);
  const here = answers.filter((answer) => address === null || answer.look.address === address);
  return factOf(
    place,
    here.map((answer): Signed => ({ look: answer.look, sign: missingSign(input, answer, port) })),
  );
}

function speaksTls(answer: Answer): boolean {
  return answer.known || answer.look.attempt.status === "ok";
}

/** The address that answered in plain HTTP; null when redirects may have led to another host. */
function sameAddress(look: Look): string | null {
  return isHttpLook(look) && look.attempt.value.hops.length === 0
    ? look.attempt.value.address
    : null;
}

/** Refused or no TLS; a timeout or a reset decides nothing, and one refused connection is not enough. */
function missingSign(input: DetectInput, answer: Answer, plainPort: number): Sign {
  if (answer.known) return { is: "clear", text: "speaks TLS" };
  const { look, reason } = answer;
  if (reason !== "connect-refused" && reason !== "not-tls") return { is: "open", reason };
  if (reason === "connect-refused" && look.port !== null) {
    const again = pageLooks(input, look.port).home;
    if (again !== null && isHttpLook(again)) return { is: "open", reason: "unstable" };
    const refusedAgain = again !== null && reasonOf(again) === "connect-refused";
    if (!refusedAgain) return { is: "open", reason: "inconclusive" };
  }
  const what = reason === "not-tls" ? "answers, but not with TLS" : "refused two connections";
  return {
    is: "seen",
    value: `port=${String(look.port)} ${reason}`,
    text: `${look.address ?? "?"}: port ${String(look.port)} ${what}, port ${String(plainPort)} serves plain HTTP`,
  };
}

function redirectFact(input: DetectInput, port: number, noHttps: Fact | null): Fact | null {
  const { home, own } = pageLooks(input, port);
  const look = home !== null && isHttpLook(home) ? home : (own ?? home);
  if (look === null) return null;
  const place = {
    predicate: "http.no-redirect-to-https",
    host: input.target.host,
    port,
    subject: SUBJECT,
  } as const;
  // Nowhere to lead to: that there is no HTTPS is the finding.
  if (noHttps?.status === "present") {
    return factOf(place, [{ look, sign: { is: "open", reason: "depends-on-failed" } }]);
  }
  return factOf(place, [{ look, sign: isHttpLook(look) ? redirectSign(input, look) : open(look) }]);
}

function redirectSign(input: DetectInput, look: HttpLook): Sign {
  const exchange = look.attempt.value;
  const { unfollowed } = exchange;
  if (isHttps(exchange.url)) {
    return { is: "clear", text: `${exchange.requested} leads to ${originOf(exchange.url)}` };
  }
  if (unfollowed !== null) return unfollowedSign(exchange, unfollowed);
  const problem = problemOf(exchange, bodyOf(input, exchange));
  if (problem !== null) return { is: "open", reason: problem };
  if (exchange.status === 401) return plainAnswer(exchange);
  if (exchange.status >= 300) return { is: "open", reason: "http-status" };
  return plainAnswer(exchange);
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

function hstsFact(input: DetectInput, port: number): Fact | null {
  const { home, own } = pageLooks(input, port);
  const look = [home, own].find((one) => one !== null && isHttpLook(one) && answeredHere(one));
  const fallback = own ?? home;
  const place = {
    predicate: "http.no-hsts",
    host: input.target.host,
    port,
    subject: SUBJECT,
  } as const;
  if (look !== undefined && look !== null && isHttpLook(look)) {
    return factOf(place, [{ look, sign: hstsSign(input, look, port) }]);
  }
  if (fallback === null) return null;
  return factOf(place, [{ look: fallback, sign: open(fallback) }]);
}

/** Not judged where the certificate does not hold: a browser ignores the header there (RFC 6797, 8.1). */
function hstsSign(input: DetectInput, look: HttpLook, port: number): Sign {
  const exchange = look.attempt.value;
  if (!isHttps(exchange.url)) return { is: "open", reason: "inconclusive" };
  if (!certificateHolds(input, exchange, port)) return { is: "open", reason: "depends-on-failed" };
  const header = exchange.headers.find(([name]) => name === "strict-transport-security")?.[1];
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

function open(look: Look): Sign {
  return { is: "open", reason: reasonOf(look) };
}

function reasonOf({ attempt }: Look): Reason {
  return attempt.status === "ok" ? "inconclusive" : attempt.reason;
}

function isHttps(url: string): boolean {
  return new URL(url).protocol === "https:";
}

function originOf(url: string): string {
  return new URL(url).origin;
}

function bodyOf(input: DetectInput, exchange: HttpExchange): Uint8Array | undefined {
  return exchange.body === null ? undefined : input.body(exchange.body.sha256);
}
