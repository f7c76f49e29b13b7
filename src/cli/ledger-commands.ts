// Commands on the ledger: what was asked, whether it is whole, and the oldest rows' way into files.
import { HOST, RUN, t, UNIT, type CommandSpec } from "./command-spec.ts";

export const LEDGER_COMMANDS: readonly CommandSpec[] = [
  {
    path: "ledger",
    text: t("sổ ghi mọi kết nối, truy vấn và lần từ chối", "every connection, request and refusal"),
    options: [
      UNIT,
      HOST,
      RUN,
      { flags: "--verify", text: t("kiểm tra chuỗi băm của sổ", "verify the ledger's hash chain") },
    ],
    body: async () => (await import("./commands/ledger.ts")).ledger,
  },
  {
    path: "ledger verify",
    text: t(
      "kiểm tra chuỗi băm của sổ; với --archive: cả các tệp lưu trữ, từ dòng đầu tiên",
      "verify the ledger's hash chain; with --archive: the archives too, from the first row on",
    ),
    options: [
      {
        flags: "--archive <file...>",
        text: t("các tệp lưu trữ, từ cũ đến mới", "the archives, from the oldest to the newest"),
      },
      {
        flags: "--head <rows:hash...>",
        text: t(
          "đầu sổ ghi in trong một báo cáo hoặc gói chứng cứ, để đối chiếu",
          "the ledger's head as a report or an evidence pack prints it, to compare with",
        ),
      },
    ],
    body: async () => (await import("./commands/ledger-archive.ts")).ledgerVerify,
  },
  {
    path: "ledger archive",
    text: t(
      "chuyển những dòng cũ nhất của sổ ghi ra một tệp, sau khi đã kiểm tra tệp",
      "let the ledger's oldest rows leave into a file, once that file has been proved",
    ),
    options: [
      {
        flags: "--before <date>",
        text: t("những dòng trước ngày này (YYYY-MM-DD)", "rows made before this day (YYYY-MM-DD)"),
        required: true,
      },
      {
        flags: "-o, --output <file>",
        text: t(
          "tệp lưu trữ, ví dụ so-ghi-2026-08.jsonl.gz",
          "the archive, like ledger-2026-08.jsonl.gz",
        ),
        required: true,
      },
    ],
    body: async () => (await import("./commands/ledger-archive.ts")).ledgerArchive,
  },
];
