// A few numbers for a page: how well do they tell what is left of it?
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keptShare, sketchOf } from "../../src/text/page-sketch.ts";

const words = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `từ${from + index}`);

describe("what is left of a page", () => {
  const page = words(0, 600);
  it.each<[string, string[], number, number]>([
    ["all of it", page, 1, 1],
    ["nothing", words(10_000, 600), 0, 0],
    ["half", [...words(0, 300), ...words(10_000, 300)], 0.3, 0.7],
    ["a tenth", [...words(0, 60), ...words(10_000, 600)], 0, 0.25],
    ["all, within a longer page", [...words(0, 600), ...words(10_000, 300)], 1, 1],
    ["all, in another order of its halves", [...words(300, 300), ...words(0, 300)], 0.95, 1],
    ["nothing, as the page is empty", [], 0, 0],
  ])("%s", (_name, now, atLeast, atMost) => {
    const kept = keptShare(sketchOf(page), sketchOf(now));
    expect(kept).toBeGreaterThanOrEqual(atLeast);
    expect(kept).toBeLessThanOrEqual(atMost);
  });

  it("a page without a sequence has lost nothing", () => {
    expect(sketchOf(["hai", "từ"])).toEqual([]);
    expect(keptShare([], sketchOf(page))).toBe(1);
  });

  it("is exact while both pages are small", () => {
    const small = words(0, 42);
    expect(keptShare(sketchOf(small), sketchOf(small.slice(0, 22)))).toBe(0.5);
  });
});

it("is a share, a page has lost nothing to itself, and order of reading does not matter", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), { maxLength: 300 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [before, now] = [sketchOf(one), sketchOf(other)];
      const kept = keptShare(before, now);
      expect(kept >= 0 && kept <= 1).toBe(true);
      expect(keptShare(before, before)).toBe(1);
      expect(before.length).toBeLessThanOrEqual(64);
      expect([...before].toSorted((a, b) => a - b)).toEqual(before);
      expect(sketchOf([...one])).toEqual(before);
    }),
  );
});
