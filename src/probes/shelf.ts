// Keeps the bodies of one target while it is looked at. Secrets are masked before a byte is kept:
// what detectors, the store and people see later is the masked form only.
import { createHash } from "node:crypto";
import type { BodyRef } from "../model/observation.ts";
import type { BodyShelf, KeepOptions } from "../model/probe.ts";
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

/** Works on Latin-1, which maps bytes to characters one to one: other bytes come back unchanged. */
function maskBody(body: Uint8Array): { bytes: Uint8Array; masked: number } {
  const { text, masked } = maskSecrets(Buffer.from(body).toString("latin1"));
  return masked === 0
    ? { bytes: body, masked }
    : { bytes: new Uint8Array(Buffer.from(text, "latin1")), masked };
}

/** SHA-1 over "blob <size>\0" and the bytes, as git names file contents. */
function gitBlobId(body: Uint8Array): string {
  return createHash("sha1")
    .update(`blob ${String(body.length)}\0`)
    .update(body)
    .digest("hex");
}
