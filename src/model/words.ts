// Words for people, the same on every screen and in every document (CONTRACT.md, "Words for people").
import type { Area, Confidence, FindingArea, FindingState, Outcome, Severity } from "./area.ts";
import type { CoverageStatus } from "./coverage.ts";
import type { Change } from "./diff.ts";
import type { FindingEvent } from "./finding.ts";
import type { Incident } from "./incident.ts";
import type { UnitKind } from "./registry.ts";
import type { Relation } from "./rule.ts";
import type { RunStatus } from "./run.ts";
import type { ReportForm } from "./sent-report.ts";
import type { Text } from "./text.ts";

const t = (vi: string, en: string): Text => ({ vi, en });

export const SEVERITY_WORDS: Readonly<Record<Severity, Text>> = {
  critical: t("khẩn cấp", "critical"),
  high: t("cao", "high"),
  medium: t("trung bình", "medium"),
  low: t("thấp", "low"),
  info: t("thông tin", "info"),
};

export const CONFIDENCE_WORDS: Readonly<Record<Confidence, Text>> = {
  certain: t("chắc chắn", "certain"),
  firm: t("rất có thể", "firm"),
  tentative: t("nghi ngờ", "tentative"),
};

export const STATE_WORDS: Readonly<Record<FindingState, Text>> = {
  open: t("chưa khắc phục", "open"),
  "in-progress": t("đang xử lý", "in progress"),
  "claimed-fixed": t("đơn vị báo đã sửa", "claimed fixed"),
  fixed: t("đã khắc phục (đã kiểm tra lại)", "fixed (checked again)"),
  accepted: t("chấp nhận rủi ro", "accepted"),
  "false-positive": t("báo nhầm", "false positive"),
};

export const OUTCOME_WORDS: Readonly<Record<Outcome | "not-applicable", Text>> = {
  fail: t("không đạt", "fail"),
  pass: t("đạt", "pass"),
  unknown: t("chưa kiểm tra được", "unknown"),
  "not-applicable": t("không áp dụng", "not applicable"),
};

export const COVERAGE_WORDS: Readonly<Record<CoverageStatus, Text>> = {
  assessed: t("đã kiểm tra", "assessed"),
  partial: t("kiểm tra một phần", "partial"),
  "not-assessed": t("không kiểm tra được", "not assessed"),
};

export const CHANGE_WORDS: Readonly<Record<Change, Text>> = {
  new: t("mới", "new"),
  back: t("tái diễn", "back"),
  "changed-by-rule": t("do thay đổi quy tắc, dữ liệu", "changed by rule"),
  still: t("vẫn còn", "still"),
  "not-assessed": t("không kiểm tra được", "not assessed"),
  fixed: t("đã khắc phục", "fixed"),
  "set-aside": t("xác định là báo nhầm", "set aside as a false alarm"),
};

export const AREA_WORDS: Readonly<Record<FindingArea, Text>> = {
  tls: t("Kết nối mã hoá (TLS, HTTPS)", "Encrypted connections (TLS, HTTPS)"),
  cms: t("Phần mềm quản trị nội dung lỗi thời", "Outdated content management software"),
  panels: t("Trang quản trị, dữ liệu bị lộ", "Exposed panels and data"),
  defacement: t("Dấu hiệu bị chèn, thay đổi nội dung", "Signs of defacement"),
  registry: t("Hồ sơ khai báo", "Declared records"),
} satisfies Record<Area | "registry", Text>;

export const RELATION_WORDS: Readonly<Record<Relation, Text>> = {
  "reported-under": t("báo cáo theo", "reported under"),
  "gap-against": t("chưa đáp ứng", "gap against"),
  "casts-doubt-on": t("đặt dấu hỏi với", "casts doubt on"),
  "may-trigger": t("có thể phải thực hiện", "may trigger"),
  triggers: t("phải thực hiện ngay", "triggers"),
};

/** Why a finding moved, or what was said of it, in its history. */
export const CAUSE_WORDS: Readonly<Record<FindingEvent["cause"], Text>> = {
  seen: t("nhìn thấy", "seen"),
  "not-seen": t("không còn thấy", "not seen"),
  "could-not-look": t("không kiểm tra được", "could not look"),
  "value-changed": t("giá trị thay đổi", "value changed"),
  person: t("ý kiến của người", "a person's word"),
  "rule-changed": t("quy tắc thay đổi", "rule changed"),
  "data-changed": t("dữ liệu tham chiếu thay đổi", "data changed"),
  expired: t("hết thời hạn", "expired"),
};

export const RUN_STATUS_WORDS: Readonly<Record<RunStatus, Text>> = {
  running: t("đang chạy", "running"),
  done: t("đã xong", "done"),
  interrupted: t("bị ngắt", "interrupted"),
  stopped: t("đã dừng", "stopped"),
  failed: t("lỗi", "failed"),
};

export const REPORT_FORM_WORDS: Readonly<Record<ReportForm, Text>> = {
  "bao-cao": t("báo cáo", "report"),
  "cong-van": t("công văn", "official letter"),
};

export const INCIDENT_WORDS: Readonly<Record<Incident["state"], Text>> = {
  open: t("đang mở", "open"),
  closed: t("đã đóng", "closed"),
  "false-alarm": t("không phải sự cố", "none after all"),
};

export const UNIT_KIND_WORDS: Readonly<Record<UnitKind, Text>> = {
  "ministry-unit": t("đơn vị thuộc, trực thuộc Bộ Y tế", "unit of the Ministry"),
  "health-department": t("Sở Y tế", "provincial health department"),
  "sector-health": t("y tế bộ, ngành", "health body of another ministry"),
  hospital: t("bệnh viện", "hospital"),
  centre: t("trung tâm", "centre"),
  station: t("trạm y tế", "health station"),
  institute: t("viện", "institute"),
  school: t("trường", "school"),
  other: t("loại khác hoặc chưa phân loại", "other or not classified"),
};

export const NOT_DECLARED: Text = t("chưa khai báo", "not declared");
