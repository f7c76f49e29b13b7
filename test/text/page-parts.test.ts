import { assert, constantFrom, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { createPartFacts, styleParts } from "../../src/text/page-parts.ts";

function setOf(srcset: string): readonly string[] {
  const facts = createPartFacts();
  facts.opened("img", new Map([["srcset", srcset]]));
  return facts.finish().imageSets;
}

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

describe("what styles load", () => {
  it("tells imports, fonts and images apart", () => {
    const styles = [
      "@import 'a.css'; @import url(b.css) print;",
      "@font-face{font-family:X;src:url(x.woff2),url('y.woff')}",
      'p{background:URL( "c.png" )} /* url(no.png) */',
    ];
    expect(styleParts(styles)).toEqual({
      imports: ["a.css", "b.css"],
      fonts: ["x.woff2", "y.woff"],
      images: ["c.png"],
    });
  });

  it("takes hostile styles in a moment", () => {
    const start = performance.now();
    for (const piece of ["url(", "/*", "@import ", "@font-face{", "@import url('", "* /*"]) {
      styleParts([piece.repeat(100_000)]);
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
