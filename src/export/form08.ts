// Rows and totals of the yearly report, Form 08 of Nghị định 331/2026/NĐ-CP (columns and fixed values as its
// notes give them; read through VCC, 2026-11-22). Only what the registry declares; the rest says so.
import type { LevelApproval, Registry, System } from "../model/registry.ts";
import { NOT_DECLARED } from "../model/words.ts";
import { dayText } from "./document/day-text.ts";
import { groupBy } from "./report/standing.ts";

export const FORM08_COLUMNS = [
  "STT",
  "Tên HTTT",
  "Chủ quản HTTT",
  "Đơn vị vận hành HTTT",
  "Cấp độ đề xuất",
  "Tình trạng phê duyệt cấp độ",
  "Quyết định phê duyệt cấp độ",
  "Quy chế bảo đảm an ninh mạng cho hệ thống",
  "Dự kiến thời điểm phê duyệt hồ sơ đề xuất cấp độ",
  "Đã triển khai đầy đủ phương án bảo đảm an ninh mạng",
  "Dự kiến thời điểm triển khai đầy đủ phương án",
  "Đã kiểm tra, đánh giá an ninh mạng",
] as const;

export interface Form08 {
  readonly rows: readonly (readonly string[])[];
  readonly totals: readonly { readonly name: string; readonly value: number | string }[];
}

const UNSAID = NOT_DECLARED.vi;
const APPROVED = "Đã được phê duyệt";
/** Fixed values of column 6; the last is ours, for what the form has no word for. */
const STATUS = {
  approved: APPROVED,
  appraised: "Đã thẩm định",
  submitted: "Đã gửi thẩm định",
  drafting: "Đang dự thảo",
  none: "Khai báo: chưa lập hồ sơ",
} as const;
/** Fixed values of column 10. */
const MEASURES = {
  none: "Chưa triển khai",
  partial: "Đã triển khai một số hạng mục",
  full: "Đã triển khai đầy đủ",
} as const;
const PERIODIC = "Định kỳ";
/** Fixed values of column 12. */
const ASSESSED = { "before-use": "Trước khi đưa vào sử dụng", periodic: PERIODIC } as const;

/**
 * One row a system, sorted by unit and code; the totals are counted from these very rows.
 * @param units codes in scope; retired units are left out
 */
export function form08(registry: Registry, units: ReadonlySet<string>): Form08 {
  const owners = new Map(registry.units.map((unit) => [unit.code, unit]));
  const systems = registry.systems
    .filter(({ unit }) => units.has(unit) && owners.get(unit)?.retired === false)
    .toSorted((a, b) => compare(a.unit, b.unit) || compare(a.code, b.code));
  const rows = systems.map((system, index) =>
    rowOf(system, index, owners.get(system.unit)?.name ?? system.unit),
  );
  return { rows, totals: totalsOf(rows, systems) };
}

function totalsOf(rows: Form08["rows"], systems: readonly System[]): Form08["totals"] {
  const byStatus = groupBy(rows, (row) => row[5] ?? "");
  const withStatus = (...words: readonly string[]): number =>
    words.reduce((sum, word) => sum + (byStatus.get(word)?.length ?? 0), 0);
  const approved = byStatus.get(APPROVED) ?? [];
  const periodic = approved.filter((row) => row[11]?.includes(PERIODIC) === true).length;
  return [
    { name: "Tổng số hệ thống thông tin thuộc phạm vi quản lý", value: rows.length },
    {
      name: "Đã được phân loại (đã xác định loại hình)",
      value: countOrUnsaid(systems, ({ type }) => (type ?? null) !== null),
    },
    {
      name: "Đã xây dựng hồ sơ đề xuất cấp độ (đã gửi thẩm định, đã thẩm định hoặc đã được phê duyệt)",
      value: withStatus(STATUS.submitted, STATUS.appraised, APPROVED),
    },
    {
      name: "Đã được thẩm định hồ sơ (đã thẩm định hoặc đã được phê duyệt)",
      value: withStatus(STATUS.appraised, APPROVED),
    },
    { name: "Đã được phê duyệt cấp độ", value: approved.length },
    {
      name: "Đã phê duyệt cấp độ và được kiểm tra, đánh giá định kỳ theo quy định",
      value:
        countOrUnsaid(systems, ({ assessed }) => (assessed ?? null) !== null) === UNSAID
          ? UNSAID
          : periodic,
    },
    {
      name: "Dự kiến thời gian hoàn thành phê duyệt đối với tất cả hệ thống",
      value: allApproved(systems),
    },
  ];
}

/** As many as say it; where nobody says anything the number is not declared, and not 0. */
function countOrUnsaid(
  systems: readonly System[],
  isSaid: (system: System) => boolean,
): number | string {
  const said = systems.filter(isSaid).length;
  return said === 0 && systems.length > 0 ? UNSAID : said;
}

/** The latest of the expected times; not declared as long as one system without approval has none. */
function allApproved(systems: readonly System[]): string {
  const waiting = systems.filter(({ levelApproval }) => levelApproval?.status !== "approved");
  if (waiting.length === 0) return systems.length === 0 ? UNSAID : "Đã hoàn thành";
  const times = waiting.map(({ approvalExpected }) => approvalExpected ?? "");
  if (times.includes("")) return UNSAID;
  // "~" comes after every digit: a month without a day ends after its days.
  const [last = ""] = times.toSorted((a, b) => compare(b.padEnd(10, "~"), a.padEnd(10, "~")));
  return timeText(last);
}

/** "2026-12-31" as 31/12/2026, "2026-12" as tháng 12/2026. */
function timeText(time: string | null | undefined): string {
  if (time === null || time === undefined) return UNSAID;
  const [year = "", month = ""] = time.split("-");
  return time.length === 10 ? dayText(time, "vi") : `tháng ${month}/${year}`;
}

function rowOf(system: System, index: number, owner: string): string[] {
  const { levelApproval, level, measures } = system;
  const isApproved = levelApproval?.status === "approved";
  return [
    String(index + 1),
    system.name,
    owner,
    system.operator ?? UNSAID,
    level === null ? UNSAID : level === "none" ? "Khai báo: chưa xác định" : String(level),
    levelApproval === null ? UNSAID : STATUS[levelApproval.status],
    isApproved
      ? documentText(levelApproval)
      : levelApproval === null
        ? UNSAID
        : "Chưa được phê duyệt",
    regulationText(system),
    isApproved ? APPROVED : timeText(system.approvalExpected),
    measures === null || measures === undefined ? UNSAID : MEASURES[measures],
    measures === "full" ? MEASURES.full : timeText(system.measuresExpected),
    assessedText(system),
  ];
}

/** Number, date and body of a decision; each part that is missing says so. */
function documentText({
  decision,
  date,
  body,
}: Pick<LevelApproval, "decision" | "date" | "body">): string {
  return [decision ?? UNSAID, dayText(date ?? "", "vi") || UNSAID, body ?? UNSAID].join("; ");
}

function regulationText({ securityRegulation = null }: System): string {
  if (securityRegulation === null) return UNSAID;
  return securityRegulation === "none"
    ? "Khai báo: chưa ban hành"
    : documentText(securityRegulation);
}

function assessedText({ assessed = null }: System): string {
  if (assessed === null) return UNSAID;
  if (assessed === "none") return "Khai báo: chưa thực hiện";
  const words = Object.entries(ASSESSED).flatMap(([key, word]) =>
    assessed.some((one) => one === key) ? [word] : [],
  );
  return words.join("; ");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
