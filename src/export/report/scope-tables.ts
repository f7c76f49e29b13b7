// Who and what the report is about: the unit, its systems, how far each got, and who permitted the look.
import type { Authorization, System } from "../../model/registry.ts";
import type { CoverageStatus } from "../../model/coverage.ts";
import type { Text } from "../../model/text.ts";
import { AREA_WORDS, COVERAGE_WORDS } from "../../model/words.ts";
import { dayText } from "../document/day-text.ts";
import type { Cell, Table } from "../document/model.ts";
import { count, declaredCell, declaredSource, own } from "./cells.ts";
import { sayIn, type ReportInput } from "./input.ts";
import { KIND_WORDS } from "./kind-words.ts";
import type { HostStanding, SystemStanding } from "./standing.ts";

export function unitTable(input: ReportInput, code: string): Table {
  const say = sayIn(input.language);
  const unit = input.registry.units.find((one) => one.code === code);
  const parent = input.registry.units.find((one) => one.code === unit?.parent);
  const key = `unit ${code}`;
  const said = (text: string | null | undefined): Cell => declaredCell(input, key, text ?? null);
  const plan = unit?.incidentPlan ?? null;
  const none = say("khai báo là chưa có", "declared to have none");
  const planText =
    plan === null || plan === "none"
      ? plan === null
        ? null
        : none
      : `${plan.decision}, ${dayText(plan.date, input.language)}`;
  return {
    kind: "table",
    title: say("Thông tin đơn vị", "The unit"),
    columns: [
      { title: say("Nội dung", "Entry"), width: 4 },
      { title: say("Thông tin", "Value"), width: 8 },
    ],
    rows: [
      [own(say("Tên đơn vị", "Name")), said(unit?.name)],
      [own(say("Mã trong danh mục", "Code in the registry")), said(code)],
      [
        own(say("Loại đơn vị", "Kind")),
        said(unit === undefined ? null : KIND_WORDS[unit.kind][input.language]),
      ],
      [own(say("Tỉnh, thành phố", "Province")), said(unit?.province)],
      [own(say("Cơ quan quản lý trực tiếp", "Direct superior")), said(parent?.name)],
      [own(say("Người đứng đầu (mục 1)", "Head (item 1)")), said(unit?.head)],
      [own(say("Kế hoạch ứng phó sự cố (mục 6)", "Response plan (item 6)")), said(planText)],
    ],
    empty: "",
  };
}

/** Managed, registered, authorized, assessed: in systems and in hosts. */
export function denominatorTable(input: ReportInput, all: readonly SystemStanding[]): Table {
  const say = sayIn(input.language);
  return {
    kind: "table",
    title: say("Phạm vi và mẫu số", "Scope and denominators"),
    columns: [
      { title: say("Mẫu số", "Denominator"), width: 4 },
      { title: say("Hệ thống", "Systems"), width: 2, align: "center" },
      { title: say("Máy chủ (tên miền)", "Hosts"), width: 2, align: "center" },
      { title: say("Cách tính", "How it is counted"), width: 7 },
    ],
    rows: DENOMINATORS.map(({ name, meaning, ofSystem, ofHost }) => [
      own(name[input.language]),
      count(
        "systems",
        all.filter(ofSystem).map(({ system }) => system.code),
      ),
      count(
        "hosts",
        all.flatMap(({ hosts }) => hosts.filter(ofHost).map(({ target }) => target.host)),
      ),
      own(meaning[input.language]),
    ]),
    empty: "",
  };
}

interface Denominator {
  readonly name: Text;
  readonly meaning: Text;
  readonly ofSystem: (standing: SystemStanding) => boolean;
  readonly ofHost: (host: HostStanding) => boolean;
}

const t = (vi: string, en: string): Text => ({ vi, en });

function reached(status: CoverageStatus, name: Text, meaning: Text): Denominator {
  const has = (standing: { readonly status: CoverageStatus | null }): boolean =>
    standing.status === status;
  return { name, meaning, ofSystem: has, ofHost: has };
}

const DENOMINATORS: readonly Denominator[] = [
  {
    name: t("Thuộc phạm vi quản lý", "Managed"),
    meaning: t("mọi hệ thống có trong danh mục", "every system in the registry"),
    ofSystem: () => true,
    ofHost: () => true,
  },
  {
    name: t("Đã đăng ký tên miền", "Registered"),
    meaning: t(
      "hệ thống có ít nhất một tên miền đã đăng ký; còn lại ngoài khả năng kiểm tra từ bên ngoài",
      "systems with at least one registered host; the rest cannot be reached from outside",
    ),
    ofSystem: ({ hosts }) => hosts.length > 0,
    ofHost: () => true,
  },
  {
    name: t("Được phép rà soát", "Authorized"),
    meaning: t(
      "có văn bản cho phép còn hiệu lực vào ngày lập",
      "with an authorization in force on the day of making",
    ),
    ofSystem: ({ isAuthorized }) => isAuthorized,
    ofHost: ({ document }) => document !== null,
  },
  reached(
    "assessed",
    t("Đã kiểm tra đầy đủ", "Assessed in full"),
    t("mọi nội dung đều có kết quả", "every area has a result"),
  ),
  reached(
    "partial",
    t("Mới kiểm tra được một phần", "Assessed in part"),
    t("còn nội dung chưa có kết quả", "some areas have no result"),
  ),
  reached(
    "not-assessed",
    t("Không kiểm tra được", "Not assessed"),
    t("đã đăng ký nhưng chưa có kết quả nào", "registered, without any result"),
  ),
];

export function systemTable(input: ReportInput, all: readonly SystemStanding[]): Table {
  const say = sayIn(input.language);
  return {
    kind: "table",
    title: say("Danh sách hệ thống thông tin", "Information systems"),
    columns: [
      { title: say("Hệ thống", "System"), width: 4 },
      { title: say("Tên miền", "Hosts"), width: 4 },
      { title: say("Cấp độ", "Level"), width: 2, align: "center" },
      { title: say("Hồ sơ cấp độ", "Level dossier"), width: 3 },
      { title: say("Dịch vụ trực tuyến", "Online service"), width: 2, align: "center" },
      { title: say("Dữ liệu cá nhân", "Personal data"), width: 2, align: "center" },
      { title: say("Vận hành; nhà thầu", "Operator; contractor"), width: 3 },
      { title: say("Kiểm tra", "Assessed"), width: 2 },
    ],
    rows: all.map((standing) => systemRow(input, standing)),
    empty: say("Danh mục chưa có hệ thống nào.", "The registry holds no system."),
  };
}

function systemRow(input: ReportInput, { system, hosts, status }: SystemStanding): Cell[] {
  const say = sayIn(input.language);
  const said = (text: string | null): Cell => declaredCell(input, `system ${system.code}`, text);
  const looks = hosts.flatMap((host) => host.looks);
  const latest = looks.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  const word =
    status === null
      ? say("ngoài khả năng kiểm tra từ bên ngoài", "out of reach from outside")
      : COVERAGE_WORDS[status][input.language];
  const people = [system.operator, system.contractor].filter((name) => name !== null);
  return [
    said(system.name),
    hosts.length === 0
      ? said(
          system.exposure === "internal"
            ? say("hệ thống nội bộ", "internal system")
            : say("chưa đăng ký tên miền", "no host registered"),
        )
      : said(hosts.map(({ target }) => target.host).join("\n")),
    said(levelText(system, input)),
    said(approvalText(system, input)),
    said(yesNo(system.onlineService, input)),
    said(personalText(system, input)),
    said(people.length === 0 ? null : people.join("; ")),
    latest === undefined
      ? own(word)
      : { text: word, source: { kind: "observed", run: latest.run, at: latest.at } },
  ];
}

export function levelText({ level }: System, { language }: Pick<ReportInput, "language">) {
  if (level === null) return null;
  return level === "none"
    ? sayIn(language)("khai báo là chưa xác định", "declared to have none")
    : String(level);
}

export function approvalText(
  { levelApproval }: System,
  { language }: Pick<ReportInput, "language">,
): string | null {
  if (levelApproval === null) return null;
  const say = sayIn(language);
  const words = {
    approved: say("đã được phê duyệt", "approved"),
    appraised: say("đã thẩm định, chờ phê duyệt", "appraised, awaiting approval"),
    submitted: say("đã gửi thẩm định", "submitted"),
    drafting: say("đang dự thảo", "being drafted"),
    none: say("khai báo là chưa có", "declared to have none"),
  };
  const { status, decision, date, body } = levelApproval;
  const by = [decision, date === null ? null : dayText(date, language), body].filter(
    (part) => part !== null,
  );
  return [words[status], ...by].join(", ");
}

function yesNo(value: boolean | null, { language }: ReportInput): string | null {
  if (value === null) return null;
  return value ? sayIn(language)("có", "yes") : sayIn(language)("không", "no");
}

function personalText({ personalData }: System, { language }: ReportInput): string | null {
  const say = sayIn(language);
  if (personalData === null) return null;
  return {
    none: say("không", "none"),
    basic: say("cơ bản", "basic"),
    sensitive: say("nhạy cảm", "sensitive"),
  }[personalData];
}

/** Systems that a look from outside cannot judge: counted, named, never silently left out. */
export function unreachableTable(input: ReportInput, all: readonly SystemStanding[]): Table {
  const say = sayIn(input.language);
  return {
    kind: "table",
    title: say(
      "Hệ thống ngoài khả năng kiểm tra từ bên ngoài",
      "Systems beyond the reach of a look from outside",
    ),
    columns: [
      { title: say("Mã", "Code"), width: 3 },
      { title: say("Hệ thống", "System"), width: 6 },
      { title: say("Lý do", "Reason"), width: 6 },
      { title: say("Cấp độ", "Level"), width: 2, align: "center" },
    ],
    rows: all
      .filter(({ hosts }) => hosts.length === 0)
      .map(({ system }) => {
        const said = (text: string | null): Cell =>
          declaredCell(input, `system ${system.code}`, text);
        return [
          said(system.code),
          said(system.name),
          said(
            system.exposure === "internal"
              ? say("khai báo là hệ thống nội bộ", "declared as internal")
              : say("chưa đăng ký tên miền nào", "no host is registered"),
          ),
          said(levelText(system, input)),
        ];
      }),
    empty: say(
      "Mọi hệ thống trong danh mục đều có tên miền đăng ký để rà soát.",
      "Every system in the registry has a registered host.",
    ),
  };
}

export function authorizationTable(input: ReportInput, units: ReadonlySet<string>): Table {
  const say = sayIn(input.language);
  const rows = input.registry.authorizations.filter(({ unit }) => units.has(unit));
  return {
    kind: "table",
    title: say("Văn bản cho phép rà soát", "Recorded authorizations"),
    columns: [
      { title: say("Văn bản", "Document"), width: 3 },
      { title: say("Người ký", "Signed by"), width: 3 },
      { title: say("Hiệu lực", "Valid"), width: 3 },
      { title: say("Máy chủ", "Hosts"), width: 4 },
      { title: say("Nội dung được phép", "Areas"), width: 5 },
      { title: say("Khung giờ", "Window"), width: 3 },
    ],
    rows: rows.map((authorization) => authorizationRow(input, authorization)),
    empty: say(
      "Chưa có văn bản cho phép nào được ghi nhận; vì vậy không có truy vấn nào được gửi.",
      "No authorization is recorded, so nothing was sent.",
    ),
  };
}

function authorizationRow(input: ReportInput, one: Authorization): Cell[] {
  const say = sayIn(input.language);
  const key = `authorization ${one.unit} ${one.document}`;
  const said = (text: string | null): Cell => declaredCell(input, key, text);
  const status = {
    active: "",
    suspended: say("; đang tạm dừng", "; suspended"),
    revoked: say("; đã thu hồi", "; revoked"),
  }[one.status];
  const days = [one.validFrom, one.validTo].map((day) => dayText(day, input.language));
  return [
    said(one.document),
    said(one.signedBy),
    said(`${days.join(" – ")}${status}`),
    said(
      one.hosts === "all-registered"
        ? say("mọi tên miền đã đăng ký", "all registered hosts")
        : one.hosts.join("\n"),
    ),
    said(one.areas.map((area) => AREA_WORDS[area][input.language]).join("; ")),
    {
      text:
        one.window === null
          ? say("mọi giờ", "any hour")
          : `${one.window.from}–${one.window.to} (${one.window.timezone})`,
      source: declaredSource(input, key),
    },
  ];
}
