// The shipped data holds together: what a schema cannot say.
import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { branchOf, compareVersions, parseVersion } from "../../../src/text/version.ts";
import { HASHES, PRODUCTS } from "./knowledge.ts";

describe.each(PRODUCTS.map((product) => [product.slug, product] as const))("%s", (_, product) => {
  const { releases } = product;
  const branches = releases.branches.map(({ branch }) => branch);

  it("has every latest version in its branch", () => {
    const foreign = releases.branches.filter(
      ({ branch, latest }) => latest !== null && branchOf(latest, branches) !== branch,
    );
    // Drupal's branch "8" stands for the minor branches that are not listed one by one.
    expect(foreign.map(({ branch }) => branch)).toEqual(product.slug === "drupal" ? ["8"] : []);
  });

  it("names branches once, and ends after their release", () => {
    expect(new Set(branches).size).toBe(branches.length);
    const odd = releases.branches.filter(
      ({ eol, released }) => eol !== null && released !== null && eol < released,
    );
    expect(odd).toEqual([]);
  });

  it("has waves in the past of its newest source, with real versions", () => {
    const newest =
      releases.sources
        .map(({ date }) => date)
        .sort()
        .at(-1) ?? "";
    for (const { date, fixed } of releases.waves) {
      expect(date <= newest).toBe(true);
      for (const [branch, version] of Object.entries(fixed)) {
        expect(parseVersion(version)).not.toBeNull();
        expect(compareVersions(version, branch)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it("is dated by a source, not by the day of reading", () => {
    expect(releases.sources.map(({ date }) => date)).toContain(releases.asOf);
  });

  it("names a table that exists and whose cap is known", () => {
    const table = product.hashes === undefined ? null : (HASHES[product.hashes] ?? null);
    expect(table === null).toBe(product.hashes === undefined);
    for (const file of Object.keys(table?.files ?? {})) {
      expect(table?.sizes?.[file] ?? 0).toBeGreaterThan(0);
      expect(table?.sizes?.[file] ?? Infinity).toBeLessThan(512 * 1024);
    }
  });
});

const SIZE = 4000;
const SEEDS = [
  "a",
  "/",
  "/a",
  " ",
  "\n",
  "<",
  "<body ",
  '<body class="',
  "1.",
  "9",
  "wp-includes/",
  "/wp-content/themes/",
  '<extension type="file" ',
  "<version>",
  "nv_base_siteurl ",
  "?v=1.1.1.1",
  "CHANGE LOG: NUKEVIET CMS\n",
  "Drupal ",
  "-",
  "'\"",
];

describe("patterns", () => {
  const patterns = PRODUCTS.flatMap(({ slug, identify, version, root }) =>
    [
      ...identify.flatMap(({ pattern }) => pattern ?? []),
      ...version.map(({ pattern }) => pattern),
      ...root,
    ].map((pattern) => [`${slug} ${pattern}`, pattern] as const),
  );

  it.each(patterns)("%s stays quick on hostile text", (_, pattern) => {
    const expression = new RegExp(pattern, "i");
    for (const seed of SEEDS) {
      for (const size of [SIZE, 2 * SIZE]) {
        const text = seed.repeat(Math.ceil(size / seed.length)).slice(0, size);
        const times = [1, 2, 3, 4].map(() => {
          const start = performance.now();
          expression.test(text);
          return performance.now() - start;
        });
        expect(Math.min(...times)).toBeLessThan(5);
      }
    }
  });
});
