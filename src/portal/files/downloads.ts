// What the portal hands out as files. The writers are those of the command line: whoever starts the portal
// brings them, so that numbers on screen and in files are the same.
import type { Language } from "../../model/text.ts";
import type { ReportSubject } from "../repository.ts";
import type { Bytes } from "../route.ts";

export const LIST_FORMATS = ["xlsx", "csv", "json", "docx", "pdf", "html"] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** A report is signed: no table for a spreadsheet. */
export const REPORT_FORMATS = ["docx", "pdf", "html", "json"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** How a file is wanted. */
export interface FileWish<Format> {
  readonly format: Format;
  readonly language: Language;
  /** Aborts when the reader leaves. */
  readonly gone: AbortSignal;
}

export interface Downloads {
  /**
   * The remediation list of all that is open of what the subject names, and of nothing else.
   * @param list `held`: with what is held back, for the central team alone
   * @throws RasoatError as a press (press.ts) and the writers do
   */
  remediation(
    subject: ReportSubject,
    list: FileWish<ListFormat> & { readonly held: boolean },
  ): Promise<Bytes>;
  /** The report under item 3 on what the subject names. */
  report(subject: ReportSubject, report: FileWish<ReportFormat>): Promise<Bytes>;
  /** Every connection, request and refusal of what the subject names, one a line, as CSV. @param wish host "": all */
  ledger(
    subject: ReportSubject,
    wish: Omit<FileWish<"csv">, "format"> & { readonly host: string },
  ): Promise<Bytes>;
  /**
   * A ZIP of plain files on an incident, or on a finding and its group, from what the subject holds: findings, looks,
   * masked bodies as text, ledger rows, notices, hashes.
   */
  pack(subject: ReportSubject, wish: PackWish): Promise<Bytes>;
  /** A notice of an incident as text, as it would read now. */
  notice(subject: ReportSubject, wish: NoticeWish): Promise<Bytes>;
}

/** Notices of an incident: the first under item 10a, and the report under 10c. */
export const NOTICE_NAMES = ["first-notice", "closing-report"] as const;
export type NoticeName = (typeof NOTICE_NAMES)[number];

interface PackWish {
  /** Of an incident or a finding. */
  readonly id: string;
  /** Whose name stands in it. */
  readonly madeBy: string;
  readonly gone: AbortSignal;
}

interface NoticeWish {
  readonly incident: string;
  readonly notice: NoticeName;
  readonly language: Language;
  readonly gone: AbortSignal;
}

export const FILE_TYPES: Readonly<Record<ListFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json; charset=utf-8",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pdf: "application/pdf",
  html: "text/html; charset=utf-8",
};
