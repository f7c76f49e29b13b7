// What can be wrong with an archive of the ledger or stand in the way of making one, with the place and the way to mend it.
import { EXIT, RasoatError, type ErrorEntry } from "../../model/error.ts";

const KEEP = {
  vi: "Giữ nguyên tệp làm bằng chứng và lấy lại bản đã cất riêng.",
  en: "Keep the file as evidence and take the copy that is kept elsewhere.",
};

const bad = (vi: string, en: string): ErrorEntry => ({
  exit: EXIT.ownFault,
  message: { vi: `${vi} ${KEEP.vi}`, en: `${en} ${KEEP.en}` },
});
const usage = (vi: string, en: string): ErrorEntry => ({
  exit: EXIT.usage,
  message: { vi, en },
});

const ARCHIVE_ERRORS = {
  "archive-missing": usage(
    "Không đọc được tệp lưu trữ {file}. Kiểm tra đường dẫn và quyền đọc.",
    "The archive {file} cannot be read. Check the path and its permissions.",
  ),
  "archive-exists": usage(
    "Tệp {file} đã có; tệp lưu trữ không ghi đè lên tệp có sẵn. Hãy chọn tên khác.",
    "{file} exists already; an archive overwrites nothing. Choose another name.",
  ),
  "archive-unwritable": usage(
    "Không ghi được tệp lưu trữ {file} ({why}); chưa dòng nào của tệp này rời khỏi sổ ghi. Kiểm tra thư mục, quyền ghi và dung lượng trống.",
    "The archive {file} cannot be written ({why}); none of its rows has left the ledger. Check the folder, its permissions and the free space.",
  ),
  "archive-gone": usage(
    "Không thấy tệp lưu trữ {file}, nơi đã ghi các dòng {first}–{last}: những dòng còn lại của tệp này chưa rời khỏi sổ ghi, và chưa lưu trữ thêm gì. Đưa tệp (hoặc gắn lại ổ đĩa) về đúng chỗ rồi chạy lại.",
    "The archive {file}, which holds rows {first} to {last}, is not there: those of them that are left stay in the ledger, and nothing more is archived. Put the file (or its disk) back in its place and run this again.",
  ),
  "archive-busy": usage(
    "Một tiến trình khác đang lưu trữ sổ ghi. Hãy chờ xong rồi chạy lại; nếu tiến trình đó ở máy khác và đã bị ngắt, thử lại sau một phút.",
    "Another process is archiving the ledger. Wait for its end and run this again; if it was one of another machine and was killed, try again in a minute.",
  ),
  "archive-ledger": bad(
    "Sổ ghi bị thay đổi ở dòng {row}; chưa lưu trữ gì. Xem: rasoat ledger verify.",
    "The ledger was altered at row {row}; nothing was archived. See: rasoat ledger verify.",
  ),
  "archive-order": usage(
    "{file} bắt đầu từ dòng {first}, nhưng phải đến dòng {expected}: thiếu một tệp, hoặc các tệp không theo thứ tự từ cũ đến mới.",
    "{file} begins with row {first} where row {expected} is due: a file is missing, or they are not given from the oldest to the newest.",
  ),
  "archive-short": usage(
    "Các tệp đã cho kết thúc ở dòng {last}, nhưng sổ ghi đã lưu trữ đến dòng {expected}: còn thiếu tệp sau {file}.",
    "The files end with row {last}, and the ledger has been archived up to row {expected}: a file after {file} is missing.",
  ),
  "archive-cut": bad(
    "Tệp lưu trữ {file} bị cắt cụt hoặc hỏng sau dòng {row}: {why}.",
    "The archive {file} is cut or damaged after row {row}: {why}.",
  ),
  "archive-foreign": bad(
    "{file} không phải là tệp lưu trữ sổ ghi của rasoat.",
    "{file} is no archive of a ledger of rasoat.",
  ),
  "archive-line": bad(
    "Tệp lưu trữ {file} có dòng không đọc được ở chỗ của dòng {row}.",
    "The archive {file} holds a line that cannot be read where row {row} is due.",
  ),
  "archive-gap": bad(
    "Tệp lưu trữ {file} có dòng {found} ở chỗ của dòng {row}.",
    "The archive {file} holds row {found} where row {row} is due.",
  ),
  "archive-changed": bad(
    "Tệp lưu trữ {file} bị thay đổi ở dòng {row}, hoặc ở một dòng trước đó.",
    "The archive {file} was changed at row {row}, or at a row before it.",
  ),
  "archive-other": bad(
    "{file} không phải là tệp đã được ghi nhận cho các dòng {first}–{last}: mã SHA-256 khác.",
    "{file} is not the file that was noted for rows {first} to {last}: its SHA-256 differs.",
  ),
  "archive-join": bad(
    "{file} kết thúc ở dòng {row} với mã băm khác với sổ ghi: tệp và sổ ghi không nối được với nhau.",
    "{file} ends at row {row} with another hash than the ledger's: the two do not join.",
  ),
} satisfies Record<string, ErrorEntry>;

export function archiveError(
  code: keyof typeof ARCHIVE_ERRORS,
  parameters: Readonly<Record<string, string | number>>,
  cause?: unknown,
): RasoatError {
  return new RasoatError(code, ARCHIVE_ERRORS[code], parameters, { cause });
}
