// What the portal hands out as files. The writers are those of the command line: whoever starts the portal
// brings them, so that numbers on screen and in files are the same.
import type { Finding } from "../model/finding.ts";
import type { Language } from "../model/text.ts";
import type { LedgerLine } from "../store/ledger-read.ts";
import type { Bytes } from "./route.ts";

export const DOWNLOAD_FORMATS = ["csv", "xlsx", "json"] as const;
export type DownloadFormat = (typeof DOWNLOAD_FORMATS)[number];

export interface Downloads {
  /** The remediation list of these findings and of no others. */
  remediation(
    findings: readonly Finding[],
    format: DownloadFormat,
    language: Language,
  ): Promise<Bytes> | Bytes;
  /** Every connection, request and refusal, one a line, as CSV. */
  ledger(lines: readonly LedgerLine[], language: Language): Bytes;
}

export const DOWNLOAD_TYPES: Readonly<Record<DownloadFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json; charset=utf-8",
};
