// The errors of the registry, by code. Problems inside a file travel in the details.
import { type ErrorEntry, EXIT } from "../model/error.ts";

function usage(vi: string, en: string): ErrorEntry {
  return { exit: EXIT.usage, message: { vi, en } };
}

export const REGISTRY_ERRORS = {
  REGISTRY_FILE: usage(
    "Tệp {file} có {count} lỗi nên chưa nhập gì. Sửa các chỗ sau rồi nhập lại:",
    "The file {file} has {count} problem(s), so nothing was imported. Mend these and import again:",
  ),
  HOST_MOVED: usage(
    "Máy chủ {host} đang thuộc đơn vị {other}, không chuyển sang {unit}. Nếu {other} đã sáp nhập, chạy rasoat registry retire {other} rồi nhập lại.",
    "The host {host} is registered for the unit {other} and is not moved to {unit}. Where {other} was merged, run rasoat registry retire {other} and import again.",
  ),
  SYSTEM_MOVED: usage(
    "Mã hệ thống {code} đang thuộc đơn vị {other}, không chuyển sang {unit}. Hãy dùng mã khác.",
    "The system {code} belongs to the unit {other} and is not moved to {unit}. Use another code.",
  ),
  UNKNOWN_UNIT: usage(
    "Không có đơn vị nào mang mã {code}. Xem danh sách bằng rasoat registry list.",
    "No unit has the code {code}. See rasoat registry list.",
  ),
  UNKNOWN_DOCUMENT: usage(
    "Không có văn bản cho phép số {document}. Xem danh sách bằng rasoat authorization list.",
    "There is no authorization {document}. See rasoat authorization list.",
  ),
  UNKNOWN_DOCUMENT_OF_UNIT: usage(
    "Không có văn bản cho phép số {document} của đơn vị {unit}. Xem danh sách bằng rasoat authorization list.",
    "There is no authorization {document} of the unit {unit}. See rasoat authorization list.",
  ),
  DOCUMENT_REVOKED: usage(
    "Văn bản {document} của đơn vị {unit} đã bị thu hồi; việc thu hồi là cuối cùng. Muốn quét lại, hãy nhập một văn bản có số mới.",
    "The document {document} of the unit {unit} was revoked, which is final. To scan again, import a document with a new number.",
  ),
  REASON_MISSING: usage(
    'Cần ghi lý do: thêm --reason "…".',
    'A reason is needed: add --reason "…".',
  ),
} as const satisfies Record<string, ErrorEntry>;
