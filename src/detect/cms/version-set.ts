// Which versions an installation can be, from everything that speaks of it. Says what agrees and what does not;
// whether a version is too old is not its matter.
import type { HashTable, Product } from "../../model/product.ts";
import { isBeyond, narrow } from "../../text/hash-table.ts";
import type { FileAnswers } from "../../text/product-files.ts";
import type { Reading } from "../../text/product-signals.ts";
import {
  branchOf,
  compareVersions,
  formatVersions,
  isInBranch,
  parseVersion,
} from "../../text/version.ts";

/** A version, or (version null) any version of a branch. `branch` null: in no branch that the data knows. */
export interface Candidate {
  readonly branch: string | null;
  readonly version: string | null;
}

export interface VersionSet {
  readonly candidates: readonly Candidate[];
  /** "6.4.3", "6.4.1–6.4.5", "4.5.x". */
  readonly value: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** What one source claims and others refute; null when all agree. */
  readonly conflict: Conflict | null;
}

interface Conflict {
  readonly claimed: string;
  readonly found: string;
  /** Known files refute it: the claim is false or stale. Otherwise nobody can say which is right. */
  readonly decided: boolean;
}

export type Determination =
  | { readonly status: "known"; readonly set: VersionSet }
  | { readonly status: "hidden" }
  /** Files of several versions lie side by side and nothing else speaks. */
  | { readonly status: "contradictory" };

const HASH_CONFIDENCE = 0.95;
const UNDECIDED_CONFIDENCE = 0.5;

export interface VersionEvidence {
  readonly product: Product;
  /** Undefined when the product has none. */
  readonly table: HashTable | undefined;
  /** Read on pages. */
  readonly shown: readonly Reading[];
  readonly files: Pick<FileAnswers, "readings" | "known">;
}

export function determineVersion(evidence: VersionEvidence): Determination {
  const { product, table, shown, files } = evidence;
  const readings = [...shown, ...files.readings];
  const blobs = Object.fromEntries(files.known.map(({ file, gitBlob }) => [file, gitBlob]));
  const narrowing = table === undefined ? { status: "open" as const } : narrow(table, blobs);
  if (table !== undefined && narrowing.status === "narrowed") {
    return known(byFiles(evidence, table, withLater(evidence, table, narrowing.versions)));
  }
  if (readings.length > 0) return known(byReadings(product, shown, files.readings));
  return { status: narrowing.status === "empty" ? "contradictory" : "hidden" };
}

function known(set: VersionSet): Determination {
  return { status: "known", set };
}

/** Known files decide; readings narrow further where they agree, and are refuted where they do not. */
function byFiles(
  { product, shown, files }: VersionEvidence,
  table: HashTable,
  versions: readonly string[],
): VersionSet {
  const readings = [...shown, ...files.readings];
  const agreeing = readings.filter((reading) => isPossible(reading, table, versions));
  const refuted = readings.find((reading) => !agreeing.includes(reading));
  const exact = distinct(agreeing.filter(({ precision }) => precision === "exact"));
  const inBranches = versions.filter((version) =>
    agreeing.every(({ version: shownVersion, precision }) =>
      precision === "exact" ? true : isInBranch(version, shownVersion),
    ),
  );
  const left = exact.length > 0 ? exact : inBranches.length > 0 ? inBranches : versions;
  const order = [...new Set([...table.versions, ...versions])].sort(compareVersions);
  const found = formatVersions(versions, order);
  return {
    candidates: left.map((version) => candidateOf(product, version)),
    value: formatVersions(left, order),
    confidence: combine([HASH_CONFIDENCE, ...agreeing.map(({ confidence }) => confidence)]),
    conflict: refuted === undefined ? null : { claimed: describe(refuted), found, decided: true },
  };
}

/**
 * Files that the newest known version of a branch has, later ones may have too. The later ones that the
 * release data knows stay possible, so that no mended site is called unmended.
 */
function withLater(
  { product }: VersionEvidence,
  table: HashTable,
  versions: readonly string[],
): string[] {
  const { waves, branches } = product.releases;
  const later = [
    ...waves.flatMap(({ fixed }) => Object.values(fixed)),
    ...branches.flatMap(({ latest }) => latest ?? []),
  ].filter((version) => isBeyond(table, version) && mayContinue(table, versions, version));
  return [...versions, ...new Set(later)].sort(compareVersions);
}

function isPossible(reading: Reading, table: HashTable, versions: readonly string[]): boolean {
  const { version, precision } = reading;
  if (precision !== "exact") return versions.some((each) => isInBranch(each, version));
  if (versions.some((each) => compareVersions(each, version) === 0)) return true;
  return isBeyond(table, version) && mayContinue(table, versions, version);
}

/** A version newer than the table may have the newest known files of its branch, or of all. */
function mayContinue(table: HashTable, versions: readonly string[], version: string): boolean {
  const branch = parseVersion(version)?.parts.slice(0, 2).join(".") ?? "";
  const relatives = table.versions.filter((each) => isInBranch(each, branch));
  const newest = (relatives.length > 0 ? relatives : table.versions).at(-1);
  return newest !== undefined && versions.includes(newest) && compareVersions(newest, version) < 0;
}

/** Only what the site says of itself: sources that disagree leave all their versions possible. */
function byReadings(
  product: Product,
  shown: readonly Reading[],
  inFiles: readonly Reading[],
): VersionSet {
  const readings = [...shown, ...inFiles];
  const exact = distinct(readings.filter(({ precision }) => precision === "exact"));
  const loose = readings.filter(({ precision }) => precision !== "exact");
  const odd = loose.filter(({ version }) => !exact.some((each) => isInBranch(each, version)));
  const tight = mostSpecific(exact.length > 0 ? odd : loose);
  const candidates = [
    ...exact.map((version) => candidateOf(product, version)),
    ...tight.flatMap((reading) => candidatesOf(product, reading)),
  ];
  const texts = [...exact, ...tight.map(describe)];
  const disagree = texts.length > 1;
  return {
    candidates,
    value: texts.join(", "),
    confidence: disagree ? UNDECIDED_CONFIDENCE : combine([strongest(shown), strongest(inFiles)]),
    conflict: disagree
      ? { claimed: texts[0] ?? "", found: texts.slice(1).join(", "), decided: false }
      : null,
  };
}

/** Drops "4" beside "4.5": the wider says nothing against the narrower. */
function mostSpecific(readings: readonly Reading[]): Reading[] {
  const unique = readings.filter(
    (reading, index) =>
      readings.findIndex((each) => describe(each) === describe(reading)) === index,
  );
  return unique.filter(
    (wide) =>
      !unique.some(
        (narrow) =>
          narrow !== wide &&
          wide.precision === "major" &&
          isInBranch(narrow.version, majorOf(wide)),
      ),
  );
}

function candidateOf(product: Product, version: string): Candidate {
  return { version, branch: branchOf(version, branchesOf(product)) };
}

/** Every known branch that a reading without a patch number leaves possible. */
function candidatesOf(product: Product, reading: Reading): Candidate[] {
  const wanted = reading.precision === "major" ? majorOf(reading) : reading.version;
  const own = branchOf(wanted, branchesOf(product));
  const below = branchesOf(product).filter((branch) => isInBranch(branch, wanted));
  const branches = own === null ? below : [...new Set([...below, own])];
  if (branches.length === 0) return [{ branch: null, version: wanted }];
  return branches.map((branch) => ({ branch, version: null }));
}

function branchesOf(product: Product): string[] {
  return product.releases.branches.map(({ branch }) => branch);
}

function majorOf({ version }: Pick<Reading, "version">): string {
  return version.split(".", 1)[0] ?? version;
}

function describe(reading: Reading): string {
  if (reading.precision === "exact") return reading.version;
  return `${reading.precision === "major" ? majorOf(reading) : reading.version}.x`;
}

function distinct(readings: readonly Reading[]): string[] {
  const versions: string[] = [];
  for (const { version } of readings) {
    if (!versions.some((each) => compareVersions(each, version) === 0)) versions.push(version);
  }
  return versions;
}

function strongest(readings: readonly Reading[]): number {
  return Math.max(0, ...readings.map(({ confidence }) => confidence));
}

/** Chance that not all of several independent sources are wrong. */
function combine(confidences: readonly number[]): number {
  return 1 - confidences.reduce((wrong, confidence) => wrong * (1 - confidence), 1);
}
