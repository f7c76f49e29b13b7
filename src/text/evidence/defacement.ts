// How evidence and values of the area defacement are told. What a page says is quoted, never translated.
import type { Text } from "../../model/text.ts";
import { joined, phrase, t, tell, wordIn, type Phrase } from "./phrase.ts";

const PLACES: Readonly<Record<string, Text>> = {
  title: t("Tiêu đề trang", "Title"),
  heading: t("Tiêu đề mục", "Heading"),
  meta: t("Thẻ mô tả", "Meta tag"),
  text: t("Nội dung trang", "Text"),
  script: t("Tập lệnh", "Script"),
  comment: t("Chú thích trong mã", "Comment"),
  "hidden text": t("Chữ bị giấu", "Hidden text"),
  description: t("Phần mô tả", "Description"),
};

const LOOKS: Readonly<Record<string, Text>> = {
  "very little text": t("rất ít chữ", "very little text"),
  "little text": t("ít chữ", "little text"),
  "few links": t("ít liên kết", "few links"),
  "no header, menu or footer": t(
    "không có đầu trang, trình đơn hay chân trang",
    "no header, menu or footer",
  ),
  "black background": t("nền đen", "black background"),
  "centred by hand": t("căn giữa thủ công", "centred by hand"),
  "sound that plays by itself": t("tự phát âm thanh", "sound that plays by itself"),
  "scrolling text": t("chữ chạy", "scrolling text"),
  "right mouse button blocked": t("chặn chuột phải", "right mouse button blocked"),
  "pictures from a free host": t("ảnh từ nơi lưu miễn phí", "pictures from a free host"),
  "a picture's signature before the page": t(
    "có dấu của tệp ảnh trước trang",
    "a picture's signature before the page",
  ),
  "empty title": t("tiêu đề trống", "empty title"),
};

/** Names of looks, one of which holds commas itself. Very little text is little text as well: said once. */
function looks(all: string): Text {
  const list = all.replace("very little text, little text", "very little text");
  const names = Object.keys(LOOKS).toSorted((a, b) => b.length - a.length);
  const found: Text[] = [];
  for (let rest = list; rest !== "";) {
    const known = names.find((name) => rest === name || rest.startsWith(`${name}, `));
    const name = known ?? rest.split(", ", 1)[0] ?? rest;
    found.push(wordIn(LOOKS, name));
    rest = rest.slice(name.length + ", ".length);
  }
  return joined(found, ", ");
}

const SCRIPTS: Readonly<Record<string, Text>> = {
  "script writes encoded markup into the page": t(
    "Tập lệnh ghi mã HTML đã mã hoá vào trang",
    "A script writes encoded markup into the page",
  ),
  "script runs encoded code": t("Tập lệnh chạy mã đã mã hoá", "A script runs encoded code"),
  "long text written as character codes": t(
    "Đoạn dài viết bằng mã ký tự",
    "Long text written as character codes",
  ),
  "long text written as hexadecimal codes": t(
    "Đoạn dài viết bằng mã thập lục phân",
    "Long text written as hexadecimal codes",
  ),
  "script obfuscated with an array of names": t(
    "Tập lệnh bị làm rối bằng mảng tên",
    "A script obfuscated with an array of names",
  ),
  "the page has neither header, menu nor footer": t(
    "Trang không có đầu trang, trình đơn hay chân trang",
    "The page has neither header, menu nor footer",
  ),
};

const FIXED: readonly Phrase[] = Object.entries(SCRIPTS).map(([line, text]) => ({
  pattern: new RegExp(`^(?<line>${line})$`),
  say: () => text,
}));

/** What a place of the page says; also after "for search visitors only". */
const SIGNS: readonly Phrase[] = [
  ...FIXED,
  phrase(/^looks: (?<names>.+)$/, (of) => {
    const names = looks(of("names"));
    return t(`Hình thức trang: ${names.vi}`, `Looks: ${names.en}`);
  }),
  phrase(/^(?<hidden>hidden )?link to (?<host>\S+): "(?<text>.*)"$/, (of) => {
    const hidden = of("hidden") !== "";
    return t(
      `${hidden ? "Liên kết bị giấu" : "Liên kết"} tới ${of("host")}: “${of("text")}”`,
      `${hidden ? "Hidden link" : "Link"} to ${of("host")}: “${of("text")}”`,
    );
  }),
  phrase(/^names of betting sites: (?<names>.+)$/, (of) =>
    t(`Tên trang cá cược: ${of("names")}`, `Names of betting sites: ${of("names")}`),
  ),
  phrase(/^(?<count>\d+) links through a link shortener$/, (of) =>
    t(
      `${of("count")} liên kết qua dịch vụ rút gọn`,
      `${of("count")} links through a link shortener`,
    ),
  ),
  phrase(/^unfilled placeholders: (?<marks>.+)$/, (of) =>
    t(
      `Còn chỗ giữ chỗ của công cụ sinh trang: ${of("marks")}`,
      `Unfilled placeholders: ${of("marks")}`,
    ),
  ),
  phrase(/^script of a coin miner: (?<name>.+)$/, (of) =>
    t(`Tập lệnh đào tiền ảo: ${of("name")}`, `Script of a coin miner: ${of("name")}`),
  ),
  phrase(/^invisible frame from (?<host>.+)$/, (of) =>
    t(`Khung ẩn tải từ ${of("host")}`, `Invisible frame from ${of("host")}`),
  ),
  phrase(/^meta refresh after (?<seconds>[\d.]+) s to (?<host>.+)$/, (of) =>
    t(
      `Trang tự chuyển sau ${of("seconds")} giây tới ${of("host")}`,
      `The page leads on after ${of("seconds")} s to ${of("host")}`,
    ),
  ),
  phrase(
    /^script sends the visitor to (?<host>\S+)(?<when> when coming from a search engine)?$/,
    (of) =>
      t(
        `Tập lệnh chuyển người xem tới ${of("host")}${of("when") === "" ? "" : " khi đến từ công cụ tìm kiếm"}`,
        `A script sends the visitor to ${of("host")}${of("when")}`,
      ),
  ),
  phrase(
    /^the server redirects to (?<host>\S+), which is outside the unit's registered hosts$/,
    (of) =>
      t(
        `Máy chủ chuyển hướng tới ${of("host")}, ngoài các tên miền đã đăng ký của đơn vị`,
        `The server redirects to ${of("host")}, outside the unit's registered hosts`,
      ),
  ),
  phrase(/^(?<place>[a-z]+(?: text)?): (?<terms>.*) \((?<times>\d+) times\)$/, (of) => {
    const place = wordIn(PLACES, of("place"));
    return t(
      `${place.vi}: ${of("terms")} (${of("times")} lần)`,
      `${place.en}: ${of("terms")} (${of("times")} times)`,
    );
  }),
  phrase(/^(?<place>[a-z]+(?: text)?): "(?<text>.*)" \((?<term>[^()]*)\)$/, (of) => {
    const place = wordIn(PLACES, of("place"));
    return t(
      `${place.vi}: “${of("text")}” (từ khoá: ${of("term")})`,
      `${place.en}: “${of("text")}” (term: ${of("term")})`,
    );
  }),
  phrase(/^(?<place>[a-z]+(?: text)?): "(?<text>.*)"$/, (of) => {
    const place = wordIn(PLACES, of("place"));
    return t(`${place.vi}: “${of("text")}”`, `${place.en}: “${of("text")}”`);
  }),
];

const CLOAKING: readonly Phrase[] = [
  phrase(/^for search visitors only: (?<what>.+)$/, (of) => {
    const what = tell(SIGNS, of("what")) ?? t(of("what"), of("what"));
    return t(
      `Chỉ hiện với khách đến từ công cụ tìm kiếm: ${what.vi}`,
      `For search visitors only: ${what.en}`,
    );
  }),
  phrase(/^search visitors are redirected to (?<host>\S+)$/, (of) =>
    t(
      `Khách đến từ công cụ tìm kiếm bị chuyển tới ${of("host")}`,
      `Search visitors are redirected to ${of("host")}`,
    ),
  ),
  phrase(/^for search visitors the page names (?<host>\S+) as its true address$/, (of) =>
    t(
      `Với công cụ tìm kiếm, trang tự nhận địa chỉ gốc là ${of("host")}`,
      `For search visitors the page names ${of("host")} as its true address`,
    ),
  ),
  phrase(/^links for search visitors only: (?<hosts>.+)$/, (of) =>
    t(
      `Liên kết chỉ hiện với khách từ công cụ tìm kiếm: ${of("hosts")}`,
      `Links for search visitors only: ${of("hosts")}`,
    ),
  ),
  phrase(/^title for search visitors: "(?<title>.*)"$/, (of) =>
    t(
      `Tiêu đề trang với khách từ công cụ tìm kiếm: “${of("title")}”`,
      `Title for search visitors: “${of("title")}”`,
    ),
  ),
];

const DRIFT: readonly Phrase[] = [
  phrase(
    /^(?<kept>\d+) % of the text of (?<day>\S+) is left; title "(?<now>.*)" instead of "(?<before>.*)"$/,
    (of) =>
      t(
        `Chỉ còn ${of("kept")}% nội dung của ngày ${of("day").split("-").toReversed().join("/")}; tiêu đề nay là “${of("now")}”, trước là “${of("before")}”`,
        `${of("kept")}% of the text of ${of("day")} is left; the title is “${of("now")}”, it was “${of("before")}”`,
      ),
  ),
];

const KINDS: Readonly<Record<string, Text>> = {
  page: t("trang bị thay nội dung", "the page was replaced"),
  partial: t("trang bị chèn nội dung", "content was planted in the page"),
  gambling: t("quảng cáo cá cược, cờ bạc", "betting spam"),
  clinic: t("quảng cáo phòng khám lạ", "clinic spam"),
  pharma: t("quảng cáo thuốc", "drug spam"),
  adult: t("nội dung người lớn", "adult content"),
  "japanese-shop": t("cửa hàng giả tiếng Nhật", "counterfeit shop in Japanese"),
  "doorway-template": t("trang mồi do công cụ sinh ra", "doorway template"),
  redirect: t("chuyển hướng", "redirect"),
  canonical: t("địa chỉ gốc giả", "false true address"),
  links: t("liên kết lạ", "foreign links"),
  title: t("tiêu đề khác", "another title"),
  miner: t("tập lệnh đào tiền ảo", "coin miner"),
  "hidden-frame": t("khung ẩn", "hidden frame"),
  "written-encoded": t("mã HTML mã hoá được ghi vào trang", "encoded markup is written"),
  "evaluated-encoded": t("mã lệnh mã hoá được chạy", "encoded code is run"),
  "character-codes": t("đoạn dài viết bằng mã ký tự", "character codes"),
  "hex-text": t("đoạn dài viết bằng mã thập lục phân", "hexadecimal codes"),
  obfuscated: t("tập lệnh bị làm rối", "obfuscated script"),
};

export function defacementLine(line: string): Text | null {
  return tell(CLOAKING, line) ?? tell(DRIFT, line) ?? tell(SIGNS, line);
}

/** A kind, the title of the page that came instead, or the host that visitors are led to. */
export function defacementValue(value: string): Text | null {
  if (value.startsWith("title=")) {
    const title = value.slice("title=".length);
    return t(`trang khác, tiêu đề “${title}”`, `another page, titled “${title}”`);
  }
  if (Object.hasOwn(KINDS, value)) return wordIn(KINDS, value);
  return /^[a-z0-9.:[\]-]+\.[a-z0-9-]+$/i.test(value)
    ? t(`dẫn tới ${value}`, `leads to ${value}`)
    : null;
}
