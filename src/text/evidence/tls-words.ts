// Words and small parts that lines and values of the area tls share.
import { isReason, REASONS } from "../../model/reason.ts";
import type { Text } from "../../model/text.ts";
import { joined, t, wordIn } from "./phrase.ts";

/** A version as `Look.about` writes it, inside a pattern. */
export const VERSION = "(?:SSLv2|SSLv3|TLSv1(?:\\.[123])?)";

/** "TLSv1" is TLS 1.0 for people. */
export function version(name: string): string {
  const [, kind = name, number = ""] = /^(SSL|TLS)v(.*)$/.exec(name) ?? [];
  if (number === "") return name;
  return `${kind} ${number.includes(".") ? number : `${number}.0`}`;
}

export function reason(word: string): Text {
  return isReason(word) ? REASONS[word] : t(word, word);
}

const TRAITS: Readonly<Record<string, Text>> = {
  protocol: t("phiên bản", "version"),
  certificate: t("chứng thư", "certificate"),
  old: t("nhận phiên bản cũ", "accepts old versions"),
};
const TRAIT_WORDS: Readonly<Record<string, Text>> = {
  "pinned-root": t("tin cậy", "trusted"),
  "unknown-root": t("gốc không được tin cậy", "root not trusted"),
  "issuer-missing": t("thiếu chứng thư trung gian", "intermediate missing"),
  "self-signed": t("tự ký", "self-signed"),
  unverified: t("chưa xác minh được", "not verified"),
  unknown: t("chưa rõ", "unknown"),
  yes: t("có", "yes"),
  no: t("không", "no"),
};

/** "protocol=TLSv1.3 certificate=other-name,trusted old=no" */
export function traits(text: string): Text {
  return joined(
    text.split(" ").map((part) => {
      const [name = "", value = ""] = part.split("=", 2);
      const title = wordIn(TRAITS, name);
      const other = value.startsWith("other-name,");
      const word = wordIn(TRAIT_WORDS, other ? value.slice("other-name,".length) : value);
      const shown = name === "protocol" ? t(version(value), version(value)) : word;
      return t(
        `${title.vi}: ${other ? "khác tên miền, " : ""}${shown.vi}`,
        `${title.en}: ${other ? "of another name, " : ""}${shown.en}`,
      );
    }),
    "; ",
  );
}

/** Comma-separated names, spaced; "none" said in words. */
export function list(names: string): Text {
  if (names === "none") return t("không có tên nào", "no name");
  const spaced = names.replaceAll(",", ", ");
  return t(spaced, spaced);
}

export const KIND_WORDS: Readonly<Record<string, Text>> = {
  active: t("nội dung chạy được (script, kiểu trình bày, khung, đối tượng nhúng)", "active"),
  blocked: t("bộ ảnh hoặc phông chữ", "image set or font"),
  passive: t("hình ảnh, âm thanh hoặc phim", "passive"),
};

/** What browsers do with it (W3C Mixed Content, section 3). */
export const BROWSER_WORDS: Readonly<Record<string, Text>> = {
  active: t("trình duyệt chặn, trang có thể hỏng", "browsers refuse them, the page may break"),
  blocked: t("trình duyệt không hiển thị", "browsers do not show them"),
  passive: t(
    "trình duyệt nay tự tải qua HTTPS, nơi đó không có HTTPS thì không hiển thị",
    "browsers now ask over HTTPS, and show nothing where that fails",
  ),
};
