// The columns a table may have: their names, the Vietnamese headings they also go by, and where
// their values belong. A heading that is not here is refused, never guessed.
import {
  foldWord,
  isNone,
  oneLine,
  toContacts,
  toDay,
  toDayOrMonth,
  toLevel,
  toNumber,
  toPhrases,
  toPorts,
  toTime,
  toTokens,
  toYesNo,
  wordTable,
} from "./cells.ts";

/** What a column speaks of; "row" columns are handled by the folding of rows. */
export type Group = "row" | "unit" | "system" | "host" | "authorization" | "ignored";

export interface Column {
  readonly key: string;
  readonly group: Group;
  /** Place of the value within the unit, system, host or authorization. */
  readonly path: readonly string[];
  /** undefined: the cell says nothing. */
  readonly parse: (text: string) => unknown;
  readonly headings: readonly string[];
}

const asText = oneLine;
const lower = (text: string): unknown => text.toLowerCase();

const toKind = wordTable({
  "bệnh viện": "hospital",
  "sở y tế": "health-department",
  "đơn vị thuộc bộ": "ministry-unit",
  "y tế bộ ngành": "sector-health",
  "trung tâm": "centre",
  "trung tâm y tế": "centre",
  "trạm y tế": "station",
  viện: "institute",
  trường: "school",
  khác: "other",
});

const toExposure = wordTable({ "công khai": "public", internet: "public", "nội bộ": "internal" });

const toApproval = wordTable({
  "đã phê duyệt": "approved",
  "đã thẩm định": "appraised",
  "đã được phê duyệt": "approved",
  "đã gửi thẩm định": "submitted",
  "đang dự thảo": "drafting",
  "đã trình": "submitted",
  "đang lập": "drafting",
  không: "none",
  "chưa có": "none",
});

const toPersonalData = wordTable({
  không: "none",
  "không có": "none",
  "cơ bản": "basic",
  "nhạy cảm": "sensitive",
});

const toMeasures = wordTable({
  "chưa triển khai": "none",
  không: "none",
  "đã triển khai một số hạng mục": "partial",
  "một phần": "partial",
  "đã triển khai đầy đủ": "full",
  "đầy đủ": "full",
});

const toAssessment = wordTable({
  "trước khi đưa vào sử dụng": "before-use",
  "định kỳ": "periodic",
});

/** "Trước khi đưa vào sử dụng; Định kỳ" */
const toAssessed = (text: string): unknown =>
  isNone(text) || foldWord(text) === "chuathuchien" ? "none" : toPhrases(text).map(toAssessment);

const toStatus = wordTable({
  "hiệu lực": "active",
  "đang hiệu lực": "active",
  "tạm dừng": "suspended",
  "thu hồi": "revoked",
});

type Row = readonly [
  key: string,
  group: Group,
  path: string,
  parse: (text: string) => unknown,
  ...headings: string[],
];

const ROWS: readonly Row[] = [
  ["unit", "row", "", asText, "Mã đơn vị", "code", "unit code"],
  ["system", "row", "", asText, "Mã hệ thống", "system code"],
  [
    "host",
    "row",
    "",
    asText,
    "Máy chủ",
    "Tên miền",
    "Website",
    "Trang web",
    "Địa chỉ website",
    "Địa chỉ trang thông tin điện tử",
    "hosts",
    "domain",
    "url",
  ],
  [
    "document",
    "row",
    "",
    asText,
    "Số văn bản",
    "Số quyết định",
    "Văn bản cho phép",
    "Số văn bản cho phép",
  ],

  ["name", "unit", "name", asText, "Tên đơn vị", "Đơn vị", "unit name"],
  ["kind", "unit", "kind", toKind, "Loại đơn vị", "Loại hình", "Loại hình đơn vị"],
  [
    "province",
    "unit",
    "province",
    asText,
    "Tỉnh",
    "Tỉnh thành",
    "Tỉnh, thành phố",
    "Tỉnh/Thành phố",
  ],
  ["parent", "unit", "parent", asText, "Mã đơn vị cấp trên", "Đơn vị cấp trên", "Mã cấp trên"],
  ["formerly", "unit", "formerly", toPhrases, "Tên cũ", "Mã cũ", "Trước đây"],
  ["head", "unit", "head", asText, "Thủ trưởng", "Thủ trưởng đơn vị", "Người đứng đầu"],
  [
    "contacts",
    "unit",
    "contacts",
    toContacts,
    "contact",
    "Email",
    "Thư điện tử",
    "Liên hệ",
    "Email liên hệ",
    "Đầu mối liên hệ",
  ],
  [
    "incidentPlan",
    "unit",
    "incidentPlan.decision",
    asText,
    "Phương án ứng phó sự cố",
    "Quyết định phương án ứng phó sự cố",
  ],
  ["incidentPlanDate", "unit", "incidentPlan.date", toDay, "Ngày phương án ứng phó sự cố"],

  ["systemName", "system", "name", asText, "Tên hệ thống", "Hệ thống", "Hệ thống thông tin"],
  ["exposure", "system", "exposure", toExposure, "Công khai hay nội bộ"],
  ["level", "system", "level", toLevel, "Cấp độ", "Cấp độ an toàn", "Cấp độ hệ thống"],
  [
    "levelApproval",
    "system",
    "levelApproval.status",
    toApproval,
    "Tình trạng phê duyệt cấp độ",
    "Phê duyệt cấp độ",
  ],
  ["levelDecision", "system", "levelApproval.decision", asText, "Quyết định phê duyệt cấp độ"],
  ["levelDate", "system", "levelApproval.date", toDay, "Ngày phê duyệt cấp độ"],
  ["levelBody", "system", "levelApproval.body", asText, "Cơ quan phê duyệt cấp độ"],
  ["operator", "system", "operator", asText, "Đơn vị vận hành"],
  [
    "onlineService",
    "system",
    "onlineService",
    toYesNo,
    "Dịch vụ trực tuyến",
    "Dịch vụ công trực tuyến",
  ],
  ["personalData", "system", "personalData", toPersonalData, "Dữ liệu cá nhân"],
  ["contractor", "system", "contractor", asText, "Nhà thầu", "Đơn vị cung cấp", "Nhà cung cấp"],
  ["systemType", "system", "type", asText, "Loại hình hệ thống", "Loại hình hệ thống thông tin"],
  [
    "regulation",
    "system",
    "securityRegulation.decision",
    asText,
    "Quy chế bảo đảm an ninh mạng",
    "Quyết định quy chế bảo đảm an ninh mạng",
  ],
  [
    "regulationDate",
    "system",
    "securityRegulation.date",
    toDay,
    "Ngày quy chế bảo đảm an ninh mạng",
  ],
  [
    "regulationBody",
    "system",
    "securityRegulation.body",
    asText,
    "Cơ quan ban hành quy chế bảo đảm an ninh mạng",
  ],
  [
    "approvalExpected",
    "system",
    "approvalExpected",
    toDayOrMonth,
    "Dự kiến phê duyệt cấp độ",
    "Dự kiến thời điểm phê duyệt cấp độ",
  ],
  [
    "measures",
    "system",
    "measures",
    toMeasures,
    "Triển khai phương án bảo đảm an ninh mạng",
    "Đã triển khai đầy đủ phương án bảo đảm an ninh mạng",
  ],
  [
    "measuresExpected",
    "system",
    "measuresExpected",
    toDayOrMonth,
    "Dự kiến triển khai đầy đủ",
    "Dự kiến thời điểm triển khai đầy đủ phương án",
  ],
  [
    "assessed",
    "system",
    "assessed",
    toAssessed,
    "Đã kiểm tra, đánh giá an ninh mạng",
    "Kiểm tra, đánh giá an ninh mạng",
  ],

  ["ports", "host", "ports", toPorts, "port", "Cổng"],
  ["paths", "host", "paths", toTokens, "path", "Đường dẫn", "Trang bắt đầu"],
  ["addresses", "host", "addresses", toTokens, "address", "ip", "Địa chỉ IP", "Ghim địa chỉ IP"],

  ["signedBy", "authorization", "signedBy", asText, "Người ký"],
  ["signedOn", "authorization", "signedOn", toDay, "Ngày ký"],
  ["documentSha256", "authorization", "documentSha256", lower, "sha256", "Mã băm văn bản"],
  [
    "hosterNotified",
    "authorization",
    "hosterNotified",
    toYesNo,
    "Đã báo nhà cung cấp hosting",
    "Đã báo đơn vị đặt máy chủ",
  ],
  ["emergencyContact", "authorization", "emergencyContact", asText, "Liên hệ khẩn cấp"],
  [
    "validFrom",
    "authorization",
    "validFrom",
    toDay,
    "Hiệu lực từ",
    "Có hiệu lực từ",
    "Từ ngày",
    "Ngày có hiệu lực",
  ],
  [
    "validTo",
    "authorization",
    "validTo",
    toDay,
    "Hiệu lực đến",
    "Có hiệu lực đến",
    "Đến ngày",
    "Ngày hết hiệu lực",
  ],
  ["areas", "authorization", "areas", toTokens, "area", "Nội dung kiểm tra", "Nội dung cho phép"],
  ["windowFrom", "authorization", "window.from", toTime, "Khung giờ từ", "Quét từ giờ", "Từ giờ"],
  ["windowTo", "authorization", "window.to", toTime, "Khung giờ đến", "Quét đến giờ", "Đến giờ"],
  ["timezone", "authorization", "window.timezone", asText, "Múi giờ"],
  ["verifyFrom", "authorization", "verify.from", toTime, "Kiểm tra lại từ giờ"],
  ["verifyTo", "authorization", "verify.to", toTime, "Kiểm tra lại đến giờ"],
  [
    "verifyMaxRequests",
    "authorization",
    "verify.maxRequests",
    toNumber,
    "Số truy vấn kiểm tra lại",
  ],
  ["watchEveryMinutes", "authorization", "watch.everyMinutes", toNumber, "Theo dõi mỗi (phút)"],
  [
    "requestsPerSecond",
    "authorization",
    "requestsPerSecond",
    toNumber,
    "Truy vấn mỗi giây",
    "Số truy vấn mỗi giây",
  ],
  ["status", "authorization", "status", toStatus, "Trạng thái", "Trạng thái văn bản"],

  ["number", "ignored", "", asText, "STT", "TT", "Số thứ tự", "no", "#"],
  ["note", "ignored", "", asText, "Ghi chú", "notes", "remark"],
];

export const COLUMNS: readonly Column[] = ROWS.map(([key, group, path, parse, ...headings]) => ({
  key,
  group,
  path: path === "" ? [] : path.split("."),
  parse,
  headings,
}));

const BY_HEADING: ReadonlyMap<string, Column> = new Map(
  COLUMNS.flatMap((column) =>
    [column.key, ...column.headings].map((heading) => [headingOf(heading), column] as const),
  ),
);

/** In any order, case, accents or composition; a trailing "*" or "(…)" is no part of the name. */
export function columnOf(heading: string): Column | null {
  return BY_HEADING.get(headingOf(heading)) ?? null;
}

function headingOf(text: string): string {
  const folded = foldWord(text.replace(/\([^)]*\)\s*$/, ""));
  return folded === "" ? text.trim() : folded;
}

/** Names to tell a person who used an unknown one. */
export const COLUMN_NAMES = COLUMNS.filter((column) => column.group !== "ignored")
  .map((column) => column.key)
  .join(", ");

const WHOLE = new Set(["incidentPlan", "regulation"]);

/** A cell that says "none" for the whole incident plan or security regulation. */
export function isWholeNone(column: Column, text: string): boolean {
  return WHOLE.has(column.key) && isNone(text);
}
