// Reads single messages of a server's clear-text flight. Hostile bytes: null where they are malformed, never a throw.
import { createByteReader, type ByteReader } from "./bytes.ts";
import { EXTENSION, TLS_VERSIONS } from "./words.ts";

export interface ServerHello {
  readonly retry: boolean;
  /** Number on the wire, 0x0300 to 0x0304, TLS 1.3 told apart by its extension. */
  readonly version: number;
  readonly suite: number;
  readonly compression: number;
  readonly extensions: readonly number[];
  /** From the key share (TLS 1.3 only). */
  readonly group: number | null;
  readonly alpn: string | null;
}

/** SHA-256 of "HelloRetryRequest": the random that tells one (RFC 8446, section 4.1.3). */
const RETRY = Uint8Array.from(
  "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c".match(/../g) ?? [],
  (pair) => Number.parseInt(pair, 16),
);

const MAX_EXTENSIONS = 64;

/** RFC 5246, section 7.4.1.3; RFC 8446, sections 4.1.3 and 4.1.4. */
export function readServerHello(body: Uint8Array): ServerHello | null {
  const reader = createByteReader(body);
  const legacy = reader.number(2);
  const random = reader.bytes(32);
  const session = reader.vector(1);
  const suite = reader.number(2);
  const compression = reader.number(1);
  if (legacy === null || random === null || session === null) return null;
  if (suite === null || compression === null) return null;
  const extensions = reader.left() === 0 ? new Map<number, Uint8Array>() : readList(reader);
  if (extensions === null) return null;
  const chosen = extensions.get(EXTENSION.supportedVersions);
  const version = chosen === undefined ? legacy : createByteReader(chosen).number(2);
  if (version === null || version < TLS_VERSIONS.SSLv3 || version > TLS_VERSIONS["TLSv1.3"]) {
    return null;
  }
  const retry =
    version === TLS_VERSIONS["TLSv1.3"] && RETRY.every((byte, at) => random[at] === byte);
  const share = extensions.get(EXTENSION.keyShare);
  return {
    retry,
    version,
    suite,
    compression,
    extensions: [...extensions.keys()],
    group: share === undefined ? null : createByteReader(share).number(2),
    alpn: alpnIn(extensions.get(EXTENSION.alpn)),
  };
}

function readList(reader: ByteReader): Map<number, Uint8Array> | null {
  const list = reader.vector(2);
  if (list === null || reader.left() > 0) return null;
  const entries = createByteReader(list);
  const found = new Map<number, Uint8Array>();
  while (entries.left() > 0) {
    const type = entries.number(2);
    const body = entries.vector(2);
    if (type === null || body === null || found.size >= MAX_EXTENSIONS) return null;
    found.set(type, body);
  }
  return found;
}

function alpnIn(body: Uint8Array | undefined): string | null {
  if (body === undefined) return null;
  const list = createByteReader(body).vector(2);
  const name = list === null ? null : createByteReader(list).vector(1);
  return name === null || name.length > 32 ? null : String.fromCharCode(...name);
}

const MAX_CERTIFICATES = 16;

/** The DER of each certificate in the order sent (RFC 5246, section 7.4.2); what is beyond 16 is left out. */
export function readCertificates(body: Uint8Array): readonly Uint8Array[] | null {
  const list = createByteReader(body).vector(3);
  if (list === null) return null;
  const reader = createByteReader(list);
  const certificates: Uint8Array[] = [];
  while (reader.left() > 0 && certificates.length < MAX_CERTIFICATES) {
    const der = reader.vector(3);
    if (der === null) return null;
    certificates.push(der);
  }
  return certificates;
}

export type KeyExchange =
  | {
      readonly kind: "dhe";
      readonly prime: Uint8Array;
      readonly bits: number;
      /** The server's public value, made for this connection or for many. */
      readonly share: Uint8Array;
      /** The scheme, which only TLS 1.2 names; null without one. */
      readonly signature: number | null;
    }
  | {
      readonly kind: "ecdhe";
      readonly group: number;
      readonly share: Uint8Array;
      readonly signature: number | null;
    }
  | { readonly kind: "rsa-export"; readonly bits: number };

/** Suites whose ServerKeyExchange holds a temporary RSA key (RFC 2246, section 7.4.3, and the 56-bit draft). */
const RSA_EXPORT = new Set([0x0003, 0x0006, 0x0008, 0x0060, 0x0061, 0x0062, 0x0064]);

/**
 * The parameters of a ServerKeyExchange. Which kind it is shows in its structure: it must fit to the last byte,
 * with or without a signature.
 */
export function readKeyExchange(body: Uint8Array, suite: number): KeyExchange | null {
  if (RSA_EXPORT.has(suite)) {
    const modulus = createByteReader(body).vector(2);
    return modulus === null ? null : { kind: "rsa-export", bits: bitsOf(modulus) };
  }
  return readEcdhe(body) ?? readDhe(body);
}

/** curve_type 3: a named curve (RFC 8422, section 5.4). */
function readEcdhe(body: Uint8Array): KeyExchange | null {
  const reader = createByteReader(body);
  const isNamed = reader.number(1) === 3;
  const group = reader.number(2);
  const point = reader.vector(1);
  if (!isNamed || group === null || point === null || point.length === 0) return null;
  const end = signatureIn(reader);
  return end === null ? null : { kind: "ecdhe", group, share: point, signature: end.scheme };
}

function readDhe(body: Uint8Array): KeyExchange | null {
  const reader = createByteReader(body);
  const [prime, generator, value] = [reader.vector(2), reader.vector(2), reader.vector(2)];
  if (prime === null || generator === null || value === null) return null;
  const bits = bitsOf(prime);
  const end = bits === 0 ? null : signatureIn(reader);
  if (end === null) return null;
  const { scheme: signature } = end;
  return { kind: "dhe", prime: prime.subarray(leadingZeros(prime)), bits, share: value, signature };
}

/**
 * Nothing (anonymous), a signature, or one with its scheme before it (TLS 1.2).
 * @returns null when the rest is none of these
 */
function signatureIn(reader: ByteReader): { readonly scheme: number | null } | null {
  const left = reader.left();
  if (left === 0) return { scheme: null };
  const first = reader.number(2);
  if (first === left - 2) return { scheme: null };
  return reader.number(2) === left - 4 ? { scheme: first } : null;
}

function leadingZeros(number: Uint8Array): number {
  const at = number.findIndex((byte) => byte !== 0);
  return at < 0 ? number.length : at;
}

function bitsOf(number: Uint8Array): number {
  const zeros = leadingZeros(number);
  const top = number[zeros];
  return top === undefined ? 0 : (number.length - zeros) * 8 - Math.clz32(top) + 24;
}

export interface Ssl2ServerHello {
  readonly certificate: Uint8Array | null;
  /** Three-byte cipher kinds that both sides know. */
  readonly kinds: Uint8Array;
}

/** SERVER-HELLO of SSL 2.0, from its message type on (draft-hickman-netscape-ssl-00, section 2.6). */
export function readSsl2ServerHello(message: Uint8Array): Ssl2ServerHello | null {
  const reader = createByteReader(message);
  if (reader.number(1) !== 4) return null;
  const [hit, type, version] = [reader.number(1), reader.number(1), reader.number(2)];
  const lengths = [reader.number(2), reader.number(2), reader.number(2)];
  const [certificateLength = null, kindsLength = null, idLength = null] = lengths;
  if (hit === null || type === null || version !== TLS_VERSIONS.SSLv2) return null;
  if (certificateLength === null || kindsLength === null || idLength === null) return null;
  const certificate = reader.bytes(certificateLength);
  const kinds = reader.bytes(kindsLength);
  if (certificate === null || kinds === null || kinds.length % 3 !== 0) return null;
  if (reader.bytes(idLength) === null) return null;
  return { certificate: certificate.length === 0 ? null : certificate, kinds };
}
