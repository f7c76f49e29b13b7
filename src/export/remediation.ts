// The remediation list: what is wrong, where, how urgent, by when, how to mend it. One row per group of
// findings (http and https, www and apex of one thing). Pure: the writers for CSV, XLSX and JSON share it.
import { SEVERITIES } from "../model/area.ts";
import type { Countable, Finding } from "../model/finding.ts";
import { REASONS } from "../model/reason.ts";
import type { Registry, System, Unit } from "../model/registry.ts";
import type { Language, Text } from "../model/text.ts";
import {
  AREA_WORDS,
  CONFIDENCE_WORDS,
  NOT_DECLARED,
  RELATION_WORDS,
  SEVERITY_WORDS,
  STATE_WORDS,
} from "../model/words.ts";

import { detailLines } from "../text/evidence/told.ts";
import { localDay as localDayOf } from "../text/moment.ts";

/** A real date in spreadsheets; ISO text in CSV. */
export interface DayCell {
  readonly day: string;
}
export type Cell = string | number | DayCell;

export interface RemediationRow<T = Finding> {
  /** The group's most urgent finding. */
  readonly finding: T;
  /** Every place where the same thing was seen, "host:port". */
  readonly places: readonly string[];
  readonly unit: Unit | undefined;
  readonly system: System | undefined;
}

export interface RemediationColumn {
  readonly key: string;
  readonly title: Text;
  /** What the column says, for the sheet of explanations. */
  readonly note: Text;
  /** Characters, for spreadsheets. */
  readonly width: number;
  readonly cell: (row: RemediationRow, language: Language) => Cell;
}

/** @returns most urgent first, then by deadline, unit and place */
export function remediationRows<T extends Countable>(
  findings: readonly T[],
  registry: Registry,
): RemediationRow<T>[] {
  const units = new Map(registry.units.map((unit) => [unit.code, unit]));
  const systems = new Map(registry.systems.map((system) => [system.code, system]));
  const groups = new Map<string, T[]>();
  for (const finding of findings) {
    const key = `${finding.unit} ${finding.group}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [finding]);
    else members.push(finding);
  }
  return [...groups.values()]
    .map((members) => members.toSorted(byUrgency))
    .flatMap((members) => {
      const [finding] = members;
      return finding === undefined
        ? []
        : [
            {
              finding,
              places: [...new Set(members.map(placeOf))],
              unit: units.get(finding.unit),
              system: systems.get(finding.system),
            },
          ];
    })
    .toSorted((a, b) => byUrgency(a.finding, b.finding));
}

export function byUrgency(a: Countable, b: Countable): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compare(a.dueOn, b.dueOn) ||
    compare(a.unit, b.unit) ||
    compare(placeOf(a), placeOf(b)) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function placeOf({ host, port, subject }: Countable): string {
  return host === null ? subject : port === null ? host : `${host}:${String(port)}`;
}

const t = (vi: string, en: string): Text => ({ vi, en });

export const REMEDIATION_COLUMNS: readonly RemediationColumn[] = [
  {
    key: "id",
    title: t("Mã", "Id"),
    note: t("Mã để tra cứu bằng rasoat explain", "Id for rasoat explain"),
    width: 18,
    cell: ({ finding }) => finding.id,
  },
  {
    key: "unit",
    title: t("Mã đơn vị", "Unit code"),
    note: t("Theo danh mục đơn vị", "As in the registry"),
    width: 14,
    cell: ({ finding }) => finding.unit,
  },
  {
    key: "unitName",
    title: t("Đơn vị", "Unit"),
    note: t("Tên đơn vị", "The unit's name"),
    width: 26,
    cell: ({ unit, finding }) => unit?.name ?? finding.unit,
  },
  {
    key: "system",
    title: t("Hệ thống", "System"),
    note: t("Hệ thống thông tin trong danh mục", "The information system in the registry"),
    width: 26,
    cell: ({ system, finding }) => system?.name ?? finding.system,
  },
  {
    key: "level",
    title: t("Cấp độ", "Level"),
    note: t("Cấp độ an toàn đã khai báo", "Declared security level"),
    width: 12,
    cell: ({ system }, language) => levelText(system, language),
  },
  {
    key: "places",
    title: t("Địa chỉ", "Where"),
    note: t("Máy chủ và cổng đã thấy", "Hosts and ports where it was seen"),
    width: 30,
    cell: ({ places }) => places.join("\n"),
  },
  {
    key: "title",
    title: t("Vấn đề", "Problem"),
    note: t("Điều chưa đạt", "What is wrong"),
    width: 40,
    cell: ({ finding }, language) => finding.title[language],
  },
  {
    key: "detail",
    title: t("Chi tiết", "Detail"),
    note: t("Giá trị đo được và căn cứ", "What was measured, and on what it rests"),
    width: 44,
    cell: ({ finding }, language) => detailLines(finding, language).join("\n"),
  },
  {
    key: "severity",
    title: t("Mức độ", "Severity"),
    note: t("Khẩn cấp, cao, trung bình, thấp, thông tin", "Critical, high, medium, low, info"),
    width: 12,
    cell: ({ finding }, language) => SEVERITY_WORDS[finding.severity][language],
  },
  {
    key: "confidence",
    title: t("Độ tin cậy", "Confidence"),
    note: t("Chắc chắn, rất có thể, nghi ngờ", "Certain, firm, tentative"),
    width: 12,
    cell: ({ finding }, language) => CONFIDENCE_WORDS[finding.confidence][language],
  },
  {
    key: "state",
    title: t("Tình trạng", "State"),
    note: t("Tình trạng khắc phục", "Where the repair stands"),
    width: 18,
    cell: ({ finding }, language) => stateText(finding, language),
  },
  {
    key: "due",
    title: t("Hạn khắc phục", "Due on"),
    note: t(
      "Thời hạn của chương trình rà soát; công văn không ấn định",
      "The programme's term; the directive sets none",
    ),
    width: 14,
    cell: ({ finding }) => (finding.dueOn === "" ? "" : { day: finding.dueOn }),
  },
  {
    key: "remedy",
    title: t("Cách khắc phục", "Remedy"),
    note: t("Việc cần làm", "What to do"),
    width: 60,
    cell: ({ finding }, language) => finding.remedy[language],
  },
  {
    key: "items",
    title: t("Nội dung công văn 2132/BYT-K2ĐT", "Directive items"),
    note: t(
      "Mục của công văn và quan hệ với phát hiện",
      "Items of the directive, and how they relate",
    ),
    width: 34,
    cell: ({ finding }, language) =>
      finding.directive
        .map(({ item, relation }) =>
          language === "vi"
            ? `Mục ${item}: ${RELATION_WORDS[relation].vi}`
            : `Item ${item}: ${RELATION_WORDS[relation].en}`,
        )
        .join("\n"),
  },
  {
    key: "area",
    title: t("Nội dung rà soát", "Area"),
    note: t("Nhóm nội dung được rà soát", "What was reviewed"),
    width: 26,
    cell: ({ finding }, language) => AREA_WORDS[finding.area][language],
  },
  {
    key: "firstSeen",
    title: t("Phát hiện lần đầu", "First seen"),
    note: t("Ngày theo giờ Việt Nam", "Date in Vietnam's time"),
    width: 14,
    cell: ({ finding }) => ({ day: localDay(finding.firstSeen) }),
  },
  {
    key: "lastSeen",
    title: t("Lần cuối còn thấy", "Last seen"),
    note: t("Ngày theo giờ Việt Nam", "Date in Vietnam's time"),
    width: 14,
    cell: ({ finding }) => ({ day: localDay(finding.lastSeen) }),
  },
  {
    key: "lastLooked",
    title: t("Lần kiểm tra cuối", "Last looked"),
    note: t(
      "Lần cuối kiểm tra được chính chỗ này",
      "The last time this very place could be looked at",
    ),
    width: 14,
    cell: ({ finding }) => ({ day: localDay(finding.lastLooked) }),
  },
  {
    key: "rule",
    title: t("Quy tắc", "Rule"),
    note: t("Mã quy tắc và phiên bản bộ quy tắc", "Rule id and version of the rules"),
    width: 28,
    cell: ({ finding }) => `${finding.rule} (${finding.versions.rules})`,
  },
];

function levelText(system: System | undefined, language: Language): string {
  if (system === undefined || system.level === null) return NOT_DECLARED[language];
  return system.level === "none"
    ? t("chưa xác định cấp độ", "none declared")[language]
    : String(system.level);
}

function stateText(finding: Finding, language: Language): string {
  const state = STATE_WORDS[finding.state][language];
  if (finding.outcome !== "unknown" || finding.unknownReason === null) return state;
  const reason = REASONS[finding.unknownReason][language];
  return language === "vi"
    ? `${state}; lần này chưa kiểm tra được: ${reason}`
    : `${state}; could not be looked at this time: ${reason}`;
}

/** YYYY-MM-DD in Vietnam; "" stays "". */
export function localDay(iso: string): string {
  return iso === "" ? "" : localDayOf(iso);
}
