// A rule as it stands in rules/<family>/<id>.yaml: data with its cases inside.
import { z } from "zod";
import { Remedies } from "./action.ts";
import { Confidence, FindingArea, Outcome, Severity } from "./area.ts";
import { ALL_PREDICATES, type Predicate } from "./predicate.ts";
import { Text } from "./text.ts";

const PredicateName = z.enum(ALL_PREDICATES as [Predicate, ...Predicate[]]);

const AttributeValue = z.union([z.string(), z.number(), z.boolean()]);

/** Compares one attribute: a plain value means equality, a list means one of them. */
const AttributeTest = z.union([
  AttributeValue,
  z.array(AttributeValue).min(1),
  z.strictObject({ atLeast: z.number() }),
  z.strictObject({ atMost: z.number() }),
]);
export type AttributeTest = z.infer<typeof AttributeTest>;

/** A condition on one fact of the same subject ("subject", default) or of the whole host ("host"). */
export const Condition = z.strictObject({
  fact: PredicateName,
  of: z.enum(["subject", "host"]).default("subject"),
  where: z.record(z.string(), AttributeTest).default({}),
});
export type Condition = z.infer<typeof Condition>;

/** What the registry says of the system; used by modifiers and mappings, never by the verdict itself. */
export const ContextTest = z.strictObject({
  onlineService: z.boolean().optional(),
  personalData: z.array(z.enum(["none", "basic", "sensitive"])).optional(),
  levelApproved: z.boolean().optional(),
  levelAtLeast: z.number().int().optional(),
  /** A contractor that runs the system is declared. */
  contractor: z.boolean().optional(),
  /** Another unit's host answered at the same address in the run. */
  sharedHosting: z.boolean().optional(),
});
export type ContextTest = z.infer<typeof ContextTest>;

export const Relation = z.enum([
  "reported-under",
  "gap-against",
  "casts-doubt-on",
  "may-trigger",
  "triggers",
]);
export type Relation = z.infer<typeof Relation>;

export const Mapping = z.strictObject({
  document: z.string(),
  item: z.string(),
  relation: Relation,
  /** Applies only where the registry says so, or where the fact's attributes do; always, if absent. */
  when: ContextTest.optional(),
  where: z.record(z.string(), AttributeTest).optional(),
  why: Text,
});
export type Mapping = z.infer<typeof Mapping>;

const CaseFact = z.strictObject({
  fact: PredicateName,
  status: z.enum(["present", "absent", "unknown"]),
  subject: z.string().optional(),
  reason: z.string().optional(),
  confidence: Confidence.optional(),
  value: z.string().optional(),
  attributes: z.record(z.string(), AttributeValue).optional(),
});

export const RuleCase = z.strictObject({
  name: z.string().min(1),
  facts: z.array(CaseFact),
  context: z
    .strictObject({
      onlineService: z.boolean().optional(),
      personalData: z.enum(["none", "basic", "sensitive"]).optional(),
      level: z.number().int().optional(),
      levelApproved: z.boolean().optional(),
      contractor: z.boolean().optional(),
      sharedHosting: z.boolean().optional(),
    })
    .optional(),
  expect: z.strictObject({
    outcome: Outcome,
    severity: Severity.optional(),
    items: z.array(z.string()).optional(),
  }),
});
export type RuleCase = z.infer<typeof RuleCase>;

const RuleShape = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)+$/),
  area: FindingArea,
  title: Text,
  /** What it means for the unit, without jargon. */
  why: Text,
  severity: Severity,
  /** First that applies wins; else `severity`. */
  severityWhen: z
    .array(
      z.strictObject({
        where: z.record(z.string(), AttributeTest).optional(),
        context: ContextTest.optional(),
        severity: Severity,
      }),
    )
    .default([]),
  when: z.strictObject({
    all: z.array(Condition).default([]),
    any: z.array(Condition).default([]),
    none: z.array(Condition).default([]),
  }),
  /** Successful looks that did not see it before it closes; default by area. */
  closeAfter: z.number().int().min(1).optional(),
  /** Held for the central team until released. */
  held: z.boolean().default(false),
  /** A finding stays held until a second look has seen it too. */
  seenTwice: z.boolean().default(false),
  /** What to do, whatever the server; then the steps of `action` and `remedies`. */
  remedy: Text,
  /** Id of an action in data/actions. */
  action: z.string().optional(),
  /** Steps by kind of server, before those of the action. */
  remedies: Remedies.default({}),
  verify: Text,
  directive: z.array(Mapping).min(1),
  /** Ids of citations in data/law. */
  law: z.array(z.string()).default([]),
  cases: z.array(RuleCase).min(3),
});
export const Rule = RuleShape.refine(
  (rule) => [...rule.when.all, ...rule.when.any].some((condition) => condition.of === "subject"),
  {
    path: ["when"],
    error: "cần ít nhất một điều kiện về chính đối tượng / needs a condition of its subject",
  },
);
export type Rule = z.infer<typeof Rule>;
