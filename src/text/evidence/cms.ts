// How evidence and values of the area cms are told: where a version was read and what it was held against.
import type { Text } from "../../model/text.ts";
import { day, phrase, t, tell, type Phrase } from "./phrase.ts";

const LINES: readonly Phrase[] = [
  phrase(/^(?<path>\S+) · git blob (?<blob>[0-9a-f]+)$/, (of) =>
    t(
      `Tệp ${of("path")}: nội dung trùng tệp gốc đã biết (mã ${of("blob")})`,
      `File ${of("path")}: its content is a known original (${of("blob")})`,
    ),
  ),
  phrase(/^(?<path>\S+) · (?<method>[a-z][a-z0-9-]{0,40}): (?<version>.+)$/, (of) =>
    t(
      `Đọc được phiên bản ${of("version")} tại ${of("path")} (${of("method")})`,
      `Version ${of("version")} read at ${of("path")} (${of("method")})`,
    ),
  ),
  phrase(/^(?<path>\S+) · (?<product>.+) \((?<root>\/\S*)\)$/, (of) =>
    t(
      `Trang ${of("path")} dùng ${of("product")}, cài tại ${of("root")}`,
      `The page ${of("path")} is made by ${of("product")}, installed at ${of("root")}`,
    ),
  ),
  phrase(/^(?<product>.+) EOL (?<days>[\d, -]*) \((?<source>.*)\); data of (?<asOf>\S+)$/, (of) => {
    const [days, asOf] = [dates(of("days")), day(of("asOf"))];
    return t(
      `${of("product")}: nhà sản xuất hết hỗ trợ ngày ${days.vi} (nguồn: ${of("source")}); dữ liệu phát hành tính đến ${asOf.vi}`,
      `${of("product")}: support ends on ${days.en} (${of("source")}); release data of ${asOf.en}`,
    );
  }),
  phrase(
    /^(?<product>.+) exploited (?<cves>CVE-[^()]*) \((?<source>.*)\); fixed in (?<fixed>.*); data of (?<asOf>\S+)$/,
    (of) => {
      const asOf = day(of("asOf"));
      return t(
        `${of("product")}: danh mục ${of("source")} (tính đến ${asOf.vi}) ghi nhận ${of("cves")} đang bị khai thác; bản đã vá: ${of("fixed")}`,
        `${of("product")}: the catalogue ${of("source")} (of ${asOf.en}) lists ${of("cves")} as used in attacks; mended in ${of("fixed")}`,
      );
    },
  ),
  phrase(
    /^(?<product>.+) fixed in (?<fixed>.*) \((?<days>[\d, -]*)\); data of (?<asOf>\S+)$/,
    (of) => {
      const [days, asOf] = [dates(of("days")), day(of("asOf"))];
      return t(
        `${of("product")}: bản vá bảo mật là ${of("fixed")} (phát hành ${days.vi}); dữ liệu phát hành tính đến ${asOf.vi}`,
        `${of("product")}: mended in ${of("fixed")} (${days.en}); release data of ${asOf.en}`,
      );
    },
  ),
  phrase(/^(?<product>.+) latest (?<latest>.*); data of (?<asOf>\S+)$/, (of) => {
    const asOf = day(of("asOf"));
    return t(
      `${of("product")}: bản mới nhất là ${of("latest")}; dữ liệu phát hành tính đến ${asOf.vi}`,
      `${of("product")}: the newest is ${of("latest")}; release data of ${asOf.en}`,
    );
  }),
  phrase(/^(?<product>[^:]+): (?<claimed>\S.*) \/ (?<found>\S.*)$/, (of) =>
    t(
      `${of("product")}: trang tự khai ${of("claimed")}, các tệp cho thấy ${of("found")}`,
      `${of("product")}: the site says ${of("claimed")}, its files show ${of("found")}`,
    ),
  ),
  phrase(/^(?<product>.+) (?<version>\S+); (?<packaging>\S.*)$/, (of) =>
    t(
      `${of("product")} ${of("version")}: có thể là gói của bản phân phối ${of("packaging")}, được vá mà giữ nguyên số phiên bản`,
      `${of("product")} ${of("version")}: perhaps a package of ${of("packaging")}, mended under the same number`,
    ),
  ),
];

/** "2026-08-12, 2026-09-01" in the reader's order. */
function dates(list: string): Text {
  const days = list.split(", ").map(day);
  return t(days.map(({ vi }) => vi).join(", "), days.map(({ en }) => en).join(", "));
}

const VALUES: readonly Phrase[] = [
  phrase(/^(?<claimed>.+) ≠ (?<found>.+)$/, (of) =>
    t(
      `trang tự khai phiên bản ${of("claimed")}, tệp cho thấy ${of("found")}`,
      `the site says ${of("claimed")}, its files show ${of("found")}`,
    ),
  ),
  phrase(/^(?<versions>[\dvx].*)$/, (of) =>
    t(`phiên bản ${of("versions")}`, `version ${of("versions")}`),
  ),
];

export function cmsLine(line: string): Text | null {
  return tell(LINES, line);
}

export function cmsValue(value: string): Text | null {
  return tell(VALUES, value);
}
