// Reads a ZIP for tests: name → bytes. Own code, so that the writers are not checked by themselves.
import { inflateRawSync } from "node:zlib";

export interface Entry {
  readonly bytes: Buffer;
  /** MS-DOS date and time, as stored. */
  readonly stamp: number;
}

export function unzip(file: Uint8Array): Map<string, Entry> {
  const bytes = Buffer.from(file);
  const end = bytes.lastIndexOf(Buffer.from("504b0506", "hex"));
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const raw = bytes.subarray(start, start + size);
    entries.set(name, {
      bytes: method === 0 ? raw : inflateRawSync(raw),
      stamp: bytes.readUInt32LE(at + 12),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

export function textOfEntry(file: Uint8Array, name: string): string {
  return unzip(file).get(name)?.bytes.toString("utf8") ?? "";
}
