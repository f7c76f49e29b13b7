// Findings that are one thing seen in several places (http and https, www and apex): how the group stands. Pure.
import { isAtLeast, type FindingState } from "../model/area.ts";
import type { Finding } from "../model/finding.ts";

/** The first of these that a member is in is the group's state: it is open while one member is. */
const PRECEDENCE: readonly FindingState[] = [
  "open",
  "in-progress",
  "claimed-fixed",
  "accepted",
  "fixed",
  "false-positive",
];

/** @returns "fixed" for no members at all */
export function groupStateOf(members: readonly Pick<Finding, "state">[]): FindingState {
  return PRECEDENCE.find((state) => members.some((one) => one.state === state)) ?? "fixed";
}

export interface FindingGroup {
  readonly unit: string;
  readonly group: string;
  readonly state: FindingState;
  /** The most urgent of those in the group's state. */
  readonly lead: Finding;
  readonly members: readonly Finding[];
}

/** In the order in which the groups first appear. */
export function groupsOf(findings: readonly Finding[]): readonly FindingGroup[] {
  const byKey = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.unit, finding.group]);
    const members = byKey.get(key);
    if (members === undefined) byKey.set(key, [finding]);
    else members.push(finding);
  }
  return [...byKey.values()].flatMap((members) => {
    const state = groupStateOf(members);
    const [first, ...rest] = members.filter((one) => one.state === state);
    if (first === undefined) return [];
    const lead = rest.reduce(
      (best, one) => (isAtLeast(best.severity, one.severity) ? best : one),
      first,
    );
    return [{ unit: lead.unit, group: lead.group, state, lead, members }];
  });
}
