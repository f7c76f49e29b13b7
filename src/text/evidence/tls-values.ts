// How values and subjects of the area tls are told.
import type { Text } from "../../model/text.ts";
import { at, day, joined, phrase, t, tell, wordIn, type Phrase } from "./phrase.ts";
import { KIND_WORDS, list, reason, traits, version, VERSION } from "./tls-words.ts";

const VALUES: readonly Phrase[] = [
  phrase(/^notAfter=(?<end>\S+)$/, (of) => {
    const end = at(of("end"));
    return t(`hết hạn lúc ${end.vi}`, `ends at ${end.en}`);
  }),
  phrase(/^notBefore=(?<start>\S+)$/, (of) => {
    const start = at(of("start"));
    return t(`có hiệu lực từ ${start.vi}`, `begins at ${start.en}`);
  }),
  phrase(/^issued=(?<on>\S+) days=(?<days>\d+) limit=(?<limit>\d+)$/, (of) => {
    const on = day(of("on"));
    return t(
      `cấp ngày ${on.vi}, thời hạn ${of("days")} ngày, tối đa ${of("limit")} ngày`,
      `issued on ${on.en} for ${of("days")} days, at most ${of("limit")}`,
    );
  }),
  phrase(/^names=(?<names>\S+)$/, (of) => {
    const names = list(of("names"));
    return t(`tên trong chứng thư: ${names.vi}`, `names in the certificate: ${names.en}`);
  }),
  phrase(/^subject=(?<who>.*)$/, (of) => t(`cấp cho ${of("who")}`, `of ${of("who")}`)),
  phrase(/^issuer=(?<by>.*)$/, (of) => t(`bên cấp ${of("by")}`, `issued by ${of("by")}`)),
  phrase(/^missing=(?<by>.*)$/, (of) =>
    t(`thiếu chứng thư trung gian ${of("by")}`, `the certificate of ${of("by")} is missing`),
  ),
  phrase(/^chain=(?<kind>order)$/, () =>
    t("các chứng thư gửi sai thứ tự", "the certificates are sent out of order"),
  ),
  phrase(/^chain=extra (?<names>.+)$/, (of) => {
    const names = list(of("names"));
    return t(`gửi thừa chứng thư ${names.vi}`, `superfluous: ${names.en}`);
  }),
  phrase(/^must-staple=(?<state>unkept)$/, () =>
    t(
      "chứng thư yêu cầu đính kèm OCSP, máy chủ không gửi",
      "the certificate asks for a stapled OCSP answer, none is sent",
    ),
  ),
  phrase(/^scts=(?<count>0)$/, () =>
    t("không có dấu nhật ký công khai (SCT)", "no timestamp of a public log (SCT)"),
  ),
  phrase(/^error=(?<error>\S+)$/, (of) => t(`lỗi ${of("error")}`, `error ${of("error")}`)),
  phrase(/^key=(?<key>\S+)$/, (of) => t(`khoá ${of("key")}`, `key ${of("key")}`)),
  phrase(/^signature=(?<name>.+)$/, (of) =>
    t(`thuật toán ký ${of("name")}`, `signed with ${of("name")}`),
  ),
  phrase(new RegExp(`^offered=(?<old>${VERSION})(?: kinds=(?<kinds>\\S*))?$`), (of) => {
    const kinds = of("kinds") === "" ? "" : ` (${of("kinds").replaceAll(",", ", ")})`;
    const old = version(of("old"));
    return t(`máy chủ còn nhận ${old}${kinds}`, `the server still accepts ${old}${kinds}`);
  }),
  phrase(new RegExp(`^refused=(?<new>${VERSION})$`), (of) =>
    t(`máy chủ không nhận ${version(of("new"))}`, `the server refuses ${version(of("new"))}`),
  ),
  phrase(new RegExp(`^accepted=(?<old>${VERSION})$`), (of) =>
    t(
      `máy chủ nhận kết nối bị hạ xuống ${version(of("old"))}`,
      `the server accepts a fall-back to ${version(of("old"))}`,
    ),
  ),
  phrase(/^groups=(?<groups>classical)$/, () =>
    t(
      "chỉ dùng các nhóm trao đổi khoá cổ điển, chưa có nhóm hậu lượng tử",
      "classical key exchange groups only",
    ),
  ),
  phrase(/^suite=(?<suite>\S+)$/, (of) => t(`bộ mã ${of("suite")}`, `suite ${of("suite")}`)),
  phrase(/^dh=(?<bits>\d+)$/, (of) =>
    t(`tham số Diffie-Hellman ${of("bits")} bit`, `Diffie-Hellman of ${of("bits")} bits`),
  ),
  phrase(/^compression=(?<kind>\S+)$/, (of) =>
    t(`nén TLS (${of("kind")})`, `TLS compression (${of("kind")})`),
  ),
  phrase(/^renegotiation=(?<kind>unprotected)$/, () =>
    t("đàm phán lại không được bảo vệ", "renegotiation is unprotected"),
  ),
  phrase(/^early-data=(?<kind>accepted)$/, () =>
    t("máy chủ nhận dữ liệu sớm (0-RTT)", "early data (0-RTT) is taken"),
  ),
  phrase(/^heartbeat=(?<kind>offered)$/, () =>
    t("máy chủ chào phần mở rộng heartbeat", "the heartbeat extension is offered"),
  ),
  phrase(/^port=(?<port>\d+) (?<why>[a-z-]+)$/, (of) => {
    const why = reason(of("why"));
    return t(`cổng ${of("port")}: ${why.vi}`, `port ${of("port")}: ${why.en}`);
  }),
  phrase(/^url=(?<url>\S+) status=(?<status>\d+)$/, (of) =>
    t(
      `${of("url")} trả về mã ${of("status")} qua HTTP không mã hoá`,
      `${of("url")} answers ${of("status")} over plain HTTP`,
    ),
  ),
  phrase(/^header=(?<state>none)$/, () => t("không có tiêu đề HSTS", "no HSTS header")),
  phrase(/^header=invalid \((?<why>.*)\)$/, (of) =>
    t(`tiêu đề HSTS không hợp lệ (${of("why")})`, `the HSTS header is invalid (${of("why")})`),
  ),
  phrase(/^max-age=(?<seconds>\d+)$/, (of) =>
    t(`HSTS chỉ có hiệu lực ${of("seconds")} giây`, `HSTS for ${of("seconds")} seconds only`),
  ),
  phrase(/^(?<kind>active|blocked|passive)=(?<hosts>\S+)$/, (of) => {
    const kind = wordIn(KIND_WORDS, of("kind"));
    const hosts = list(of("hosts"));
    return t(`${kind.vi} tải từ ${hosts.vi}`, `${kind.en} parts from ${hosts.en}`);
  }),
  phrase(/^(?<kind>password|personal|post|search)=(?<where>\S+)$/, (of) => {
    const kind = wordIn(FORM_WORDS, of("kind"));
    const where = list(of("where"));
    return t(`${kind.vi} gửi tới ${where.vi}`, `${kind.en} sent to ${where.en}`);
  }),
  phrase(/^(?<traits>(?:(?:protocol|certificate|old)=\S+ ?){1,3})$/, (of) =>
    traits(of("traits").trim()),
  ),
];

const FORM_WORDS: Readonly<Record<string, Text>> = {
  password: t("biểu mẫu có mật khẩu", "a form with a password"),
  personal: t("biểu mẫu có dữ liệu cá nhân", "a form with personal data"),
  post: t("biểu mẫu", "a form"),
  search: t("ô tìm kiếm", "a search form"),
};

const SUBJECTS: readonly Phrase[] = [
  phrase(/^(?<leaf>leaf)$/, () => t("Chứng thư máy chủ", "Server certificate")),
  phrase(/^intermediate-(?<number>\d+)$/, (of) =>
    t(`Chứng thư trung gian thứ ${of("number")}`, `Intermediate certificate ${of("number")}`),
  ),
  phrase(/^(?<tls>tls)$/, () => t("Kết nối TLS", "TLS")),
  phrase(/^(?<http>http)$/, () => t("Trang web", "Website")),
];

/** Several values, each perhaps with the addresses that showed it: "offered=TLSv1 @ 192.0.2.1; …". */
export function tlsValue(value: string): Text | null {
  const parts = value.split("; ").map((part) => {
    const [own = "", where] = part.split(" @ ", 2);
    const said = tell(VALUES, own);
    if (said === null || where === undefined) return said;
    return t(`${said.vi} (tại ${where})`, `${said.en} (at ${where})`);
  });
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length ? joined(known, "; ") : null;
}

export function tlsSubject(subject: string): Text | null {
  return tell(SUBJECTS, subject);
}
