import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupByAddress } from "../../src/run/groups.ts";

const target = (name: string, ...addresses: string[]) => ({ name, addresses });

describe("groupByAddress", () => {
  it("chains targets that share an address, directly or through others", () => {
    const groups = groupByAddress([
      target("a", "127.0.0.1"),
      target("b", "127.0.0.2", "127.0.0.1"),
      target("c", "127.0.0.3"),
      target("d", "127.0.0.2"),
    ]);

    expect(groups.map((group) => group.map(({ name }) => name))).toEqual([["a", "b", "d"], ["c"]]);
  });

  it("keeps every target once, and never lets two groups share an address", () => {
    const targets = fc.array(
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
    );
    fc.assert(
      fc.property(targets, (lists) => {
        const all = lists.map((list, index) => ({ index, addresses: list.map(String) }));
        const groups = groupByAddress(all);
        const owners = new Map<string, number>();
        groups.forEach((group, number) => {
          for (const { addresses } of group) {
            for (const address of addresses) {
              expect(owners.get(address) ?? number).toBe(number);
              owners.set(address, number);
            }
          }
        });
        expect(
          groups
            .flat()
            .map(({ index }) => index)
            .toSorted((a, b) => a - b),
        ).toEqual(all.map(({ index }) => index));
      }),
    );
  });
});
