import { expect, it } from "vitest";
import { isWithin } from "../../src/text/measured-value.ts";

it.each<[string, string, boolean]>([
  ["6.4.1", "6.4.1", true],
  ["6.4.1", "6.4.2", false],
  ["6.4", "6.4.1", false],
  ["a", "b; a", true],
  ["b; a", "a; b", true],
  ["a; c", "a; b", false],
  ["a; b", "a", false],
  ["a @ 192.0.2.1", "a @ 192.0.2.1, 192.0.2.2", true],
  ["a", "a @ 192.0.2.1, 192.0.2.2", true],
  ["a @ 192.0.2.1", "a", false],
  ["a @ 192.0.2.3", "a @ 192.0.2.1, 192.0.2.2", false],
  ["a @ 192.0.2.1", "b @ 192.0.2.1", false],
  ["", "", true],
  ["", "a", false],
])("%j within %j: %s", (value, whole, expected) => {
  expect(isWithin(value, whole)).toBe(expected);
});
