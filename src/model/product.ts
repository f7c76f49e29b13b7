// One product (CMS, wiki, portal) that can be recognised from outside: data/products/<slug>.yaml.
import { z } from "zod";
import { Text } from "./text.ts";

const Where = z.enum(["header", "cookie", "meta", "link", "script", "body", "title"]);

const Signal = z.strictObject({
  where: Where,
  /** Header, cookie or meta name. */
  key: z.string().optional(),
  /** Bounded regular expression; absent: presence is enough. */
  pattern: z.string().optional(),
  weight: z.number().min(0).max(1),
});

const VersionMethod = z.strictObject({
  id: z.string(),
  where: Where,
  key: z.string().optional(),
  /** Asked only when the product was recognised; absent: read from pages already fetched. */
  path: z.string().startsWith("/").optional(),
  pattern: z.string(),
  precision: z.enum(["exact", "branch", "major"]),
  confidence: z.number().min(0).max(1),
});

export const Branch = z.strictObject({
  branch: z.string(),
  released: z.iso.date().nullable().default(null),
  /** Last day with security fixes; null: supported, no date announced; "unsupported": dead, no date published. */
  eol: z.union([z.iso.date(), z.literal("unsupported")]).nullable(),
  latest: z.string().nullable(),
  latestDate: z.iso.date().nullable().default(null),
  /** Independent sources that agree on `latest`. "behind" needs two, or the vendor's own. */
  latestSources: z.array(z.string()).default([]),
});
export type Branch = z.infer<typeof Branch>;

export const Product = z.strictObject({
  slug: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string(),
  vendor: z.string(),
  kind: z.enum(["cms", "wiki", "portal", "library", "server"]),
  identify: z.array(Signal).min(1),
  /** Sum of the weights needed. */
  minWeight: z.number(),
  version: z.array(VersionMethod).default([]),
  /** Table of known static files: name of a file in data/hashes. */
  hashes: z.string().optional(),
  distroBackports: z.boolean().default(false),
  releases: z.strictObject({
    asOf: z.iso.date(),
    sources: z.array(z.string()).min(1),
    licence: z.string(),
    branches: z.array(Branch),
    /** Days on which the vendor mended several branches together. */
    waves: z
      .array(z.strictObject({ date: z.iso.date(), fixed: z.record(z.string(), z.string()) }))
      .default([]),
  }),
  note: Text.optional(),
});
export type Product = z.infer<typeof Product>;

/** Which versions have which file: data/hashes/<name>.json. Ranges are inclusive indexes into `versions`. */
export const HashTable = z.strictObject({
  asOf: z.iso.date(),
  source: z.string(),
  licence: z.string(),
  versions: z.array(z.string()),
  /** Path below the product's root → first 16 hex digits of the git blob id → index ranges. */
  files: z.record(z.string(), z.record(z.string(), z.array(z.tuple([z.number(), z.number()])))),
});
export type HashTable = z.infer<typeof HashTable>;
