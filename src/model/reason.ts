// The closed list of reasons why something was not looked at, or a look came to nothing.
import type { Text } from "./text.ts";

const t = (vi: string, en: string): Text => ({ vi, en });

/** No packet left: scope, authorization, or our own decision. */
const NOT_TRIED = {
  "not-registered": t("máy chủ không có trong danh mục", "the host is not in the registry"),
  "port-not-registered": t("cổng không có trong danh mục", "the port is not in the registry"),
  "path-not-allowed": t(
    "đường dẫn không được phép truy vấn",
    "the path is not on the list of allowed ones",
  ),
  "url-not-allowed": t("dạng địa chỉ URL không được phép", "this form of URL is not allowed"),
  "not-authorized": t("chưa có văn bản cho phép", "no recorded authorization"),
  "area-not-authorized": t(
    "văn bản cho phép không gồm nội dung này",
    "the authorization does not cover this area",
  ),
  "authorization-not-yet-valid": t(
    "văn bản cho phép chưa có hiệu lực",
    "the authorization is not valid yet",
  ),
  "authorization-expired": t("văn bản cho phép đã hết hạn", "the authorization has expired"),
  "authorization-revoked": t("văn bản cho phép đã bị thu hồi", "the authorization was revoked"),
  "authorization-suspended": t("văn bản cho phép đang tạm dừng", "the authorization is suspended"),
  "outside-window": t("ngoài khung giờ được phép", "outside the authorized window"),
  "unit-retired": t("đơn vị đã ngừng theo dõi", "the unit was retired from the registry"),
  "address-reserved": t(
    "địa chỉ IP thuộc dải riêng hoặc dành riêng",
    "the address is private or reserved",
  ),
  "address-outside-pin": t(
    "địa chỉ IP nằm ngoài dải đã ghim trong danh mục",
    "the address is outside the registry's pin",
  ),
  "no-contact": t("cấu hình chưa có thông tin liên hệ", "the configuration names no contact"),
  "redirect-out-of-scope": t(
    "chuyển hướng ra ngoài phạm vi, không đi theo",
    "redirects out of scope, not followed",
  ),
  "redirect-limit": t("chuyển hướng quá nhiều lần", "too many redirects"),
  "redirect-loop": t("chuyển hướng lặp vòng", "a redirect loop"),
  "budget-spent": t("đã hết hạn mức truy vấn trong đêm", "the night's request budget is spent"),
  "window-closed": t("hết khung giờ được phép", "the window closed"),
  stopped: t("người vận hành đã dừng", "stopped by the operator"),
  interrupted: t("lượt quét bị ngắt giữa chừng", "the run was interrupted"),
  "not-planned": t("không có trong kế hoạch lượt này", "not planned in this run"),
  "host-given-up": t(
    "dừng vì máy chủ liên tiếp không trả lời",
    "given up after repeated failures of this host",
  ),
  "host-stopped-answering": t(
    "máy chủ ngừng trả lời sau một số kết nối, có thể do giới hạn tần suất; chưa hỏi hết",
    "the host stopped answering after some connections, perhaps a rate limit; not all was asked",
  ),
  "depends-on-failed": t(
    "phụ thuộc một bước trước không thực hiện được",
    "depends on an earlier look that failed",
  ),
} as const;

/** A packet left, and no usable answer came. */
const FAILED = {
  "dns-not-found": t("tên miền không tồn tại", "the name does not exist"),
  "dns-no-address": t("tên miền không có địa chỉ", "the name has no address"),
  "dns-failed": t("phân giải tên miền lỗi", "name resolution failed"),
  "dns-timeout": t("phân giải tên miền quá thời gian", "name resolution timed out"),
  "dns-too-many-addresses": t("tên miền có quá nhiều địa chỉ", "too many addresses"),
  "connect-refused": t("máy chủ từ chối kết nối", "connection refused"),
  "connect-timeout": t("kết nối quá thời gian", "connection timed out"),
  "connection-reset": t("kết nối bị ngắt", "connection reset"),
  unreachable: t("không tới được mạng của máy chủ", "network unreachable"),
  "peer-mismatch": t(
    "địa chỉ phía bên kia khác địa chỉ đã kiểm tra",
    "the peer's address is not the one that was checked",
  ),
  "tls-failed": t("bắt tay TLS thất bại", "the TLS handshake failed"),
  "tls-timeout": t("bắt tay TLS quá thời gian", "the TLS handshake timed out"),
  "not-tls": t(
    "cổng có trả lời nhưng không phải TLS (như HTTP không mã hóa trên cổng 443)",
    "the port answers, but not in TLS (such as plain HTTP on 443)",
  ),
  "tls-message-too-large": t("bản tin TLS quá lớn", "a TLS message is too large"),
  "client-certificate-required": t(
    "máy chủ đòi chứng thư phía người dùng",
    "the server demands a client certificate",
  ),
  "http-malformed": t("phản hồi HTTP sai chuẩn", "the HTTP response is malformed"),
  "http-timeout": t("máy chủ không trả lời trong thời gian chờ", "no answer in time"),
  "headers-too-large": t("phần đầu phản hồi quá lớn", "the response headers are too large"),
  "body-too-large": t("nội dung phản hồi quá lớn", "the response body is too large"),
  "decompressed-too-large": t("nội dung giải nén quá lớn", "the decompressed body is too large"),
  "decode-failed": t("không giải nén được nội dung", "the body could not be decompressed"),
  deadline: t("quá thời gian cho một truy vấn", "the request's deadline passed"),
} as const;

/** An answer came, but not one that says what was asked. */
const NOT_ASSESSABLE = {
  blocked: t(
    "máy chủ chặn (trang thử thách hoặc 403 của tường lửa)",
    "blocked (challenge page or firewall 403)",
  ),
  "rate-limited": t("máy chủ giới hạn tần suất (429)", "rate limited (429)"),
  "server-error": t("máy chủ báo lỗi (5xx)", "server error (5xx)"),
  "login-required": t("cần đăng nhập mới xem được", "a login is required"),
  maintenance: t("trang đang bảo trì", "a maintenance page"),
  parked: t("tên miền đang treo hoặc bị tạm ngưng", "a parked or suspended page"),
  "empty-page": t("trang rỗng", "an empty page"),
  "not-html": t("không phải trang HTML", "not an HTML page"),
  "http-status": t("mã trạng thái HTTP không dùng được", "an unusable HTTP status"),
  unstable: t("các lần xem cho kết quả khác nhau", "repeated looks disagree"),
  contradictory: t("các dấu hiệu mâu thuẫn nhau", "the signs contradict one another"),
  "page-abnormal": t("trang có cấu trúc bất thường", "the page's structure is abnormal"),
  "version-hidden": t("không lộ phiên bản", "no version is shown"),
  inconclusive: t("chưa đủ căn cứ kết luận", "inconclusive"),
  "internal-bug": t("lỗi của chính rasoat", "a fault of rasoat itself"),
} as const;

export const REASONS = { ...NOT_TRIED, ...FAILED, ...NOT_ASSESSABLE } as const;

export type NotTriedReason = keyof typeof NOT_TRIED;
export type FailedReason = keyof typeof FAILED | keyof typeof NOT_ASSESSABLE;
export type Reason = keyof typeof REASONS;

export function isReason(value: string): value is Reason {
  return Object.hasOwn(REASONS, value);
}

export function isNotTried(reason: Reason): reason is NotTriedReason {
  return Object.hasOwn(NOT_TRIED, reason);
}
