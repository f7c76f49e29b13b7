// Takes the header off a gzip stream (RFC 1952, section 2.3), leaving raw deflate for zlib.
// As browsers do: checksum and whatever stands after the deflate stream are not looked at. zlib's own gzip reader
// refuses the whole when a server appends as little as a newline.
import { Transform } from "node:stream";

/** Longer file names or extra fields than this are no honest header. */
const MAX_HEADER_BYTES = 64 * 1024;
const FIXED_BYTES = 10;
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;

export function dropGzipHeader(): Transform {
  let waiting: Buffer | null = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (waiting === null) return done(null, chunk);
      waiting = Buffer.concat([waiting, chunk]);
      const length = headerLength(waiting);
      const endless = length === "more" && waiting.length > MAX_HEADER_BYTES;
      if (length === "malformed" || endless) return done(zlibError("Z_DATA_ERROR"));
      if (length === "more") return done();
      const rest = waiting.subarray(length);
      waiting = null;
      done(null, rest);
    },
    flush(done) {
      done(waiting === null ? null : zlibError("Z_BUF_ERROR"));
    },
  });
}

/** @returns "more" when the header does not end within `bytes` */
export function headerLength(bytes: Uint8Array): number | "more" | "malformed" {
  const [first, second, method, flags = 0] = bytes;
  const magic = (first ?? 0x1f) === 0x1f && (second ?? 0x8b) === 0x8b && (method ?? 8) === 8;
  if (!magic) return "malformed";
  if (bytes.length < FIXED_BYTES) return "more";
  let at = FIXED_BYTES;
  if ((flags & FLAG.extra) !== 0) {
    const [low, high] = [bytes[at], bytes[at + 1]];
    if (low === undefined || high === undefined) return "more";
    at += 2 + low + 256 * high;
  }
  for (const flag of [FLAG.name, FLAG.comment]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end === -1) return "more";
    at = end + 1;
  }
  if ((flags & FLAG.headerCrc) !== 0) at += 2;
  return at > bytes.length ? "more" : at;
}

/** Worded as zlib's own, so that the reader of errors needs no second vocabulary. */
function zlibError(code: "Z_DATA_ERROR" | "Z_BUF_ERROR"): Error {
  return Object.assign(new Error("gzip header"), { code });
}
