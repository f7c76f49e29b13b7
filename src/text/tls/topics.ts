// The words in which the TLS audit labels its looks, shared by the probe that asks and the detectors that read.
import { WEAK_CLASSES, type WeakClass } from "./suites.ts";
import type { TlsVersion } from "./words.ts";

export const AUDIT_PROBE = "tls-audit";

/**
 * What a hello of the audit is for (`Look.role`):
 * - baseline: an ordinary hello, which the closing canary repeats; pulse: the same in between, after trouble
 * - newest, post-quantum: TLS 1.3 alone, with all groups or with hybrid groups only
 * - class: suites of weak classes only; static: suites without forward secrecy only; forward: with it only
 * - dhe: Diffie-Hellman only; second-certificate: suites for the other kind of key only
 * - nameless: an ordinary hello that names no host, after the canary: shows the machine's default certificate, which
 *   may be another unit's; it says nothing about this host and is for the central team's joins only
 * - signature: SHA-1 alone for the signatures of the handshake, or SHA-224 alone
 * - beside: came to nothing that speaks of the offer; the same is asked again alone, and only that counts
 * - version: an old version as the maximum; fallback: the same marked as a second try; ssl2: SSL 2.0
 */
export type AuditRole =
  | "baseline"
  | "pulse"
  | "canary"
  | "newest"
  | "post-quantum"
  | "class"
  | "static"
  | "forward"
  | "dhe"
  | "second-certificate"
  | "nameless"
  | "signature"
  | "beside"
  | "version"
  | "fallback"
  | "ssl2";

/** Looks that say nothing about the host's own TLS, and so nothing about how much of it was seen. */
export const ASIDE: ReadonlySet<string> = new Set(["nameless", "beside"] satisfies AuditRole[]);

/** Refusals that speak of what was offered, not of the moment or of the client. "unexpected" is OpenJDK's for groups. */
const OF_OFFER: ReadonlySet<string> = new Set([
  "handshake_failure",
  "insufficient_security",
  "protocol_version",
  "unexpected_message",
  "illegal_parameter",
  "decode_error",
  "export_restriction",
  "inappropriate_fallback",
  "missing_extension",
  "unsupported_extension",
  "ssl2_error",
]);

/** @param how an alert's name, or how it went away without one */
export function isOfOffer(how: string): boolean {
  return OF_OFFER.has(how);
}

/** The same of one question. OpenSSL calls it an internal error where its security level forbids a version. */
export function isRefusedInWords(how: string, role: AuditRole): boolean {
  return isOfOffer(how) || (role === "version" && how === "internal_error");
}

/** Hellos that differ in what they offer with TLS 1.2: whoever refuses one of them in words refuses others so too. */
export function isOfSuites(role: AuditRole, { version }: Topic): boolean {
  return role === "baseline" ? version === "TLSv1.2" : OF_SUITES.has(role);
}

const OF_SUITES: ReadonlySet<AuditRole> = new Set([
  "class",
  "static",
  "forward",
  "dhe",
  "second-certificate",
  "signature",
]);

export interface Topic {
  /** The highest version asked for. */
  readonly version: TlsVersion;
  /** What else tells it from others of its role: the classes still asked for, "others" for rarer suites, a hash. */
  readonly about: string;
}

/** As `Look.about`: "TLSv1.2 null+export". */
export function topicText({ version, about }: Topic): string {
  return about === "" ? version : `${version} ${about}`;
}

export function readTopic(text: string | null): Topic {
  const [version = "", about = ""] = (text ?? "").split(" ");
  return { version: version as TlsVersion, about };
}

/** `Topic.about` of the role signature: the only hash that the hello takes. */
export const SHA1_ALONE = "sha1-signature";
export const SHA224_ALONE = "sha224-signature";

/** Word of `Topic.about` beside classes: the hello also takes anonymous Diffie-Hellman, for the sake of its prime. */
export const ANONYMOUS_PRIME = "anonymous-dh";

export function classesText(classes: readonly WeakClass[]): string {
  return classes.join("+");
}

export function classesIn(about: string): readonly WeakClass[] {
  const names = about.split("+");
  return WEAK_CLASSES.filter((name) => names.includes(name));
}
