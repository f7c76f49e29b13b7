import { describe, expect, it } from "vitest";
import { styleParts } from "../../src/text/style-parts.ts";

const NOTHING = { imports: [], fonts: [], images: [] };

describe("what a style sheet loads", () => {
  it("tells imports, fonts and images apart", () => {
    const css = [
      "@charset \"utf-8\"; @import 'a.css'; @layer x; @import URL(b.css) layer(y) print;",
      "@font-face{font-family:X;src:url(x.woff2),url('y}.woff') format(\"woff\")}",
      'p{background:URL( "c.png" ), image-set("d.png" 1x, url(e.png) 2x)} /* url(no.png) */',
      "@media print { q { & b { list-style: \\75rl(f\\2epng) } } }",
    ];
    expect(styleParts(css.join("\n"), "sheet")).toEqual({
      imports: ["a.css", "b.css"],
      fonts: ["x.woff2", "y}.woff"],
      images: ["c.png", "d.png", "e.png", "f.png"],
    });
  });

  // As Chromium has it, which the browser suite asks.
  it.each([
    ["an import after a rule", "p{} @import url(a.css);"],
    ["an import within a block", "@media all{@import url(a.css);}"],
    [
      "an import after a namespace",
      "@namespace url(http://www.w3.org/1999/xhtml); @import 'a.css';",
    ],
    ["a namespace", "@namespace svg url(http://www.w3.org/2000/svg);"],
    ["a document's address", "@document url(http://a.test/){p{color:red}}"],
    ["a string", 'p{content:"url(a.png)"}'],
    ["an address within data", 'p{background:url("data:,url(http://a.test/a.png)")', "data:"],
    ["a string over two lines", 'p{background:url("a\nb.png")}'],
    ["white space within", "p{background:url(a b.png)}"],
    ["a quote within", "p{background:url(a'b.png)}"],
    ["a binding of old browsers", "p{behavior:url(a.htc);-moz-binding:url(a.xml)}"],
    ["nothing", "p{background:url()}"],
    ["a comment that never ends", "p{/*background:url(a.png)}"],
    ["a selector", 'a[href="url(a.png)"]{color:red}'],
  ])("not %s", (_name, css, kept = "") => {
    const { images, ...others } = styleParts(css, "sheet");
    expect({ ...others, images: images.filter((one) => !one.startsWith(kept || "\0")) }).toEqual(
      NOTHING,
    );
  });

  it.each([
    ["a comment of an import", "@import/**/url(a.css)", "imports", "a.css"],
    ["what old pages hide it with", "<!-- @import url(a.css); -->", "imports", "a.css"],
    ["an end without a beginning", "} p{background:url(a.png)}", "images", "a.png"],
    ["a comment within a block", "p{/*}*/background:url(a.png)}", "images", "a.png"],
    [
      "stars that are no comment",
      "p{background:url(http://a.test/*/b.png)}",
      "images",
      "http://a.test/*/b.png",
    ],
    ["a line that goes on", 'p{background:url("a\\\n.png")}', "images", "a.png"],
    ["an end that is missing", "p{background:url(a.png", "images", "a.png"],
    ["data before", "@font-face{src:url(data:,})}p{background:url(a.png)}", "images", "a.png"],
  ] as const)("despite %s", (_name, css, list, expected) => {
    expect(styleParts(css, "sheet")[list]).toEqual([expected]);
  });

  it("reads declarations alone in an attribute", () => {
    const css = "background:url(a.png);@import url(a.css)";
    expect(styleParts(css, "attribute")).toEqual({ ...NOTHING, images: ["a.png"] });
    expect(styleParts("background:url(a.png)", "sheet")).toEqual(NOTHING);
  });

  it("takes hostile styles in a moment", () => {
    const start = performance.now();
    for (const piece of [
      "url(",
      "/*",
      "@import ",
      "@font-face{",
      "@import url('",
      "* /*",
      "\\",
      '"',
    ]) {
      styleParts(piece.repeat(100_000), "sheet");
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
