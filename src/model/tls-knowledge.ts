// Limits that TLS verdicts are held against: data/tls/*.yaml.
import { z } from "zod";
import { NormTopic, TlsNorm } from "./tls-norm.ts";

/** Four hex digits, upper case. */
const CodePoint = z.string().regex(/^[0-9A-F]{4}$/);

const HexBytes = z.string().regex(/^(?:[0-9a-f]{2})+$/);

/** What `cipher` may say: "idea" and "3des" have blocks of 64 bits; "none" does not encrypt. */
const SUITE_CIPHERS = [
  "none",
  "rc4",
  "rc2",
  "des",
  "3des",
  "idea",
  "seed",
  "chacha20",
  "aes-cbc",
  "aes-ccm",
  "aes-gcm",
  "camellia-cbc",
  "camellia-gcm",
  "aria-cbc",
  "aria-gcm",
] as const;

/** A cipher suite of SSL 3.0 or later. `code`: four hex digits. */
export const TlsSuite = z.strictObject({
  code: CodePoint,
  name: z.string(),
  kx: z.enum(["rsa", "dh", "dhe", "ecdh", "ecdhe", "tls13"]),
  auth: z.enum(["rsa", "dss", "ecdsa", "anon", "any"]),
  cipher: z.enum(SUITE_CIPHERS),
  export: z.boolean().default(false),
});
export type TlsSuite = z.infer<typeof TlsSuite>;

export const TlsGroup = z.strictObject({
  code: CodePoint,
  name: z.string(),
  kind: z.enum(["ec", "ffdhe", "hybrid"]),
});
export type TlsGroup = z.infer<typeof TlsGroup>;

export const TlsKnowledge = z.strictObject({
  asOf: z.iso.date(),
  source: z.string(),
  minRsaBits: z.number().int(),
  minEcBits: z.number().int(),
  /** Smaller primes of Diffie-Hellman count as weak. */
  minDhBits: z.number().int(),
  /** Signature OIDs that no longer count as safe. */
  weakSignatures: z.array(z.strictObject({ oid: z.string(), name: z.string() })),
  /** Longest lifetime by day of issue; the last entry whose `issuedFrom` is not later applies. */
  maxLifetime: z.array(z.strictObject({ issuedFrom: z.iso.date(), days: z.number().int() })),
  /**
   * A certificate counts as expiring when less than this share of its lifetime is left,
   * but never with more than `maxDays` left, and always with less than `minDays`.
   */
  expiring: z.strictObject({
    share: z.number(),
    maxDays: z.number().int(),
    minDays: z.number().int(),
  }),
  /** Publicly trusted certificates issued from this day on need timestamps of public logs; absent in old bundles. */
  ctRequiredFrom: z.iso.date().optional(),
  /** `minSeconds`: a shorter max-age counts as too short. */
  hsts: z.strictObject({ minSeconds: z.number().int() }),
  /** Organisation names (O=) under which publicly trusted authorities issue server certificates. */
  publicIssuers: z.array(z.string()).min(1),
  /**
   * Intermediates that public authorities have disclosed: subject as observed, key id and SHA-256 in hex, last day.
   * Absent from old bundles.
   */
  intermediates: z.array(z.tuple([z.string(), HexBytes, HexBytes, z.iso.date()])).default([]),
  suites: z.array(TlsSuite).min(1),
  /** Cipher kinds of SSL 2.0: six hex digits. */
  ssl2Suites: z
    .array(z.strictObject({ code: z.string().regex(/^[0-9A-F]{6}$/), name: z.string() }))
    .min(1),
  groups: z.array(TlsGroup).min(1),
  /** Primes of Diffie-Hellman that many servers share, by the SHA-256 of their bytes; absent from old bundles. */
  primes: z.array(z.strictObject({ name: z.string(), sha256: HexBytes })).default([]),
  /** What published norms demand, and on what they are compared; absent from old bundles, where nobody asks. */
  normTopics: z.array(NormTopic).default([]),
  norms: z.array(TlsNorm).default([]),
});
export type TlsKnowledge = z.infer<typeof TlsKnowledge>;
