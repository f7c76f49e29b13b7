// An incident: opened by a person's confirmation, apart from the findings that gave rise to it. Its clock runs from
// the detection, not from the confirmation. And the terms it goes by: data/incidents/*.yaml.
import { z } from "zod";
import { Text } from "./text.ts";

export const IncidentTerms = z.strictObject({
  asOf: z.iso.date(),
  source: z.string(),
  /** Citation in data/law that the hours rest on. */
  law: z.string(),
  /** A serious incident: first notice within so many hours of detection. */
  firstNoticeHours: z.number().int().positive(),
  /** Any incident: cause, extent and repair within so many hours of detection. */
  fullReportHours: z.number().int().positive(),
  /** Rules whose findings count as serious unless a person says otherwise. */
  serious: z.array(z.string()),
  /** Who is told, under item 10a. */
  recipients: z.array(Text).min(1),
});
export type IncidentTerms = z.infer<typeof IncidentTerms>;

export const NOTICES = ["first", "full", "update", "closing"] as const;
export const Notice = z.enum(NOTICES);
export type Notice = z.infer<typeof Notice>;

/** A notice that an office says it has sent: number, date and recipients are in its note. */
const SentNotice = z.object({
  notice: Notice,
  /** ISO 8601 UTC. */
  at: z.string(),
  by: z.string(),
  note: z.string(),
});

/** What item 10c asks for, in the words of those who dealt with it. */
const Closing = z.object({
  cause: z.string(),
  damage: z.string(),
  measures: z.string(),
  lessons: z.string(),
});
export type Closing = z.infer<typeof Closing>;

export const Incident = z.object({
  id: z.string(),
  unit: z.string(),
  /** Ids of its findings, in the order in which they joined. */
  findings: z.array(z.string()).min(1),
  state: z.enum(["open", "closed", "false-alarm"]),
  serious: z.boolean(),
  /** Signs against national security or public order, or serious disruption: tell at once. */
  atOnce: z.boolean(),
  /** When the first of its findings was first seen: the clock's zero. ISO 8601 UTC, as all below. */
  detectedAt: z.string(),
  confirmedAt: z.string(),
  confirmedBy: z.string(),
  reason: z.string(),
  sent: z.array(SentNotice),
  closedAt: z.string().nullable(),
  closing: Closing.nullable(),
});
export type Incident = Readonly<z.infer<typeof Incident>>;

/** One step in the life of an incident; only ever added. */
export interface IncidentEvent {
  readonly incident: string;
  readonly at: string;
  readonly actor: string;
  readonly action: "opened" | "joined" | "sent" | "note" | "closed" | "false-alarm";
  readonly detail: string;
}
