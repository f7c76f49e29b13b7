// The files of pages and of the JSON interface: what they are about is decided here, from the caller's repository;
// how they are written is the writers' affair.
import type { Language } from "../../model/text.ts";
import type { Incident } from "../../model/incident.ts";
import {
  type Downloads,
  FILE_TYPES,
  type ListFormat,
  type NoticeName,
  type ReportFormat,
} from "./downloads.ts";
import type { Repository } from "../repository.ts";
import type { Bytes } from "../route.ts";

export interface NamedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Bytes;
}

export interface FileOrder {
  readonly mine: Repository;
  readonly language: Language;
  /** Aborts when the reader leaves. */
  readonly gone: AbortSignal;
  /** Local date, for the name. */
  readonly today: string;
  /** Only this unit of the scope; "": all of it. */
  readonly unit: string;
}

/** @returns undefined when the unit is not within the scope */
export async function listFile(
  downloads: Downloads,
  format: ListFormat,
  { mine, language, gone, today, unit }: FileOrder,
): Promise<NamedFile | undefined> {
  const subject = mine.reportSubject(unit);
  if (subject === undefined) return undefined;
  const held = mine.seesHeld;
  const bytes = await downloads.remediation(subject, { format, language, gone, held });
  return { name: `rasoat-${today}.${format}`, type: FILE_TYPES[format], bytes };
}

/** @returns undefined when the unit is not within the scope */
export async function reportFile(
  downloads: Downloads,
  format: ReportFormat,
  { mine, language, gone, today, unit }: FileOrder,
): Promise<NamedFile | undefined> {
  const subject = mine.reportSubject(unit);
  if (subject === undefined) return undefined;
  const bytes = await downloads.report(subject, { format, language, gone });
  return { name: `rasoat-bao-cao-${today}.${format}`, type: FILE_TYPES[format], bytes };
}

/** @param host "": all. @returns undefined when there is nothing within the scope */
export async function ledgerFile(
  downloads: Downloads,
  host: string,
  { mine, language, gone, today }: Omit<FileOrder, "unit">,
): Promise<NamedFile | undefined> {
  const subject = mine.reportSubject("");
  if (subject === undefined) return undefined;
  const bytes = await downloads.ledger(subject, { language, gone, host });
  return { name: `rasoat-so-ghi-${today}.csv`, type: FILE_TYPES.csv, bytes };
}

/** @returns undefined when there is nothing within the scope */
export async function packFile(
  downloads: Downloads,
  id: string,
  { mine, gone, madeBy }: Pick<FileOrder, "mine" | "gone"> & { readonly madeBy: string },
): Promise<NamedFile | undefined> {
  const subject = mine.reportSubject("");
  if (subject === undefined) return undefined;
  const bytes = await downloads.pack(subject, { id, madeBy, gone });
  return { name: `rasoat-chung-cu-${id}.zip`, type: "application/zip", bytes };
}

/** @returns undefined when there is nothing within the scope */
export async function noticeFile(
  downloads: Downloads,
  { incident: { id }, name }: { readonly incident: Incident; readonly name: NoticeName },
  { mine, language, gone }: Pick<FileOrder, "mine" | "language" | "gone">,
): Promise<NamedFile | undefined> {
  const subject = mine.reportSubject("");
  if (subject === undefined) return undefined;
  const bytes = await downloads.notice(subject, { incident: id, notice: name, language, gone });
  return { name: `${id}-${name}.txt`, type: "text/plain; charset=utf-8", bytes };
}
