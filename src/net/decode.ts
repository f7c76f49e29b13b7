// Undoes Content-Encoding with a counter on every layer, so that a few hundred bytes cannot become a gigabyte.
// Bytes in, bytes out; knows nothing of charset or meaning.
import { Readable, Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createInflate, createInflateRaw } from "node:zlib";
import { failed, ok, type Attempt } from "../model/attempt.ts";
import { codeOf } from "./fault.ts";
import { dropGzipHeader } from "./gzip-header.ts";

export interface DecodeCaps {
  /** Of the decoded body; what is beyond is cut off. */
  readonly maxBytes: number;
  /** Of what stands between two layers. */
  readonly layerBytes: number;
}

export interface Decoded {
  readonly bytes: Uint8Array;
  readonly wireBytes: number;
  /** The cap cut it, or the compressed stream ended too soon (browsers show what there is). */
  readonly truncated: boolean;
}

/** As many as curl undoes. */
const MAX_LAYERS = 5;

/** Thrown inside the pipeline to end it; never leaves this file. */
class Enough extends Error {}
class TooLarge extends Error {}

/**
 * @param encoding the Content-Encoding header, several joined by commas; null for none
 */
export async function decodeBody(
  wire: Uint8Array,
  encoding: string | null,
  caps: DecodeCaps,
): Promise<Attempt<Decoded>> {
  const codings = codingsOf(encoding);
  if (codings.length > MAX_LAYERS) return failed("decode-failed", "too many layers");
  const wireBytes = wire.length;
  const stages = stagesOf(codings, wire, caps.layerBytes);
  if (stages === null) return failed("decode-failed", `coding ${codings.join(", ").slice(0, 60)}`);
  const kept = collector(caps.maxBytes);
  let truncated = false;
  try {
    await pipeline([Readable.from([wire], { objectMode: false }), ...stages, kept.sink]);
  } catch (error) {
    if (error instanceof TooLarge) return failed("decompressed-too-large", "between two layers");
    const short = codeOf(error) === "Z_BUF_ERROR" && (kept.size() > 0 || wireBytes === 0);
    if (!(error instanceof Enough) && !short) {
      if (isCorrupt(error)) return failed("decode-failed", codeOf(error) ?? "");
      throw error;
    }
    truncated = wireBytes > 0;
  }
  return ok({ bytes: kept.bytes(), wireBytes, truncated });
}

interface Collector {
  readonly sink: Writable;
  readonly size: () => number;
  readonly bytes: () => Uint8Array;
}

/** Keeps up to `maxBytes` and ends the pipeline at the first byte beyond. */
function collector(maxBytes: number): Collector {
  const parts: Uint8Array[] = [];
  let size = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const room = maxBytes - size;
      parts.push(chunk.subarray(0, room));
      size += Math.min(chunk.length, room);
      done(chunk.length > room ? new Enough() : null);
    },
  });
  return { sink, size: () => size, bytes: () => Buffer.concat(parts) };
}

/** Codings in the order in which they are to be undone. */
function codingsOf(encoding: string | null): string[] {
  return (encoding ?? "")
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity" && coding !== "none")
    .reverse();
}

/** The streams of each coding, a counter between two codings; null when one of them is unknown here. */
function stagesOf(
  codings: readonly string[],
  first: Uint8Array,
  layerBytes: number,
): Transform[] | null {
  const stages: Transform[] = [];
  for (const [index, coding] of codings.entries()) {
    const own = stageOf(coding, index === 0 ? first : null);
    if (own === null) return null;
    stages.push(...(index === 0 ? [] : [capLayer(layerBytes)]), ...own);
  }
  return stages;
}

function stageOf(coding: string, first: Uint8Array | null): Transform[] | null {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return [dropGzipHeader(), createInflateRaw()];
    case "br":
      return [createBrotliDecompress()];
    case "deflate":
      return [first === null || hasZlibHeader(first) ? createInflate() : createInflateRaw()];
    default:
      return null;
  }
}

/** RFC 1950, section 2.2; many servers send raw deflate under this name. */
function hasZlibHeader(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

function isCorrupt(error: unknown): boolean {
  const code = codeOf(error) ?? "";
  return code.startsWith("Z_") || code.startsWith("ERR__ERROR_") || code.startsWith("ERR_BROTLI");
}

function capLayer(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new TooLarge());
      else done(null, chunk);
    },
  });
}
