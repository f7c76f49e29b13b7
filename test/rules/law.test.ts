import { describe, expect, test } from "vitest";
import { forSignature, itemText, lawInForce } from "../../src/rules/law.ts";
import { citation, DIRECTIVE, DOCUMENT } from "./sample.ts";

const LAW = [
  citation("a1", { validFrom: "2015-01-01", validTo: "2019-12-31", replacedBy: "b" }),
  citation("a2", { validFrom: "2016-01-01", validTo: "2019-12-31", replacedBy: "b" }),
  citation("b", { validFrom: "2020-01-01", validTo: "2026-08-18", replacedBy: "c" }),
  citation("c", { validFrom: "2026-08-19" }),
  citation("gone", { validTo: "2021-01-01" }),
];

describe("law in force", () => {
  test.each<[string[], string, string[]]>([
    [["b"], "2024-01-01", ["b"]],
    [["b"], "2026-08-18", ["b"]],
    [["b"], "2026-08-19", ["c"]],
    [["a1"], "2027-01-01", ["c"]],
    [["c"], "2024-01-01", ["b"]],
    [["c"], "2018-01-01", ["a1", "a2"]],
    [["c", "a1", "b"], "2027-01-01", ["c"]],
    [["gone"], "2024-01-01", []],
    [["nowhere"], "2024-01-01", []],
    [[], "2024-01-01", []],
  ])("%j on %s is %j", (ids, on, expected) => {
    expect(lawInForce(LAW, ids, on).map(({ id }) => id)).toEqual(expected);
  });

  test("a chain that bites its own tail ends all the same", () => {
    const loop = [
      citation("x", { validTo: "2020-01-01", replacedBy: "y" }),
      citation("y", { validTo: "2020-01-01", replacedBy: "x" }),
    ];
    expect(lawInForce(loop, ["x"], "2026-01-01")).toEqual([]);
  });
});

test("only reviewed citations may stand in a document for signature", () => {
  const law = [
    citation("seen", { reviewedBy: "Nguyễn Văn A", reviewedOn: "2026-11-01" }),
    citation("unseen"),
  ];
  const applied = law.map(({ document, article }) => ({ document, article }));
  expect(forSignature(law, applied)).toEqual([applied[0]]);
  expect(forSignature([], applied)).toEqual([]);
});

test("the words of an item", () => {
  expect(itemText([DIRECTIVE], DOCUMENT, "10a")).toEqual({ vi: "mục 10a", en: "item 10a" });
  expect(itemText([DIRECTIVE], DOCUMENT, "11")).toBeUndefined();
  expect(itemText([DIRECTIVE], "other", "3")).toBeUndefined();
});
