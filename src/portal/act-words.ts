// What the audit's acts are called in Vietnamese. Stored is the short English name; a name without words is told as it
// is stored. No route is found or permitted by these words.
import type { Language } from "../model/text.ts";

const API = "api ";

const WORDS: Readonly<Record<string, string>> = {
  "add account": "thêm tài khoản",
  "archive ledger": "lưu trữ sổ truy vấn",
  "ask exception": "xin chấp nhận rủi ro",
  "ask verifying look": "yêu cầu kiểm tra lại",
  "begin confirming with provider": "bắt đầu xác nhận bằng tài khoản của tổ chức",
  "begin sign-in with provider": "bắt đầu đăng nhập bằng tài khoản của tổ chức",
  "call incident a false alarm": "xác định không phải sự cố",
  "call sign a false alarm": "xác định dấu hiệu là báo nhầm",
  "central word": "ghi ý kiến của trung tâm",
  "change account": "đổi thông tin tài khoản",
  "change password": "đổi mật khẩu",
  "claim fixed": "báo đã sửa",
  "close incident": "đóng sự cố",
  "compare nights": "so sánh hai đêm",
  "decide request": "trả lời đề nghị",
  "disable account": "khóa tài khoản",
  "download evidence of finding": "tải gói chứng cứ của phát hiện",
  "download evidence of incident": "tải gói chứng cứ của sự cố",
  "enable account": "mở lại tài khoản",
  "end other sessions": "kết thúc các phiên khác",
  "end pause of unit": "kết thúc tạm dừng của đơn vị",
  "end session": "kết thúc một phiên",
  "enter sent report": "ghi báo cáo đã gửi",
  "forget codes": "bỏ mã xác thực cũ",
  "give code": "nhập mã xác thực",
  "invite account": "tạo liên kết mời",
  "list accounts": "xem danh sách tài khoản",
  "list all requests": "xem mọi đề nghị",
  "list authorizations": "xem văn bản cho phép",
  "list certificate names": "xem tên trong chứng thư",
  "list default certificates": "xem chứng thư mặc định",
  "list findings": "xem danh sách phát hiện",
  "list hosts": "xem danh sách máy chủ",
  "list letters": "xem thư đã gửi và đang chờ",
  "list nights": "xem các đêm quét",
  "list requests": "xem đề nghị",
  "list runs": "xem các lượt quét",
  "list shared keys": "xem khóa dùng chung",
  "list systems": "xem danh sách hệ thống",
  "list units": "xem danh sách đơn vị",
  "list watched": "xem các trang chủ được theo dõi",
  "make recovery codes": "tạo mã dự phòng",
  "make token": "tạo mã truy cập",
  me: "xem mã truy cập đang dùng",
  "missing page": "trang không có",
  "note notice": "ghi thông báo đã gửi",
  "note notice of own incident": "ghi thông báo đã gửi của đơn vị mình",
  "open account": "mở trang tài khoản",
  "open code": "mở trang nhập mã xác thực",
  "open code set-up": "mở trang cài mã xác thực",
  "open incident": "xác nhận sự cố",
  "open invitation": "mở liên kết mời",
  "open sign-in": "mở trang đăng nhập",
  "pause scanning": "tạm dừng quét",
  propose: "đề nghị bổ sung",
  "read central guide": "đọc hướng dẫn cho trung tâm",
  "read help": "đọc hướng dẫn",
  "read unit guide": "đọc hướng dẫn cho đơn vị",
  "release or hold rule": "phát hành hoặc giữ quy tắc",
  "report false alarm": "báo nhầm",
  "reset account": "đặt lại tài khoản",
  "resume scanning": "cho quét tiếp",
  "revoke token": "thu hồi mã truy cập",
  "set in progress": "ghi người xử lý và hạn",
  "set up codes anew": "cài lại mã xác thực",
  "set up code": "cài mã xác thực",
  "sign in": "đăng nhập",
  "sign out": "đăng xuất",
  "sign in with provider": "đăng nhập bằng tài khoản của tổ chức",
  "stop run": "dừng lượt quét",
  summary: "xem số liệu tóm tắt",
  "suspend or restore authorization": "tạm dừng hoặc khôi phục văn bản cho phép",
  "switch language": "đổi ngôn ngữ",
  "use invitation": "đặt mật khẩu từ liên kết mời",
  "view audit": "xem nhật ký",
  "view coverage": "xem phạm vi đã kiểm tra",
  "view finding": "xem phát hiện",
  "view fleet tls": "xem chứng thư và khóa toàn ngành",
  "view guide picture": "xem hình trong hướng dẫn",
  "view incident": "xem sự cố",
  "view incidents": "xem danh sách sự cố",
  "view ledger": "xem truy vấn đã gửi",
  "view letters": "xem thư đã gửi và đang chờ",
  "view overview": "xem tổng quan",
  "view queue": "xem hàng đợi",
  "view registry": "xem danh mục",
  "view rule": "xem quy tắc",
  "view rules": "xem danh sách quy tắc",
  "view runs": "xem các lượt quét",
  "view schedule": "xem lịch chạy",
  "view sent reports": "xem sổ báo cáo đã gửi",
  "view sites": "xem trang của đơn vị",
  "view statistics": "xem thống kê",
  "view unit": "xem đơn vị",
  "withdraw sent report": "rút lại báo cáo đã ghi",
  "word on many": "ghi ý kiến cho nhiều phát hiện",
};

/** Verbs before what a file is called. */
const FILES: readonly (readonly [begin: string, words: string])[] = [
  ["download ", "tải về "],
  ["export ", "xuất "],
];

/** @param act as the audit stores it */
export function actText(act: string, language: Language): string {
  if (language !== "vi") return act;
  return act.startsWith(API) ? `API: ${told(act.slice(API.length))}` : told(act);
}

function told(act: string): string {
  const words = WORDS[act];
  if (words !== undefined) return words;
  const [begin, verb] = FILES.find(([one]) => act.startsWith(one)) ?? ["", ""];
  return `${verb}${act.slice(begin.length)}`;
}
