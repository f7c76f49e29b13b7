// Sector statistics from counts that the store has made: by province, kind, level, area and rule. Pure.
import { AREAS, SEVERITIES, type Severity } from "../../model/area.ts";
import type { Registry } from "../../model/registry.ts";
import type { CoverageCount } from "../../store/runs/coverage-overview.ts";
import type { GroupCount } from "../../store/findings/overview.ts";
import { UNDECLARED } from "../view/narrowing.tsx";

export interface Line {
  /** Word of the registry, or "-" where nothing is declared. */
  readonly key: string;
  readonly units: number;
  readonly open: number;
  readonly overdue: number;
  /** Host, port and area together. */
  readonly assessed: number;
  readonly notAssessed: number;
}

/** Of a unit: the word to count it under. */
type KeyOf = (unit: Registry["units"][number]) => string;

export function byUnitKey(
  units: Registry["units"],
  counts: { readonly open: readonly GroupCount[]; readonly coverage: readonly CoverageCount[] },
  keyOf: KeyOf,
): Line[] {
  const open = new Map(counts.open.map((count) => [count.key, count]));
  const lines = new Map<string, Line>();
  const coverage = coverageOf(counts.coverage);
  for (const unit of units) {
    if (unit.retired) continue;
    const key = keyOf(unit);
    const line = lines.get(key) ?? EMPTY;
    const { assessed = 0, not = 0 } = coverage.get(unit.code) ?? {};
    lines.set(key, {
      key,
      units: line.units + 1,
      open: line.open + (open.get(unit.code)?.groups ?? 0),
      overdue: line.overdue + (open.get(unit.code)?.overdue ?? 0),
      assessed: line.assessed + assessed,
      notAssessed: line.notAssessed + not,
    });
  }
  return [...lines.values()].toSorted((a, b) => b.open - a.open || (a.key < b.key ? -1 : 1));
}

const EMPTY: Line = { key: "", units: 0, open: 0, overdue: 0, assessed: 0, notAssessed: 0 };

function coverageOf(counts: readonly CoverageCount[]) {
  const by = new Map<string, { assessed: number; not: number }>();
  for (const { unit, status, count } of counts) {
    const row = by.get(unit) ?? { assessed: 0, not: 0 };
    if (status === "assessed") row.assessed += count;
    else row.not += count;
    by.set(unit, row);
  }
  return by;
}

export interface LevelLine {
  /** "1" … "5", "none" or "-" (not declared). */
  readonly key: string;
  readonly systems: number;
  readonly open: number;
  readonly overdue: number;
}

export function byLevel(systems: Registry["systems"], open: readonly GroupCount[]): LevelLine[] {
  const counts = new Map(open.map((count) => [count.key, count]));
  const lines = new Map<string, LevelLine>();
  for (const system of systems) {
    const key = String(system.level ?? UNDECLARED);
    const line = lines.get(key) ?? { key, systems: 0, open: 0, overdue: 0 };
    lines.set(key, {
      key,
      systems: line.systems + 1,
      open: line.open + (counts.get(system.code)?.groups ?? 0),
      overdue: line.overdue + (counts.get(system.code)?.overdue ?? 0),
    });
  }
  return [...lines.values()].toSorted((a, b) => (a.key < b.key ? 1 : -1));
}

/** Severities in their order, also those without a finding. */
export function bySeverity(
  open: readonly GroupCount[],
): { readonly key: Severity; readonly groups: number; readonly overdue: number }[] {
  return SEVERITIES.map((key) => {
    const { groups = 0, overdue = 0 } = open.find((count) => count.key === key) ?? {};
    return { key, groups, overdue };
  });
}

/** Areas in the order of reports, also those without a finding. */
export function byArea(open: readonly GroupCount[]): GroupCount[] {
  return [...AREAS, "registry"].map(
    (key) => open.find((count) => count.key === key) ?? { key, groups: 0, overdue: 0 },
  );
}

/**
 * How many open findings come from rules that cite an item; where a rule cites it only under a condition,
 * its findings count all the same, and the page says so.
 */
export function byItem(
  rules: readonly {
    readonly id: string;
    readonly directive: readonly { readonly item: string }[];
  }[],
  open: readonly GroupCount[],
): GroupCount[] {
  const items = new Map<string, { groups: number; overdue: number }>();
  for (const { key, groups, overdue } of open) {
    const cited = rules.find(({ id }) => id === key)?.directive ?? [];
    for (const item of new Set(cited.map((mapping) => mapping.item))) {
      const sum = items.get(item) ?? { groups: 0, overdue: 0 };
      items.set(item, { groups: sum.groups + groups, overdue: sum.overdue + overdue });
    }
  }
  return [...items]
    .map(([key, sum]) => ({ key, ...sum }))
    .toSorted((a, b) => a.key.localeCompare(b.key, "vi", { numeric: true }));
}
