// Sentences about single values of a registry file: what is wrong with one, and how to mend it.
import { say, type Sentence } from "./sentence.ts";

export const VALUE_SENTENCES = {
  "unknown-key": say(
    "khóa “{key}” không có trong mẫu",
    "sửa lại tên khóa hoặc bỏ đi",
    "unknown key “{key}”",
    "correct its name or remove it",
  ),
  "missing-key": say("thiếu “{key}”", "bổ sung “{key}”", "“{key}” is missing", "add “{key}”"),
  "not-text": say(
    "“{key}” phải là chữ",
    "đặt giá trị trong dấu ngoặc kép",
    "“{key}” must be text",
    "put the value between quotes",
  ),
  "not-list": say(
    "“{key}” phải là danh sách",
    "viết mỗi mục trên một dòng, bắt đầu bằng dấu gạch ngang",
    "“{key}” must be a list",
    "write each item on a line of its own, beginning with a hyphen",
  ),
  "not-map": say(
    "“{key}” phải là một nhóm khóa",
    "viết dạng “khóa: giá trị”",
    "“{key}” must be a group of keys",
    "write it as “key: value”",
  ),
  "not-number": say(
    "“{key}” phải là số trong giới hạn cho phép",
    "ghi một số phù hợp, không kèm chữ",
    "“{key}” must be a number within its limits",
    "write a suitable number without words",
  ),
  "not-yes-no": say(
    "“{key}” chỉ nhận có hoặc không",
    "ghi true hoặc false (trong bảng tính: có hoặc không)",
    "“{key}” takes yes or no",
    "write true or false",
  ),
  "not-choice": say(
    "giá trị của “{key}” không nằm trong các lựa chọn",
    "dùng một trong: {choices}",
    "the value of “{key}” is none of the choices",
    "use one of: {choices}",
  ),
  empty: say(
    "“{key}” để trống",
    "ghi giá trị hoặc bỏ khóa này đi",
    "“{key}” is empty",
    "give a value or remove the key",
  ),
  "not-line": say(
    "“{key}” có xuống dòng hoặc ký tự điều khiển",
    "viết trên một dòng, bỏ các ký tự lạ",
    "“{key}” holds line breaks or control characters",
    "write it on one line without them",
  ),
  "too-long": say("“{key}” quá dài", "rút ngắn lại", "“{key}” is too long", "shorten it"),
  "bad-value": say(
    "giá trị của “{key}” không dùng được",
    "xem lại mẫu tệp danh mục",
    "the value of “{key}” cannot be used",
    "compare it with the registry file's form",
  ),
  "bad-code": say(
    "mã ở “{key}” không đúng dạng",
    "chỉ dùng A–Z không dấu, chữ số và dấu gạch nối giữa, ví dụ BV-A",
    "the code in “{key}” is malformed",
    "use only A–Z, digits and single hyphens between them, as in BV-A",
  ),
  "bad-level": say(
    "cấp độ không hợp lệ",
    "ghi số từ 1 đến 5; ghi none nếu chưa xác định cấp độ; để trống nếu chưa khai báo",
    "the level is not valid",
    "write 1 to 5, none where there is none, nothing where it is not declared",
  ),
  "bad-date": say(
    "ngày “{value}” ở “{key}” không hợp lệ",
    "ghi năm-tháng-ngày như 2026-01-05 (trong bảng tính còn dùng được 05/01/2026)",
    "the date “{value}” in “{key}” is not valid",
    "write year-month-day as in 2026-01-05 (in tables also day/month/year)",
  ),
  "date-serial": say(
    "“{value}” ở “{key}” là số thứ tự ngày của bảng tính, không phải ngày",
    "định dạng cột này là ngày rồi lưu lại tệp, hoặc ghi {day} nếu đúng là ngày đó",
    "“{value}” in “{key}” is a spreadsheet's serial number of a day, not a date",
    "format the column as dates and save the file again, or write {day} if that is the day",
  ),
  "bad-time": say(
    "giờ ở “{key}” không hợp lệ",
    "ghi giờ:phút từ 00:00 đến 23:59, như 22:00",
    "the time in “{key}” is not valid",
    "write hours:minutes from 00:00 to 23:59, as in 22:00",
  ),
  "bad-email": say(
    "địa chỉ thư điện tử không hợp lệ",
    "ghi dạng ten@donvi.vn",
    "the e-mail address is not valid",
    "write it as name@unit.vn",
  ),
  "bad-sha256": say(
    "mã băm SHA-256 không hợp lệ",
    "ghi đủ 64 chữ số thập lục phân",
    "the SHA-256 is not valid",
    "write all of its 64 hexadecimal digits",
  ),
  "bad-port": say(
    "cổng không hợp lệ",
    "ghi số từ 1 đến 65535, hoặc kèm giao thức ({port: 8443, scheme: https}; trong bảng tính: 8443/https)",
    "the port is not valid",
    "write 1 to 65535, or with its scheme ({port: 8443, scheme: https}; in tables: 8443/https)",
  ),
  "port-twice": say(
    "cổng {port} khai báo hai lần với giao thức khác nhau",
    "giữ một dòng cho mỗi cổng",
    "port {port} stands twice with different schemes",
    "keep one entry for each port",
  ),
  "bad-path": say(
    "đường dẫn “{value}” không hợp lệ",
    "ghi đường dẫn bắt đầu bằng “/”, không kèm tên máy chủ, không có “#”",
    "the path “{value}” is not valid",
    "write a path that begins with “/”, without host and without “#”",
  ),
  "bad-cidr": say(
    "dải địa chỉ “{value}” không hợp lệ",
    "ghi dạng 192.0.2.10/32 hoặc 2001:db8::/48; các bit sau độ dài tiền tố phải bằng 0; không rộng hơn /8 (IPv4) hay /32 (IPv6)",
    "the address range “{value}” is not valid",
    "write it as 192.0.2.10/32 or 2001:db8::/48, with no bits beyond the prefix, and no wider than /8 (IPv4) or /32 (IPv6)",
  ),
  "bad-timezone": say(
    "múi giờ “{value}” không tồn tại",
    "dùng Asia/Ho_Chi_Minh hoặc một tên múi giờ IANA khác",
    "there is no time zone “{value}”",
    "use Asia/Ho_Chi_Minh or another IANA name",
  ),
} as const satisfies Record<string, Sentence>;
