import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folded, painter, tableLines, widthOf } from "../../src/cli/output.ts";

describe("tableLines", () => {
  const columns = [
    { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
    { title: { vi: "TÊN", en: "NAME" }, max: 10 },
  ];

  it("aligns by cells, not by code units", () => {
    const lines = tableLines(
      columns,
      [
        ["Bệnh viện", "a"],
        ["B", "b"],
      ],
      "vi",
    );

    expect(
      lines.map((line) => (line.indexOf("a") < 0 ? line.indexOf("b") : line.indexOf("a"))),
    ).toEqual([-1, 11, 11]);
    expect(widthOf("Bệnh viện")).toBe(9);
  });

  it("cuts what is too long and says so", () => {
    expect(tableLines(columns, [["x", "0123456789abc"]], "en")[1]).toBe("x     012345678…");
  });

  it("counts combining marks as nothing and wide characters as two", () => {
    expect(widthOf("e\u0323\u0302")).toBe(1);
    expect(widthOf("医院")).toBe(4);
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
