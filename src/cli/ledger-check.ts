// Tells what verifying the ledger came to, whole or altered, and what is not in the database because it has left.
import { dayText } from "../export/document/day-text.ts";
import { EXIT, RasoatError } from "../model/error.ts";
import type { ScanRun } from "../model/run.ts";
import type { FallenHead, HeadsCheck, KnownHead } from "../run/ledger-heads.ts";
import type { LedgerProof } from "../run/ledger-proof.ts";
import type { KeptArchive } from "../store/ledger/anchor.ts";
import type { Text } from "../model/text.ts";
import type { LedgerCheck } from "../store/ledger/verify.ts";
import { inert } from "../text/inert.ts";
import type { Context } from "./context.ts";

const NO_HEAD = {
  exit: EXIT.usage,
  message: {
    vi: "--head phải có dạng SỐ-DÒNG:MÃ-BĂM như in trong báo cáo (mã băm gồm 64 chữ số thập lục phân), không phải “{value}”.",
    en: "--head must be ROWS:HASH as a report prints it (a hash of 64 hexadecimal digits), not “{value}”.",
  },
} as const;

const REWRITTEN = {
  vi: "Sổ ghi đã bị viết lại hoặc bị cắt. Giữ nguyên tệp làm bằng chứng và khôi phục bản sao lưu.",
  en: "The ledger was written anew or cut. Keep the file as evidence and restore a backup.",
};

const COPIED = {
  vi: "Kiểm tra lại số dòng và mã băm đã chép. Nếu chép đúng, sổ ghi đã bị viết lại hoặc bị cắt: giữ nguyên tệp làm bằng chứng và khôi phục bản sao lưu.",
  en: "Check the row and the hash that were copied. If they are right, the ledger was written anew or cut: keep the file as evidence and restore a backup.",
};

/** A head as a report or an evidence pack prints it. */
export function headOf(value: string): KnownHead {
  const [, rows, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(value) ?? [];
  if (rows === undefined || hash === undefined) {
    throw new RasoatError("NO_HEAD", NO_HEAD, { value });
  }
  return { rows: Number(rows), hash: hash.toLowerCase(), report: null };
}

export function tellProof(
  context: Context,
  { check, archives, heads }: LedgerProof,
): typeof EXIT.done | typeof EXIT.ownFault {
  if (context.json) context.print(JSON.stringify({ ...check, archives, heads }));
  else {
    const text = check.sound ? soundText(context, check, archives.length) : badText(context, check);
    for (const line of [text, ...headLines(context, check, heads)]) context.print(line);
  }
  return check.sound && heads.fallen.length === 0 ? EXIT.done : EXIT.ownFault;
}

function headLines(
  context: Context,
  { rows, sound }: LedgerCheck,
  { standing, unread, fallen }: HeadsCheck,
): string[] {
  const lines = fallen.map((head) => context.in(fallenText(head, rows)));
  if (standing > 0) {
    const [vi, en] = [
      `Khớp với ${String(standing)} đầu sổ đã ghi cùng báo cáo đã gửi hoặc đã cho.`,
      `It agrees with ${String(standing)} head(s) noted with sent reports or handed in.`,
    ];
    lines.push(context.in({ vi, en }));
  }
  if (sound && unread > 0) {
    const [vi, en] = [
      `${String(unread)} đầu sổ đã ghi ở những dòng nay nằm trong tệp lưu trữ, chưa đối chiếu: thêm --archive TỆP…`,
      `${String(unread)} head(s) were noted at rows that now lie in archives and were not compared: add --archive FILE…`,
    ];
    lines.push(context.in({ vi, en }));
  }
  if (sound && fallen.length > 0) {
    lines.push(context.in(fallen.some(({ report }) => report !== null) ? REWRITTEN : COPIED));
  }
  return lines;
}

function fallenText({ rows, report, fault }: FallenHead, end: number): Text {
  const row = String(rows);
  const [vi, en] =
    report === null
      ? [`Đầu sổ đã cho (dòng ${row})`, `The head handed in (row ${row})`]
      : [
          `Báo cáo số ${inert(report.number)}, ngày ${dayText(report.date, "vi")} (mục ${String(report.entry)} của sổ báo cáo đã gửi): đầu sổ ghi kèm theo (dòng ${row})`,
          `Report ${inert(report.number)} of ${dayText(report.date, "en")} (entry ${String(report.entry)} of the register of sent reports): the head noted with it (row ${row})`,
        ];
  return fault === "cut"
    ? {
        vi: `${vi} không còn: sổ ghi nay chỉ đến dòng ${String(end)}.`,
        en: `${en} is gone: the ledger now ends with row ${String(end)}.`,
      }
    : { vi: `${vi} không khớp với sổ ghi.`, en: `${en} does not stand in the ledger.` };
}

function soundText(context: Context, { rows, archived }: LedgerCheck, files: number): string {
  if (files > 0) {
    return context.in({
      vi: `Sổ ghi nguyên vẹn từ dòng đầu tiên: ${String(rows)} dòng, trong đó ${String(archived)} dòng chỉ còn trong ${String(files)} tệp lưu trữ.`,
      en: `The ledger is intact from its first row on: ${String(rows)} rows, ${String(archived)} of them in ${String(files)} archive(s) alone.`,
    });
  }
  if (archived > 0) {
    return context.in({
      vi: `Sổ ghi nguyên vẹn từ dòng ${String(archived + 1)} đến dòng ${String(rows)}. Các dòng trước đó nằm trong tệp lưu trữ, chưa kiểm tra ở đây: thêm --archive TỆP…`,
      en: `The ledger is intact from row ${String(archived + 1)} to row ${String(rows)}. What came before lies in archives and was not read: add --archive FILE…`,
    });
  }
  return context.in({
    vi: `Sổ ghi nguyên vẹn: ${String(rows)} dòng.`,
    en: `The ledger is intact: ${String(rows)} rows.`,
  });
}

function badText(context: Context, { bad }: LedgerCheck): string {
  const row = String(bad?.row ?? 0);
  return context.in({
    vi: `Sổ ghi bị thay đổi từ dòng ${row}. Giữ nguyên tệp làm bằng chứng và khôi phục bản sao lưu.`,
    en: `The ledger was altered from row ${row} on. Keep the file as evidence and restore a backup.`,
  });
}

/** What is not listed here because it has left. */
export function tellArchives(
  context: Context,
  archives: readonly KeptArchive[],
  run?: ScanRun,
): void {
  const last = archives.at(-1);
  if (last === undefined || (run !== undefined && run.startedAt > last.to)) return;
  const files = archives.map(({ file }) => file).join(", ");
  context.say({
    vi: `Các dòng 1–${String(last.last)} (đến ${last.to}) đã được lưu trữ, không có ở đây: ${files}`,
    en: `Rows 1 to ${String(last.last)} (until ${last.to}) have left into archives and are not listed here: ${files}`,
  });
}
