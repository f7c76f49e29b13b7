// Sentences about files and tables as a whole: encoding, syntax, columns, rows.
import { say, type Sentence } from "./sentence.ts";

export const FILE_SENTENCES = {
  "units-in-authorizations": say(
    "tệp này chỉ được chứa “authorizations”",
    "nhập đơn vị bằng rasoat registry import",
    "this file may hold “authorizations” only",
    "import units with rasoat registry import",
  ),
  "nothing-in-file": say(
    "tệp không có nội dung nào để nhập",
    "kiểm tra lại tệp",
    "the file holds nothing to import",
    "check the file",
  ),
  "file-type": say(
    "không nhận loại tệp này",
    "dùng tệp .yaml, .csv hoặc .xlsx",
    "this kind of file is not read",
    "use .yaml, .csv or .xlsx",
  ),
  "file-size": say(
    "tệp lớn hơn {megabytes} MB",
    "chia thành nhiều tệp nhỏ hơn",
    "the file is larger than {megabytes} MB",
    "split it into smaller ones",
  ),
  "file-encoding": say(
    "tệp không dùng bảng mã UTF-8",
    "lưu lại tệp dưới dạng UTF-8 (trong Excel: “CSV UTF-8”)",
    "the file is not UTF-8",
    "save it as UTF-8 (in Excel: “CSV UTF-8”)",
  ),
  "yaml-syntax": say(
    "sai cú pháp YAML: {detail}",
    "kiểm tra thụt dòng, dấu hai chấm và dấu ngoặc kép ở chỗ này",
    "YAML syntax: {detail}",
    "check indentation, colons and quotes here",
  ),
  "csv-syntax": say(
    "sai cú pháp CSV: {detail}",
    "kiểm tra dấu ngoặc kép và dấu phân cách ở dòng này",
    "CSV syntax: {detail}",
    "check quotes and delimiters in this row",
  ),
  "xlsx-broken": say(
    "không đọc được bảng tính",
    "mở tệp và lưu lại dưới dạng .xlsx",
    "the workbook cannot be read",
    "open it and save it again as .xlsx",
  ),
  "header-none": say(
    "không tìm thấy dòng tiêu đề cột",
    "thêm dòng tiêu đề có các cột: {columns}",
    "no header row was found",
    "add a header row with the columns: {columns}",
  ),
  "column-missing": say(
    "thiếu cột bắt buộc: {columns}",
    "thêm cột đó vào dòng tiêu đề",
    "required columns are missing: {columns}",
    "add them to the header row",
  ),
  "column-unknown": say(
    "không nhận ra cột “{name}”",
    "đổi tên cột hoặc bỏ cột này; các cột dùng được: {columns}",
    "unknown column “{name}”",
    "rename or remove it; known columns: {columns}",
  ),
  "column-registry": say(
    "cột “{name}” thuộc danh mục, không dùng trong tệp văn bản cho phép",
    "bỏ cột này, hoặc nhập tệp bằng rasoat registry import",
    "the column “{name}” belongs to the registry, not to a file of authorizations",
    "remove it, or use rasoat registry import",
  ),
  "column-twice": say(
    "hai cột cùng mang nghĩa “{key}”",
    "giữ lại một cột",
    "two columns both mean “{key}”",
    "keep one of them",
  ),
  "column-unnamed": say(
    "có dữ liệu ở cột thứ {number} nhưng cột này không có tiêu đề",
    "đặt tên cho cột hoặc xóa dữ liệu",
    "column {number} holds a value but has no header",
    "name the column or clear it",
  ),
  "two-sheets": say(
    "nhiều trang tính cùng chứa danh mục: {sheets}",
    "chỉ giữ một trang tính",
    "several sheets hold a registry: {sheets}",
    "keep one sheet only",
  ),
  "row-no-unit": say(
    "dòng này không ghi mã đơn vị",
    "ghi mã đơn vị vào từng dòng (bỏ gộp ô nếu có)",
    "the row names no unit",
    "write the unit's code in each row (unmerge cells)",
  ),
  "row-no-host": say(
    "dòng này không ghi máy chủ",
    "ghi tên máy chủ; hệ thống nội bộ thì ghi exposure là internal",
    "the row names no host",
    "write the host; for an internal system write exposure internal",
  ),
  "row-no-document": say(
    "dòng này có nội dung cho phép nhưng thiếu số văn bản",
    "ghi số văn bản ở cột document",
    "the row has terms of an authorization but no document",
    "write its number in the column document",
  ),
  "row-conflict": say(
    "giá trị{also} khác với dòng {other} của cùng {thing}",
    "ghi giống nhau ở mọi dòng, hoặc chỉ ghi ở dòng đầu",
    "the value{also} differs from row {other} of the same {thing}",
    "write the same in every row, or in the first only",
  ),
  "host-url": say(
    "không dùng được địa chỉ “{host}”",
    "chỉ ghi tên máy chủ; ghi cổng ở cột ports",
    "the address “{host}” cannot be used",
    "write the host name only, and the port in the column ports",
  ),
} as const satisfies Record<string, Sentence>;
