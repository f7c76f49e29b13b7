import { describe, expect, it } from "vitest";
import type { HashTable } from "../../src/model/product.ts";
import {
  isBeyond,
  narrow,
  nextFile,
  versionsWith,
  versionsWithout,
} from "../../src/text/hash-table.ts";
import { tableOf } from "../detect/cms/knowledge.ts";

const small: HashTable = {
  asOf: "2026-08-21",
  source: "made up",
  licence: "ours",
  versions: ["1.0", "1.1", "1.2", "2.0"],
  files: {
    "a.js": { aaaaaaaaaaaaaaaa: [[0, 1]], bbbbbbbbbbbbbbbb: [[2, 2]] },
    "b.js": { cccccccccccccccc: [[0, 0]], dddddddddddddddd: [[1, 3]] },
  },
};
const A = "a".repeat(40);
const D = "d".repeat(40);

describe("a small table", () => {
  it("knows the versions of a hash, by its first 16 digits", () => {
    expect(versionsWith(small, "a.js", A)).toEqual(["1.0", "1.1"]);
    expect(versionsWith(small, "a.js", D)).toBeNull();
    expect(versionsWith(small, "c.js", A)).toBeNull();
    expect(versionsWithout(small, "a.js")).toEqual(["2.0"]);
    expect(versionsWithout(small, "c.js")).toEqual(small.versions);
  });

  it("narrows by every known file and ignores unknown hashes", () => {
    expect(narrow(small, {})).toEqual({ status: "open" });
    expect(narrow(small, { "a.js": D })).toEqual({ status: "open" });
    expect(narrow(small, { "a.js": A })).toEqual({ status: "narrowed", versions: ["1.0", "1.1"] });
    expect(narrow(small, { "a.js": A, "b.js": D })).toEqual({
      status: "narrowed",
      versions: ["1.1"],
    });
    expect(narrow(small, { "a.js": "b".repeat(40), "b.js": "c".repeat(40) })).toEqual({
      status: "empty",
    });
  });

  it("asks its first file first, then what separates, then nothing", () => {
    expect(nextFile(small, small.versions, [])).toBe("a.js");
    expect(nextFile(small, ["1.0", "1.1"], ["a.js"])).toBe("b.js");
    expect(nextFile(small, ["1.1", "1.2"], ["a.js"])).toBeNull();
    expect(nextFile(small, ["1.1"], [])).toBeNull();
    expect(nextFile(small, [], [])).toBeNull();
  });

  it("does not know what came after it", () => {
    expect(isBeyond(small, "2.1")).toBe(true);
    expect(isBeyond(small, "2.0.0")).toBe(false);
  });
});

/** Plays a site that has exactly the files of one version and asks it at most four. */
function ask(table: HashTable, version: string): { requests: number; left: readonly string[] } {
  const index = table.versions.indexOf(version);
  const blobs: Record<string, string> = {};
  const asked: string[] = [];
  let left: readonly string[] = table.versions;
  while (asked.length < 4) {
    const file = nextFile(table, left, asked);
    if (file === null) break;
    asked.push(file);
    const hit = Object.entries(table.files[file] ?? {}).find(([, ranges]) =>
      ranges.some(([from, to]) => from <= index && index <= to),
    );
    if (hit === undefined) {
      const without = new Set(versionsWithout(table, file));
      left = left.filter((each) => without.has(each));
    } else {
      blobs[file] = hit[0];
      const narrowing = narrow(table, blobs);
      if (narrowing.status === "narrowed") left = narrowing.versions;
    }
  }
  return { requests: asked.length, left };
}

const branchOf = (version: string): string => version.split(".").slice(0, 2).join(".");

describe.each(["wordpress", "drupal", "nukeviet", "dokuwiki"])("the table of %s", (name) => {
  const table = tableOf(name);

  it("keeps the true version among those possible, within four requests", () => {
    const lost = table.versions.filter((version) => !ask(table, version).left.includes(version));
    expect(lost).toEqual([]);
  });

  it("has no range outside its versions and no version twice", () => {
    const ranges = Object.values(table.files).flatMap((hashes) => Object.values(hashes).flat());
    expect(ranges.every(([a, b]) => a >= 0 && a <= b && b < table.versions.length)).toBe(true);
    expect(new Set(table.versions).size).toBe(table.versions.length);
  });
});

describe("WordPress", () => {
  const table = tableOf("wordpress");

  it("tells the branch of all 328 versions from 5.0 on with the first file alone", () => {
    const modern = table.versions.filter((version) => Number(version.split(".")[0]) >= 5);
    const [first = ""] = Object.keys(table.files);
    const branches = Object.values(table.files[first] ?? {}).map((ranges) => [
      ...new Set(ranges.flatMap(([a, b]) => table.versions.slice(a, b + 1).map(branchOf))),
    ]);
    expect(modern).toHaveLength(328);
    expect(branches.every((each) => each.length === 1)).toBe(true);
    expect(versionsWithout(table, first).every((each) => Number(each.split(".")[0]) < 5)).toBe(
      true,
    );
  });

  it("tells the branch of every version from 4.0 on, with few requests on average", () => {
    const versions = table.versions.filter((version) => Number(version.split(".")[0]) >= 4);
    const results = versions.map((version) => ask(table, version));
    expect(results.every(({ left }) => new Set(left.map(branchOf)).size === 1)).toBe(true);
    const mean = results.reduce((sum, { requests }) => sum + requests, 0) / results.length;
    expect(mean).toBeLessThan(3.2);
  });
});

describe("Drupal", () => {
  const table = tableOf("drupal");

  it("tells the branch of every version from 8.0 on", () => {
    const mixed = table.versions.filter(
      (version) => new Set(ask(table, version).left.map(branchOf)).size > 1,
    );
    expect(mixed).toEqual([]);
  });
});
