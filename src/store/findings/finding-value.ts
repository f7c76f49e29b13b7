// What a stored finding must look like, the columns it is found by, and the order of lists.
import { z } from "zod";
import {
  Confidence,
  FindingArea,
  FindingState,
  Outcome,
  SEVERITIES,
  Severity,
} from "../../model/area.ts";
import { type Finding, type FindingEvent, WORD_ACTIONS } from "../../model/finding.ts";
import { Relation } from "../../model/rule.ts";
import { Text } from "../../model/text.ts";
import { ReasonRow } from "../runs/runs.ts";

const text = z.string();

export const FindingValue: z.ZodType<Finding> = z.object({
  id: text,
  fingerprint: text,
  unit: text,
  system: text,
  host: text.nullable(),
  port: z.number().nullable(),
  area: FindingArea,
  rule: text,
  severity: Severity,
  confidence: Confidence,
  outcome: Outcome,
  state: FindingState,
  held: z.boolean(),
  subject: text,
  value: text,
  group: text,
  title: Text,
  evidence: z.array(z.object({ observation: text, text })),
  directive: z.array(z.object({ document: text, item: text, relation: Relation, why: Text })),
  law: z.array(z.object({ document: text, article: text })),
  remedy: Text,
  firstSeen: text,
  lastSeen: text,
  lastLooked: text,
  dueOn: text,
  dueBasis: text,
  reopened: z.number(),
  cleanLooks: z.number(),
  unknownReason: ReasonRow.nullable(),
  run: text,
  versions: z.object({ program: text, rules: text, data: text }),
  word: z
    .object({
      action: z.enum(WORD_ACTIONS),
      by: text,
      at: text,
      reason: text,
      until: text.nullable(),
      owner: text.nullable(),
      resources: text.nullable().optional(),
      rootCause: text.nullable().optional(),
    })
    .nullable(),
  plan: z
    .object({
      owner: text.nullable(),
      until: text.nullable(),
      resources: text.nullable(),
      rootCause: text.nullable(),
      by: text,
      at: text,
    })
    .optional(),
  awaitsRelease: z.literal(true).optional(),
});

export const EventRow: z.ZodType<FindingEvent> = z.object({
  finding: text,
  at: text,
  run: text.nullable(),
  actor: text,
  cause: z.enum([
    "seen",
    "not-seen",
    "could-not-look",
    "value-changed",
    "person",
    "rule-changed",
    "data-changed",
    "expired",
  ]),
  from: FindingState.nullable(),
  to: FindingState,
  detail: text,
});

/** The columns of a finding, in the order of the table, without its hash and JSON. */
export function columnsOf(finding: Finding): (string | number)[] {
  return [
    finding.fingerprint,
    finding.id,
    finding.unit,
    finding.system,
    finding.host ?? "",
    finding.area,
    finding.rule,
    SEVERITIES.indexOf(finding.severity),
    finding.state,
    finding.held ? 1 : 0,
    finding.group,
    finding.dueOn,
  ];
}

/** Most urgent first; then by place and rule, so that the same findings always stand in the same order. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compare(a.unit, b.unit) ||
    compare(a.host ?? "", b.host ?? "") ||
    (a.port ?? 0) - (b.port ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(a.subject, b.subject) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
