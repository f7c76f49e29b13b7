// Rows and totals of the yearly report, Form 08 of Nghị định 331/2026/NĐ-CP (columns and fixed values as its
// notes give them; read through VCC, 2026-11-22). Only what the registry declares; the rest says so.
import type { Registry, System } from "../model/registry.ts";
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
const STATUS = {
  approved: APPROVED,
  submitted: "Đã gửi thẩm định",
  drafting: "Đang dự thảo",
  none: "Khai báo: chưa lập hồ sơ",
} as const;

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
  const byStatus = groupBy(rows, (row) => row[5] ?? "");
  const withStatus = (...words: readonly string[]): number =>
    words.reduce((sum, word) => sum + (byStatus.get(word)?.length ?? 0), 0);
  const isAllApproved = rows.length > 0 && withStatus(APPROVED) === rows.length;
  return {
    rows,
    totals: [
      { name: "Tổng số hệ thống thông tin thuộc phạm vi quản lý", value: rows.length },
      { name: "Đã được phân loại (đã xác định loại hình)", value: UNSAID },
      {
        name: "Đã xây dựng hồ sơ đề xuất cấp độ (đã gửi thẩm định hoặc đã được phê duyệt)",
        value: withStatus(STATUS.submitted, APPROVED),
      },
      {
        name: "Đã được thẩm định hồ sơ (tính theo số đã được phê duyệt)",
        value: withStatus(APPROVED),
      },
      { name: "Đã được phê duyệt cấp độ", value: withStatus(APPROVED) },
      {
        name: "Đã phê duyệt cấp độ và được kiểm tra, đánh giá định kỳ theo quy định",
        value: UNSAID,
      },
      {
        name: "Dự kiến thời gian hoàn thành phê duyệt đối với tất cả hệ thống",
        value: isAllApproved ? "Đã hoàn thành" : UNSAID,
      },
    ],
  };
}

function rowOf(system: System, index: number, owner: string): string[] {
  const { levelApproval, level } = system;
  const isApproved = levelApproval?.status === "approved";
  const decision = [
    levelApproval?.decision ?? UNSAID,
    dayText(levelApproval?.date ?? "", "vi") || UNSAID,
    levelApproval?.body ?? UNSAID,
  ].join("; ");
  return [
    String(index + 1),
    system.name,
    owner,
    system.operator ?? UNSAID,
    level === null ? UNSAID : level === "none" ? "Khai báo: chưa xác định" : String(level),
    levelApproval === null ? UNSAID : STATUS[levelApproval.status],
    isApproved ? decision : levelApproval === null ? UNSAID : "Chưa được phê duyệt",
    UNSAID,
    isApproved ? APPROVED : UNSAID,
    UNSAID,
    UNSAID,
    UNSAID,
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
