// One row a group of units or systems: how many are managed, reached and assessed, and what is open. The
// columns add up to the totals of the report.
import { SEVERITIES } from "../../model/area.ts";
import type { System, Unit, UnitKind } from "../../model/registry.ts";
import { NOT_DECLARED, SEVERITY_WORDS } from "../../model/words.ts";
import type { Cell, Table } from "../document/model.ts";
import { count, notDeclared, own } from "./cells.ts";
import { sayIn, type ReportInput } from "./input.ts";
import { KIND_WORDS } from "./kind-words.ts";
import type { Tallied } from "./result-tables.ts";
import type { SystemStanding } from "./standing.ts";

export interface Grouping {
  readonly title: string;
  readonly name: string;
  /** null: not declared. Groups stand in the order of `order`, then by name. */
  readonly keyOf: (unit: Unit, system: System | undefined) => string | null;
  readonly labelOf: (key: string) => string;
  readonly order: (key: string) => number;
}

interface Group {
  readonly systems: SystemStanding[];
  readonly issues: Tallied[];
}

const UNDECLARED = "";

export function groupTable(
  input: ReportInput,
  grouping: Grouping,
  { all, issues }: { all: readonly SystemStanding[]; issues: readonly Tallied[] },
): Table {
  const say = sayIn(input.language);
  const groups = collect(input, grouping, { all, issues });
  const keys = [...groups.keys()].toSorted((a, b) => comparing(grouping, a, b));
  const everything: Group = { systems: [...all], issues: issues.filter(({ isOpen }) => isOpen) };
  const center = "center" as const;
  return {
    kind: "table",
    title: grouping.title,
    columns: [
      { title: grouping.name, width: 7 },
      { title: say("Hệ thống", "Systems"), width: 1.9, align: center },
      { title: say("Được phép", "Authorized"), width: 1.9, align: center },
      {
        title: say("Đã kiểm tra (đủ hoặc một phần)", "Assessed (in full or part)"),
        width: 2.2,
        align: center,
      },
      ...SEVERITIES.map((severity) => ({
        title: SEVERITY_WORDS[severity][input.language],
        width: 1.6,
        align: center,
      })),
      { title: say("Quá hạn", "Overdue"), width: 1.6, align: center },
    ],
    rows: [
      ...keys.map((key) =>
        groupRow(
          key === UNDECLARED ? notDeclared(input) : own(grouping.labelOf(key)),
          groups.get(key) ?? { systems: [], issues: [] },
        ),
      ),
      groupRow(own(say("Cộng", "Total")), everything),
    ],
    hasTotal: true,
    empty: "",
  };
}

function collect(
  input: ReportInput,
  { keyOf }: Grouping,
  { all, issues }: { all: readonly SystemStanding[]; issues: readonly Tallied[] },
): Map<string, Group> {
  const units = new Map(input.registry.units.map((unit) => [unit.code, unit]));
  const systems = new Map(input.registry.systems.map((system) => [system.code, system]));
  const groups = new Map<string, Group>();
  const groupOf = (unit: Unit | undefined, system: System | undefined): Group => {
    const key = (unit === undefined ? null : keyOf(unit, system)) ?? UNDECLARED;
    const known = groups.get(key) ?? { systems: [], issues: [] };
    groups.set(key, known);
    return known;
  };
  for (const standing of all) groupOf(standing.unit, standing.system).systems.push(standing);
  for (const issue of issues) {
    if (!issue.isOpen) continue;
    groupOf(units.get(issue.unit), systems.get(issue.system)).issues.push(issue);
  }
  return groups;
}

function groupRow(first: Cell, { systems, issues }: Group): Cell[] {
  const codes = (among: readonly SystemStanding[]): string[] =>
    among.map(({ system }) => system.code);
  const ids = (among: readonly Tallied[]): string[] => among.map(({ id }) => id);
  return [
    first,
    count("systems", codes(systems)),
    count("systems", codes(systems.filter(({ isAuthorized }) => isAuthorized))),
    count(
      "systems",
      codes(systems.filter(({ status }) => status === "assessed" || status === "partial")),
    ),
    ...SEVERITIES.map((severity) =>
      count("findings", ids(issues.filter((issue) => issue.severity === severity))),
    ),
    count("findings", ids(issues.filter(({ isOverdue }) => isOverdue))),
  ];
}

function comparing({ order, labelOf }: Grouping, a: string, b: string): number {
  if ((a === UNDECLARED) !== (b === UNDECLARED)) return a === UNDECLARED ? 1 : -1;
  return order(a) - order(b) || labelOf(a).localeCompare(labelOf(b), "vi", { numeric: true });
}

export function byKind({ language }: ReportInput): Grouping {
  const say = sayIn(language);
  const kinds = Object.keys(KIND_WORDS);
  return {
    title: say("Theo loại đơn vị", "By kind of unit"),
    name: say("Loại đơn vị", "Kind"),
    keyOf: ({ kind }) => kind,
    labelOf: (key) => KIND_WORDS[key as UnitKind][language],
    order: (key) => kinds.indexOf(key),
  };
}

export function byProvince({ language }: ReportInput): Grouping {
  const say = sayIn(language);
  return {
    title: say("Theo tỉnh, thành phố", "By province"),
    name: say("Tỉnh, thành phố", "Province"),
    keyOf: ({ province }) => province,
    labelOf: (key) => key,
    order: () => 0,
  };
}

/** "1"–"5", then "none"; a system's level. */
export function byLevel({ language }: ReportInput): Grouping {
  const say = sayIn(language);
  return {
    title: say("Theo cấp độ của hệ thống", "By level of the system"),
    name: say("Cấp độ", "Level"),
    keyOf: (_unit, system) => {
      const level = system?.level ?? null;
      return level === null ? null : String(level);
    },
    labelOf: (key) =>
      key === "none"
        ? say("khai báo là chưa xác định", "declared to have none")
        : `${say("Cấp độ", "Level")} ${key}`,
    order: (key) => (key === "none" ? 9 : Number(key)),
  };
}

/** Units right below the one whose roll-up it is, each with all that is below them. */
export function byUnit({ registry, scope, language }: ReportInput): Grouping {
  const say = sayIn(language);
  const units = new Map(registry.units.map((unit) => [unit.code, unit]));
  const roots = registry.units.filter(({ parent, retired }) => parent === null && !retired);
  const top = scope.kind === "all" ? (roots.length === 1 ? roots[0]?.code : undefined) : scope.unit;
  const below = (unit: Unit): string => {
    let at = unit;
    const seen = new Set([at.code]);
    for (;;) {
      const parent = at.parent === null ? undefined : units.get(at.parent);
      if (at.code === top || parent === undefined || parent.code === top) return at.code;
      if (seen.has(parent.code)) return at.code;
      seen.add(parent.code);
      at = parent;
    }
  };
  return {
    title: say("Theo đơn vị trực tiếp, gồm cả đơn vị bên dưới", "By direct unit, with all below"),
    name: say("Đơn vị", "Unit"),
    keyOf: below,
    labelOf: (key) => units.get(key)?.name ?? NOT_DECLARED[language],
    order: () => 0,
  };
}
