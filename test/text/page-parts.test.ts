import { assert, constantFrom, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { setOf } from "../../src/text/page-parts.ts";

describe("sets of images", () => {
  it.each<[string, readonly string[]]>([
    ["", []],
    ["a.png", ["a.png"]],
    ["a.png 1x, b.png 2x", ["a.png", "b.png"]],
    ["a.png, b.png 2x,", ["a.png", "b.png"]],
    ["a,b.png 100w, c.png", ["a,b.png", "c.png"]],
    [" , a.png\n\t320w ,\nb.png", ["a.png", "b.png"]],
    ["a.png,b.png", ["a.png,b.png"]],
  ])("%j", (srcset, expected) => {
    expect(setOf(srcset)).toEqual(expected);
  });

  it("ends on whatever is written", () => {
    assert(
      property(string({ unit: constantFrom("a", ",", " ", "(", ")", "\n") }), (text) => {
        expect(setOf(text).every((one) => one !== "" && !/\s/.test(one))).toBe(true);
      }),
    );
  });
});
