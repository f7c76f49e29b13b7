// Lists that a number of the statistics leads to: by province, kind of unit, level of system, item of the directive.
// The list counts what the number counted.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { System, Unit, UnitKind } from "../../model/registry.ts";
import type { Rule } from "../../model/rule.ts";
import { NOT_DECLARED, UNIT_KIND_WORDS } from "../../model/words.ts";
import type { ReaderVisit } from "../route.ts";

/** In addresses: what nobody has declared. */
export const UNDECLARED = "-";

/** In addresses: what counts as not assessed in the sector's numbers. */
export const INCOMPLETE = "incomplete";

export interface Narrowing {
  readonly province: string;
  readonly kind: string;
  readonly level: string;
  readonly item: string;
}

/** Codes of the units that are counted under a province and a kind; undefined: nothing was asked. */
export function unitsWhere(
  units: readonly Unit[],
  { province, kind }: Pick<Narrowing, "province" | "kind">,
): string[] | undefined {
  if (province === "" && kind === "") return undefined;
  return units
    .filter(({ retired }) => !retired)
    .filter((unit) => province === "" || (unit.province ?? UNDECLARED) === province)
    .filter((unit) => kind === "" || unit.kind === kind)
    .map(({ code }) => code);
}

/** Codes of the systems that are counted under a level; undefined: nothing was asked. */
export function systemsWhere(systems: readonly System[], level: string): string[] | undefined {
  if (level === "") return undefined;
  return systems
    .filter((system) => String(system.level ?? UNDECLARED) === level)
    .map(({ code }) => code);
}

/** Ids of the rules that cite an item, be it under a condition; undefined: nothing was asked. */
export function rulesCiting(
  rules: readonly Pick<Rule, "id" | "directive">[],
  item: string,
): string[] | undefined {
  if (item === "") return undefined;
  return rules
    .filter(({ directive }) => directive.some((mapping) => mapping.item === item))
    .map(({ id }) => id);
}

export function levelText(level: string, visit: Pick<ReaderVisit, "say" | "tr">): string {
  if (level === UNDECLARED) return visit.say(NOT_DECLARED);
  return level === "none"
    ? visit.tr("chưa xác định", "none declared")
    : `${visit.tr("cấp độ", "level")} ${level}`;
}

/** In a form that filters: what the list is narrowed to beyond its fields stays when it is sent. */
export function Kept(props: {
  readonly asked: Readonly<Record<string, string>>;
  /** Names of the form's own fields. */
  readonly but: readonly string[];
}): JSX.Element {
  const kept = Object.entries(props.asked).filter(
    ([name, value]) => value !== "" && !props.but.includes(name),
  );
  return (
    <>
      {kept.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** What the list is narrowed to beyond its own form, and the way out. */
export function Narrowed(props: {
  readonly asked: Partial<Narrowing>;
  /** Further words that its own form does not show. */
  readonly more?: readonly string[];
  /** The list without it. */
  readonly all: string;
  readonly visit: ReaderVisit;
}): JSX.Element | null {
  const { asked, more = [], all, visit } = props;
  const { province = "", kind = "", level = "", item = "" } = asked;
  const parts = [
    ...(province === "" ? [] : [[visit.tr("Tỉnh, thành phố", "Province"), place(province, visit)]]),
    ...(kind === "" ? [] : [[visit.tr("Loại đơn vị", "Kind"), kindText(kind, visit)]]),
    ...(level === "" ? [] : [[visit.tr("Cấp độ", "Level"), levelText(level, visit)]]),
    ...(item === "" ? [] : [[visit.tr("Mục của công văn", "Item"), item]]),
    ...more.filter((word) => word !== "").map((word) => [word]),
  ];
  if (parts.length === 0) return null;
  return (
    <p class="narrowed">
      {visit.tr("Chỉ xem", "Only")}: {parts.map((part) => part.join(" ")).join(" · ")}{" "}
      <a href={all}>{visit.tr("bỏ lọc", "no filter")}</a>
    </p>
  );
}

function place(province: string, visit: ReaderVisit): string {
  return province === UNDECLARED ? visit.say(NOT_DECLARED) : province;
}

function kindText(kind: string, visit: ReaderVisit): string {
  return Object.hasOwn(UNIT_KIND_WORDS, kind) ? visit.say(UNIT_KIND_WORDS[kind as UnitKind]) : kind;
}
