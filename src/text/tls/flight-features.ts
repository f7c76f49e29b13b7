// What clear-text answers show of a stack besides version, suite and group. Pure: asks nothing, judges nothing.
import type { TlsFlight } from "../../model/observation.ts";
import { EXTENSION } from "./words.ts";

/** Of TLS 1.2 and older: TLS 1.3 says the same in what it encrypts, and SSL has no extensions to ask with. */
export interface FlightFeatures {
  /** The protocol chosen of "h2" and "http/1.1"; null where the server chose none. */
  readonly alpn: string | null;
  readonly sessionTickets: boolean;
  /** Whether a temporary key came in more than one answer; null where there were no two to compare. */
  readonly keysUsedAgain: boolean | null;
  readonly compression: boolean;
  /** renegotiation_info came back (RFC 5746). */
  readonly secureRenegotiation: boolean;
  /** RFC 7627. */
  readonly extendedMasterSecret: boolean;
  readonly heartbeat: boolean;
  /** null where no answer was read to its end. */
  readonly clientCertificate: boolean | null;
  /** An OCSP answer came along in one of them: servers fetch it only after the first client has asked. */
  readonly stapled: boolean | null;
  /** The prime of each answer with Diffie-Hellman, once each. */
  readonly primes: readonly DhPrime[];
}

export interface DhPrime {
  readonly bits: number;
  readonly sha256: string;
}

/**
 * @param all in the order in which they came; the first that counts is the ordinary one
 * @returns null where none agreed to such a version
 */
export function featuresOf(all: readonly TlsFlight[]): FlightFeatures | null {
  const flights = all.filter(isAgreed);
  const [first] = flights;
  if (first === undefined) return null;
  const whole = flights.filter(({ complete }) => complete);
  const comes = (type: number): boolean => first.extensions.includes(type);
  const isAny = (test: (flight: TlsFlight) => boolean): boolean | null =>
    whole.length === 0 ? null : whole.some(test);
  return {
    alpn: first.alpn,
    sessionTickets: comes(EXTENSION.sessionTicket),
    keysUsedAgain: isAnyTwice(flights),
    compression: flights.some(({ compression }) => compression),
    secureRenegotiation: comes(EXTENSION.renegotiationInfo),
    extendedMasterSecret: comes(EXTENSION.extendedMasterSecret),
    heartbeat: comes(EXTENSION.heartbeat),
    clientCertificate: isAny(({ certificateRequested }) => certificateRequested),
    stapled: isAny(({ stapled }) => stapled),
    primes: primesIn(flights),
  };
}

function isAgreed({ outcome, unoffered, version }: TlsFlight): boolean {
  return outcome === "hello" && !unoffered && /^TLSv1(?:\.[12])?$/.test(version ?? "");
}

/** Keys of different groups are never the same: they are compared within a group, or a prime. */
function isAnyTwice(flights: readonly TlsFlight[]): boolean | null {
  const shares = new Map<string, string[]>();
  for (const { shareSha256, group, temporaryKey } of flights) {
    if (shareSha256 === undefined || shareSha256 === null) continue;
    const kind = String(group ?? temporaryKey?.primeSha256);
    shares.set(kind, [...(shares.get(kind) ?? []), shareSha256]);
  }
  const comparable = [...shares.values()].filter(({ length }) => length > 1);
  if (comparable.length === 0) return null;
  return comparable.some((all) => new Set(all).size < all.length);
}

function primesIn(flights: readonly TlsFlight[]): readonly DhPrime[] {
  const found = new Map<string, DhPrime>();
  for (const { temporaryKey } of flights) {
    if (temporaryKey?.kind !== "dhe" || temporaryKey.primeSha256 === null) continue;
    const { bits, primeSha256: sha256 } = temporaryKey;
    found.set(sha256, { bits, sha256 });
  }
  return [...found.values()];
}
