import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createContext } from "../../src/cli/context.ts";
import { widthOf } from "../../src/cli/output.ts";
import { laidTable, printTable, type Table } from "../../src/cli/table.ts";

const titled = (...titles: readonly string[]) =>
  titles.map((title) => ({ title: { vi: title, en: title } }));

function lines(table: Table, width: number | null): string[] {
  const { head, rows } = laidTable(table, "vi", width);
  return [...head, ...rows.flat()];
}

describe("a table that is piped", () => {
  const columns = [...titled("ĐƠN VỊ"), { title: { vi: "TÊN", en: "NAME" }, max: 10 }];

  it("aligns by cells, not by code units", () => {
    const rows = [
      ["Bệnh viện".normalize("NFD"), "a"],
      ["B", "b"],
    ];
    expect(lines({ columns, rows }, null).map((line) => line.normalize("NFC"))).toEqual([
      "ĐƠN VỊ     TÊN",
      "Bệnh viện  a",
      "B          b",
    ]);
  });

  it.each([
    ["0123456789abc", "012345678…"],
    ["Bệnh viện Đa khoa".normalize("NFD"), `${"Bệnh viện".normalize("NFD")}…`],
    ["医院医院医院", "医院医院…"],
    ["0123456789", "0123456789"],
  ])("cuts what is too long and says so: %s", (cell, shown) => {
    expect(lines({ columns, rows: [["x", cell]] }, null)[1]).toBe(`x       ${shown}`);
  });

  it("keeps a row on one line, however long", () => {
    const long = "từ ".repeat(100).trim();
    expect(lines({ columns: titled("A", "B"), rows: [["x", long]] }, null)).toHaveLength(2);
  });

  it("takes very many rows", () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => [String(index)]);
    expect(lines({ columns: titled("A"), rows }, null)).toHaveLength(200_001);
  });
});

describe("a table on a terminal", () => {
  const columns = [
    ...titled("MÃ"),
    { title: { vi: "VẤN ĐỀ", en: "PROBLEM" }, max: 10 },
    ...titled("HẠN"),
  ];
  const rows = [["8fb86082e4b7269d", "Công cụ tìm kiếm nhận được nội dung khác", "2026-11-25"]];

  it("is as wide as it needs to be where there is room, and cuts nothing", () => {
    expect(lines({ columns, rows }, 80)).toEqual([
      "MÃ                VẤN ĐỀ                                    HẠN",
      "8fb86082e4b7269d  Công cụ tìm kiếm nhận được nội dung khác  2026-11-25",
    ]);
  });

  it("folds the widest column, inside itself", () => {
    expect(lines({ columns, rows }, 60)).toEqual([
      "MÃ                VẤN ĐỀ                          HẠN",
      "8fb86082e4b7269d  Công cụ tìm kiếm nhận được nội  2026-11-25",
      "                  dung khác",
    ]);
  });

  it("puts one block a row where the columns do not fit, without empty cells", () => {
    const wide = titled("MÃ", "ĐƠN VỊ", "NƠI", "VẤN ĐỀ", "HẠN");
    const row = [
      "8fb86082e4b7269d",
      "",
      "www.bv-a.test",
      "Kho mã nguồn của trang bị lộ",
      "2026-11-25",
    ];
    expect(lines({ columns: wide, rows: [row, row] }, 40)).toEqual([
      "MÃ      8fb86082e4b7269d",
      "NƠI     www.bv-a.test",
      "VẤN ĐỀ  Kho mã nguồn của trang bị lộ",
      "HẠN     2026-11-25",
      "",
      "MÃ      8fb86082e4b7269d",
      "NƠI     www.bv-a.test",
      "VẤN ĐỀ  Kho mã nguồn của trang bị lộ",
      "HẠN     2026-11-25",
    ]);
  });

  it("breaks host names and paths at their dots and slashes, identifiers not at all", () => {
    const row = [
      "R20261123-002700-0803",
      "phongkham.benhvien.tinh.test:46661/phpmyadmin/index.php",
    ];
    expect(lines({ columns: titled("LƯỢT", "NƠI"), rows: [row] }, 45)).toEqual([
      "LƯỢT                   NƠI",
      "R20261123-002700-0803  phongkham.benhvien.",
      "                       tinh.test:46661/",
      "                       phpmyadmin/index.php",
    ]);
  });

  it("keeps a dot with the name that it begins", () => {
    const row = ["R20261123-002700-0803", "bv-c.test:46661/.env"];
    expect(lines({ columns: titled("LƯỢT", "NƠI"), rows: [row] }, 40).slice(1)).toEqual([
      "R20261123-002700-0803  bv-c.test:46661/",
      "                       .env",
    ]);
  });

  it("is never wider than the terminal, and loses no sign", () => {
    const word = fc.stringMatching(/^[a-zđệ医/.:-]{1,40}$/u);
    const cell = fc.array(word, { maxLength: 8 }).map((words) => words.join(" "));
    const table = fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 4 });
    const form = fc.constantFrom("NFC", "NFD");
    fc.assert(
      fc.property(table, fc.integer({ min: 40, max: 160 }), form, (cells, width, as) => {
        const given = cells.map((row) => row.map((one) => one.normalize(as)));
        const { head, rows: laid } = laidTable(
          { columns: titled("MỘT", "HAI", "BA", "BỐN"), rows: given },
          "vi",
          width,
        );
        for (const line of [...head, ...laid.flat()])
          expect(widthOf(line)).toBeLessThanOrEqual(width);
        const signs = (text: string): string[] =>
          Array.from(text.replaceAll(/\s/gu, "")).toSorted();
        const named = (row: readonly string[]): string[] =>
          ["MỘT", "HAI", "BA", "BỐN"].filter((_, index) => (row[index] ?? "").trim() !== "");
        for (const [index, row] of given.entries()) {
          const whole = [...row, ...(head.length === 0 ? named(row) : [])];
          expect(signs((laid[index] ?? []).join(""))).toEqual(signs(whole.join("")));
        }
      }),
    );
  });
});

describe("printTable", () => {
  const table: Table = {
    columns: titled("MÃ", "VẤN ĐỀ"),
    rows: [["8fb86082e4b7269d", "Kho mã nguồn của trang bị lộ ra Internet"]],
    colours: ["red"],
  };
  const printed = (out: { readonly isTTY?: boolean; readonly columns?: number }): string => {
    let said = "";
    const err = { write: () => true };
    const streams = { out: { ...out, write: (text: unknown) => (said += String(text)) }, err };
    printTable(createContext({}, streams, new AbortController().signal, {}), table);
    return said;
  };

  it("colours each line by itself, so that no colour runs over an end of line", () => {
    expect(printed({ isTTY: true, columns: 44 })).toBe(
      [
        "\u001b[1mMÃ                VẤN ĐỀ\u001b[0m",
        "\u001b[31m8fb86082e4b7269d  Kho mã nguồn của trang bị\u001b[0m",
        "\u001b[31m                  lộ ra Internet\u001b[0m",
        "",
      ].join("\n"),
    );
  });

  it.each([[{}], [{ isTTY: false, columns: 44 }]])(
    "writes plain lines where nobody looks: %o",
    (out) => {
      expect(printed(out)).toBe(
        "MÃ                VẤN ĐỀ\n8fb86082e4b7269d  Kho mã nguồn của trang bị lộ ra Internet\n",
      );
    },
  );

  it("does not fold where the terminal does not say how wide it is", () => {
    expect(printed({ isTTY: true, columns: 0 }).split("\n")).toHaveLength(3);
  });
});
