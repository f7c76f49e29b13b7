// The register of reports that were sent, as people entered them. Entries are only ever added; a correction is a
// new entry that names the old one, and so is a withdrawal.
import { z } from "zod";

export const REPORT_FORMS = ["bao-cao", "cong-van"] as const;
const ReportForm = z.enum(REPORT_FORMS);
export type ReportForm = z.infer<typeof ReportForm>;

export const SENT_SCOPES = ["unit", "subtree", "all"] as const;

/** What a person says was sent. */
export const SentReportEntry = z.object({
  /** A unit's own report, the roll-up of a unit and those below it, or the roll-up of all. */
  scope: z.enum(SENT_SCOPES),
  /** The unit, or the head of the subtree; null for the roll-up of all. */
  unit: z.string().nullable(),
  kind: ReportForm,
  /** As written on the document, such as "15/BC-BVA". */
  number: z.string(),
  /** Local date of the document. */
  date: z.iso.date(),
  recipient: z.string(),
  /** The run that the report rests on; null: not said. */
  run: z.string().nullable(),
  /** The entry that this one puts right; null: a new report. */
  corrects: z.number().int().nullable(),
  enteredBy: z.string(),
});
export type SentReportEntry = z.infer<typeof SentReportEntry>;

export const SentReport = SentReportEntry.extend({
  /** Counts up from 1. */
  entry: z.number().int(),
  /** ISO 8601 UTC. */
  enteredAt: z.string(),
  /** Where the ledger ended when this was entered. */
  ledgerHead: z.object({ rows: z.number(), hash: z.string() }),
  /** The entry that puts this one right or withdraws it, so that this one no longer counts; null: it stands. */
  correctedBy: z.number().int().nullable(),
  /** Why the entry that `corrects` names was withdrawn; such an entry is no report. null: a report. */
  withdrawal: z.string().nullable(),
});
export type SentReport = z.infer<typeof SentReport>;
