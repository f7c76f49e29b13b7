// What published norms demand of a TLS server, as data: data/tls/norms/*.yaml. A norm that says nothing of a topic
// has no demand for it; nobody turns its silence into a pass.
import { z } from "zod";
import { Text } from "./text.ts";

/** Best first. "sufficient": allowed; "phase-out": still allowed, to be replaced; "insufficient": not allowed. */
export const GRADES = ["good", "sufficient", "phase-out", "insufficient"] as const;
const Grade = z.enum(GRADES);
export type Grade = z.infer<typeof Grade>;

const TopicId = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

/** What is observed and, where norms speak of it, compared; and which rules speak of it. */
export const NormTopic = z.strictObject({
  id: TopicId,
  title: Text,
  /** Values that need other words here than elsewhere. */
  words: z.record(z.string(), Text).default({}),
  rules: z.array(z.string()).default([]),
});
export type NormTopic = z.infer<typeof NormTopic>;

const Pattern = z.string().refine((text) => {
  try {
    return new RegExp(text, "u").source !== "";
  } catch {
    // The one way to ask whether a pattern is one.
    return false;
  }
}, "no regular expression");

const DemandBase = { topic: TopicId, clause: Text };

export const NormDemand = z.discriminatedUnion("kind", [
  /**
   * Each observed name gets the grade of the first pattern that fits it whole. The worst of all counts, or, where
   * something must be there, the best. Without `otherwise` the norm is silent on other names.
   */
  z.strictObject({
    ...DemandBase,
    kind: z.literal("names"),
    count: z.enum(["worst", "best"]).default("worst"),
    grades: z.array(z.strictObject({ match: Pattern, grade: Grade })).min(1),
    otherwise: Grade.optional(),
  }),
  /** The grade of the largest `from` that the observed number reaches. */
  z.strictObject({
    ...DemandBase,
    kind: z.literal("at-least"),
    steps: z.array(z.strictObject({ from: z.number(), grade: Grade })),
    otherwise: Grade,
  }),
  /** The grade of the smallest `to` that the observed number does not exceed. */
  z.strictObject({
    ...DemandBase,
    kind: z.literal("at-most"),
    steps: z.array(z.strictObject({ to: z.number(), grade: Grade })).min(1),
    otherwise: Grade,
  }),
  /** Days of a certificate against the limit of its day of issue, which `maxLifetime` holds. */
  z.strictObject({ ...DemandBase, kind: z.literal("lifetime-by-issue"), otherwise: Grade }),
]);
export type NormDemand = z.infer<typeof NormDemand>;

export const TlsNorm = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+([-.][a-z0-9]+)*$/),
  /** As the head of a column. */
  short: z.string().max(18),
  title: Text,
  /** Day of the version that is meant. */
  date: z.iso.date(),
  source: z.string(),
  /**
   * "text-read": the text itself; "copy-read": a copy that others made; "values-read": the values by which somebody
   * grades who read it; "secondary": what others say of it.
   */
  confidence: z.enum(["text-read", "copy-read", "values-read", "secondary"]),
  /** What a reader must know besides, such as a doubt about being in force. */
  note: Text.optional(),
  demands: z.array(NormDemand).min(1),
});
export type TlsNorm = z.infer<typeof TlsNorm>;
