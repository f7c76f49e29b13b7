import { describe, expect, it } from "vitest";
import { painter, tableLines, widthOf } from "../../src/cli/output.ts";

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
