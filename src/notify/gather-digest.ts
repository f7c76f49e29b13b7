// Reads what a unit's letter of the day is made of, under the unit's own scope.
import { OPEN_STATES } from "../model/area.ts";
import type { Finding } from "../model/finding.ts";
import type { Unit } from "../model/registry.ts";
import { localDay } from "../text/moment.ts";
import { daysUntil } from "../text/days.ts";
import type { PlanningDesk } from "./desk.ts";
import type { DigestFacts, GroupFact } from "./facts.ts";
import { overdueKey, seenKey, soonKey } from "./keys.ts";
import { overdueStep } from "./plan-unit.ts";

export function gatherDigest({ store, now }: PlanningDesk, unit: Unit): DigestFacts {
  const at = now().toISOString();
  const { code } = unit;
  // Most urgent first, as the store has them.
  const findings = store.findings({ units: [code] }, { units: [code], states: OPEN_STATES });
  const byGroup = new Map<string, Finding[]>();
  for (const finding of findings) {
    const members = byGroup.get(finding.group);
    if (members === undefined) byGroup.set(finding.group, [finding]);
    else members.push(finding);
  }
  const groups = [...byGroup].map(([group, members]) => groupOf(group, members));
  const told = store.toldAmong(groups.flatMap((group) => keysOf(code, group, localDay(at))));
  return { now: at, told, unit, groups };
}

function groupOf(group: string, members: readonly Finding[]): GroupFact {
  const [finding] = members;
  if (finding === undefined) throw new Error("a group has members");
  const dues = members.map(({ dueOn }) => dueOn).filter((day) => day !== "");
  return {
    group,
    finding,
    dueOn: dues.toSorted()[0] ?? "",
    episode: Math.max(...members.map(({ reopened }) => reopened)),
    isWaited: members.some(({ state }) => state !== "claimed-fixed"),
  };
}

/** All under which something of it may have been told. */
function keysOf(unit: string, { group, dueOn, episode }: GroupFact, today: string): string[] {
  const seen = seenKey({ unit, group, episode });
  if (dueOn === "") return [seen];
  const step = overdueStep(Math.max(0, -daysUntil(dueOn, today)));
  return [seen, soonKey(unit, group, dueOn), overdueKey(unit, group, dueOn, step)];
}
