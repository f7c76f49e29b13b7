import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  branchOf,
  compareVersions,
  formatVersions,
  isInBranch,
  parseVersion,
} from "../../src/text/version.ts";

describe("parseVersion", () => {
  it.each([
    ["6.4.3", [6, 4, 3], null, null, ""],
    ["7.1", [7, 1], null, null, ""],
    ["v4.5", [4, 5], null, null, ""],
    ["10", [10, 0], null, null, ""],
    ["4.5.05", [4, 5, 5], null, null, ""],
    ["7.103", [7, 103], null, null, ""],
    ["6.5-RC1", [6, 5], "rc1", null, ""],
    ["5.0.0-beta3", [5, 0, 0], "beta3", null, ""],
    ["1.47.0-wmf.12", [1, 47, 0], "wmf12", null, ""],
    ["6.2-alpha-53852", [6, 2], "alpha53852", null, ""],
    ["5.2.1deb1+deb12u1", [5, 2, 1], null, "deb1+deb12u1", ""],
    ["6.1.9+dfsg1-0+deb12u1", [6, 1, 9], null, "dfsg1-0+deb12u1", ""],
    ["4.9.5deb2ubuntu1", [4, 9, 5], null, "deb2ubuntu1", ""],
    ["2.4.57-11.el9", [2, 4, 57], null, "11.el9", ""],
    ["2025-05-14b", [2025, 5, 14], null, null, "b"],
    ['2024-02-06a "Kaos"', [2024, 2, 6], null, null, "a"],
    ["Release 2022-07-31", [2022, 7, 31], null, null, ""],
  ])("reads %s", (...[text, parts, preRelease, packaging, letter]) => {
    expect(parseVersion(text)).toMatchObject({ parts, preRelease, packaging, letter });
  });

  it.each(["", "abc", "x.y", "6.4.3foo", "2024-13-06", "1".repeat(81), "--1", ".5"])(
    "refuses %s",
    (text) => {
      expect(parseVersion(text)).toBeNull();
    },
  );

  it("never throws and stays quick on any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        const version = parseVersion(text);
        expect(version === null || version.parts.length >= 2).toBe(true);
      }),
    );
  });
});

describe("compareVersions", () => {
  it.each([
    ["4.5.9", "4.5.10"],
    ["6.9.7", "6.10"],
    ["4.5", "4.5.05"],
    ["6.5-RC1", "6.5"],
    ["6.5-beta2", "6.5-RC1"],
    ["6.5-RC1", "6.5-RC10"],
    ["2024-02-06a", "2024-02-06b"],
    ["2024-02-06", "2024-02-06a"],
    ["2022-07-31b", "2023-04-04"],
    ["nonsense", "0.1"],
  ])("%s is older than %s", (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ["7.1", "7.1.0"],
    ["4.5.5", "4.5.05"],
    ["5.2.1deb1+deb12u1", "5.2.1"],
    ["v6.4", "6.4.0.0"],
    ["junk", "rubbish"],
  ])("%s equals %s", (left, right) => {
    expect(compareVersions(left, right)).toBe(0);
  });

  const dotted = fc
    .tuple(
      fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom("", "-RC1", "-RC2", "-beta1", "deb12u1", "-alpha"),
    )
    .map(([parts, suffix]) => parts.join(".") + suffix);
  const dated = fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom("", "a", "b"))
    .map(([month, letter]) => `2024-${String(month).padStart(2, "0")}-01${letter}`);
  const version = fc.oneof(dotted, dated, fc.constant("nonsense"));

  it("is a total preorder", () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compareVersions(a, a)).toBe(0);
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it("orders by the first number that differs", () => {
    const number = fc.nat({ max: 99_999 });
    fc.assert(
      fc.property(fc.array(number, { maxLength: 3 }), number, number, (head, left, right) => {
        const [a, b] = [[...head, left].join("."), [...head, right].join(".")];
        expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(left - right));
      }),
    );
  });
});

describe("branches", () => {
  it.each([
    ["6.10.2", "6.10", true],
    ["6.10.2", "6.1", false],
    ["6.10.2", "6", true],
    ["7.103", "7", true],
    ["7.1", "7.1", true],
    ["2025-05-14b", "2025-05-14", true],
    ["2025-05-14b", "2025-05-04", false],
    ["junk", "6", false],
    ["6.1", "junk", false],
  ])("%s in %s: %s", (text, branch, expected) => {
    expect(isInBranch(text, branch)).toBe(expected);
  });

  it("takes the most specific branch of the list", () => {
    expect(branchOf("10.6.3", ["7", "10", "10.6", "11.0"])).toBe("10.6");
    expect(branchOf("7.98", ["7", "10.6"])).toBe("7");
    expect(branchOf("12.0.1", ["7", "10.6"])).toBeNull();
  });
});

describe("formatVersions", () => {
  const known = ["6.3.9", "6.4.0", "6.4.1", "6.4.2", "6.4.3", "6.5.0"];
  it.each([
    [["6.4.3"], "6.4.3"],
    [["6.4.2", "6.4.1"], "6.4.1–6.4.2"],
    [["6.4.0", "6.4.1", "6.4.3", "6.4.3"], "6.4.0–6.4.1, 6.4.3"],
    [["6.3.9", "9.9"], "6.3.9, 9.9"],
    [[], ""],
  ])("%j → %s", (versions, text) => {
    expect(formatVersions(versions, known)).toBe(text);
  });
});
