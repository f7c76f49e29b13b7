// Reads a ClientHello back: the door sends nothing that does not pass here, and test servers learn what was asked.
import { createByteReader, numbersOf, type ByteReader } from "./bytes.ts";
import { EXTENSION, MESSAGE, RECORD, TLS_VERSIONS, versionName, type TlsVersion } from "./words.ts";

export interface ClientHello {
  /** The highest version asked for. */
  readonly version: TlsVersion;
  /** Three-byte kinds for SSL 2.0. Signalling values included. */
  readonly suites: readonly number[];
  readonly compressions: readonly number[];
  readonly servername: string | null;
  readonly groups: readonly number[];
  readonly signatures: readonly number[];
  readonly keyShares: number;
  readonly extensions: readonly number[];
}

/** @returns null unless the bytes are exactly one well-formed ClientHello in one record */
export function readClientHello(bytes: Uint8Array): ClientHello | null {
  return (bytes[0] ?? 0) >= 0x80 ? readSsl2(bytes) : readTls(bytes);
}

function readTls(bytes: Uint8Array): ClientHello | null {
  const record = createByteReader(bytes);
  if (record.number(1) !== RECORD.handshake) return null;
  const recordVersion = record.number(2) ?? 0;
  if (recordVersion < TLS_VERSIONS.SSLv3 || recordVersion > TLS_VERSIONS["TLSv1.2"]) return null;
  const message = record.vector(2);
  if (message === null || record.left() > 0) return null;
  const reader = createByteReader(message);
  if (reader.number(1) !== MESSAGE.clientHello) return null;
  const body = reader.vector(3);
  return body === null || reader.left() > 0 ? null : readBody(createByteReader(body));
}

function readBody(reader: ByteReader): ClientHello | null {
  const legacy = versionName(reader.number(2) ?? 0);
  const random = reader.bytes(32);
  const session = reader.vector(1);
  const suites = numbersOf(reader.vector(2));
  const compressions = reader.vector(1);
  if (legacy === null || legacy === "TLSv1.3" || legacy === "SSLv2") return null;
  if (random === null || session === null || session.length > 32) return null;
  if (suites === null || suites.length === 0 || compressions === null) return null;
  const extensions = reader.left() === 0 ? new Map<number, Uint8Array>() : readExtensions(reader);
  if (extensions === null) return null;
  return readOffers({ version: legacy, suites, compressions: [...compressions] }, extensions);
}

type Basics = Pick<ClientHello, "version" | "suites" | "compressions">;

function readOffers(basics: Basics, extensions: Map<number, Uint8Array>): ClientHello | null {
  const servername = nameIn(extensions.get(EXTENSION.serverName));
  const groups = listIn(extensions.get(EXTENSION.supportedGroups));
  const signatures = listIn(extensions.get(EXTENSION.signatureAlgorithms));
  const versions = extensions.get(EXTENSION.supportedVersions);
  const offered = versions === undefined ? [] : numbersOf(createByteReader(versions).vector(1));
  const shares = extensions.get(EXTENSION.keyShare);
  const keyShares = shares === undefined ? new Uint8Array() : createByteReader(shares).vector(2);
  if (servername === undefined || groups === null || signatures === null) return null;
  if (offered === null || keyShares === null) return null;
  return {
    ...basics,
    version: offered.includes(TLS_VERSIONS["TLSv1.3"]) ? "TLSv1.3" : basics.version,
    servername,
    groups,
    signatures,
    keyShares: keyShares.length,
    extensions: [...extensions.keys()],
  };
}

function readExtensions(reader: ByteReader): Map<number, Uint8Array> | null {
  const list = reader.vector(2);
  if (list === null || reader.left() > 0) return null;
  const entries = createByteReader(list);
  const found = new Map<number, Uint8Array>();
  while (entries.left() > 0) {
    const type = entries.number(2);
    const body = entries.vector(2);
    if (type === null || body === null || found.has(type)) return null;
    found.set(type, body);
  }
  return found;
}

/** undefined: malformed; null: none sent. */
function nameIn(body: Uint8Array | undefined): string | null | undefined {
  if (body === undefined) return null;
  const list = createByteReader(body).vector(2);
  if (list === null) return undefined;
  const reader = createByteReader(list);
  if (reader.number(1) !== 0) return undefined;
  const name = reader.vector(2);
  if (name === null || name.length === 0 || reader.left() > 0) return undefined;
  return String.fromCharCode(...name);
}

function listIn(body: Uint8Array | undefined): readonly number[] | null {
  return body === undefined ? [] : numbersOf(createByteReader(body).vector(2));
}

function readSsl2(bytes: Uint8Array): ClientHello | null {
  const reader = createByteReader(bytes);
  const length = (reader.number(2) ?? 0) & 0x7fff;
  if (length !== reader.left() || reader.number(1) !== 1) return null;
  if (reader.number(2) !== TLS_VERSIONS.SSLv2) return null;
  const [kinds, session, challenge] = [reader.number(2), reader.number(2), reader.number(2)];
  if (kinds === null || kinds === 0 || kinds % 3 !== 0) return null;
  const list = reader.bytes(kinds);
  if (session !== 0 || challenge === null || challenge < 16 || challenge > 32) return null;
  if (list === null || reader.left() !== challenge) return null;
  return {
    version: "SSLv2",
    suites: kindsOf(list),
    compressions: [0],
    servername: null,
    groups: [],
    signatures: [],
    keyShares: 0,
    extensions: [],
  };
}

/** Three-byte cipher kinds of SSL 2.0. */
export function kindsOf(list: Uint8Array): readonly number[] {
  const reader = createByteReader(list);
  return Array.from({ length: Math.floor(list.length / 3) }, () => reader.number(3) ?? 0);
}
