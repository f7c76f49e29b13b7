import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHsts } from "../../../src/detect/tls/hsts.ts";

describe("readHsts", () => {
  it.each<[string, number, boolean]>([
    ["max-age=31536000", 31_536_000, false],
    ["max-age=31536000; includeSubDomains", 31_536_000, true],
    ['max-age="31536000"', 31_536_000, false],
    ["MAX-AGE=100;INCLUDESUBDOMAINS", 100, true],
    ["includeSubDomains ; max-age = 100 ; preload", 100, true],
    ["max-age=0", 0, false],
    [";; max-age=5 ;", 5, false],
    ['max-age=5; note="a;b=c"', 5, false],
    ["max-age=5; unknown=1", 5, false],
    ["max-age=00000000000000000000000031536000", 31_536_000, false],
    ["max-age=99999999999999999999999999", Number.MAX_SAFE_INTEGER, false],
  ])("reads %s", (value, maxAge, includeSubDomains) => {
    expect(readHsts(value)).toMatchObject({ state: "valid", maxAge, includeSubDomains });
  });

  it.each([
    ["max-age=100; preload", true],
    ["max-age=100; Preload ; includeSubDomains", true],
    ["max-age=100", false],
    ['max-age=100; note="preload"', false],
  ])("tells whether %s asks for the preload list", (value, preload) => {
    expect(readHsts(value)).toMatchObject({ state: "valid", preload });
  });

  it.each([
    ["", "no max-age"],
    ["includeSubDomains", "no max-age"],
    ["max-age", "max-age no number"],
    ["max-age=", "malformed"],
    ["max-age=abc", "max-age no number"],
    ["max-age=-1", "max-age no number"],
    ["max-age=1.5", "max-age no number"],
    ["max-age=10; includeSubDomains=1", "includesubdomains with a value"],
    ['max-age=10; includeSubDomains=""', "includesubdomains with a value"],
    ["max-age=10; max-age=20", "max-age twice"],
    ["max-age=10; Max-Age=10", "max-age twice"],
    ["max-age=10, max-age=20", "malformed"],
    ['max-age="10', "malformed"],
    ["max-age=10 includeSubDomains", "malformed"],
  ])("ignores %j as a browser does", (value, why) => {
    expect(readHsts(value)).toEqual({ state: "invalid", why });
  });

  it("never throws, and finds no age that is not written there", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const hsts = readHsts(value);
        return hsts.state === "invalid" || value.toLowerCase().includes("max-age");
      }),
    );
  });

  it("is linear on hostile values", () => {
    const started = Date.now();
    readHsts(`max-age="${"\\".repeat(100_000)}`);
    readHsts("a=".repeat(100_000));
    readHsts(`${"\t".repeat(100_000)}x ${" ".repeat(100_000)}=`);
    expect(Date.now() - started).toBeLessThan(500);
  });
});
