// A ZIP archive from a few files in memory. Names are ours, never a scanned site's; no encryption, no ZIP64.
import { constants, crc32, deflateRawSync } from "node:zlib";

export interface ZipEntry {
  /** ASCII, with "/" between folders. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file in pieces, where the whole is too much to hold. */
export interface ZipStream {
  readonly name: string;
  readonly pieces: Iterable<Uint8Array>;
}

/** Deflate; names in UTF-8; version 2.0 is enough to unpack it (APPNOTE 4.4). */
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
const MOST_ENTRIES = 0xffff;
const MOST_BYTES = 0xffff_ffff;

interface Placed {
  readonly header: Buffer;
  readonly name: Buffer;
  readonly packed: Buffer;
  readonly offset: number;
}

/**
 * @param at the time that every file bears, as UTC
 * @throws Error when it would need ZIP64, a name is none of ours, or one stands twice
 */
export function zip(entries: readonly (ZipEntry | ZipStream)[], at: Date): Uint8Array {
  const names = new Set(entries.map(({ name }) => name));
  const isOurs = [...names].every((name) => /^(?!.*\.\.)[a-z0-9_[][a-z0-9./_[\]-]*$/i.test(name));
  if (!isOurs || names.size !== entries.length || names.size > MOST_ENTRIES) {
    throw new Error("an archive with a name that is foreign or stands twice");
  }
  const stamp = dosTime(at);
  const placed: Placed[] = [];
  let offset = 0;
  for (const entry of entries) {
    const pieces = "pieces" in entry ? entry.pieces : [entry.bytes];
    const one = place(entry.name, pieces, { stamp, offset });
    placed.push(one);
    offset += 30 + one.name.length + one.packed.length;
  }
  const directory = placed.map(directoryEntry);
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  if (offset + size > MOST_BYTES) throw new Error("an archive too large for the plain form");
  return Buffer.concat([
    ...placed.flatMap(local),
    ...directory,
    ending(placed.length, size, offset),
  ]);
}

/** Common part of both headers: version to date, checksum, sizes, length of the name, no extra field. */
function place(
  name: string,
  pieces: Iterable<Uint8Array>,
  { stamp, offset }: { readonly stamp: number; readonly offset: number },
): Placed {
  const { packed, crc, size } = pack(pieces);
  const encoded = Buffer.from(name, "utf8");
  const header = Buffer.alloc(26);
  header.writeUInt16LE(VERSION, 0);
  header.writeUInt16LE(UTF8_NAMES, 2);
  header.writeUInt16LE(DEFLATE, 4);
  header.writeUInt32LE(stamp, 6);
  header.writeUInt32LE(crc, 10);
  header.writeUInt32LE(packed.length, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt16LE(encoded.length, 22);
  return { header, name: encoded, packed, offset };
}

/** Each piece ends on a byte (RFC 1951, empty stored block), so that the next can follow; the last one ends it all. */
function pack(pieces: Iterable<Uint8Array>) {
  const packed: Buffer[] = [];
  let crc = 0;
  let size = 0;
  for (const piece of pieces) {
    packed.push(deflateRawSync(piece, { level: 6, finishFlush: constants.Z_SYNC_FLUSH }));
    crc = crc32(piece, crc);
    size += piece.length;
  }
  packed.push(deflateRawSync(new Uint8Array()));
  return { packed: Buffer.concat(packed), crc, size };
}

function local({ header, name, packed }: Placed): Buffer[] {
  return [Buffer.from("PK\u0003\u0004", "latin1"), header, name, packed];
}

function directoryEntry({ header, name, offset }: Placed): Buffer {
  const start = Buffer.alloc(6);
  start.write("PK\u0001\u0002", "latin1");
  start.writeUInt16LE(VERSION, 4);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([start, header, rest, name]);
}

function ending(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** Date in the upper half, time to two seconds in the lower. */
function dosTime(at: Date): number {
  const date =
    ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}
