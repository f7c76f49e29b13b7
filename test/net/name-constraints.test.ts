import { describe, expect, it } from "vitest";
import { isWithin, type ConstrainedName } from "../../src/net/name-constraints.ts";

const dns = (name: string): ConstrainedName => ({ kind: "dns", name });
const address = (...octets: number[]): ConstrainedName => ({ kind: "address", octets });
const directory = (...parts: string[]): ConstrainedName => ({ kind: "directory", parts });

describe("isWithin", () => {
  it.each<[ConstrainedName, ConstrainedName, string]>([
    [dns("a.test"), dns("a.test"), "within"],
    [dns("a.test"), dns("x.y.a.test"), "within"],
    [dns("a.test"), dns("xa.test"), "not-permitted"],
    [dns(".a.test"), dns("x.a.test"), "within"],
    [dns(".a.test"), dns("a.test"), "not-permitted"],
    [dns(""), dns("a.test"), "within"],
    [dns("a.test"), dns("*.a.test"), "within"],
    [dns("x.a.test"), dns("*.a.test"), "not-permitted"],
    [dns("a.test"), address(10, 0, 0, 1), "within"],
    [address(10, 0, 0, 0, 255, 0, 0, 0), address(10, 1, 2, 3), "within"],
    [address(10, 0, 0, 0, 255, 0, 0, 0), address(11, 1, 2, 3), "not-permitted"],
    [address(...Array.from({ length: 32 }, () => 0)), address(10, 1, 2, 3), "not-permitted"],
    [directory("2.5.4.6=VN"), directory("2.5.4.6=vn", "2.5.4.10=A"), "within"],
    [directory("2.5.4.6=VN"), directory("2.5.4.6=US"), "not-permitted"],
    [directory(), directory("2.5.4.6=US"), "within"],
  ])("permitted %j: %j is %s", (base, name, expected) => {
    expect(isWithin([name], { permitted: [base], excluded: [] })).toBe(expected);
  });

  it.each<[ConstrainedName, ConstrainedName, string]>([
    [dns("a.test"), dns("x.a.test"), "excluded"],
    [dns("a.test"), dns("b.test"), "within"],
    // One of the names that the wildcard stands for is excluded.
    [dns("x.a.test"), dns("*.a.test"), "excluded"],
    [dns("x.y.a.test"), dns("*.a.test"), "within"],
    [address(10, 0, 0, 0, 255, 0, 0, 0), address(10, 1, 2, 3), "excluded"],
  ])("excluded %j: %j is %s", (base, name, expected) => {
    expect(isWithin([name], { permitted: [name], excluded: [base] })).toBe(expected);
  });
});
