import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  distance,
  normaliseAnswer,
  removeReflections,
  simhash,
} from "../../src/text/similarity.ts";

describe("removeReflections", () => {
  it.each([
    ["/phpmyadmin/", "a /phpmyadmin/ b %2Fphpmyadmin%2F c", "a  b  c"],
    ["/.git/HEAD", "a .git/HEAD b &#x2F;.git&#x2F;HEAD", "a  b "],
    ["/uploads/", "Index of /uploads", "Index of "],
    ["/admin/", "an admin page", "an admin page"],
    ["/", "a / b", "a / b"],
  ])("%s in %s", (path, text, expected) => {
    expect(removeReflections(text, path)).toBe(expected);
  });

  it("leaves nothing of the path, however often it is repeated", () => {
    const segment = fc.stringMatching(/^[a-z.-]{4,12}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 3 }), (segments) => {
        const path = `/${segments.join("/")}`;
        expect(removeReflections(`x ${path} y ${path}${path}`, path)).not.toContain(path);
      }),
    );
  });
});

describe("normaliseAnswer", () => {
  it.each([
    ["an id", "a 3f2504e0-4f89-11d3-9a0c-0305e82c3301 b"],
    ["a hash", "a d41d8cd98f00b204e9800998ecf8427e b"],
    ["a time", "a 2026-11-22T08:09:10Z b"],
    ["a clock", "a 08:09:10 b"],
    ["a count", "a 1.234.567 b"],
    ["a token", "a dGhpcyBpcyBhIHRva2VuIDEyMw== b"],
    ["the path", "a /phpmyadmin/ phpmyadmin b"],
  ])("drops %s", (_what, text) => {
    expect(normaliseAnswer(text, "/phpmyadmin/")).toBe("a b");
  });
});

describe("simhash", () => {
  const page = Array.from({ length: 120 }, (_, at) => `từ${String(at % 60)}`).join(" ");

  it("is the same for the same words, in any order of lines", () => {
    expect(distance(simhash(page), simhash(page))).toBe(0);
    expect(simhash(page).words).toBe(120);
  });

  it("moves little when little changes, and far when all does", () => {
    const edited = page.replace("từ7 ", "khác ");
    const other = Array.from({ length: 120 }, (_, at) => `word${String(at)}`).join(" ");
    expect(distance(simhash(page), simhash(edited))).toBeLessThanOrEqual(8);
    expect(distance(simhash(page), simhash(other))).toBeGreaterThan(15);
  });

  it("is a distance", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (one, two) => {
        const [a, b] = [simhash(one.join(" ")), simhash(two.join(" "))];
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b)).toBeLessThanOrEqual(64);
        expect(distance(a, a)).toBe(0);
      }),
    );
  });
});
