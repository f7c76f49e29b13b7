import { expect, it } from "vitest";
import { REGISTRY_ERRORS } from "../../src/registry/errors.ts";
import { FILE_SENTENCES } from "../../src/registry/file-sentences.ts";
import { inOrder, placeText, problemText, type Problem } from "../../src/registry/problem.ts";
import { SCOPE_SENTENCES } from "../../src/registry/scope-sentences.ts";
import { VALUE_SENTENCES } from "../../src/registry/value-sentences.ts";

const SENTENCES = { ...VALUE_SENTENCES, ...SCOPE_SENTENCES, ...FILE_SENTENCES };
const namesIn = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted();

it.each(Object.entries(SENTENCES))("%s says the same in both languages", (_code, sentence) => {
  const { reason, mend } = sentence;
  expect(namesIn(reason.vi)).toEqual(namesIn(reason.en));
  for (const text of [reason.vi, reason.en, mend.vi, mend.en]) {
    expect(text).toMatch(/^\S.*[^\s.]$/s);
    expect(text).toBe(text.normalize("NFC"));
  }
});

it.each(Object.entries(REGISTRY_ERRORS))("%s says the same in both languages", (_code, entry) => {
  expect(namesIn(entry.message.vi)).toEqual(namesIn(entry.message.en));
  expect(entry.exit).toBe(2);
});

it("names places in files, lines, rows and columns", () => {
  expect(placeText({ file: "r.yaml", line: null })).toEqual({ vi: "r.yaml", en: "r.yaml" });
  expect(placeText({ file: "r.yaml", line: 7 })).toEqual({ vi: "r.yaml:7", en: "r.yaml:7" });
  expect(placeText({ file: "r.csv", row: null, column: null })).toEqual({
    vi: "r.csv",
    en: "r.csv",
  });
  expect(placeText({ file: "r.csv", row: 7, column: null })).toEqual({
    vi: "r.csv dòng 7",
    en: "r.csv row 7",
  });
  expect(placeText({ file: "r.csv", row: 7, column: "host" })).toEqual({
    vi: "r.csv dòng 7, cột “host”",
    en: "r.csv row 7, column “host”",
  });
});

it("puts values into the sentence, and a value's braces stay what they are", () => {
  const problem: Problem = {
    place: { file: "r.csv", row: 2, column: null },
    code: "row-conflict",
    values: { other: 1, also: "", thing: { vi: "đơn vị", en: "unit" } },
  };
  expect(problemText(problem).vi).toMatch(
    /^r\.csv dòng 2: giá trị khác với dòng 1 của cùng đơn vị — /,
  );
  const braces: Problem = { ...problem, code: "host-form", values: { host: "{unit}" } };
  expect(problemText(braces).en).toMatch(/^r\.csv row 2: “\{unit\}” is not a valid host name — /);
});

it("orders problems by line, those of the whole file first", () => {
  const at = (line: number | null): Problem => ({
    place: { file: "r", line },
    code: "empty",
    values: {},
  });
  expect(
    inOrder([at(9), at(null), at(2)]).map(({ place }) => "line" in place && place.line),
  ).toEqual([null, 2, 9]);
});
