import * as fc from "fast-check";
import { expect, test } from "vitest";
import { and, FALSE, not, or, TRUE, type Truth } from "../../src/rules/kleene.ts";

const UNKNOWN: Truth = { is: "unknown", reason: "connect-timeout" };
const truth = fc.constantFrom(TRUE, FALSE, UNKNOWN);

test.each([
  [[TRUE, TRUE], "true", "true"],
  [[TRUE, FALSE], "false", "true"],
  [[TRUE, UNKNOWN], "unknown", "true"],
  [[FALSE, UNKNOWN], "false", "unknown"],
  [[FALSE, FALSE], "false", "false"],
  [[UNKNOWN, UNKNOWN], "unknown", "unknown"],
  [[], "true", "false"],
] as const)("and / or of %j", (truths, all, any) => {
  expect([and(truths).is, or(truths).is]).toEqual([all, any]);
});

test("unknown stays unknown when negated, with its reason", () => {
  expect(not(UNKNOWN)).toEqual(UNKNOWN);
});

test("de Morgan holds, and the order does not matter", () => {
  fc.assert(
    fc.property(fc.array(truth), (truths) => {
      expect(not(and(truths)).is).toBe(or(truths.map(not)).is);
      expect(or(truths.toReversed()).is).toBe(or(truths).is);
      expect(and(truths.toReversed()).is).toBe(and(truths).is);
    }),
  );
});

test("learning more never turns true into false or back", () => {
  fc.assert(
    fc.property(fc.array(truth), fc.array(fc.constantFrom(TRUE, FALSE)), (truths, answers) => {
      const learned = truths.map((one, index) =>
        one.is === "unknown" ? (answers[index] ?? TRUE) : one,
      );
      for (const join of [and, or]) {
        const before = join(truths).is;
        expect(before === "unknown" || before === join(learned).is).toBe(true);
      }
    }),
  );
});
