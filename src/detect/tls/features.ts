// Features of a TLS stack that an ordinary hello shows by itself, at the address audited in full.
import type { Detector } from "../../model/detector.ts";
import { EXTENSION, SHA1_SIGNATURES, SHA224_SIGNATURES } from "../../text/tls/words.ts";
import { SHA1_ALONE, SHA224_ALONE } from "../../text/tls/topics.ts";
import {
  acceptedIn,
  isOnly13,
  isShort,
  lastOf,
  mainOf,
  textOf,
  type Accepted,
  type Asked,
  type Audit,
} from "./audit.ts";
import { open, portFacts, seenOr, type Judge } from "./audit-facts.ts";
import { spokenBelow13 } from "./protocols.ts";
import type { Signed } from "./verdict.ts";

const JUDGES: readonly Judge[] = [
  {
    predicate: "tls.compression",
    everywhere: false,
    signs: (audit) => shown(audit, ({ reply }) => reply.flight.compression, "compression=deflate"),
  },
  {
    predicate: "tls.renegotiation-insecure",
    everywhere: false,
    signs: (audit) => shown(audit, lacksRenegotiation, "renegotiation=unprotected"),
  },
  {
    predicate: "tls.heartbeat-offered",
    everywhere: false,
    signs: heartbeat,
  },
  { predicate: "tls.fallback-scsv-missing", everywhere: false, signs: fallback },
  { predicate: "tls.handshake-sha1", everywhere: false, signs: sha1 },
];

export const featureDetector: Detector = {
  id: "tls-features",
  area: "tls",
  emits: JUDGES.map(({ predicate }) => predicate),
  detect: (input) => portFacts(input, JUDGES),
};

/** Many servers send no extensions in SSL 3.0: what they lack there counts only where they speak nothing newer. */
function ordinary(audit: Audit): readonly Accepted[] {
  const below13 = acceptedIn(audit).filter(
    ({ reply, role }) => role !== "ssl2" && reply.version !== "TLSv1.3",
  );
  const newer = below13.filter(({ reply }) => reply.version !== "SSLv3");
  return newer.length > 0 ? newer : below13;
}

/** The ordinary answer decides; TLS 1.3 has none of these things. */
function shown(audit: Audit, test: (one: Accepted) => boolean, value: string): readonly Signed[] {
  const main = mainOf(audit);
  const judged = ordinary(audit);
  const clearing = isOnly13(audit) || judged.length > 0 ? (main ?? undefined) : undefined;
  return seenOr(judged.filter(test).slice(0, 1), () => ({ value }), clearing, audit);
}

function lacksRenegotiation({ reply }: Accepted): boolean {
  return !reply.flight.extensions.includes(EXTENSION.renegotiationInfo);
}

/** A short hello does not ask for it. */
function heartbeat(audit: Audit): readonly Signed[] {
  return isShort(audit) ? open(audit) : shown(audit, hasHeartbeat, "heartbeat=offered");
}

function hasHeartbeat({ reply }: Accepted): boolean {
  return reply.flight.extensions.includes(EXTENSION.heartbeat);
}

/** Signing with SHA-1 in TLS 1.2 (RFC 9155); older versions know nothing better and are judged as such. */
function sha1(audit: Audit): readonly Signed[] {
  const nameIn = ({ reply }: Accepted) => SHA1_SIGNATURES[reply.flight.signature ?? 0];
  return seenOr(
    signedWith(audit, SHA1_SIGNATURES).slice(0, 1),
    (one) => ({ value: `signature=${nameIn(one) ?? ""}` }),
    unsignedWith(audit),
    audit,
  );
}

function signedWith(audit: Audit, schemes: Readonly<Record<number, string>>): readonly Accepted[] {
  return acceptedIn(audit).filter(({ reply }) => (reply.flight.signature ?? 0) in schemes);
}

/**
 * The weakest hash that handshakes are signed with for whoever takes nothing better.
 * @returns null where that is not known, and where none was seen to name a hash: versions before TLS 1.2 do not, and
 *   suites without forward secrecy sign nothing
 */
export function weakestHash(audit: Audit): "sha1" | "sha224" | "sha2" | null {
  if (signedWith(audit, SHA1_SIGNATURES).length > 0) return "sha1";
  if (unsignedWith(audit) === undefined) return null;
  if (signedWith(audit, SHA224_SIGNATURES).length > 0) return "sha224";
  // TLS 1.3 knows no such schemes for its handshake (RFC 8446, section 4.2.3).
  if (isOnly13(audit) || isOther(signatureAsked(audit, SHA1_ALONE))) return "sha2";
  return isSigned(audit) && isWithout(signatureAsked(audit, SHA224_ALONE)) ? "sha2" : null;
}

function isSigned(audit: Audit): boolean {
  return acceptedIn(audit).some(({ reply }) => typeof reply.flight.signature === "number");
}

/** What shows that it does not: it refused, signed with something else, or does not speak TLS 1.2 at all. */
function unsignedWith(audit: Audit): Asked | undefined {
  const asked = signatureAsked(audit, SHA1_ALONE);
  if (asked === undefined) {
    const main = mainOf(audit);
    const isOlder = main?.reply.is === "accepted" && main.reply.version !== "TLSv1.2";
    return isOnly13(audit) || isOlder ? (main ?? undefined) : undefined;
  }
  return isWithout(asked) ? asked : undefined;
}

function signatureAsked(
  audit: Audit,
  about: typeof SHA1_ALONE | typeof SHA224_ALONE,
): Asked | undefined {
  return audit.asked.findLast(({ role, topic }) => role === "signature" && topic.about === about);
}

function isWithout(asked: Asked | undefined): boolean {
  return asked?.reply.is === "refused" || isOther(asked);
}

/** It signs with what it likes, whatever was offered. */
function isOther(asked: Asked | undefined): boolean {
  return asked?.reply.is === "accepted" && typeof asked.reply.flight.signature === "number";
}

/** Only where several versions below TLS 1.3 are spoken can a client be pushed down from one to another. */
function fallback(audit: Audit): readonly Signed[] {
  const asked = lastOf(audit, "fallback");
  if (asked === null) return isSettled(audit) ? clear(audit) : open(audit);
  if (asked.reply.is === "accepted") {
    const value = `accepted=${asked.reply.version}`;
    return [{ look: asked.look, sign: { is: "seen", value, text: textOf(asked) } }];
  }
  return asked.reply.is === "refused" ? one(asked) : open(audit);
}

/** At most one version below TLS 1.3, and no older one is left unasked. */
function isSettled(audit: Audit): boolean {
  const spoken = spokenBelow13(audit);
  if (spoken.length > 1) return false;
  return spoken[0] === "SSLv3" || lastOf(audit, "version")?.reply.is === "refused";
}

function clear(audit: Audit): readonly Signed[] {
  const last = lastOf(audit, "version") ?? mainOf(audit);
  return last === null ? open(audit) : one(last);
}

function one(asked: Asked): readonly Signed[] {
  return [{ look: asked.look, sign: { is: "clear", text: textOf(asked) } }];
}
