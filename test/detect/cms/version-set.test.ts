import { describe, expect, it } from "vitest";
import { determineVersion } from "../../../src/detect/cms/version-set.ts";
import type { HashTable } from "../../../src/model/product.ts";
import type { KnownFile } from "../../../src/text/product-files.ts";
import type { Reading } from "../../../src/text/product-signals.ts";
import { productOf } from "./knowledge.ts";

const blob = (letter: string): string => letter.repeat(40);
const key = (letter: string): string => letter.repeat(16);
const table: HashTable = {
  asOf: "2026-08-21",
  source: "made up",
  licence: "ours",
  versions: ["6.9.8", "6.9.9", "7.0.5", "7.0.6", "7.1.0", "7.1.1"],
  files: {
    "a.js": { [key("a")]: [[0, 1]], [key("b")]: [[2, 3]], [key("c")]: [[4, 5]] },
    "b.js": {
      [key("d")]: [
        [0, 0],
        [4, 4],
      ],
      [key("e")]: [
        [1, 3],
        [5, 5],
      ],
    },
  },
};

const reading = (
  version: string,
  precision: Reading["precision"] = "exact",
  confidence = 0.85,
): Reading => ({
  method: "test",
  version,
  precision,
  confidence,
});
const file = (name: string, letter: string): KnownFile =>
  ({ file: name, gitBlob: blob(letter) }) as KnownFile;

function determine(shown: readonly Reading[], known: readonly KnownFile[], slug = "wordpress") {
  const product = productOf(slug);
  const found = determineVersion({ product, table, shown, files: { readings: [], known } });
  if (found.status !== "known") return found.status;
  const { value, conflict } = found.set;
  return conflict === null
    ? value
    : `${value} (${conflict.claimed}${conflict.decided ? " refuted" : ""})`;
}

describe("shown versions and known files", () => {
  it.each([
    ["agree", [reading("7.0.5")], [file("a.js", "b")], "7.0.5"],
    ["two parts are .0", [reading("7.1")], [file("a.js", "c"), file("b.js", "d")], "7.1"],
    [
      "newer than the table, with its newest files",
      [reading("7.1.2")],
      [file("a.js", "c")],
      "7.1.2",
    ],
    ["newer than the table, a new branch", [reading("7.2")], [file("a.js", "c")], "7.2"],
    [
      "newer than the table, but with old files",
      [reading("7.1.2")],
      [file("a.js", "a")],
      "6.9.8–6.9.10 (7.1.2 refuted)",
    ],
    ["newer in an old branch", [reading("7.0.9")], [file("a.js", "b")], "7.0.9"],
    [
      "newer in an old branch, with files of before",
      [reading("6.9.12")],
      [file("b.js", "d")],
      "6.9.8, 7.1.0 (6.9.12 refuted)",
    ],
    ["false", [reading("5.2")], [file("a.js", "b")], "7.0.5–7.0.7 (5.2 refuted)"],
    ["unknown file", [reading("7.0.5")], [file("a.js", "f")], "7.0.5"],
    ["files alone", [], [file("a.js", "a"), file("b.js", "d")], "6.9.8"],
    ["a branch narrows files", [reading("7.1", "branch")], [file("b.js", "d")], "7.1.0"],
    [
      "a branch that files refute",
      [reading("7.0", "branch")],
      [file("b.js", "d")],
      "6.9.8, 7.1.0 (7.0.x refuted)",
    ],
    ["files of two versions", [], [file("a.js", "b"), file("b.js", "d")], "contradictory"],
    [
      "files of two versions and a shown one",
      [reading("7.0.5")],
      [file("a.js", "b"), file("b.js", "d")],
      "7.0.5",
    ],
    [
      "two shown ones, decided by files",
      [reading("7.0.5"), reading("6.9.8")],
      [file("a.js", "b")],
      "7.0.5 (6.9.8 refuted)",
    ],
    ["nothing", [], [], "hidden"],
    ["only an unknown file", [], [file("a.js", "f")], "hidden"],
  ])("%s", (...[, shown, known, expected]) => {
    expect(determine(shown, known)).toBe(expected);
  });
});

describe("shown versions alone", () => {
  it.each([
    ["two that agree", "wordpress", [reading("6.4.3"), reading("6.4.3")], "6.4.3"],
    ["two that differ", "wordpress", [reading("6.4.3"), reading("6.4.5")], "6.4.3, 6.4.5 (6.4.3)"],
    ["exact in the branch", "nukeviet", [reading("4.5", "branch"), reading("4.5.05")], "4.5.05"],
    [
      "exact in another branch",
      "nukeviet",
      [reading("4.5", "branch"), reading("4.4.08")],
      "4.4.08, 4.5.x (4.4.08)",
    ],
    [
      "a major and a branch of it",
      "nukeviet",
      [reading("4", "major"), reading("4.3", "branch")],
      "4.3.x",
    ],
    ["a major alone", "drupal", [reading("9", "major")], "9.x"],
    ["a major that is unknown", "drupal", [reading("12", "major")], "12.x"],
    ["two majors", "drupal", [reading("9", "major"), reading("10", "major")], "9.x, 10.x (9.x)"],
  ])("%s", (...[, slug, shown, expected]) => {
    expect(determine(shown, [], slug)).toBe(expected);
  });

  it("takes a major version for all its branches", () => {
    const found = determineVersion({
      product: productOf("drupal"),
      table: undefined,
      shown: [reading("9", "major")],
      files: { readings: [], known: [] },
    });
    const candidates = found.status === "known" ? found.set.candidates : [];
    expect(candidates.map(({ branch }) => branch ?? "").toSorted()).toEqual([
      "9.0",
      "9.1",
      "9.2",
      "9.3",
      "9.4",
      "9.5",
    ]);
    expect(candidates.every(({ version }) => version === null)).toBe(true);
  });
});
