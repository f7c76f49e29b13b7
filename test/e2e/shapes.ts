// The contract's JSON as schemas: what is promised must be there; additions are allowed.
import { z } from "zod";
import { AREAS, CONFIDENCES, FINDING_STATES, SEVERITIES } from "../../src/model/area.ts";

const Both = z.object({ vi: z.string().min(1), en: z.string().min(1) });
const Moment = z.iso.datetime();
const Area = z.enum([...AREAS, "registry"]);

export const FindingShape = z.object({
  id: z.string().min(8),
  fingerprint: z.string().length(64),
  unit: z.string(),
  system: z.string(),
  host: z.string().nullable(),
  port: z.int().nullable(),
  area: Area,
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  confidence: z.enum(CONFIDENCES),
  outcome: z.enum(["fail", "pass", "unknown"]),
  state: z.enum(FINDING_STATES),
  held: z.boolean(),
  subject: z.string().min(1),
  value: z.string(),
  group: z.string(),
  title: Both,
  evidence: z.array(z.object({ observation: z.string(), text: z.string() })).min(1),
  directive: z
    .array(
      z.object({
        document: z.literal("2132/BYT-K2ĐT"),
        item: z.string(),
        relation: z.enum([
          "reported-under",
          "gap-against",
          "casts-doubt-on",
          "may-trigger",
          "triggers",
        ]),
        why: Both,
      }),
    )
    .refine((items) =>
      items.some(({ item, relation }) => item === "3" && relation === "reported-under"),
    ),
  law: z.array(z.object({ document: z.string(), article: z.string() })),
  remedy: Both,
  firstSeen: Moment,
  lastSeen: Moment,
  lastLooked: Moment,
  /** What only informs has no term. */
  dueOn: z.union([z.iso.date(), z.literal("")]),
  dueBasis: z.string().min(10),
  run: z.string(),
  versions: z.object({ program: z.string(), rules: z.string(), data: z.string() }),
});
export type FindingShape = z.infer<typeof FindingShape>;

export const CoverageShape = z
  .strictObject({
    host: z.string(),
    port: z.int(),
    area: z.enum(AREAS),
    status: z.enum(["assessed", "partial", "not-assessed"]),
    reason: z.string().nullable(),
    run: z.string(),
    at: Moment,
  })
  .refine(({ status, reason }) => (status === "assessed") === (reason === null));

export const CheckShape = z.object({
  host: z.string(),
  port: z.int().nullable(),
  rule: z.string(),
  subject: z.string().nullable(),
  outcome: z.enum(["pass", "fail", "unknown", "not-applicable"]),
  reason: z.string().nullable(),
  run: z.string(),
});

export const LedgerShape = z.object({
  row: z.int(),
  at: Moment,
  run: z.string().nullable(),
  kind: z.enum(["resolve", "connect", "request", "refusal"]),
  unit: z.string().nullable(),
  document: z.string().nullable(),
  host: z.string(),
  port: z.int().nullable(),
  address: z.string().nullable(),
  method: z.string().nullable(),
  url: z.string().nullable(),
  reason: z.string().nullable(),
});

export const HostShape = z.object({
  unit: z.string(),
  system: z.string(),
  host: z.string(),
  ports: z.array(z.object({ port: z.int(), scheme: z.enum(["http", "https"]) })).min(1),
  addresses: z.array(z.string()),
});

export const DocumentShape = z.object({
  document: z.string(),
  unit: z.string(),
  status: z.enum(["active", "suspended", "revoked"]),
  validFrom: z.iso.date(),
  validTo: z.iso.date(),
  areas: z.array(z.enum(AREAS)),
});
