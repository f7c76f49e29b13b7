import { describe, expect, it } from "vitest";
import writeWorkbook from "write-excel-file/node";
import { problems, registryOf } from "./reading.ts";
import { authorization, system, target, unit } from "./sample.ts";

const HEADER = "unit,name,host,ports,addresses,document,signedBy,validFrom,validTo,areas";

const SIMPLE = {
  units: [unit("BV-A", { name: "Bệnh viện A", kind: "other" })],
  systems: [system("BV-A-WEB", "BV-A")],
  targets: [target("www.bv-a.test", "BV-A")],
  authorizations: [
    authorization("12/QĐ", "BV-A", {
      signedOn: null,
      hosts: ["www.bv-a.test"],
      areas: ["tls", "cms"],
    }),
  ],
};

describe("a workbook", () => {
  type Value = string | number | boolean | Date | null;
  const cell = (value: Value) => {
    if (value === null) return null;
    return value instanceof Date ? { value, format: "dd/mm/yyyy" } : { value };
  };
  const sheet = (...rows: Value[][]) => rows.map((row) => row.map(cell));
  const HEADINGS = HEADER.split(",");
  const CELLS: Value[] = [
    "BV-A",
    "Bệnh viện A",
    "www.bv-a.test",
    null,
    null,
    "12/QĐ",
    "Giám đốc",
    new Date("2026-01-05T00:00:00Z"),
    "31/12/2026",
    "tls;cms",
  ];

  it("is read like a table, true dates and times included", async () => {
    const data = sheet(
      ["Danh mục"],
      [],
      [...HEADINGS, "windowFrom", "windowTo"],
      [...CELLS, new Date(Date.UTC(1899, 11, 30, 22, 0)), "5:00"],
    );
    const bytes = await writeWorkbook(data as never).toBuffer();
    expect(await registryOf("r.xlsx", new Uint8Array(bytes))).toEqual({
      ...SIMPLE,
      authorizations: SIMPLE.authorizations.map((one) => ({
        ...one,
        window: { from: "22:00", to: "05:00", timezone: "Asia/Ho_Chi_Minh" },
      })),
    });
  });

  it("numbers rows as the program that made it does", async () => {
    const data = sheet([], [], HEADINGS, [], [...CELLS.slice(0, 2), "127.0.0.1"]);
    const bytes = await writeWorkbook(data as never).toBuffer();
    expect(await problems("r.xlsx", new Uint8Array(bytes))).toEqual([
      "r.xlsx row 5, column “host”: “127.0.0.1” is an IP address",
    ]);
  });

  it("takes the sheet with the registry, and refuses two", async () => {
    const notes = { data: sheet(["Ghi chú"]), sheet: "Ghi chú" };
    const one = { data: sheet(HEADINGS, CELLS), sheet: "Một" };
    const bytesOf = async (sheets: object[]) =>
      new Uint8Array(await writeWorkbook(sheets as never).toBuffer());
    expect(await registryOf("r.xlsx", await bytesOf([notes, one]))).toEqual(SIMPLE);
    expect(await problems("r.xlsx", await bytesOf([one, { ...one, sheet: "Hai" }]))).toEqual([
      "r.xlsx: several sheets hold a registry: Một, Hai",
    ]);
    expect(await problems("r.xlsx", await bytesOf([notes]))).toEqual([
      "r.xlsx row 1: no header row was found",
    ]);
  });
});
