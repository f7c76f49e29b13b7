import { array, assert, constantFrom, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accentedWords,
  buildTerms,
  excerpt,
  foldAccents,
  foldedWords,
  leetWords,
  matchTerms,
  normalizeText,
  rejoinLetters,
  slugWords,
} from "../../src/text/fold.ts";

describe("normalizeText", () => {
  it.each([
    ["decomposed accents", "nhà cái".normalize("NFD"), "nhà cái"],
    ["capitals", "NHÀ CÁI ĐỎ", "nhà cái đỏ"],
    ["zero-width characters", "nh\u200bà c\u200dá\ufeffi", "nhà cái"],
    ["soft hyphens and direction marks", "nh\u00adà \u202ecái", "nhà cái"],
    ["full-width letters", "ｃａｓｉｎｏ", "casino"],
    ["mathematical letters", "𝙷𝚊𝚌𝚔𝚎𝚍", "hacked"],
    ["letters struck through", "h̶a̶c̶k̶", "hack"],
    ["Cyrillic among Latin", "саsinо", "casino"],
    ["Cyrillic look-alikes alone", "НАСК", "hack"],
    ["Greek among Latin", "cαsinο", "casino"],
    ["Russian stays Russian", "привет", "привет"],
    ["Greek stays Greek", "γειά", "γειά"],
  ])("%s", (_name, text, expected) => {
    expect(normalizeText(text)).toBe(expected);
  });
});

describe("foldAccents", () => {
  it.each([
    ["đường đi khó", "duong di kho"],
    ["ĂÂÊÔƠƯ".toLowerCase(), "aaeoou"],
    ["ấầẩẫậ ắằẳẵặ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự", "aaaaa aaaaa eeeee ooooo ooooo uuuuu"],
  ])("%s", (text, expected) => {
    expect(foldAccents(text)).toBe(expected);
  });
});

describe("words", () => {
  it("are split at anything but letters and digits, and know what joins them", () => {
    const { words, joined } = accentedWords("Nhà-cái W88: nổ hũ. Tài\nxỉu (slot) gacor");
    expect(words).toEqual(["nhà", "cái", "w88", "nổ", "hũ", "tài", "xỉu", "slot", "gacor"]);
    expect(joined).toEqual([false, true, true, false, true, false, false, true, true]);
  });

  it.each([
    ["H4CK3D BY", ["hacked", "by"]],
    ["0wn3d gr33tz", ["owned", "greetz"]],
    ["h@x0r $ecurity", ["haxor", "security"]],
    ["hacked!!!", ["hacked"]],
    ["2024 88", ["2024", "88"]],
    ["Đã bị hack", ["da", "bi", "hack"]],
  ])("leet %s", (text, expected) => {
    expect(leetWords(text).words).toEqual(expected);
  });

  it.each([
    ["/slot-gacor/", ["slot", "gacor"]],
    ["/Nh%C3%A0-C%C3%A1i_88.html", ["nha", "cai", "88", "html"]],
    ["/%E0%A4%A", ["a"]],
  ])("slug %s", (url, expected) => {
    expect(slugWords(url).words).toEqual(expected);
  });

  it("puts letters written apart together", () => {
    expect(rejoinLetters(accentedWords("x H A C K E D by - a b"))).toBe("xhacked");
    expect(rejoinLetters(accentedWords("a b c and d"))).toBe("");
  });
});

const INDEX = buildTerms(
  ["bắn cá", "nhà cái", "nhà cái uy tín", "slot"].map((term) => ({
    words: accentedWords(term).words,
    value: term,
  })),
);
const found = (text: string): string[] =>
  matchTerms(INDEX, accentedWords(text)).map(({ value }) => value);

describe("matchTerms", () => {
  it.each([
    ["whole words", "Game bắn cá hay", ["bắn cá"]],
    ["the longest first", "nhà cái uy tín", ["nhà cái uy tín", "nhà cái"]],
    ["over a dash and a tag's space", "nhà - cái", ["nhà cái"]],
    ["several", "slot, slot", ["slot", "slot"]],
    ["not inside a word", "slots slotted", []],
    ["not over a sentence", "xây nhà. Cái mới", []],
    ["not over a line", "nhà\ncái", []],
    ["not the folded twins of bắn cá", "ban cán sự, bàn các việc, bán cá, bạn cả, ban ca", []],
  ])("%s", (_name, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it("finds a planted term in any text around it", () => {
    assert(
      property(string({ unit: "binary" }), string({ unit: "binary" }), (before, after) => {
        expect(found(`${before}\nnhà cái\n${after}`)).toContain("nhà cái");
      }),
    );
  });

  it("sees through every disguise of a letter", () => {
    const disguise = constantFrom(
      (text: string) => text.normalize("NFD"),
      (text: string) => text.toUpperCase(),
      (text: string) => text.split("").join("\u200b"),
      (text: string) => text.replaceAll("a", "а").replaceAll("c", "с"),
    );
    assert(
      property(array(disguise, { maxLength: 3 }), (disguises) => {
        const text = disguises.reduce((plain, change) => change(plain), "nhà cái");
        expect(found(text)).toEqual(["nhà cái"]);
      }),
    );
  });

  it("keeps its places straight", () => {
    assert(
      property(string({ maxLength: 200 }), (text) => {
        const words = accentedWords(text);
        const folded = foldedWords(words);
        expect(folded.words).toHaveLength(words.words.length);
        for (const [index, word] of words.words.entries()) {
          const start = words.starts[index] ?? -1;
          expect(words.text.slice(start, start + word.length)).toBe(word);
        }
      }),
    );
  });

  it("takes time in proportion to the text", () => {
    const time = (count: number): number => {
      const text = "nhà cái nhà cái uy ".repeat(count);
      const start = process.cpuUsage();
      found(text);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1e6;
    };
    time(2_000);
    expect(time(40_000)).toBeLessThan(2);
  });
});

describe("excerpt", () => {
  it("shows the place with its surroundings", () => {
    const words = accentedWords("một hai ba bốn nhà cái năm sáu bảy");
    const [match] = matchTerms(INDEX, words);
    expect(match && excerpt(words, match, 2)).toBe("ba bốn nhà cái năm sáu");
  });
});
