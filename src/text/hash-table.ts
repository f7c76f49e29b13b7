// Tells versions from known static files: which ones a hash allows, and which file to ask next.
// Pure. A hash that is not in the table says nothing (minifiers and patches change bytes), never "modified".
import type { HashTable } from "../model/product.ts";
import { compareVersions } from "./version.ts";

/** Hex digits of the git blob id that tables use as key. */
const KEY_LENGTH = 16;
/** A request must be expected to leave at most this share of what is still possible. */
const WORTH_ASKING = 0.75;

/** Versions whose `file` has this git blob id; null when the table does not know it. */
export function versionsWith(table: HashTable, file: string, gitBlob: string): string[] | null {
  const ranges = table.files[file]?.[gitBlob.slice(0, KEY_LENGTH)];
  return ranges === undefined ? null : expand(table, ranges);
}

/** What the files asked so far leave possible. `empty`: no version has them all (a half-done update). */
export type Narrowing =
  | { readonly status: "open" }
  | { readonly status: "narrowed"; readonly versions: readonly string[] }
  | { readonly status: "empty" };

export function narrow(table: HashTable, blobs: Readonly<Record<string, string>>): Narrowing {
  const sets = Object.entries(blobs).flatMap(([file, blob]) => {
    const versions = versionsWith(table, file, blob);
    return versions === null ? [] : [new Set(versions)];
  });
  if (sets.length === 0) return { status: "open" };
  const versions = table.versions.filter((version) => sets.every((set) => set.has(version)));
  return versions.length === 0 ? { status: "empty" } : { status: "narrowed", versions };
}

/**
 * The file that leaves fewest versions on average, or null when none is worth a request.
 * Before anything is known that is the table's first file.
 * @param candidates what is still possible; all versions when nothing is known
 * @param asked files that need not be asked again
 */
export function nextFile(
  table: HashTable,
  candidates: readonly string[],
  asked: readonly string[],
): string | null {
  const files = Object.keys(table.files).filter((file) => !asked.includes(file));
  if (candidates.length === 0) return null;
  if (candidates.length === table.versions.length && asked.length === 0) return files[0] ?? null;
  const before = countsBefore(table, new Set(candidates));
  const rated = files.map((file) => ({ file, left: expectedLeft(table, file, before) }));
  const best = rated.sort((a, b) => a.left - b.left)[0];
  return best === undefined || best.left > candidates.length * WORTH_ASKING ? null : best.file;
}

/** How many of `wanted` stand before each index of the table's versions; the last entry counts all. */
function countsBefore(table: HashTable, wanted: ReadonlySet<string>): number[] {
  const counts = [0];
  for (const version of table.versions)
    counts.push((counts.at(-1) ?? 0) + Number(wanted.has(version)));
  return counts;
}

/** Mean size of the set that remains after asking `file`; a version without the file teaches nothing. */
function expectedLeft(table: HashTable, file: string, before: readonly number[]): number {
  const all = before.at(-1) ?? 0;
  const classes = Object.values(table.files[file] ?? {}).map((ranges) =>
    ranges.reduce((sum, [from, to]) => sum + (before[to + 1] ?? all) - (before[from] ?? 0), 0),
  );
  const missing = all - classes.reduce((sum, size) => sum + size, 0);
  const squares = classes.reduce((sum, size) => sum + size * size, 0);
  return (squares + missing * all) / all;
}

/** Versions of the table that do not have `file` at all: what a 404 makes likely, not certain. */
export function versionsWithout(table: HashTable, file: string): string[] {
  const having = new Set(
    Object.values(table.files[file] ?? {}).flatMap((ranges) => expand(table, ranges)),
  );
  return table.versions.filter((version) => !having.has(version));
}

/** True when the table was made before this version: then it cannot contradict it. */
export function isBeyond(table: HashTable, version: string): boolean {
  return !table.versions.some((known) => compareVersions(known, version) === 0);
}

function expand(table: HashTable, ranges: readonly (readonly [number, number])[]): string[] {
  return ranges.flatMap(([from, to]) => table.versions.slice(from, to + 1));
}
