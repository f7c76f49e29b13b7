// What the portal hands out as files. The writers are those of the command line: whoever starts the portal
// brings them, so that numbers on screen and in files are the same.
import type { Finding } from "../model/finding.ts";
import type { Language } from "../model/text.ts";
import type { PackMaterial } from "../run/evidence.ts";
import type { LedgerLine } from "../store/ledger-read.ts";
import type { ReportSubject } from "./repository.ts";
import type { Bytes } from "./route.ts";

export const LIST_FORMATS = ["xlsx", "csv", "json", "docx", "pdf", "html"] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** A report is signed: no table for a spreadsheet. */
export const REPORT_FORMATS = ["docx", "pdf", "html", "json"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface Downloads {
  /** The remediation list of these findings and of no others. @param unit name of the one unit; null for several */
  remediation(
    findings: readonly Finding[],
    list: {
      readonly format: ListFormat;
      readonly language: Language;
      readonly unit: string | null;
    },
  ): Promise<Bytes> | Bytes;
  /** The report under item 3 on what the subject names. */
  report(
    subject: ReportSubject,
    report: { readonly format: ReportFormat; readonly language: Language; readonly now: Date },
  ): Promise<Bytes>;
  /** Every connection, request and refusal, one a line, as CSV. */
  ledger(lines: readonly LedgerLine[], language: Language): Bytes;
  /** A ZIP of plain files: findings, looks, masked bodies as text, ledger rows, notices, hashes. */
  pack(material: Omit<PackMaterial, "programVersion">): Uint8Array;
}

export const FILE_TYPES: Readonly<Record<ListFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json; charset=utf-8",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pdf: "application/pdf",
  html: "text/html; charset=utf-8",
};
