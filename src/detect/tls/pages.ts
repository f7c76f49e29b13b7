// The looks at a port's first start page that the transport verdicts share, and how to read them.
import type { DetectInput } from "../../model/detector.ts";
import type { HttpExchange, Look } from "../../model/observation.ts";
import type { Reason } from "../../model/reason.ts";
import { answeredHere, isHttpLook, type HttpLook } from "../../text/assessable.ts";
import type { Sign } from "./verdict.ts";

/** The subject of what is stated about HTTP at a port. */
export const HTTP_SUBJECT = "http";

/** Looks of the tls area at the first start page of a port: the shared one, and our own without redirects. */
export function pageLooks(
  input: DetectInput,
  port: number,
): { home: Look | null; own: Look | null } {
  const path = input.target.paths[0] ?? "/";
  const at = input.looks.filter(
    (look) => look.port === port && look.areas.includes("tls") && look.locator === path,
  );
  return {
    home: homeLook(input, port, path),
    own: at.find(({ probe, role }) => probe === "http-transport" && role === "page") ?? null,
  };
}

/** The shared look at one start page of a port. */
export function homeLook(input: DetectInput, port: number, path: string): Look | null {
  const isHome = (look: Look): boolean =>
    look.port === port &&
    look.areas.includes("tls") &&
    look.locator === path &&
    look.probe === "home" &&
    look.role === "home";
  return input.looks.find(isHome) ?? null;
}

/**
 * The answer of the host itself at the first start page of a port: the shared look where it stayed there, else our own.
 * Where neither is one, `fallback` says why not; null when it was not asked.
 */
export function ownAnswer(
  input: DetectInput,
  port: number,
): { answer: HttpLook | null; fallback: Look | null } {
  const { home, own } = pageLooks(input, port);
  const looks = [home, own].filter((look) => look !== null).filter(isHttpLook);
  return { answer: looks.find(answeredHere) ?? null, fallback: own ?? home };
}

export function openSign(look: Look): Sign {
  return { is: "open", reason: reasonOf(look) };
}

export function reasonOf({ attempt }: Look): Reason {
  return attempt.status === "ok" ? "inconclusive" : attempt.reason;
}

export function isHttps(url: string): boolean {
  return new URL(url).protocol === "https:";
}

export function bodyOf(input: DetectInput, exchange: HttpExchange): Uint8Array | undefined {
  return exchange.body === null ? undefined : input.body(exchange.body.sha256);
}
