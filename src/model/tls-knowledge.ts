// Limits that TLS verdicts are held against: data/tls/*.yaml.
import { z } from "zod";

export const TlsKnowledge = z.strictObject({
  asOf: z.iso.date(),
  source: z.string(),
  minRsaBits: z.number().int(),
  minEcBits: z.number().int(),
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
  /** `minSeconds`: a shorter max-age counts as too short. */
  hsts: z.strictObject({ minSeconds: z.number().int() }),
  /** Organisation names (O=) under which publicly trusted authorities issue server certificates. */
  publicIssuers: z.array(z.string()).min(1),
});
export type TlsKnowledge = z.infer<typeof TlsKnowledge>;
