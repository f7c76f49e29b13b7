import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import { COLUMNS, columnOf } from "../../src/registry/columns.ts";
import { problems, read, refusalOf, registryOf } from "./reading.ts";

const HEADER = "unit,name,host,ports,addresses,document,signedBy,validFrom,validTo,areas";
const ROW = "BV-A,Bệnh viện A,www.bv-a.test,,,12/QĐ,Giám đốc,2026-01-05,31/12/2026,tls;cms";

describe("what is wrong with a table is told by row and column", () => {
  const rows = (...lines: string[]): string => [HEADER, ...lines].join("\n");
  const other = (from: string, to: string): string => rows(ROW.replace(from, to));

  it.each<[name: string, text: string, expected: string[]]>([
    ["empty", "", ["r.csv row 1: no header row was found"]],
    ["no header", ROW, ["r.csv row 1: no header row was found"]],
    ["no host column", "unit,name\nA,A\n", ["r.csv row 1: required columns are missing: host"]],
    ["no rows", `${HEADER}\n`, ["r.csv: the file holds nothing to import"]],
    [
      "an unknown column",
      "unit,name,host,tuổi\n",
      ["r.csv row 1, column “tuổi”: unknown column “tuổi”"],
    ],
    [
      "a column twice",
      "unit,name,host,Mã đơn vị\n",
      ["r.csv row 1, column “Mã đơn vị”: two columns both mean “unit”"],
    ],
    [
      "a value without heading",
      "unit,name,host\nA,A,a.test,443\n",
      ["r.csv row 2: column 4 holds a value but has no header"],
    ],
    ["a host in no unit", rows(",A,a.test"), ["r.csv row 2: the row names no unit"]],
    ["no host", rows("A,A,"), ["r.csv row 2: the row names no host"]],
    ["no name", rows("A,,a.test"), ["r.csv row 2: “name” is missing"]],
    [
      "an address",
      other("www.bv-a.test", "127.0.0.1"),
      ["r.csv row 2, column “host”: “127.0.0.1” is an IP address"],
    ],
    [
      "an address in a URL",
      other("www.bv-a.test", "http://127.0.0.1/"),
      ["r.csv row 2, column “host”: the address “http://127.0.0.1/” cannot be used"],
    ],
    [
      "userinfo in a URL",
      other("www.bv-a.test", "http://a@b.test/"),
      ["r.csv row 2, column “host”: the address “http://a@b.test/” cannot be used"],
    ],
    [
      "a port in a URL",
      other("www.bv-a.test", "http://b.test:81/"),
      ["r.csv row 2, column “host”: the address “http://b.test:81/” cannot be used"],
    ],
    [
      "a wildcard",
      other("www.bv-a.test", "*.bv-a.test"),
      ["r.csv row 2, column “host”: “*.bv-a.test” is a wildcard, not a host"],
    ],
    [
      "a path behind the host",
      other("www.bv-a.test", "bv-a.test/tin"),
      ["r.csv row 2, column “host”: “bv-a.test/tin” is not a valid host name"],
    ],
    [
      "a port",
      other("test,,", "test,80443,"),
      ["r.csv row 2, column “ports”: the port is not valid"],
    ],
    [
      "a pin",
      other("test,,", "test,,10.0.0.1/8"),
      ["r.csv row 2, column “addresses”: the address range “10.0.0.1/8” is not valid"],
    ],
    [
      "a code",
      other("BV-A", "bệnh viện"),
      ["r.csv row 2, column “unit”: the code in “unit” is malformed"],
    ],
    [
      "month before day",
      other("31/12/2026", "12/31/2026"),
      ["r.csv row 2, column “validTo”: the date “12/31/2026” in “validTo” is not valid"],
    ],
    [
      "two-digit year",
      other("31/12/2026", "31/12/26"),
      ["r.csv row 2, column “validTo”: the date “31/12/26” in “validTo” is not valid"],
    ],
    [
      "dates reversed",
      other("31/12/2026", "4/1/2026"),
      [
        "r.csv row 2, column “validTo”: the last day 2026-01-04 lies before the first day 2026-01-05",
      ],
    ],
    [
      "an area",
      other("tls;cms", "tls;web"),
      ["r.csv row 2, column “areas”: the value of “areas” is none of the choices"],
    ],
    ["no areas", other(",tls;cms", ""), ["r.csv row 2: “areas” is missing"]],
    [
      "terms without document",
      other("12/QĐ", ""),
      ["r.csv row 2: the row has terms of an authorization but no document"],
    ],
    [
      "two names",
      rows(ROW, "BV-A,Khác,b.bv-a.test"),
      ["r.csv row 3, column “name”: the value differs from row 2 of the same unit"],
    ],
    [
      "a first row that is the odd one out",
      rows(
        ROW.replace("Bệnh viện A", "Bệnh viện a"),
        ...["b", "c", "d"].map((host) => ROW.replace("www", host)),
      ),
      [
        "r.csv row 3, column “name”: the value (also in row 4, 5) differs from row 2 of the same unit",
      ],
    ],
    [
      "three names",
      rows(ROW, "BV-A,Khác,b.bv-a.test", "BV-A,Khác nữa,c.bv-a.test", "BV-A,Khác,d.bv-a.test"),
      [
        "r.csv row 3, column “name”: the value (also in row 5) differs from row 2 of the same unit",
        "r.csv row 4, column “name”: the value differs from row 2 of the same unit",
      ],
    ],
    [
      "a day that is not in the calendar",
      other("31/12/2026", "31/02/2026"),
      ["r.csv row 2, column “validTo”: the date “31/02/2026” in “validTo” is not valid"],
    ],
    [
      "a day in a column that is not formatted as dates",
      other("31/12/2026", "46387"),
      [
        "r.csv row 2, column “validTo”: “46387” in “validTo” is a spreadsheet's serial number of a day, not a date",
      ],
    ],
    [
      "two terms",
      rows(ROW, ROW.replace("www", "b").replace("Giám đốc", "Khác")),
      ["r.csv row 3, column “signedBy”: the value differs from row 2 of the same document"],
    ],
    [
      "two units, one host",
      rows(ROW, "B,B,www.bv-a.test"),
      [
        "r.csv row 3, column “host”: two units claim the host www.bv-a.test: B and BV-A (r.csv row 2, column “host”)",
      ],
    ],
    ["an open quote", `${HEADER}\n"BV-A,x\n`, ["r.csv row 2: CSV syntax"]],
    [
      "all of them",
      rows(",A,a.test", "A,,127.0.0.1,x", ROW.replace("tls;cms", "x")),
      [
        "r.csv row 2: the row names no unit",
        "r.csv row 3, column “ports”: the port is not valid",
        "r.csv row 4, column “areas”: the value of “areas” is none of the choices",
      ],
    ],
  ])("%s", async (_name, text, expected) => {
    const found = await problems("r.csv", text);
    expect(found.map((line) => line.replace(/(CSV syntax).*/, "$1"))).toEqual(expected);
  });

  it("in Vietnamese too", async () => {
    const error = await refusalOf("r.csv", rows("A,A,127.0.0.1"));
    expect(error?.lines("vi")[1]).toBe(
      "r.csv dòng 2, cột “host”: “127.0.0.1” là địa chỉ IP — ghi tên miền; địa chỉ IP chỉ dùng để ghim ở “addresses”",
    );
  });
});

it("each heading means one column", () => {
  for (const column of COLUMNS) {
    for (const heading of [column.key, ...column.headings]) {
      expect(`${heading}: ${columnOf(heading)?.key}`).toBe(`${heading}: ${column.key}`);
    }
  }
});

it("whatever the bytes, the answer is a draft or a list of problems", async () => {
  const piece = fc.constantFrom(
    ...HEADER.split(","),
    ",",
    ";",
    "\n",
    '"',
    ":",
    "- ",
    "  ",
    "{",
    "[",
    "&a",
    "*a",
    "!!x",
    "null",
    "units:",
    "authorizations:",
    "code: A",
    "name: A",
    "host: a.test",
    "127.0.0.1",
    "\u0000",
    "é",
    "x",
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom("r.csv", "r.yaml"), async (content, name) => {
      try {
        expect((await read(name, content)).units).toBeInstanceOf(Array);
      } catch (error) {
        if (!(error instanceof RasoatError)) throw error;
        expect(error.details.length).toBeGreaterThan(0);
        for (const { vi, en } of error.details) expect(vi + en).not.toMatch(/\{[a-z]+\}|undefined/);
      }
    }),
    { numRuns: 500 },
  );
});

it("10,000 rows are read and merged in seconds, on a busy machine too", async () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, n) =>
      `BV-${n % 2000},Bệnh viện ${n % 2000},h${n}.bv-${n % 2000}.test,,,${n % 2000}/QĐ,Giám đốc,2026-01-05,31/12/2026,tls;cms`,
  );
  const begun = performance.now();
  const current = await registryOf("r.csv", [HEADER, ...lines].join("\n"));
  expect(current.targets).toHaveLength(10_000);
  expect(current.authorizations).toHaveLength(2000);
  expect(await problems("r.csv", [HEADER, ...lines].join("\n"), { current })).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(20_000);
}, 60_000);
