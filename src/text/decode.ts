// Bytes to text: what a browser would show first, never an exception. Must not guess beyond Western and Vietnamese.

export interface Decoded {
  readonly text: string;
  readonly charset: string;
  readonly declared: string | null;
  readonly magic: string | null;
}

const SIGNATURES: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ["gif", [0x47, 0x49, 0x46, 0x38]],
  ["png", [0x89, 0x50, 0x4e, 0x47]],
  ["jpeg", [0xff, 0xd8, 0xff]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["pdf", [0x25, 0x50, 0x44, 0x46]],
];

/**
 * Strict UTF-8 first whatever is declared (a wrong declaration must not hide words), then the declared
 * charset, then windows-1258 where its combining accents occur, else windows-1252.
 */
export function decodeBody(bytes: Uint8Array, contentType: string | null): Decoded {
  const declared = declaredCharset(bytes, contentType);
  const { text, charset } = decodeText(bytes, declared);
  return { text: text.normalize("NFC"), charset, declared, magic: magicOf(bytes) };
}

function decodeText(bytes: Uint8Array, declared: string | null): { text: string; charset: string } {
  const marked = byteOrderMark(bytes);
  if (marked !== null) return { text: lenient(bytes, marked) ?? "", charset: marked };
  const strict = strictUtf8(bytes);
  if (strict !== null) return { text: strict, charset: "utf-8" };
  if (declared !== null) {
    const text = lenient(bytes, declared);
    if (text !== null) return { text, charset: canonicalCharset(declared) };
  }
  const guess = guessLegacy(bytes);
  return { text: lenient(bytes, guess) ?? "", charset: guess };
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return null;
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(withoutCutTail(bytes));
  } catch {
    return null;
  }
}

/** A body cut at a byte limit may end inside a character: that alone does not make it another charset. */
function withoutCutTail(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80 || byte > 0xf4) return bytes;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < needed ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}

/** null when the runtime does not know the label. */
function lenient(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return null;
  }
}

function canonicalCharset(label: string): string {
  return new TextDecoder(label).encoding;
}

/** Header first, then a meta in the first 2,048 bytes. */
function declaredCharset(bytes: Uint8Array, contentType: string | null): string | null {
  const header = /charset\s{0,8}=\s{0,8}["']?([\w.:-]{1,40})/i.exec(contentType ?? "");
  if (header?.[1] !== undefined) return header[1].toLowerCase();
  const head = new TextDecoder("windows-1252").decode(bytes.subarray(0, 2048));
  const meta = /<meta[^<>]{0,300}?charset\s{0,8}=\s{0,8}["']?([\w.:-]{1,40})/i.exec(head);
  return meta?.[1]?.toLowerCase() ?? null;
}

/** A page that is UTF-8 but for a few broken bytes stays UTF-8. */
function guessLegacy(bytes: Uint8Array): string {
  let high = 0;
  let sequences = 0;
  let accents = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80) continue;
    high += 1;
    const length = sequenceLength(bytes, index);
    if (length > 1) {
      sequences += 1;
      index += length - 1;
    } else if (COMBINING_1258.has(byte) && isLetterByte(bytes[index - 1] ?? 0)) {
      accents += 1;
    }
  }
  if (sequences > (high - sequences) * 4) return "utf-8";
  return accents >= 3 && accents * 20 >= high ? "windows-1258" : "windows-1252";
}

/** Bytes of windows-1258 that are combining accents; in windows-1252 they are Ì Ò Þ ì ò. */
const COMBINING_1258: ReadonlySet<number> = new Set([0xcc, 0xd2, 0xde, 0xec, 0xf2]);

function isLetterByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte >= 0xc0;
}

/** Length of the well-formed multi-byte UTF-8 sequence at `index`, else 0. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] ?? 0;
  const length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  for (let step = 1; step < length; step += 1) {
    if (((bytes[index + step] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function magicOf(bytes: Uint8Array): string | null {
  const found = SIGNATURES.find(([, signature]) =>
    signature.every((byte, index) => bytes[index] === byte),
  );
  return found?.[0] ?? null;
}
