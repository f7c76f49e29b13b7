// Tells what verifying the ledger came to, whole or altered, and what is not in the database because it has left.
import { EXIT } from "../model/error.ts";
import type { ScanRun } from "../model/run.ts";
import type { ProvedArchive } from "../run/ledger-proof.ts";
import type { KeptArchive } from "../store/ledger-anchor.ts";
import type { LedgerCheck } from "../store/ledger-verify.ts";
import type { Context } from "./context.ts";

export function tellCheck(
  context: Context,
  { check, archives = [] }: { check: LedgerCheck; archives?: readonly ProvedArchive[] },
): typeof EXIT.done | typeof EXIT.ownFault {
  if (context.json) context.print(JSON.stringify({ ...check, archives }));
  else
    context.print(
      check.sound ? soundText(context, check, archives.length) : badText(context, check),
    );
  return check.sound ? EXIT.done : EXIT.ownFault;
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
