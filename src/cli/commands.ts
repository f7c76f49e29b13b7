// The command tree. Bodies are imported only when their command runs, so that start-up stays short.
import type { Command } from "commander";
import type { ExitCode } from "../model/error.ts";
import type { Language, Text } from "../model/text.ts";
import { refuseBlank } from "./blank.ts";
import {
  ALLOW_RESERVED,
  HOST,
  HOSTS,
  REASON,
  RESOLVE,
  RUN,
  SEVERITY,
  t,
  UNIT,
  UNITS,
} from "./command-spec.ts";
import type { CommandSpec, OptionSpec } from "./command-spec.ts";
import type { Context, GlobalOptions } from "./context.ts";
import { FLEET_COMMANDS } from "./fleet-commands.ts";
import { LEDGER_COMMANDS } from "./ledger-commands.ts";
import { NOTIFY_COMMANDS } from "./notify-commands.ts";
import { PORTAL_COMMANDS } from "./portal-commands.ts";
import { dressHelp, placed } from "./help.ts";
import { JUDGEMENT_COMMANDS } from "./judgement-commands.ts";
import { REPORT_COMMANDS } from "./report-commands.ts";

export type Start = (
  options: GlobalOptions,
  action: (context: Context) => Promise<ExitCode>,
) => Promise<void>;

const COMMANDS: readonly CommandSpec[] = [
  {
    path: "demo",
    text: t(
      "chạy thử trọn vẹn trên các trang mẫu ở máy này, dưới một phút",
      "run the whole job on sample sites on this machine, in under a minute",
    ),
    options: [
      {
        flags: "--keep <dir>",
        text: t("giữ kết quả trong thư mục này", "keep the results in this folder"),
      },
      {
        flags: "--serve",
        text: t(
          "mở cổng thông tin mẫu và in các tài khoản mẫu",
          "open a sample portal and print its sample accounts",
        ),
      },
    ],
    body: async () => (await import("./commands/demo.ts")).demo,
  },
  {
    path: "registry import <file>",
    text: t(
      "nhập danh mục đơn vị từ .yaml, .csv, .xlsx",
      "read the registry from .yaml, .csv, .xlsx",
    ),
    options: [
      { flags: "--dry-run", text: t("chỉ kiểm tra, không lưu", "check only, save nothing") },
    ],
    body: async () => (await import("./commands/registry.ts")).registryImport,
  },
  {
    path: "registry list",
    text: t("liệt kê, mỗi máy chủ một dòng", "one line a host"),
    options: [UNIT],
    body: async () => (await import("./commands/registry.ts")).registryList,
  },
  {
    path: "registry check",
    text: t("những điều cần bổ sung trong danh mục", "what the registry still lacks"),
    body: async () => (await import("./commands/registry.ts")).registryCheck,
  },
  {
    path: "registry retire <code>",
    text: t("ngừng theo dõi một đơn vị", "stop following a unit"),
    body: async () => (await import("./commands/registry.ts")).registryRetire,
  },
  {
    path: "authorization import <file>",
    text: t("nhập văn bản cho phép", "read authorizations"),
    options: [
      { flags: "--dry-run", text: t("chỉ kiểm tra, không lưu", "check only, save nothing") },
    ],
    body: async () => (await import("./commands/authorization.ts")).authorizationImport,
  },
  {
    path: "authorization list",
    text: t("liệt kê văn bản cho phép", "list the authorizations"),
    options: [UNIT],
    body: async () => (await import("./commands/authorization.ts")).authorizationList,
  },
  {
    path: "authorization revoke <document>",
    text: t(
      "thu hồi hẳn; có tác dụng trong 5 giây với lượt quét đang chạy",
      "revoke for good; takes effect on a running scan within 5 seconds",
    ),
    options: [UNIT, REASON],
    body: async () => (await import("./commands/authorization.ts")).authorizationRevoke,
  },
  {
    path: "authorization suspend <document>",
    text: t("tạm dừng", "suspend"),
    options: [UNIT, REASON],
    body: async () => (await import("./commands/authorization.ts")).authorizationSuspend,
  },
  {
    path: "authorization restore <document>",
    text: t("hết tạm dừng", "end a suspension"),
    options: [UNIT, REASON],
    body: async () => (await import("./commands/authorization.ts")).authorizationRestore,
  },
  {
    path: "scan",
    text: t("rà soát các hệ thống đã được phép", "scan what is authorized"),
    options: [
      UNITS,
      HOSTS,
      {
        flags: "--area <list>",
        text: t(
          "chỉ những nội dung này, cách nhau bằng dấu phẩy: tls, cms, panels, defacement",
          "these areas only, separated by commas: tls, cms, panels, defacement",
        ),
      },
      { flags: "--resume", text: t("tiếp tục lượt bị ngắt", "go on with an interrupted run") },
      ALLOW_RESERVED,
      RESOLVE,
      {
        flags: "--fail-on <severity>",
        text: t(
          `kết thúc với mã 1 nếu có phát hiện từ mức này trở lên: ${SEVERITY.vi}`,
          `end with code 1 where a finding is at least this severe: ${SEVERITY.en}`,
        ),
      },
      {
        flags: "--min-coverage <percent>",
        text: t(
          "tỷ lệ phải kiểm tra được, 0 đến 100; thấp hơn thì kết thúc với mã 4 (mặc định 100)",
          "share that must be assessed, 0 to 100; below it the code is 4 (default 100)",
        ),
      },
    ],
    body: async () => (await import("./commands/scan.ts")).scanCommand,
  },
  {
    path: "scan status",
    text: t("tình trạng lượt quét", "how the run stands"),
    body: async () => (await import("./commands/scan-control.ts")).scanStatus,
  },
  {
    path: "scan list",
    text: t(
      "các lượt quét gần đây và mã của từng lượt, mới nhất trước",
      "the latest runs and their ids, newest first",
    ),
    body: async () => (await import("./commands/scan-control.ts")).scanList,
  },
  {
    path: "scan stop",
    text: t("dừng lượt quét đang chạy trong 5 giây", "stop the running scan within 5 seconds"),
    body: async () => (await import("./commands/scan-control.ts")).scanStop,
  },
  {
    path: "verify <finding>",
    text: t(
      "kiểm tra lại ngay một phát hiện, trong khung giờ văn bản cho phép",
      "look at one finding again now, within the authorized hours",
    ),
    options: [ALLOW_RESERVED, RESOLVE],
    body: async () => (await import("./commands/verify.ts")).verify,
  },
  {
    path: "worker",
    text: t(
      "kiểm tra lại theo yêu cầu, theo dõi trang chủ và rà soát hằng đêm (serve đã tự chạy một tiến trình)",
      "verifying looks, the watch and the nightly scan (serve runs one by itself)",
    ),
    options: [ALLOW_RESERVED, RESOLVE],
    body: async () => (await import("./commands/worker.ts")).worker,
  },
  {
    path: "findings",
    text: t("các phát hiện đang mở", "the open findings"),
    options: [
      UNIT,
      HOST,
      {
        flags: "--state <list>",
        text: t(
          "tình trạng: open, in-progress, claimed-fixed, fixed, accepted, false-positive hoặc all",
          "states: open, in-progress, claimed-fixed, fixed, accepted, false-positive or all",
        ),
      },
      {
        flags: "--severity <list>",
        text: t(`mức độ: ${SEVERITY.vi}`, `severities: ${SEVERITY.en}`),
      },
      RUN,
    ],
    body: async () => (await import("./commands/findings.ts")).findings,
  },
  {
    path: "coverage",
    text: t(
      "đã kiểm tra những gì, chưa kiểm tra được gì, vì sao",
      "what was looked at, what not, and why",
    ),
    options: [UNIT, HOST, RUN],
    body: async () => (await import("./commands/coverage.ts")).coverage,
  },
  {
    path: "checks",
    text: t("kết quả từng quy tắc với từng máy chủ", "every rule for every host"),
    options: [HOST, RUN],
    body: async () => (await import("./commands/checks.ts")).checks,
  },
  ...JUDGEMENT_COMMANDS,
  ...LEDGER_COMMANDS,
  {
    path: "export <what>",
    text: t(
      "xuất danh sách khắc phục (remediation, findings), báo cáo (report), Mẫu số 08 (form08), sổ truy vấn (ledger)",
      "export lists (remediation, findings), reports (report), Form 08 (form08), the requests made (ledger)",
    ),
    options: [
      UNIT,
      {
        flags: "--subtree <code>",
        text: t("đơn vị và các đơn vị trực thuộc", "a unit and those below it"),
      },
      {
        flags: "--contractor <name>",
        text: t("các hệ thống của một nhà thầu", "a contractor's systems"),
      },
      { flags: "--all", text: t("toàn bộ", "everything") },
      {
        flags: "--format <format>",
        text: t(
          "danh sách: csv, xlsx, json, docx, pdf, html, sarif, defectdojo; báo cáo: docx, pdf, html, json; form08: csv, xlsx; ledger: csv",
          "lists: csv, xlsx, json, docx, pdf, html, sarif, defectdojo; reports: docx, pdf, html, json; form08: csv, xlsx; ledger: csv",
        ),
        required: true,
      },
      {
        flags: "-o, --output <file>",
        text: t("tệp đích; - là đầu ra chuẩn (stdout)", "the file; - is stdout"),
        required: true,
      },
      { flags: "--delimiter <char>", text: t("dấu ngăn cột CSV", "column delimiter of CSV") },
      {
        flags: "--host <host>",
        text: t("ledger: chỉ máy chủ này", "ledger: this host only"),
      },
      {
        flags: "--held",
        text: t(
          "findings: cả phát hiện đang giữ, chỉ cho trung tâm (với --all: luôn có)",
          "findings: held ones too, for the central team only (with --all: always)",
        ),
      },
      {
        flags: "--kind <kind>",
        text: t(
          "thể thức báo cáo: bao-cao (mặc định) hoặc cong-van",
          "form of a report: bao-cao (default) or cong-van",
        ),
      },
      {
        flags: "--reported-since <date>",
        text: t(
          "báo cáo tổng hợp: tính báo cáo đã gửi từ ngày này (YYYY-MM-DD)",
          "a roll-up counts reports sent since this date (YYYY-MM-DD)",
        ),
      },
    ],
    body: async () => (await import("./commands/export.ts")).exportCommand,
  },
  ...REPORT_COMMANDS,
  ...FLEET_COMMANDS,
  ...PORTAL_COMMANDS,
  ...NOTIFY_COMMANDS,
  {
    path: "tls <host>",
    text: t(
      "danh sách đầy đủ giao thức, bộ mã hóa, nhóm trao đổi khóa của một máy chủ đã được phép",
      "full protocol, cipher and group lists of one granted host",
    ),
    options: [
      {
        flags: "--full",
        text: t(
          "hỏi hết từng bộ mã hóa, tới 90 kết nối",
          "ask for every suite, up to 90 connections",
        ),
        required: true,
      },
      { flags: "--port <number>", text: t("chỉ cổng này", "this port only") },
      ALLOW_RESERVED,
      RESOLVE,
    ],
    body: async () => (await import("./commands/tls.ts")).tls,
  },
  {
    path: "backup <file>",
    text: t("sao lưu có kiểm tra", "a checked copy"),
    body: async () => (await import("./commands/backup.ts")).backup,
  },
  {
    path: "doctor",
    text: t("còn thiếu gì và cách bổ sung", "what is missing and how to mend it"),
    body: async () => (await import("./commands/doctor.ts")).doctor,
  },
];

const GROUPS: Readonly<Record<string, Text>> = {
  registry: t("danh mục đơn vị, hệ thống, máy chủ", "the registry of units, systems and hosts"),
  authorization: t("văn bản cho phép rà soát", "recorded authorizations"),
  rules: t("quy tắc và dữ liệu", "rules and data"),
  fleet: t(
    "so các máy chủ với nhau: khóa dùng chung, tên chưa đăng ký, hậu lượng tử",
    "hosts side by side: shared keys, unregistered names, post-quantum",
  ),
  baseline: t("trang gốc để so sánh", "what start pages are compared with"),
  data: t("dữ liệu và quy tắc nhập thêm", "data and rules from files"),
  notify: t("thư báo cho trung tâm và đơn vị", "letters to the central team and units"),
  report: t("sổ báo cáo đã gửi", "the register of reports that were sent"),
  user: t("tài khoản của cổng thông tin", "accounts of the portal"),
  token: t("mã truy cập cho chương trình (API)", "tokens for programs (API)"),
  incident: t("sự cố: đồng hồ báo cáo, thông báo, đóng", "incidents: clock, notices, closing"),
};

const GLOBALS: readonly OptionSpec[] = [
  { flags: "--db <file>", text: t("tệp SQLite", "the SQLite file") },
  { flags: "--config <file>", text: t("tệp cấu hình YAML", "the settings (YAML)") },
  { flags: "--lang <vi|en>", text: t("ngôn ngữ: vi hoặc en", "the language: vi or en") },
  {
    flags: "--json",
    text: t(
      "JSON cho chương trình, mỗi dòng một đối tượng",
      "JSON for programs, one object a line",
    ),
  },
  { flags: "--quiet", text: t("không in thông báo", "no messages") },
  { flags: "--no-color", text: t("không tô màu", "no colour") },
];

export function addCommands(
  program: Command,
  start: Start,
  language: Language,
  version: string,
): void {
  program.description(
    language === "vi"
      ? "Rà soát từ bên ngoài các trang thông tin điện tử đã được phép, theo mục 3 công văn 2132/BYT-K2ĐT"
      : "Authorized external review of health-sector websites under item 3 of directive 2132/BYT-K2ĐT",
  );
  program.version(version, "--version", language === "vi" ? "in phiên bản" : "print the version");
  for (const { flags, text } of GLOBALS) program.option(placed(flags, language), text[language]);
  dressHelp(program, language);
  for (const spec of COMMANDS) addCommand(program, spec, start, language);
}

function addCommand(program: Command, spec: CommandSpec, start: Start, language: Language): void {
  const words = spec.path.split(" ");
  const first = words.findIndex((word) => /^[<[]/.test(word));
  const names = first < 0 ? words : words.slice(0, first);
  const leaf = names.reduce((parent, name) => child(parent, name, language), program);
  leaf.description(spec.text[language]);
  for (const argument of first < 0 ? [] : words.slice(first)) {
    leaf.argument(placed(argument, language));
  }
  for (const { flags, text, required } of spec.options ?? []) {
    const option = leaf.createOption(placed(flags, language), text[language]);
    // Commander sees it by the last letter before the dots, which is to be one of ASCII.
    option.variadic = flags.endsWith("...>");
    leaf.addOption(option.makeOptionMandatory(required === true));
  }
  leaf.allowExcessArguments(false);
  leaf.action(async () => {
    refuseBlank(leaf);
    const body = await spec.body();
    await start(leaf.optsWithGlobals(), (context) => body(context, leaf.args, leaf.opts()));
  });
}

function child(parent: Command, name: string, language: Language): Command {
  const existing = parent.commands.find((command) => command.name() === name);
  if (existing !== undefined) return existing;
  const created = parent.command(name);
  const group = GROUPS[name];
  if (group !== undefined) created.description(group[language]);
  return created;
}
