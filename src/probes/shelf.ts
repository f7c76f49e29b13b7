// Keeps the bodies of one target while it is looked at. Secrets are masked before a byte is kept:
// what detectors, the store and people see later is the masked form only.
import { createHash } from "node:crypto";
import type { BodyRef } from "../model/observation.ts";
import type { BodyShelf, KeepOptions } from "../model/probe.ts";
import { maskListing } from "../text/mask-listing.ts";
import { maskSecrets } from "../text/mask.ts";

export interface Shelf extends BodyShelf {
  /** Every kept body, by SHA-256: what the store takes over. */
  kept(): ReadonlyMap<string, Uint8Array>;
}

export function createShelf(): Shelf {
  const bodies = new Map<string, Uint8Array>();
  return {
    keep(body: Uint8Array, options: KeepOptions): BodyRef {
      const { bytes, masked } = maskBody(body);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      if (options.discard !== true) bodies.set(sha256, bytes);
      return {
        sha256,
        gitBlob: gitBlobId(body),
        bytes: bytes.length,
        wireBytes: options.wireBytes,
        truncated: options.truncated,
        masked,
      };
    },
    read: (sha256) => bodies.get(sha256),
    kept: () => bodies,
  };
}

/** Works on what maps bytes to characters one to one, so that other bytes come back unchanged. */
function maskBody(body: Uint8Array): { bytes: Uint8Array; masked: number } {
  const order = utf16Order(body);
  const listed = maskListing(readAs(order, body));
  const { text, masked: secrets } = maskSecrets(listed.text);
  const masked = listed.masked + secrets;
  return masked === 0 ? { bytes: body, masked } : { bytes: writeAs(order, text, body), masked };
}

type Utf16Order = "little" | "big";

function readAs(order: Utf16Order | null, body: Uint8Array): string {
  if (order === null) return Buffer.from(body).toString("latin1");
  const units = Buffer.from(body.subarray(0, evenLength(body)));
  return (order === "big" ? units.swap16() : units).toString("utf16le");
}

function writeAs(order: Utf16Order | null, text: string, body: Uint8Array): Uint8Array {
  if (order === null) return new Uint8Array(Buffer.from(text, "latin1"));
  const units = Buffer.from(text, "utf16le");
  // A cut may have left half a character.
  const rest = body.subarray(evenLength(body));
  return new Uint8Array(Buffer.concat([order === "big" ? units.swap16() : units, rest]));
}

function evenLength({ length }: Uint8Array): number {
  return length - (length % 2);
}

const LOOKED_AT = 1024;

/** Files of Windows are often UTF-16, with its mark or without: then every other byte of ASCII is zero. */
function utf16Order(body: Uint8Array): Utf16Order | null {
  const [first, second] = body;
  if (first === 0xff && second === 0xfe) return "little";
  if (first === 0xfe && second === 0xff) return "big";
  const head = body.subarray(0, LOOKED_AT);
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros.map((count) => (2 * count) / head.length);
  if (odd > 0.4 && even < 0.1) return "little";
  return even > 0.4 && odd < 0.1 ? "big" : null;
}

/** SHA-1 over "blob <size>\0" and the bytes, as git names file contents. */
function gitBlobId(body: Uint8Array): string {
  return createHash("sha1")
    .update(`blob ${String(body.length)}\0`)
    .update(body)
    .digest("hex");
}
