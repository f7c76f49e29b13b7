// Commands on the register of reports that were sent.
import { REASON, RUN, t, UNIT, type CommandSpec } from "./command-spec.ts";

export const REPORT_COMMANDS: readonly CommandSpec[] = [
  {
    path: "report sent",
    text: t(
      "ghi vào sổ một báo cáo đã gửi; chỉ ghi thêm, không sửa",
      "enter a report that was sent; entries are only ever added",
    ),
    options: [
      { ...UNIT, text: t("báo cáo của đơn vị này", "this unit's own report") },
      {
        flags: "--subtree <code>",
        text: t(
          "báo cáo tổng hợp của đơn vị và các đơn vị trực thuộc",
          "the roll-up of a unit and those below it",
        ),
      },
      { flags: "--all", text: t("báo cáo tổng hợp toàn bộ", "the roll-up of all") },
      {
        flags: "--kind <kind>",
        text: t("bao-cao (mặc định) hoặc cong-van", "bao-cao (default) or cong-van"),
      },
      {
        flags: "--number <text>",
        text: t("số, ký hiệu ghi trên văn bản", "number on the document"),
        required: true,
      },
      {
        flags: "--date <date>",
        text: t("ngày của văn bản (YYYY-MM-DD)", "date of the document (YYYY-MM-DD)"),
        required: true,
      },
      { flags: "--recipient <text>", text: t("nơi nhận", "the recipient"), required: true },
      { ...RUN, text: t("lượt rà soát làm căn cứ", "the run that the report rests on") },
      {
        flags: "--corrects <entry>",
        text: t("đính chính mục này của sổ", "puts this entry of the register right"),
      },
    ],
    body: async () => (await import("./commands/report.ts")).reportSent,
  },
  {
    path: "report withdraw <entry>",
    text: t(
      "rút lại một mục ghi nhầm: báo cáo đó chưa từng được gửi; mục cũ vẫn nằm trong sổ",
      "withdraw an entry made by mistake: that report was never sent; the old entry stays",
    ),
    options: [REASON],
    body: async () => (await import("./commands/report.ts")).reportWithdraw,
  },
  {
    path: "report list",
    text: t(
      "sổ báo cáo đã gửi; với --missing: đơn vị chưa gửi báo cáo",
      "the register of sent reports; with --missing: units that have not reported",
    ),
    options: [
      UNIT,
      {
        flags: "--missing",
        text: t(
          "đơn vị có tên miền được phép rà soát mà chưa gửi báo cáo",
          "units with granted hosts that have not reported",
        ),
      },
      { flags: "--since <date>", text: t("từ ngày (YYYY-MM-DD)", "since (YYYY-MM-DD)") },
    ],
    body: async () => (await import("./commands/report.ts")).reportList,
  },
];
