// Faults of our own callers in the network floor. What a remote end does wrong is an Attempt, not one of these.
import { EXIT, RasoatError, type ErrorEntry } from "../model/error.ts";

const NET_ERRORS = {
  "net-no-grant": {
    exit: EXIT.ownFault,
    message: {
      vi: "Mã nguồn định mở kết nối mà không có giấy phép hợp lệ. Đây là lỗi của chương trình; hãy báo cho nhóm phát triển.",
      en: "The code tried to open a door without a minted grant. This is a fault of the program; please report it.",
    },
  },
  "net-tripwire": {
    exit: EXIT.ownFault,
    message: {
      vi: "Đã chặn một kết nối không đi qua lớp mạng được kiểm soát (tới {target}). Đây là lỗi của chương trình; hãy báo cho nhóm phát triển.",
      en: "A connection outside the guarded network floor was stopped (to {target}). This is a fault of the program; please report it.",
    },
  },
  "net-bad-tls-version": {
    exit: EXIT.ownFault,
    message: {
      vi: 'Mã nguồn hỏi phiên bản TLS không tồn tại: "{version}". Đây là lỗi của chương trình; hãy báo cho nhóm phát triển.',
      en: 'The code asked for a TLS version that does not exist: "{version}". This is a fault of the program; please report it.',
    },
  },
  "net-bad-hello": {
    exit: EXIT.ownFault,
    message: {
      vi: "Mã nguồn định gửi một bản tin ClientHello không đúng chuẩn hoặc nêu tên máy chủ khác. Đây là lỗi của chương trình; hãy báo cho nhóm phát triển.",
      en: "The code tried to send a ClientHello that is malformed or names another host. This is a fault of the program; please report it.",
    },
  },
  "net-bad-resolver": {
    exit: EXIT.usage,
    message: {
      vi: 'Máy chủ DNS "{server}" trong cấu hình không hợp lệ. Hãy ghi địa chỉ IP, có thể kèm cổng, ví dụ 192.0.2.53 hoặc 192.0.2.53:53.',
      en: 'The DNS server "{server}" in the configuration is not valid. Write an IP address, with a port if needed, such as 192.0.2.53 or 192.0.2.53:53.',
    },
  },
  "net-bad-override": {
    exit: EXIT.usage,
    message: {
      vi: 'Địa chỉ "{address}" gán cho {host} không phải là địa chỉ IP. Hãy ghi dạng HOST:ĐỊA-CHỈ, ví dụ www.bv-a.test:192.0.2.10.',
      en: 'The address "{address}" given for {host} is not an IP address. Write HOST:ADDRESS, such as www.bv-a.test:192.0.2.10.',
    },
  },
  "net-operator-plain": {
    exit: EXIT.usage,
    message: {
      vi: "Dịch vụ {origin} trong cấu hình phải dùng https: mật mã gửi tới đó không được đi qua mạng ở dạng đọc được.",
      en: "The service {origin} in the configuration must be reached over https: secrets sent to it must not cross a network readable.",
    },
  },
  "net-mail-plain": {
    exit: EXIT.usage,
    message: {
      vi: "Máy chủ thư {host} (notify.smtp) phải dùng security: tls hoặc starttls; “none” chỉ dành cho máy chủ thư trên chính máy này (127.0.0.1 hoặc ::1).",
      en: "The mail server {host} (notify.smtp) must use security: tls or starttls; “none” is for a server on this very machine (127.0.0.1 or ::1).",
    },
  },
} as const satisfies Record<string, ErrorEntry>;

export type NetErrorCode = keyof typeof NET_ERRORS;

export function netError(
  code: NetErrorCode,
  parameters: Readonly<Record<string, string | number>> = {},
): RasoatError {
  return new RasoatError(code, NET_ERRORS[code], parameters);
}
