// How alike two answers are: text without what changes at each request, and a 64-bit simhash of it.
// Says nothing about meaning; the caller decides what is near enough.

const MIN_WORD = 4;

/**
 * Removes what a page repeats of the path it was asked for: as written, URL-encoded, HTML-escaped.
 * Paths too short to be told from ordinary text ("/", "/a") are left alone.
 */
export function removeReflections(text: string, path: string): string {
  if (path.length < MIN_WORD) return text;
  let result = text;
  for (const form of reflections(path)) result = result.replaceAll(form, "");
  return result;
}

function reflections(path: string): readonly string[] {
  const bare = path.replace(/^\/+|\/+$/g, "");
  // A bare single word ("admin") is also ordinary text; with a dot or a slash it is the path again.
  const telling = /[./]/.test(bare) ? [bare] : [];
  const plain = [path, path.replace(/\/$/, ""), ...telling].filter(
    (form) => form.length >= MIN_WORD,
  );
  const forms = plain.flatMap((form) => [
    form,
    encodeURIComponent(form),
    encodeURIComponent(form).toLowerCase(),
    encodeURIComponent(form).replaceAll("-", "%2D").replaceAll(".", "%2E"),
    form.replaceAll("/", "&#x2F;"),
    form.replaceAll("/", "&#47;"),
    form.replaceAll("/", "\\/"),
  ]);
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length);
}

/** What differs between two answers of one page: identifiers, dates, counters, one-off tokens. */
const CHANGING: readonly RegExp[] = [
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  /\b(?:nonce|csrf[\w-]{0,30}|[\w-]{0,30}token|authenticity[\w-]{0,20})=["'][^"']{0,400}["']/gi,
  /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?/g,
  /\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b/g,
  /\b\d{1,2}:\d{2}(?::\d{2})?\b/g,
  /\b[0-9a-f]{12,}\b/gi,
  /(?<![A-Za-z0-9+/_=-])(?=[A-Za-z+/_=-]{0,200}\d)[A-Za-z0-9+/_-]{20,}={0,2}/g,
  /\d[\d.,]{3,}/g,
];

/** The text without path reflections (the words of the path as well) and without what changes by itself. */
export function normaliseAnswer(text: string, path: string): string {
  let result = removeReflections(text, path);
  for (const word of path.split(/[^A-Za-z0-9]+/)) {
    if (word.length >= MIN_WORD) result = result.replaceAll(word, "");
  }
  for (const pattern of CHANGING) result = result.replace(pattern, " ");
  return result.replace(/\s+/g, " ").trim();
}

/** 64 bits as two unsigned halves. */
export interface Simhash {
  readonly high: number;
  readonly low: number;
  /** Number of words it was made from. */
  readonly words: number;
}

/** Charikar's simhash over words, each counted as often as it occurs. */
export function simhash(text: string): Simhash {
  const sums = new Int32Array(64);
  let words = 0;
  for (const [word] of text.matchAll(/[\p{L}\p{N}_]+/gu)) {
    words++;
    const high = fnv(word, 0x811c9dc5);
    const low = fnv(word, 0x01000193);
    for (let bit = 0; bit < 32; bit++) {
      sums[bit] = (sums[bit] ?? 0) + ((high >>> bit) & 1 ? 1 : -1);
      sums[bit + 32] = (sums[bit + 32] ?? 0) + ((low >>> bit) & 1 ? 1 : -1);
    }
  }
  return { high: half(sums, 0), low: half(sums, 32), words };
}

function half(sums: Int32Array, from: number): number {
  let bits = 0;
  for (let bit = 0; bit < 32; bit++) if ((sums[from + bit] ?? 0) > 0) bits |= 1 << bit;
  return bits >>> 0;
}

/** FNV-1a with a final mix, so that short words spread over all bits. */
function fnv(word: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Number of differing bits, 0 to 64. */
export function distance(a: Simhash, b: Simhash): number {
  return ones(a.high ^ b.high) + ones(a.low ^ b.low);
}

function ones(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
