import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folded, painter, widthOf } from "../../src/cli/output.ts";

describe("widthOf", () => {
  it.each([
    ["Bệnh viện", 9],
    ["Bệnh viện".normalize("NFD"), 9],
    ["e\u0323\u0302", 1],
    ["医院", 4],
    ["ＡＢ", 4],
    ["한글".normalize("NFD"), 4],
    ["🏥 A", 4],
    ["“…” – ×", 7],
    ["", 0],
  ])("%s is %i cells wide", (text, cells) => {
    expect(widthOf(text)).toBe(cells);
  });
});

describe("painter", () => {
  it("paints only where colour is wanted", () => {
    expect(painter(false)("red", "x")).toBe("x");
    expect(painter(true)("red", "x")).toBe("\u001b[31mx\u001b[0m");
  });
});

describe("folded", () => {
  it.each<[string, string, readonly string[]]>([
    ["what fits", "một hai", ["một hai"]],
    ["what does not", "một hai ba bốn năm", ["một hai ba", "  bốn năm"]],
    ["the columns of the first line", "  a  b  chữ dài", ["  a  b", "  chữ dài"]],
    ["a word wider than a line, whole", "x abcdefghijklmnop y", ["x", "  abcdefghijklmnop", "  y"]],
    ["nothing", "", [""]],
  ])("keeps %s", (_name, line, expected) => {
    expect(folded(line, 10, 2)).toEqual(expected);
  });

  it("loses no word and adds none", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zđệ]{1,12}$/u)), fc.nat(40), (words, most) => {
        const text = folded(words.join(" "), most, 3).join(" ").trim().split(/ +/);
        expect(text.join(" ")).toBe(words.join(" "));
      }),
    );
  });
});
