import { describe, expect, it } from "vitest";
import type { FindingState } from "../../src/model/area.ts";
import { groupsOf, groupStateOf } from "../../src/rules/group.ts";
import { finding } from "../store/samples.ts";

describe("a group", () => {
  it.each<[FindingState[], FindingState]>([
    [["fixed", "open"], "open"],
    [["in-progress", "open"], "open"],
    [["claimed-fixed", "in-progress"], "in-progress"],
    [["fixed", "claimed-fixed"], "claimed-fixed"],
    [["accepted", "fixed"], "accepted"],
    [["fixed", "false-positive"], "fixed"],
    [["false-positive", "false-positive"], "false-positive"],
    [["fixed", "fixed"], "fixed"],
    [[], "fixed"],
  ])("of %j is %s", (states, expected) => {
    expect(groupStateOf(states.map((state) => ({ state })))).toBe(expected);
  });

  it("is led by the most urgent of those that make its state", () => {
    const members = [
      finding({ state: "fixed", severity: "critical" }),
      finding({ state: "open", severity: "low", port: 80 }),
      finding({ state: "open", severity: "medium", port: 8080 }),
    ];
    const [group] = groupsOf(members);
    expect(group).toMatchObject({ state: "open", lead: { severity: "medium", port: 8080 } });
    expect(group?.members).toHaveLength(3);
  });

  it("belongs to one unit, and groups keep the order of their findings", () => {
    const groups = groupsOf([
      finding({ group: "b" }),
      finding({ group: "a" }),
      finding({ group: "b", port: 80 }),
      finding({ group: "b", unit: "BV-B" }),
    ]);
    expect(groups.map(({ unit, group, members }) => [unit, group, members.length])).toEqual([
      ["BV-A", "b", 2],
      ["BV-A", "a", 1],
      ["BV-B", "b", 1],
    ]);
  });
});
