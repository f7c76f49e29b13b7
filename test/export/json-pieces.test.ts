import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { each, jsonPieces } from "../../src/export/json-pieces.ts";

const whole = (value: unknown, levels: number): string => [...jsonPieces(value, levels)].join("");

describe("jsonPieces", () => {
  it("writes what JSON.stringify writes, however deep the pieces go", () => {
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 6, stringUnit: "binary" }),
      fc.object({ maxDepth: 4, values: [fc.string(), fc.integer(), fc.constant(undefined)] }),
    );
    fc.assert(
      fc.property(values, fc.nat(8), (value, levels) => {
        expect(whole(value, levels)).toBe(`${JSON.stringify(value, null, 2)}\n`);
      }),
    );
  });

  it("takes any iterable for a list, one entry at a time", () => {
    const made: number[] = [];
    const items = each([1, 2], (n) => {
      made.push(n);
      return { n };
    });
    const pieces = jsonPieces({ items }, 2);
    const head = [pieces.next().value, pieces.next().value].join("");

    expect([head, made]).toEqual(['{\n  "items": [\n    ', [1]]);
    expect(JSON.parse(head + [...pieces].join(""))).toEqual({ items: [{ n: 1 }, { n: 2 }] });
  });

  it("writes an empty iterable as an empty list", () => {
    expect(whole({ items: each([], String) }, 2)).toBe('{\n  "items": []\n}\n');
  });
});
