// How evidence and values of the area panels are told: what was asked, what came, and by what it was recognised.
import type { Text } from "../../model/text.ts";
import { joined, phrase, t, tell, wordIn, type Phrase } from "./phrase.ts";

const MARKS: Readonly<Record<string, Text>> = {
  title: t("tiêu đề trang", "the page's title"),
  body: t("nội dung trả về", "the answer's content"),
  "link-href": t("liên kết trên trang", "a link on the page"),
};

const KEYS: Readonly<Record<string, Text>> = {
  "input-name": t("ô nhập tên", "input named"),
  "input-type": t("ô nhập kiểu", "input of type"),
  id: t("phần tử có id", "element with id"),
  "form-action": t("biểu mẫu gửi tới", "form sent to"),
  "script-src": t("tải tập lệnh", "loads the script"),
  stylesheet: t("tải kiểu trình bày", "loads the style sheet"),
  heading: t("tiêu đề mục", "heading"),
  "frame-src": t("khung nhúng", "frame"),
  cookie: t("cookie tên", "cookie"),
  redirect: t("chuyển hướng tới", "redirect to"),
  "meta-generator": t("thẻ generator", "generator tag"),
};

const QUOTED = /^"(?<title>.*)"$/;

/** One mark by which a panel was recognised. */
function mark(text: string): Text {
  const title = QUOTED.exec(text)?.groups?.["title"];
  if (title !== undefined) return t(`tiêu đề trang “${title}”`, `page title “${title}”`);
  const [, key = "", value = ""] = /^([a-z-]{1,20})=(.*)$/.exec(text) ?? [];
  if (Object.hasOwn(KEYS, key)) {
    const word = wordIn(KEYS, key);
    return t(`${word.vi} “${value}”`, `${word.en} “${value}”`);
  }
  const [, kind = "", rest = ""] = /^(status|bytes|json) (.+)$/.exec(text) ?? [];
  if (kind === "status") return t(`mã trả về ${rest}`, `status ${rest}`);
  if (kind === "bytes") return t(`các byte đầu ${rest}`, `first bytes ${rest}`);
  if (kind === "json")
    return t(`trường “${rest}” trong dữ liệu JSON`, `field “${rest}” in the JSON`);
  if (Object.hasOwn(MARKS, text)) return wordIn(MARKS, text);
  return t(`chuỗi “${text}”`, `the text “${text}”`);
}

const LINES: readonly Phrase[] = [
  phrase(/^(?<method>GET|HEAD) (?<path>\S+) → (?<status>\d{3})(?:; (?<marks>.*))?$/, (of) => {
    const asked = t(
      `Tải ${of("path")} (${of("method")}): máy chủ trả về mã ${of("status")}`,
      `${of("method")} ${of("path")}: the server answers ${of("status")}`,
    );
    if (of("marks") === "") return asked;
    const marks = joined(of("marks").split("; ").map(mark), "; ");
    return t(`${asked.vi}; nhận ra qua: ${marks.vi}`, `${asked.en}; recognised by: ${marks.en}`);
  }),
];

const STATES: Readonly<Record<string, Text>> = {
  "login-exposed": t("trang đăng nhập quản trị để lộ ra Internet", "login page exposed"),
  unauthenticated: t("vào được mà không cần đăng nhập", "open without a login"),
  "installer-open": t("trình cài đặt còn mở", "installer still open"),
  repository: t("lộ kho mã nguồn", "source repository exposed"),
  secret: t("lộ thông tin bí mật", "secrets exposed"),
  backup: t("lộ bản sao lưu", "backup exposed"),
  listing: t("liệt kê nội dung thư mục", "directory listing"),
  debug: t("lộ thông tin gỡ lỗi", "debug output exposed"),
  "status-page": t("lộ trang trạng thái máy chủ", "status page exposed"),
};

const VALUES: readonly Phrase[] = [
  phrase(
    /^(?<product>.{1,80}) (?<state>login-exposed|unauthenticated|installer-open|repository|secret|backup|listing|debug|status-page)$/,
    (of) => {
      const state = wordIn(STATES, of("state"));
      return t(`${state.vi} (${of("product")})`, `${state.en} (${of("product")})`);
    },
  ),
];

export function panelLine(line: string): Text | null {
  return tell(LINES, line);
}

export function panelValue(value: string): Text | null {
  return tell(VALUES, value);
}

/** "<signature> <path>": the path is what a reader can find. */
export function panelSubject(subject: string): Text | null {
  const path = /^\S+ (\S.*)$/.exec(subject)?.[1];
  return path === undefined ? null : t(`Đường dẫn ${path}`, `Path ${path}`);
}
