// What can go wrong before or around a run, with the way to mend it.
import { EXIT, RasoatError, type ErrorEntry } from "../model/error.ts";
import type { Text } from "../model/text.ts";

const RUN_ERRORS = {
  "run-nothing-to-resume": {
    exit: EXIT.usage,
    message: {
      vi: "Không có lượt nào bị ngắt để tiếp tục. Bắt đầu lượt mới bằng: rasoat scan.",
      en: "There is no interrupted run to go on with. Start a new one with: rasoat scan.",
    },
  },
  "run-no-contact": {
    exit: EXIT.usage,
    message: {
      vi: "Cấu hình chưa có thông tin liên hệ nên không được quét địa chỉ công cộng ({hosts}). Thêm contact: {name, url, email} vào rasoat.yaml rồi chạy lại; chưa gửi truy vấn nào tới các máy chủ này.",
      en: "The configuration names no contact, so public addresses are refused ({hosts}). Add contact: {name, url, email} to rasoat.yaml and run again; nothing was sent to these hosts.",
    },
  },
  "run-override-unregistered": {
    exit: EXIT.usage,
    message: {
      vi: "--resolve {host}:{address}: máy chủ này không có trong danh mục. Chỉ trả lời thay DNS cho máy chủ đã đăng ký; chưa gửi gì.",
      en: "--resolve {host}:{address}: the registry has no such host. Only registered hosts may be answered for; nothing was sent.",
    },
  },
  "run-override-outside-pin": {
    exit: EXIT.usage,
    message: {
      vi: "--resolve {host}:{address}: địa chỉ không nằm trong dải đã ghim của máy chủ ({pins}). Sửa địa chỉ, hoặc bổ sung addresses trong danh mục; chưa gửi gì.",
      en: "--resolve {host}:{address}: the address is outside the host's pin ({pins}). Correct it, or add it to addresses in the registry; nothing was sent.",
    },
  },
  "run-disk-low": {
    exit: EXIT.partial,
    message: {
      vi: "Ổ đĩa chỉ còn {free} MB, dưới mức {least} MB: đã dừng. Giải phóng dung lượng rồi chạy rasoat scan --resume; không mất dữ liệu.",
      en: "Only {free} MB are left on the disk, below {least} MB: stopped. Free some space, then run rasoat scan --resume; nothing was lost.",
    },
  },
  "run-lock-lost": {
    exit: EXIT.partial,
    message: {
      vi: "Một tiến trình khác đã giành quyền quét tệp dữ liệu này; tiến trình này dừng lại.",
      en: "Another process took over this database; this one stops.",
    },
  },
  "run-versions-gone": {
    exit: EXIT.usage,
    message: {
      vi: "Bộ quy tắc của lượt {run} không còn trong tệp dữ liệu. Chạy rasoat reassess không kèm --as-run để dùng bộ hiện nay.",
      en: "The rules of run {run} are no longer in the database. Run rasoat reassess without --as-run to use today's.",
    },
  },
} as const satisfies Record<string, ErrorEntry>;

export function runError(
  code: keyof typeof RUN_ERRORS,
  parameters: Readonly<Record<string, string | number>> = {},
  details: readonly Text[] = [],
): RasoatError {
  return new RasoatError(code, RUN_ERRORS[code], parameters, { details });
}
