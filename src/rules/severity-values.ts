// What the values that rules' modifiers ask for mean, said as a condition. A test holds every shipped rule to it.
import type { Text } from "../model/text.ts";

const VALUES: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  state: {
    only: {
      vi: "máy chủ chỉ nhận kết nối không có bí mật chuyển tiếp",
      en: "the server accepts connections without forward secrecy only",
    },
    short: { vi: "thời hạn HSTS đã khai báo quá ngắn", en: "the HSTS age is declared, too short" },
  },
  kind: {
    active: {
      vi: "nội dung tải qua HTTP chạy được lệnh (tập lệnh, khung)",
      en: "what is loaded over HTTP can run (scripts, frames)",
    },
    extra: { vi: "chuỗi chỉ thừa chứng thư", en: "the chain only holds more than it needs" },
    password: { vi: "biểu mẫu hỏi mật khẩu", en: "the form asks for a password" },
    personal: { vi: "biểu mẫu hỏi thông tin cá nhân", en: "the form asks for personal data" },
    search: { vi: "biểu mẫu chỉ để tìm kiếm", en: "the form only searches" },
    "hidden-frame": { vi: "dấu hiệu là khung ẩn", en: "the sign is a hidden frame" },
    obfuscated: { vi: "dấu hiệu là tập lệnh bị làm rối", en: "the sign is an obfuscated script" },
    "hex-text": {
      vi: "dấu hiệu là đoạn dài viết bằng mã thập lục phân",
      en: "the sign is long text in hexadecimal codes",
    },
    "character-codes": {
      vi: "dấu hiệu là đoạn dài viết bằng mã ký tự",
      en: "the sign is long text in character codes",
    },
    conditional: {
      vi: "chỉ chuyển hướng người đến từ máy tìm kiếm",
      en: "only visitors from search engines are redirected",
    },
  },
};

/** null: no word for it. */
export function valueText(name: string, value: string): Text | null {
  return VALUES[name]?.[value] ?? null;
}
