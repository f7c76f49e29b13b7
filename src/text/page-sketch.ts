// How much of a page's text is still there, from a few numbers: the smallest hashes of its three-word sequences
// (Broder's min-wise sketch, bottom-k form). Pure; 64 numbers tell a tenth from a half with room to spare.

/** Numbers kept of a page. A page with fewer sequences is kept whole. */
const SIZE = 64;

/** @returns distinct 32-bit hashes in rising order, at most SIZE */
export function sketchOf(words: readonly string[]): readonly number[] {
  const hashes = new Set<number>();
  for (let at = 0; at + 3 <= words.length; at += 1) {
    hashes.add(hashOf(words.slice(at, at + 3).join(" ")));
  }
  return [...hashes].toSorted((a, b) => a - b).slice(0, SIZE);
}

/**
 * The share of the earlier page's sequences that the later page still has, as far as both sketches reach.
 * @returns 0 to 1; 1 for an earlier page without any
 */
export function keptShare(before: readonly number[], now: readonly number[]): number {
  const limit = Math.min(reachOf(before), reachOf(now));
  const known = before.filter((hash) => hash <= limit);
  if (known.length === 0) return before.length === 0 ? 1 : 0;
  const present = new Set(now);
  return known.filter((hash) => present.has(hash)).length / known.length;
}

/** Up to where a sketch is complete. */
function reachOf(sketch: readonly number[]): number {
  return sketch.length < SIZE ? Infinity : (sketch.at(-1) ?? 0);
}

/** FNV-1a over UTF-16 units, then Murmur's finaliser, so that small hashes are as good as any. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
