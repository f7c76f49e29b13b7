// Reads and compares version numbers as software announces them: dotted numbers, dates, distribution suffixes.
// Knows no product; which branches exist is data.

export interface Version {
  /** As written, without a leading "v". */
  readonly text: string;
  /** At least two; a missing patch counts as 0 when compared. */
  readonly parts: readonly number[];
  /** "rc1" of 6.5-RC1, lower case; null for a release. */
  readonly preRelease: string | null;
  /** Hot-fix letter of date versions ("b" of 2025-05-14b); "" when none. */
  readonly letter: string;
  /** "deb1+deb12u1", "2ubuntu4", "3.el9": the packager's mark; null when none. */
  readonly packaging: string | null;
}

const MAX_LENGTH = 80;
const DOTTED = /^v?(\d{1,9}(?:\.\d{1,9}){0,5})(.{0,60})$/i;
const DATE = /^(?:release[-_ ])?(\d{4})-(\d{2})-(\d{2})([a-z]?)(?:$|[\s"(].{0,60}$)/i;
const DATE_LIKE = /^(?:release[-_ ])?\d{4}-\d{2}-\d{2}/i;
const PRE_RELEASE = /^[-._ ]?(dev|wmf|alpha|beta|rc|pre|nightly)[-._ ]?(\d{0,8})/i;
const PACKAGING = /(?:deb|ubuntu|dfsg|(?:^|\W)(?:el|fc|amzn|mga)\d|~bpo|alpine|(?:^|-)r\d)/i;
const PRE_RELEASE_ORDER = ["dev", "nightly", "wmf", "alpha", "beta", "pre", "rc"];

/** Null when the text is not a version (more than 80 characters, no leading number, text glued to it). */
export function parseVersion(text: string): Version | null {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH) return null;
  return DATE_LIKE.test(trimmed) ? parseDate(trimmed) : parseDotted(trimmed);
}

function parseDate(text: string): Version | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  return {
    text: `${match[1] ?? ""}-${match[2] ?? ""}-${match[3] ?? ""}${(match[4] ?? "").toLowerCase()}`,
    parts: [year, month, day],
    preRelease: null,
    letter: (match[4] ?? "").toLowerCase(),
    packaging: null,
  };
}

function parseDotted(text: string): Version | null {
  const match = DOTTED.exec(text);
  if (match?.[1] === undefined) return null;
  const parts = match[1].split(".").map(Number);
  const rest = match[2] ?? "";
  const pre = PRE_RELEASE.exec(rest);
  const packaging = PACKAGING.test(rest) ? rest.replace(/^[-+~.]/, "") : null;
  if (rest !== "" && pre === null && packaging === null && !/^[-+~_ ]/.test(rest)) return null;
  return {
    text: text.replace(/^v/i, ""),
    parts: parts.length === 1 ? [...parts, 0] : parts,
    preRelease: pre === null ? null : `${pre[1] ?? ""}${pre[2] ?? ""}`.toLowerCase(),
    letter: "",
    packaging,
  };
}

/**
 * Negative when `left` is older. Numbers compare as numbers (4.5.10 is newer than 4.5.9), a missing
 * part is 0 (7.1 equals 7.1.0), a pre-release is older than its release, packaging does not count.
 * Text that is no version is older than any version.
 */
export function compareVersions(left: string, right: string): number {
  const a = parseVersion(left);
  const b = parseVersion(right);
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return (
    compareParts(a.parts, b.parts) ||
    comparePreReleases(a.preRelease, b.preRelease) ||
    compareText(a.letter, b.letter)
  );
}

function compareParts(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function comparePreReleases(left: string | null, right: string | null): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const [a, b] = [preReleaseRank(left), preReleaseRank(right)];
  return a.stage - b.stage || a.number - b.number;
}

function preReleaseRank(text: string): { stage: number; number: number } {
  return {
    stage: PRE_RELEASE_ORDER.indexOf(text.replace(/\d+$/, "")),
    number: Number(/\d+$/.exec(text)?.[0] ?? 0),
  };
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

/** True when `version` belongs to `branch`: 6.10.2 to "6.10" and "6", not to "6.1"; 2025-05-14b to "2025-05-14". */
export function isInBranch(version: string, branch: string): boolean {
  const number = parseVersion(version);
  const prefix = branchParts(branch);
  if (number === null || prefix === null) return false;
  return prefix.every((part, index) => part === (number.parts[index] ?? 0));
}

/** The most specific of `branches` that `version` belongs to; null when none. */
export function branchOf(version: string, branches: readonly string[]): string | null {
  const mine = branches.filter((branch) => isInBranch(version, branch));
  const depth = (branch: string): number => branchParts(branch)?.length ?? 0;
  return mine.sort((a, b) => depth(b) - depth(a))[0] ?? null;
}

function branchParts(branch: string): readonly number[] | null {
  if (/^\d{1,9}$/.test(branch)) return [Number(branch)];
  return parseVersion(branch)?.parts ?? null;
}

/**
 * A set of versions for people: "6.4.3", "6.4.1–6.4.5", "6.3.9, 6.4.0–6.4.2". `known` is every version
 * that exists, oldest first: a dash never spans one that is not in the set.
 */
export function formatVersions(versions: readonly string[], known: readonly string[]): string {
  const order = new Map(known.map((version, index) => [version, index]));
  const sorted = [...new Set(versions)].sort(compareVersions);
  const runs: { first: string; last: string }[] = [];
  for (const version of sorted) {
    const run = runs.at(-1);
    const before = run === undefined ? undefined : order.get(run.last);
    if (run !== undefined && before !== undefined && order.get(version) === before + 1) {
      run.last = version;
    } else {
      runs.push({ first: version, last: version });
    }
  }
  return runs.map(({ first, last }) => (first === last ? first : `${first}–${last}`)).join(", ");
}
