// Which units lack a document, by host: what nothing permits today, and what nothing will permit before long. Pure.
import type { NotTriedReason } from "../../model/reason.ts";
import type { Unit } from "../../model/registry.ts";
import { endsSoon, type HostState } from "./registry-state.ts";

export interface CoverGap {
  readonly unit: Unit;
  /** Hosts of the unit in all. */
  readonly total: number;
  readonly refused: readonly {
    readonly reason: NotTriedReason;
    readonly hosts: readonly string[];
  }[];
  /** First to end first. */
  readonly ending: readonly { readonly until: string; readonly hosts: readonly HostState[] }[];
}

/**
 * One for each unit with hosts, in the order of the units. One that has paused the scanning is left out: while it has,
 * no document permits anything, and nobody can say what lacks.
 * @param today local date
 */
export function coverGaps(
  units: readonly Unit[],
  states: readonly HostState[],
  today: string,
): readonly CoverGap[] {
  const byUnit = new Map<string, HostState[]>();
  for (const state of states) {
    const { unit } = state.target;
    const own = byUnit.get(unit);
    if (own === undefined) byUnit.set(unit, [state]);
    else own.push(state);
  }
  return units.flatMap((unit) => {
    const own = byUnit.get(unit.code) ?? [];
    if (own.length === 0 || unit.paused) return [];
    return [{ unit, total: own.length, refused: refusedOf(own), ending: endingOf(own, today) }];
  });
}

export function refusedCount({ refused }: CoverGap): number {
  return refused.reduce((sum, { hosts }) => sum + hosts.length, 0);
}

function refusedOf(states: readonly HostState[]): CoverGap["refused"] {
  const byReason = new Map<NotTriedReason, string[]>();
  for (const { target, reason } of states) {
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), target.host]);
  }
  return [...byReason].map(([reason, hosts]) => ({ reason, hosts }));
}

function endingOf(states: readonly HostState[], today: string): CoverGap["ending"] {
  const byDay = new Map<string, HostState[]>();
  for (const state of states) {
    if (state.until === null || !endsSoon(state, today)) continue;
    byDay.set(state.until, [...(byDay.get(state.until) ?? []), state]);
  }
  return [...byDay]
    .map(([until, hosts]) => ({ until, hosts }))
    .toSorted((a, b) => (a.until < b.until ? -1 : 1));
}
