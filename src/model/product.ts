// One product (CMS, wiki, portal) that can be recognised from outside: data/products/<slug>.yaml.
import { z } from "zod";
import { Text } from "./text.ts";

/**
 * Where a signal or a version is read: "asset" is the URL of a stylesheet, script or image on the page's
 * own host, "link" the target of an anchor on it, "script" inline code, "body" the page's source.
 */
const Where = z.enum(["header", "cookie", "meta", "asset", "link", "script", "body", "title"]);

/** A regular expression (flag i) without unbounded repetition: hostile pages must not make it slow. */
const Pattern = z.string().min(1).refine(isBounded, {
  error: "must be a valid pattern with bounded repetition only ({0,40} instead of * or +)",
});

const Signal = z.strictObject({
  where: Where,
  /** Header, cookie (start of its name) or meta name, lower case. */
  key: z.string().optional(),
  /** Absent: presence of the key is enough. */
  pattern: Pattern.optional(),
  weight: z.number().min(0).max(1),
});
export type Signal = z.infer<typeof Signal>;

/** The first group of `pattern` is the version. */
const VersionMethod = z.strictObject({
  id: z.string(),
  where: Where,
  key: z.string().optional(),
  /** Asked only when the product was recognised; below its root. Absent: read from pages already fetched. */
  path: z.string().startsWith("/").optional(),
  /** Asked only while every version read so far belongs to one of these branches. */
  askFor: z.array(z.string()).optional(),
  /** Ask for this many first bytes only. */
  firstBytes: z.number().int().positive().max(4096).optional(),
  pattern: Pattern,
  precision: z.enum(["exact", "branch", "major"]),
  /** What it shows below this version counts as a branch only: known to be wrong there. */
  exactFrom: z.string().optional(),
  confidence: z.number().min(0).max(1),
});
export type VersionMethod = z.infer<typeof VersionMethod>;

const Source = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  /** Day of the data, not of its reading. */
  date: z.iso.date(),
  licence: z.string().min(1),
  /** Published by those who make the product. */
  vendor: z.boolean(),
});

export const Branch = z.strictObject({
  branch: z.string(),
  released: z.iso.date().nullable().default(null),
  /** Last day of the vendor's full support where later only security fixes come, without promise. */
  activeUntil: z.iso.date().nullable().default(null),
  /** Last day with security fixes; null: no date announced; "unsupported": dead, no date published. */
  eol: z.union([z.iso.date(), z.literal("unsupported")]).nullable(),
  /** Id of the source of `eol`; an end of life is said with source and date or not at all. */
  eolSource: z.string().optional(),
  latest: z.string().nullable(),
  latestDate: z.iso.date().nullable().default(null),
  /** Ids of sources that agree on `latest`. "behind" needs two, or the vendor's own. */
  latestSources: z.array(z.string()).default([]),
});
export type Branch = z.infer<typeof Branch>;

/** A day on which the vendor mended security faults: branch → first version without them. */
const Wave = z.strictObject({
  date: z.iso.date(),
  fixed: z.record(z.string(), z.string()),
  source: z.string(),
});
export type Wave = z.infer<typeof Wave>;

/** A distribution that ships this branch and mends it under the old number. */
const Packaged = z.strictObject({
  branch: z.string(),
  distribution: z.string(),
  until: z.iso.date(),
});

export const Releases = z
  .strictObject({
    /** Day of the oldest source that verdicts rest on. */
    asOf: z.iso.date(),
    sources: z.array(Source).min(1),
    branches: z.array(Branch).min(1),
    /** Branches older than the oldest listed one were dead by this day. */
    olderDeadBy: z.strictObject({ date: z.iso.date(), source: z.string() }).optional(),
    waves: z.array(Wave).default([]),
  })
  .refine(
    ({ sources, branches, waves }) => {
      const ids = new Set(sources.map(({ id }) => id));
      const named = [
        ...branches.flatMap(({ latestSources }) => latestSources),
        ...branches.flatMap(({ eol, eolSource }) => (isDay(eol) ? [eolSource ?? ""] : [])),
        ...waves.map(({ source }) => source),
      ];
      return named.every((id) => ids.has(id));
    },
    { error: "an end of life, a latest version or a wave names no source listed under sources" },
  );
export type Releases = z.infer<typeof Releases>;

const ExploitedFault = z.strictObject({
  cve: z.string().regex(/^CVE-\d{4}-\d{4,7}$/),
  /** Day on which the catalogue took it in. */
  listed: z.iso.date(),
  /** The maker's own word on the versions. */
  advisory: z.string().min(1),
  /** Versions from `from` on, up to and without `before`, which has the fix. */
  affected: z.array(z.strictObject({ from: z.string(), before: z.string() })).min(1),
});

/** Faults of the product that a public catalogue says are being used in attacks; an empty list: it names none. */
const Exploited = z.strictObject({
  catalogue: z.string().min(1),
  asOf: z.iso.date(),
  licence: z.string().min(1),
  faults: z.array(ExploitedFault),
});
export type Exploited = z.infer<typeof Exploited>;

export const Product = z.strictObject({
  slug: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string(),
  vendor: z.string(),
  kind: z.enum(["cms", "wiki", "portal", "tool", "library", "server"]),
  identify: z.array(Signal).min(1),
  /** Sum of the weights needed. */
  minWeight: z.number(),
  /** Asset paths in which the first group is the folder the product is installed in. */
  root: z.array(Pattern).default([]),
  /** Best first. */
  version: z.array(VersionMethod).default([]),
  /** Table of known static files: name of a file in data/hashes. */
  hashes: z.string().optional(),
  /** Branches that distributions ship and mend without changing the number. */
  packaged: z.array(Packaged).default([]),
  releases: Releases,
  /** Absent: no catalogue was read for this product, so nothing is said. */
  exploited: Exploited.optional(),
  note: Text.optional(),
});
export type Product = z.infer<typeof Product>;

/** Which versions have which file: data/hashes/<name>.json. Ranges are inclusive indexes into `versions`. */
export const HashTable = z.strictObject({
  asOf: z.iso.date(),
  source: z.string(),
  licence: z.string(),
  /** Oldest first. */
  versions: z.array(z.string()),
  /**
   * Path below the product's root → first 16 hex digits of the git blob id → index ranges.
   * The first file tells most and is asked first.
   */
  files: z.record(z.string(), z.record(z.string(), z.array(z.tuple([z.number(), z.number()])))),
  /** Path → largest known size in bytes. */
  sizes: z.record(z.string(), z.number()).optional(),
});
export type HashTable = z.infer<typeof HashTable>;

function isDay(eol: string | null): boolean {
  return eol !== null && eol !== "unsupported";
}

/** Valid, and free of "*", "+" and "{n,}" outside character classes and escapes. */
function isBounded(pattern: string): boolean {
  const bare = pattern.replace(/\\./g, "_").replace(/\[[^\]]{0,200}\]/g, "_");
  return isValid(pattern) && !/[*+]|\{\d+,\}/.test(bare);
}

function isValid(pattern: string): boolean {
  try {
    return new RegExp(pattern, "i").source !== "";
  } catch {
    return false;
  }
}
