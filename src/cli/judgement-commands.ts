// Commands on what was judged: a person's word, explanations, comparisons, rules and incidents.
import { HOST, type OptionSpec, REASON, RUN, t, UNIT, type CommandSpec } from "./command-spec.ts";

const OUTPUT = {
  flags: "-o, --output <file>",
  text: t("tệp kết quả; mặc định in ra màn hình", "result file; stdout by default"),
};

/** Whose eyes it is made with. */
const AS_SEEN_BY: readonly OptionSpec[] = [
  { ...UNIT, text: t("như đơn vị này thấy", "as this unit sees it") },
  {
    flags: "--subtree <code>",
    text: t("như đơn vị này và các đơn vị trực thuộc thấy", "as this unit and those below see it"),
  },
  { flags: "--all", text: t("như trung tâm thấy (mặc định)", "as the centre sees it (default)") },
];

const PAPER: readonly OptionSpec[] = [
  {
    flags: "--format <format>",
    text: t("md (mặc định), docx, pdf, html", "md (default), docx, pdf, html"),
  },
  OUTPUT,
  ...AS_SEEN_BY,
];

const BASELINE_PORT = {
  flags: "--port <number>",
  text: t("chỉ cổng này", "this port only"),
};

const DATA_AS = {
  flags: "--as <path>",
  text: t(
    "nơi của tệp, ví dụ data/products/wordpress.yaml",
    "where the file belongs, like data/products/wordpress.yaml",
  ),
};

export const JUDGEMENT_COMMANDS: readonly CommandSpec[] = [
  {
    path: "finding <word> <id>",
    text: t(
      "ghi ý kiến của người: accept, false-positive, claim-fixed, in-progress, confirm, reopen",
      "a person's word: accept, false-positive, claim-fixed, in-progress, confirm, reopen",
    ),
    options: [
      REASON,
      { flags: "--until <date>", text: t("đến ngày (YYYY-MM-DD)", "until (YYYY-MM-DD)") },
      {
        flags: "--resources <text>",
        text: t("nguồn lực để khắc phục (với in-progress)", "what the repair takes (in-progress)"),
      },
      {
        flags: "--root-cause <text>",
        text: t(
          "nguyên nhân gốc (với in-progress, claim-fixed)",
          "the root cause (in-progress, claim-fixed)",
        ),
      },
      {
        flags: "--group",
        text: t(
          "áp dụng cho cả nhóm: http và https, www và tên gốc",
          "for the whole group: http and https, www and apex",
        ),
      },
      { flags: "--owner <name>", text: t("người chịu trách nhiệm", "who answers for it") },
    ],
    body: async () => (await import("./commands/finding.ts")).findingWord,
  },
  {
    path: "explain <finding>",
    text: t("giải thích một phát hiện", "explain one finding"),
    body: async () => (await import("./commands/explain.ts")).explain,
  },
  {
    path: "reassess",
    text: t(
      "đánh giá lại dữ liệu đã lưu, không gửi truy vấn nào",
      "judge stored observations again, send nothing",
    ),
    options: [
      RUN,
      {
        flags: "--as-run",
        text: t(
          "đúng quy tắc, dữ liệu, thời điểm của lượt đó; chỉ in",
          "with that run's rules, data and clock; prints only",
        ),
      },
    ],
    body: async () => (await import("./commands/reassess.ts")).reassess,
  },
  {
    path: "diff <before> <after>",
    text: t(
      "so sánh hai lượt quét: mới, tái diễn, vẫn còn, đã khắc phục, không kiểm tra được, do đổi quy tắc",
      "compare two runs: new, back, still, fixed, not assessed, changed by rule",
    ),
    options: [
      UNIT,
      {
        flags: "--all",
        text: t("in cả những phát hiện vẫn còn", "print those that still stand too"),
      },
    ],
    body: async () => (await import("./commands/diff.ts")).diff,
  },
  {
    path: "rules list",
    text: t("liệt kê quy tắc", "list the rules"),
    options: [
      { flags: "--markdown", text: t("in trang docs/rules.md", "print the page docs/rules.md") },
    ],
    body: async () => (await import("./commands/rules.ts")).rulesList,
  },
  {
    path: "rules check",
    text: t(
      "kiểm tra quy tắc, dữ liệu và điều khoản khớp nhau",
      "prove that rules, data and items fit together",
    ),
    body: async () => (await import("./commands/rules.ts")).rulesCheck,
  },
  {
    path: "rules release <id>",
    text: t(
      "phát hành một quy tắc đang giữ: đơn vị được xem phát hiện của quy tắc này",
      "release a held rule: units may see what it finds",
    ),
    options: [
      {
        flags: "--subtree <code>",
        text: t("chỉ đơn vị này và các đơn vị trực thuộc", "for a unit and those below it only"),
      },
      REASON,
    ],
    body: async () => (await import("./commands/rule-release.ts")).rulesRelease,
  },
  {
    path: "rules hold <id>",
    text: t(
      "giữ một quy tắc: chỉ nhóm trung tâm xem phát hiện của quy tắc này",
      "hold a rule: for the central team only",
    ),
    options: [
      {
        flags: "--subtree <code>",
        text: t("chỉ đơn vị này và các đơn vị trực thuộc", "for a unit and those below it only"),
      },
      REASON,
    ],
    body: async () => (await import("./commands/rule-release.ts")).rulesHold,
  },
  {
    path: "data check [file]",
    text: t(
      "quy tắc và dữ liệu đang dùng, ngày của từng tệp; với TỆP: thử xem nhập được không",
      "rules and data in use and their days; with FILE: whether it could be imported",
    ),
    options: [DATA_AS],
    body: async () => (await import("./commands/data.ts")).dataCheck,
  },
  {
    path: "data import <file>",
    text: t(
      "nhập quy tắc, dữ liệu mới hơn từ tệp hoặc thư mục; hợp lệ toàn bộ mới nhập",
      "newer rules and data from a file or folder; all of it is sound, or nothing is imported",
    ),
    options: [DATA_AS, REASON],
    body: async () => (await import("./commands/data.ts")).dataImport,
  },
  {
    path: "baseline list",
    text: t("các trang đầu dùng để so sánh", "the start pages that are compared with"),
    options: [UNIT, HOST],
    body: async () => (await import("./commands/baseline.ts")).baselineList,
  },
  {
    path: "baseline accept <host> [path]",
    text: t(
      "xác nhận trang hiện nay là của đơn vị: so với trang này từ nay về sau",
      "the page as it now is is the unit's own: compare with it from now on",
    ),
    options: [BASELINE_PORT, REASON],
    body: async () => (await import("./commands/baseline.ts")).baselineAccept,
  },
  {
    path: "baseline reset <host> [path]",
    text: t("bỏ trang gốc; lượt quét sau ghi lại", "forget it; the next scan keeps a new one"),
    options: [BASELINE_PORT, REASON],
    body: async () => (await import("./commands/baseline.ts")).baselineReset,
  },
  {
    path: "incident open <finding>",
    text: t(
      "xác nhận một phát hiện là sự cố; đồng hồ tính từ lúc phát hiện",
      "confirm a finding as an incident; its clock runs from the detection",
    ),
    options: [
      REASON,
      {
        flags: "--into <incident>",
        text: t("gộp vào một sự cố đang mở", "let it join an open incident"),
      },
      { flags: "--serious", text: t("nghiêm trọng", "serious") },
      { flags: "--not-serious", text: t("không nghiêm trọng", "not serious") },
      {
        flags: "--at-once",
        text: t(
          "ảnh hưởng an ninh quốc gia, trật tự xã hội hoặc gián đoạn nghiêm trọng: báo ngay",
          "against national security or public order, or serious disruption: tell at once",
        ),
      },
    ],
    body: async () => (await import("./commands/incident.ts")).incidentOpen,
  },
  {
    path: "incident list",
    text: t(
      "sự cố đang mở, và dấu hiệu chưa xác nhận với thời hạn tạm tính",
      "open incidents, and signs not yet confirmed with their provisional clock",
    ),
    options: [UNIT, { flags: "--all", text: t("cả sự cố đã đóng", "closed ones too") }],
    body: async () => (await import("./commands/incident.ts")).incidentList,
  },
  {
    path: "incident show <incident>",
    text: t("thời hạn, phát hiện, lịch sử của một sự cố", "clock, findings and history of one"),
    body: async () => (await import("./commands/incident.ts")).incidentShow,
  },
  {
    path: "incident notice <incident>",
    text: t(
      "in thông báo ban đầu điền sẵn (mục 10a)",
      "print the pre-filled first notice (item 10a)",
    ),
    options: PAPER,
    body: async () => (await import("./commands/incident.ts")).incidentNotice,
  },
  {
    path: "incident sent <incident> <notice>",
    text: t(
      "ghi nhận đã gửi first, full, update hoặc closing; --reason ghi số, ngày, nơi nhận",
      "note that first, full, update or closing was sent; --reason holds number, date, recipients",
    ),
    options: [REASON],
    body: async () => (await import("./commands/incident.ts")).incidentSent,
  },
  {
    path: "incident close <incident>",
    text: t(
      "đóng sự cố sau khi lượt quét xác nhận đã khắc phục",
      "close an incident after a scan has seen it mended",
    ),
    options: [
      REASON,
      { flags: "--cause <text>", text: t("nguyên nhân", "the cause") },
      { flags: "--damage <text>", text: t("thiệt hại", "the damage") },
      { flags: "--measures <text>", text: t("biện pháp khắc phục", "the measures") },
      { flags: "--lessons <text>", text: t("bài học", "the lessons") },
      {
        flags: "--false-alarm",
        text: t("không phải sự cố", "it was none"),
      },
    ],
    body: async () => (await import("./commands/incident.ts")).incidentClose,
  },
  {
    path: "incident report <incident>",
    text: t("in báo cáo kết thúc (mục 10c)", "print the closing report (item 10c)"),
    options: [
      ...PAPER,
      { flags: "--draft", text: t("cả khi sự cố chưa đóng", "before the incident is closed too") },
    ],
    body: async () => (await import("./commands/incident.ts")).incidentReport,
  },
  {
    path: "evidence <id>",
    text: t(
      "gói chứng cứ của một sự cố, hoặc của một phát hiện và nhóm của nó (ZIP)",
      "the evidence of an incident, or of a finding and its group (ZIP)",
    ),
    options: [
      OUTPUT,
      ...AS_SEEN_BY,
      { flags: "--made-by <name>", text: t("tên người lập", "the name of its maker") },
    ],
    body: async () => (await import("./commands/evidence.ts")).evidence,
  },
];
