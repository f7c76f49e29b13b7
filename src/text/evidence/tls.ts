// How evidence of the area tls is told: certificates, hellos and their answers, headers, pages.
import type { Text } from "../../model/text.ts";
import { at, day, joined, phrase, t, tell, wordIn, type Phrase } from "./phrase.ts";
import { BROWSER_WORDS, KIND_WORDS, list, reason, traits, version, VERSION } from "./tls-words.ts";

const CLASS_WORDS: Readonly<Record<string, Text>> = {
  null: t("không mã hoá", "no encryption"),
  anonymous: t("không xác thực", "no authentication"),
  export: t("loại xuất khẩu", "export grade"),
  "anonymous-dh": t("Diffie-Hellman không xác thực", "anonymous Diffie-Hellman"),
  rc4: t("RC4", "RC4"),
  des: t("DES", "DES"),
  "3des": t("3DES", "3DES"),
  others: t("các bộ mã hiếm gặp", "rarer suites"),
  dhe: t("Diffie-Hellman (DHE)", "Diffie-Hellman (DHE)"),
  static: t("không có bí mật chuyển tiếp", "without forward secrecy"),
  forward: t("có bí mật chuyển tiếp", "with forward secrecy"),
};

/** What alone a hello takes for signatures. */
const SIGNED_WITH: Readonly<Record<string, string>> = {
  "sha1-signature": "SHA-1",
  "sha224-signature": "SHA-224",
};

/** What a hello offered alone, "null+export"; "" for an ordinary hello. */
function offered(about: string): Text {
  const names = about.split("+").filter((name) => name !== "");
  const suites = names.filter((name) => !(name in SIGNED_WITH));
  const words = joined(
    suites.map((name) => wordIn(CLASS_WORDS, name)),
    ", ",
  );
  const hash = names.flatMap((name) => SIGNED_WITH[name] ?? [])[0];
  return t(
    `${suites.length === 0 ? "" : ` với bộ mã ${words.vi}`}${hash === undefined ? "" : ` chỉ với chữ ký ${hash}`}`,
    `${suites.length === 0 ? "" : ` with suites: ${words.en}`}${hash === undefined ? "" : ` with ${hash} signatures only`}`,
  );
}

const HELLOS: readonly Phrase[] = [
  phrase(
    new RegExp(
      `^(?<ip>\\S{1,60}): (?<asked>${VERSION})(?: (?<about>\\S{1,80}))?: refused \\((?<how>[^)]{1,60})\\)$`,
    ),
    (of) => {
      const more = offered(of("about"));
      const asked = version(of("asked"));
      return t(
        `Địa chỉ ${of("ip")}: thử ${asked}${more.vi}, máy chủ từ chối (${of("how")})`,
        `${of("ip")}: asked for ${asked}${more.en}, the server refused (${of("how")})`,
      );
    },
  ),
  phrase(
    new RegExp(
      `^(?<ip>\\S{1,60}): (?<asked>${VERSION})(?: (?<about>\\S{1,80}))?: (?<spoken>${VERSION}) (?<suite>\\S{1,120})$`,
    ),
    (of) => {
      const more = offered(of("about"));
      const [asked, spoken] = [version(of("asked")), version(of("spoken"))];
      return t(
        `Địa chỉ ${of("ip")}: thử ${asked}${more.vi}, máy chủ nhận ${spoken}, bộ mã ${of("suite")}`,
        `${of("ip")}: asked for ${asked}${more.en}, the server agreed to ${spoken} with ${of("suite")}`,
      );
    },
  ),
  phrase(
    new RegExp(
      `^(?<ip>\\S{1,60}): (?<asked>${VERSION})(?: (?<about>\\S{1,80}))?: (?<why>[a-z0-9-]{3,60})$`,
    ),
    (of) => {
      const why = reason(of("why"));
      const asked = version(of("asked"));
      return t(
        `Địa chỉ ${of("ip")}: thử ${asked}, không có kết quả (${why.vi})`,
        `${of("ip")}: asked for ${asked}, without a result (${why.en})`,
      );
    },
  ),
  // SSL 2.0 answered, and no cipher was agreed to.
  phrase(new RegExp(`^(?<ip>\\S{1,60}): (?<asked>${VERSION}): (?<spoken>${VERSION}) ?$`), (of) => {
    const [asked, spoken] = [version(of("asked")), version(of("spoken"))];
    return t(
      `Địa chỉ ${of("ip")}: thử ${asked}, máy chủ trả lời bằng ${spoken}, không thống nhất được bộ mã nào`,
      `${of("ip")}: asked for ${asked}, the server answered in ${spoken} and agreed to no cipher`,
    );
  }),
  phrase(new RegExp(`^(?<ip>\\S{1,60}): (?<spoken>${VERSION})$`), (of) =>
    t(
      `Địa chỉ ${of("ip")}: dùng ${version(of("spoken"))}`,
      `${of("ip")}: speaks ${version(of("spoken"))}`,
    ),
  ),
  phrase(/^(?<ip>\S{1,60}): max_early_data=(?<bytes>\d{1,12})$/, (of) =>
    t(
      `Địa chỉ ${of("ip")}: vé phiên TLS 1.3 cho phép gửi sớm đến ${of("bytes")} byte (0-RTT)`,
      `${of("ip")}: its TLS 1.3 ticket allows ${of("bytes")} bytes of early data (0-RTT)`,
    ),
  ),
  phrase(/^(?<ip>\S{1,60}): (?<traits>protocol=\S+ certificate=\S+ old=\S+)$/, (of) => {
    const said = traits(of("traits"));
    return t(`Địa chỉ ${of("ip")}: ${said.vi}`, `${of("ip")}: ${said.en}`);
  }),
];

const CERTIFICATES: readonly Phrase[] = [
  phrase(/^notAfter=(?<end>\S+), looked at (?<now>\S+), subject=(?<who>.*)$/, (of) => {
    const [end, now] = [at(of("end")), at(of("now"))];
    return t(
      `Chứng thư cấp cho ${of("who")} hết hạn lúc ${end.vi}; kiểm tra lúc ${now.vi}`,
      `The certificate of ${of("who")} ends at ${end.en}; looked at ${now.en}`,
    );
  }),
  phrase(/^notBefore=(?<start>\S+), looked at (?<now>\S+), subject=(?<who>.*)$/, (of) => {
    const [start, now] = [at(of("start")), at(of("now"))];
    return t(
      `Chứng thư cấp cho ${of("who")} có hiệu lực từ ${start.vi}; kiểm tra lúc ${now.vi}`,
      `The certificate of ${of("who")} begins at ${start.en}; looked at ${now.en}`,
    );
  }),
  phrase(
    /^notAfter=(?<end>\S+), lifetime (?<life>\d+) days, (?<left>-?\d+) days left on (?<now>\S+)$/,
    (of) => {
      const [end, now] = [at(of("end")), at(of("now"))];
      return t(
        `Chứng thư có thời hạn ${of("life")} ngày, hết hạn lúc ${end.vi}; còn ${of("left")} ngày khi kiểm tra lúc ${now.vi}`,
        `A certificate for ${of("life")} days, ending at ${end.en}; ${of("left")} days left at ${now.en}`,
      );
    },
  ),
  phrase(
    /^issued (?<on>\S+) for (?<days>[\d.]+) days; (?<limit>\d+) allowed from (?<from>\S+) on$/,
    (of) => {
      const [on, from] = [day(of("on")), day(of("from"))];
      return t(
        `Cấp ngày ${on.vi} với thời hạn ${of("days")} ngày; từ ${from.vi} chỉ được tối đa ${of("limit")} ngày`,
        `Issued on ${on.en} for ${of("days")} days; at most ${of("limit")} days from ${from.en} on`,
      );
    },
  ),
  phrase(/^issued (?<on>\S+) for (?<days>[\d.]+) days$/, (of) => {
    const on = day(of("on"));
    return t(
      `Cấp ngày ${on.vi} với thời hạn ${of("days")} ngày`,
      `Issued on ${on.en} for ${of("days")} days`,
    );
  }),
  phrase(
    /^host=(?<host>\S+) names=(?<names>\S+) subject=(?<who>.*) issuer=(?<by>.*) notBefore=(?<start>\S+) notAfter=(?<end>\S+)$/,
    (of) => {
      const [start, end] = [at(of("start")), at(of("end"))];
      const names = list(of("names"));
      return t(
        `Tên miền ${of("host")} không có trong chứng thư; chứng thư cấp cho: ${names.vi} (chủ thể ${of("who")}, bên cấp ${of("by")}, từ ${start.vi} đến ${end.vi})`,
        `The certificate does not hold ${of("host")}; it is for ${names.en} (subject ${of("who")}, issuer ${of("by")}, ${start.en} to ${end.en})`,
      );
    },
  ),
  phrase(/^host=(?<host>\S+) names=(?<names>\S+)(?<rest>.*)$/, (of) => {
    const names = list(of("names"));
    const rest = of("rest");
    return t(
      `Tên miền cần có: ${of("host")}; tên trong chứng thư: ${names.vi}${rest}`,
      `Host: ${of("host")}; names in the certificate: ${names.en}${rest}`,
    );
  }),
  phrase(/^subject=(?<who>.*) issuer=(?<by>.*)$/, (of) =>
    t(
      `Chứng thư cấp cho ${of("who")}, bên cấp ${of("by")}`,
      `The certificate of ${of("who")}, issued by ${of("by")}`,
    ),
  ),
  phrase(
    /^the chain ends at issuer=(?<by>.*), which was not sent and is no public authority known here$/,
    (of) =>
      t(
        `Chuỗi chứng thư dừng ở bên cấp ${of("by")}; chứng thư này không được gửi kèm và không thuộc tổ chức chứng thực công cộng nào được biết`,
        `The chain ends at ${of("by")}, which was not sent and is no public authority known here`,
      ),
  ),
  phrase(/^the chain ends at issuer=(?<by>.*)$/, (of) =>
    t(
      `Chuỗi chứng thư dừng ở bên cấp ${of("by")}, không phải tổ chức chứng thực công cộng được tin cậy`,
      `The chain ends at ${of("by")}, no public authority that is trusted`,
    ),
  ),
  phrase(
    /^(?<sent>\d+) certificate\(s\) sent; the one of issuer=(?<by>.*) is missing(?: \(sha256=(?<hash>[0-9a-f]{2,64})\))?$/,
    (of) => {
      const hash = of("hash") === "" ? "" : ` (SHA-256 ${of("hash")})`;
      return t(
        `Máy chủ gửi ${of("sent")} chứng thư; thiếu chứng thư của bên cấp ${of("by")}${hash}`,
        `${of("sent")} certificate(s) sent; the one of ${of("by")} is missing${hash}`,
      );
    },
  ),
  phrase(/^sent: (?<names>.+)$/, (of) =>
    t(`Thứ tự máy chủ gửi: ${of("names")}`, `The server sends: ${of("names")}`),
  ),
  phrase(
    /^must-staple, but no OCSP answer in (?<count>\d+) handshake\(s\); subject=(?<who>.*)$/,
    (of) =>
      t(
        `Chứng thư cấp cho ${of("who")} có must-staple, nhưng ${of("count")} lần bắt tay đều không kèm OCSP`,
        `The certificate of ${of("who")} is must-staple, but ${of("count")} handshake(s) brought no OCSP answer`,
      ),
  ),
  phrase(/^no timestamp of a public log; issuer=(?<by>.*)$/, (of) =>
    t(
      `Không thấy dấu nhật ký công khai (SCT) trong chứng thư do ${of("by")} cấp, cũng không thấy khi bắt tay`,
      `No timestamp of a public log (SCT) in the certificate issued by ${of("by")}, nor in the handshake`,
    ),
  ),
  phrase(/^refused: (?<error>\S{1,80})$/, (of) =>
    t(`Xác minh chuỗi chứng thư thất bại: ${of("error")}`, `The chain was refused: ${of("error")}`),
  ),
  phrase(/^key=(?<key>\S+), at least (?<least>\d+) bits are needed$/, (of) =>
    t(
      `Khoá ${of("key")}; cần ít nhất ${of("least")} bit`,
      `Key ${of("key")}; at least ${of("least")} bits are needed`,
    ),
  ),
  phrase(/^signature=(?<name>\S+) \((?<oid>[\d.]+)\) on (?<who>.*)$/, (of) =>
    t(
      `Chứng thư của ${of("who")} ký bằng ${of("name")} (${of("oid")})`,
      `The certificate of ${of("who")} is signed with ${of("name")} (${of("oid")})`,
    ),
  ),
  phrase(/^(?<kind>a DSA key), which no browser accepts$/, () =>
    t("Khoá loại DSA, không trình duyệt nào chấp nhận", "A DSA key, which no browser accepts"),
  ),
];

const PAGES: readonly Phrase[] = [
  phrase(
    /^(?<ip>\S{1,60}): port (?<port>\d+) (?<what>answers, but not with TLS|refused two connections), port (?<plain>\d+) serves plain HTTP$/,
    (of) => {
      const refused = of("what").startsWith("refused");
      return t(
        `Địa chỉ ${of("ip")}: cổng ${of("port")} ${refused ? "hai lần từ chối kết nối" : "có trả lời nhưng không phải TLS"}, trong khi cổng ${of("plain")} phục vụ HTTP không mã hoá`,
        `${of("ip")}: port ${of("port")} ${of("what")}, port ${of("plain")} serves plain HTTP`,
      );
    },
  ),
  phrase(
    /^(?<asked>\S+) answers (?<status>\d+) over plain HTTP at (?<where>\S+), after (?<hops>\d+) redirect\(s\)$/,
    (of) => {
      const direct = of("hops") === "0";
      return t(
        `${of("asked")} trả về mã ${of("status")} qua HTTP không mã hoá ${direct ? "và không chuyển hướng" : `tại ${of("where")}, sau ${of("hops")} lần chuyển hướng`}`,
        `${of("asked")} answers ${of("status")} over plain HTTP ${direct ? "without a redirect" : `at ${of("where")}, after ${of("hops")} redirect(s)`}`,
      );
    },
  ),
  phrase(/^(?<url>\S+) answers (?<status>\d+) without Strict-Transport-Security$/, (of) =>
    t(
      `${of("url")} trả về mã ${of("status")}, không có tiêu đề Strict-Transport-Security (HSTS)`,
      `${of("url")} answers ${of("status")} without Strict-Transport-Security`,
    ),
  ),
  phrase(/^Strict-Transport-Security: (?<header>.*)$/, (of) =>
    t(
      `Tiêu đề Strict-Transport-Security nhận được: ${of("header")}`,
      `Strict-Transport-Security: ${of("header")}`,
    ),
  ),
  phrase(
    /^(?<url>\S+) loads (?<kind>active|blocked|passive) parts over plain HTTP from (?<hosts>\S+)$/,
    (of) => {
      const kind = wordIn(KIND_WORDS, of("kind"));
      const does = wordIn(BROWSER_WORDS, of("kind"));
      const hosts = list(of("hosts"));
      return t(
        `${of("url")} tải ${kind.vi} qua HTTP không mã hoá từ ${hosts.vi}; ${does.vi}`,
        `${of("url")} loads ${kind.en} parts over plain HTTP from ${hosts.en}; ${does.en}`,
      );
    },
  ),
  phrase(/^a form of (?<url>\S+) sends over plain HTTP to (?<where>\S+)$/, (of) => {
    const where = list(of("where"));
    return t(
      `Biểu mẫu trên ${of("url")} gửi dữ liệu qua HTTP không mã hoá tới ${where.vi}`,
      `A form of ${of("url")} sends over plain HTTP to ${where.en}`,
    );
  }),
];

const LINES: readonly Phrase[] = [...HELLOS, ...CERTIFICATES, ...PAGES];

export function tlsLine(line: string): Text | null {
  return tell(LINES, line);
}
