// Writes ClientHellos of SSL 2.0 to TLS 1.3 as one well-formed record each, and nothing that could follow one:
// no key material is ever made. Chance comes from the caller.
import { concat, u16, u8, vector } from "./bytes.ts";
import {
  EXTENSION,
  FALLBACK_SCSV,
  MESSAGE,
  RECORD,
  RENEGOTIATION_SCSV,
  TLS_VERSIONS,
  type TlsVersion,
} from "./words.ts";

/** More than that in one hello is ignored or refused by servers that otherwise work. */
export const MAX_SUITES = 64;

export interface HelloSpec {
  /** The highest version asked for; TLS 1.3 is asked for alone, below it the client's maximum counts. */
  readonly version: Exclude<TlsVersion, "SSLv2">;
  /** Code points, in the order of preference; at most 64. */
  readonly suites: readonly number[];
  /** Sent as SNI; null for addresses. */
  readonly servername: string | null;
  readonly groups: readonly number[];
  /** Schemes for the handshake; certificates may still be signed with any. Default: all that are known. */
  readonly signatures?: readonly number[];
  /** 32 bytes each; the session id is sent with TLS 1.3 only. */
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  /** Says that this is a second try after a refused higher version (RFC 7507). */
  readonly fallback?: boolean;
  /** Leaves out what a server does not need, for servers that choke on longer hellos. */
  readonly compact?: boolean;
}

/** RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2; RFC 6101 for SSL 3.0. */
export function writeClientHello(spec: HelloSpec): Uint8Array {
  const version = TLS_VERSIONS[spec.version];
  const is13 = spec.version === "TLSv1.3";
  const suites = [
    ...spec.suites,
    ...(is13 ? [] : [RENEGOTIATION_SCSV]),
    ...(spec.fallback === true ? [FALLBACK_SCSV] : []),
  ];
  const body = concat(
    u16(Math.min(version, TLS_VERSIONS["TLSv1.2"])),
    spec.random,
    vector(1, is13 ? spec.sessionId : new Uint8Array()),
    vector(2, ...suites.map(u16)),
    // "null" last, so that a server that compresses shows it; TLS 1.3 forbids anything but null.
    vector(1, is13 ? u8(0) : Uint8Array.of(1, 0)),
    spec.version === "SSLv3" ? new Uint8Array() : vector(2, ...extensionsOf(spec)),
  );
  const message = concat(u8(MESSAGE.clientHello), vector(3, body));
  const recordVersion = spec.version === "SSLv3" ? TLS_VERSIONS.SSLv3 : TLS_VERSIONS.TLSv1;
  return concat(u8(RECORD.handshake), u16(recordVersion), vector(2, message));
}

// ECDSA and PSS first, then PKCS #1 and DSA, old hashes last.
const SIGNATURES =
  "0403 0503 0603 0804 0805 0806 0809 080a 080b 0807 0808 0401 0501 0601 0402 0502 0602 0303 0301 0302 0203 0201 0202"
    .split(" ")
    .map((code) => Number.parseInt(code, 16));

/** The list never ends with an empty extension: some servers take that for a broken hello. */
function extensionsOf(spec: HelloSpec): readonly Uint8Array[] {
  const is13 = spec.version === "TLSv1.3";
  const has = (wanted: boolean, ...parts: readonly Uint8Array[]) => (wanted ? parts : []);
  const full = spec.compact !== true;
  return [
    ...has(spec.servername !== null, serverName(spec.servername ?? "")),
    ...has(full && !is13, extension(EXTENSION.extendedMasterSecret)),
    ...has(full && !is13, extension(EXTENSION.sessionTicket)),
    ...has(full, extension(EXTENSION.statusRequest, u8(1), u16(0), u16(0))),
    ...has(full && !is13, extension(EXTENSION.certificateTimestamps)),
    ...has(full, extension(EXTENSION.alpn, vector(2, protocol("h2"), protocol("http/1.1")))),
    // Offered, never sent: whether it comes back is all that is asked (RFC 6520).
    ...has(full && !is13, extension(EXTENSION.heartbeat, u8(1))),
    ...has(is13, extension(EXTENSION.supportedVersions, vector(1, u16(TLS_VERSIONS["TLSv1.3"])))),
    ...has(is13, extension(EXTENSION.pskModes, vector(1, u8(1)))),
    // Empty: a HelloRetryRequest then names the group without a key being made (RFC 8446, section 4.2.8).
    ...has(is13, extension(EXTENSION.keyShare, vector(2))),
    ...has(
      is13 || TLS_VERSIONS[spec.version] >= TLS_VERSIONS["TLSv1.2"],
      signatures(EXTENSION.signatureAlgorithms, spec.signatures ?? SIGNATURES),
    ),
    ...has(spec.signatures !== undefined, signatures(EXTENSION.certificateSignatures, SIGNATURES)),
    ...has(!is13, extension(EXTENSION.pointFormats, vector(1, u8(0)))),
    ...has(
      spec.groups.length > 0,
      extension(EXTENSION.supportedGroups, vector(2, ...spec.groups.map(u16))),
    ),
  ];
}

function extension(type: number, ...body: readonly Uint8Array[]): Uint8Array {
  return concat(u16(type), vector(2, ...body));
}

function signatures(type: number, schemes: readonly number[]): Uint8Array {
  return extension(type, vector(2, ...schemes.map(u16)));
}

function serverName(name: string): Uint8Array {
  const host = vector(2, new TextEncoder().encode(name));
  return extension(EXTENSION.serverName, vector(2, u8(0), host));
}

function protocol(name: string): Uint8Array {
  return vector(1, new TextEncoder().encode(name));
}

/**
 * The CLIENT-HELLO of SSL 2.0 (draft-hickman-netscape-ssl-00, section 2.5).
 * @param kinds three-byte cipher kinds
 * @param challenge 16 bytes
 */
export function writeSsl2Hello(kinds: readonly number[], challenge: Uint8Array): Uint8Array {
  const specs = concat(...kinds.map((kind) => concat(u8(kind >> 16), u16(kind & 0xffff))));
  const body = concat(
    u8(1),
    u16(TLS_VERSIONS.SSLv2),
    u16(specs.length),
    u16(0),
    u16(challenge.length),
    specs,
    challenge,
  );
  return concat(u16(0x8000 | body.length), body);
}
