// Pages made to be slow to judge: each must be judged within two seconds of CPU.
import { describe, expect, it } from "vitest";
import { judge } from "./sample.ts";

const SIZE = 2_000_000;
const fill = (piece: string): string => piece.repeat(Math.floor(SIZE / piece.length));

describe("hostile pages", () => {
  it.each([
    ["one term over and over", fill("nhà cái uy tín ")],
    ["claims without end", fill("hacked by ")],
    ["single letters", fill("h a c k ")],
    ["look-alike letters", fill("наск ")],
    ["piled-up accents", fill("a\u0300\u0301\u0302")],
    ["foreign links", fill('<a href="https://x1.example/nha-cai">nhà cái</a> ')],
    ["hidden terms", `<div hidden>${fill("nhà cái đổi thưởng nổ hũ ")}</div>`],
    ["locations in a script", `<script>${fill("location=x;")}</script>`],
    ["addresses in a script", `<script>${fill('var x="https://a.example/";')}</script>`],
    ["many scripts", fill('<script>location="/a"</script>')],
    ["encoded writes", `<script>${fill('document.write(unescape("%3C')}</script>`],
    ["arrays of names", `<script>${fill("_0x1234=['a',")}</script>`],
    ["almost hexadecimal text", `<script>${fill(`${"\\x41".repeat(59)}z`)}</script>`],
    ["invisible frames", fill("<iframe width=0 src=//a.example/x></iframe>")],
    ["words without spaces", fill("激安通販")],
  ])("%s", (_name, html) => {
    const before = process.cpuUsage();
    const facts = judge({ html });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(2);
    expect(facts.length).toBeGreaterThan(0);
  });
});
