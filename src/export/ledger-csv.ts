// The ledger as CSV: one connection, request or refusal a line.
import { stringify } from "csv-stringify/sync";
import { isReason, REASONS } from "../model/reason.ts";
import type { Language, Text } from "../model/text.ts";
import type { LedgerLine } from "../store/ledger/read.ts";
import { inertCell } from "./csv.ts";

const t = (vi: string, en: string): Text => ({ vi, en });

const LEDGER_COLUMNS: readonly (readonly [
  Text,
  (line: LedgerLine, language: Language) => string,
])[] = [
  [t("Thời điểm (UTC)", "Time (UTC)"), (line) => line.at],
  [t("Loại", "Kind"), (line) => line.kind],
  [t("Máy chủ", "Host"), (line) => line.host],
  [t("Cổng", "Port"), (line) => String(line.port ?? "")],
  [t("Địa chỉ IP", "Address"), (line) => line.address ?? ""],
  [t("Phương thức", "Method"), (line) => line.method ?? ""],
  [t("Đường dẫn", "URL"), (line) => line.url ?? ""],
  [t("Kết quả", "Result"), (line) => line.result ?? ""],
  [t("Mã trạng thái", "Status"), (line) => String(line.status ?? "")],
  [t("Số byte nhận", "Bytes in"), (line) => String(line.bytesIn ?? "")],
  [t("Thời gian (ms)", "Duration (ms)"), (line) => String(line.durationMs ?? "")],
  [
    t("Lý do từ chối", "Reason of refusal"),
    ({ reason }, language) =>
      reason === null ? "" : isReason(reason) ? REASONS[reason][language] : reason,
  ],
  [t("Văn bản cho phép", "Authorization"), (line) => line.document ?? ""],
  [t("Lượt quét", "Run"), (line) => line.run ?? ""],
  [t("Bước kiểm tra", "Probe"), (line) => line.probe],
];

export function ledgerCsv(lines: readonly LedgerLine[], language: Language): string {
  const rows = lines.map((line) =>
    LEDGER_COLUMNS.map(([, cell]) => inertCell(cell(line, language))),
  );
  return stringify([LEDGER_COLUMNS.map(([title]) => title[language]), ...rows], {
    bom: true,
    record_delimiter: "\r\n",
    quoted: true,
  });
}
