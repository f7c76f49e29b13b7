// Remembers which hosts are permitted today, so that the central pages judge the whole registry once, and then what a
// change touches. A pause, a document or a new day makes it judge anew.
import type { Authorization, System, Target, Unit } from "../../model/registry.ts";
import { lineage } from "../../registry/family.ts";
import { coverOn } from "../../registry/cover.ts";
import { type HostState, hostStates } from "../standing/registry-state.ts";
import type { ReaderVisit } from "../route.ts";

export type HostBook = (visit: Pick<ReaderVisit, "mine" | "now" | "today">) => readonly HostState[];

interface Seen {
  readonly units: readonly Unit[];
  readonly systems: readonly System[];
  readonly targets: readonly Target[];
  readonly authorizations: readonly Authorization[];
}

interface Known {
  readonly seen: Seen;
  readonly day: string;
  readonly hosts: readonly HostState[];
}

/** For the central scope only, whose lists and rows stay the same values while they do not change. */
export function createHostBook(): HostBook {
  let known: Known | null = null;
  return ({ mine, now, today }) => {
    const seen: Seen = {
      units: mine.units(),
      systems: mine.systems(),
      targets: mine.targets(),
      authorizations: mine.authorizations(),
    };
    const before = known?.day === today ? known : null;
    if (before !== null && isSame(before.seen, seen)) return before.hosts;
    const touched = before === null ? null : touchedBetween(before.seen, seen);
    const hosts =
      before === null || touched === null
        ? hostStates(seen, coverOn(seen, now))
        : judgedAnew(before, seen, { touched, now });
    known = { seen, day: today, hosts };
    return hosts;
  };
}

function isSame(a: Seen, b: Seen): boolean {
  return a.units === b.units && a.targets === b.targets && a.authorizations === b.authorizations;
}

/** Targets that a change of units can matter to; null: more than the rows of some units is another. */
function touchedBetween(before: Seen, after: Seen): ReadonlySet<Target> | null {
  const { targets, authorizations } = after;
  const isOfUnits = before.targets === targets && before.authorizations === authorizations;
  if (!isOfUnits || before.units.length !== after.units.length) return null;
  const changed = new Set<string>();
  for (const [at, unit] of after.units.entries()) {
    const was = before.units[at];
    if (was === unit) continue;
    if (was?.code !== unit.code) return null;
    changed.add(unit.code);
  }
  const parents = new Map(after.units.map(({ code, parent }) => [code, parent]));
  // A document of a unit reaches down to those below it, so that a change above them touches them too.
  const below = targets.filter(({ unit }) =>
    lineage(unit, parents).some((code) => changed.has(code)),
  );
  // A host that stands twice in the registry is judged by all its rows.
  const hosts = new Set(below.map(({ host }) => host));
  return new Set(targets.filter(({ host }) => hosts.has(host)));
}

function judgedAnew(
  before: Known,
  seen: Seen,
  { touched, now }: { readonly touched: ReadonlySet<Target>; readonly now: Date },
): readonly HostState[] {
  const targets = [...touched];
  const some = { ...seen, targets };
  const anew = new Map(hostStates(some, coverOn(some, now)).map((state) => [state.target, state]));
  const kept = new Map(before.hosts.map((state) => [state.target, state]));
  return seen.targets.flatMap((target) => {
    const state = (touched.has(target) ? anew : kept).get(target);
    return state === undefined ? [] : [state];
  });
}
