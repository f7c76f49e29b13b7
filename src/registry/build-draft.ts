// From the tree of a file to a checked draft: shapes first, then units and hosts, then authorizations
// against the registry as it will be. All problems are gathered; one is enough to refuse the file.
import type { Draft, FileContext } from "./draft.ts";
import {
  addAuthorization,
  type AuthorizationBuild,
  checkRecordedWildcards,
  type Outlook,
} from "./draft-authorizations.ts";
import { addUnit, type Build, complain, knownOf } from "./draft-units.ts";
import { circleOf, type Parents } from "./family.ts";
import type { FileKind } from "./header.ts";
import type { Problem } from "./problem.ts";
import { type Placed, shapeOf, type Shaped } from "./shape.ts";
import type { UnitEntry } from "./schema.ts";
import type { Source } from "./source.ts";

export interface BuildOptions {
  readonly kind: FileKind;
  readonly hostLists: Draft["hostLists"];
}

/** @returns the draft, or every problem found */
export function buildDraft(
  source: Source,
  context: FileContext,
  { kind, hostLists }: BuildOptions,
): Draft | readonly Problem[] {
  const shaped = shapeOf(source, kind);
  const build: Build = {
    source,
    context,
    known: knownOf(context),
    problems: [...source.problems, ...shaped.problems],
    units: [],
    systems: [],
    targets: [],
    unitPlaces: new Map(),
    systemPlaces: new Map(),
    hostPlaces: new Map(),
  };
  for (const unit of shaped.units) addUnit(build, unit);
  const own = build.problems.length;
  const parents = parentsAfter(build);
  checkParents(build, shaped.units, parents);
  const authorizations = buildAuthorizations(build, shaped, parents);
  if (own > 0) return build.problems.filter(({ code }, at) => at < own || !ECHOES.has(code));
  if (build.problems.length > 0) return build.problems;
  const { units, systems, targets } = build;
  return { units, systems, targets, authorizations, hostLists };
}

/** A unit or host that could not be read makes every mention of it look unknown: not worth telling. */
const ECHOES: ReadonlySet<Problem["code"]> = new Set([
  "unknown-unit",
  "host-unregistered",
  "unit-uncovered",
  "wildcard-unregistered",
]);

function buildAuthorizations(
  build: Build,
  shaped: Shaped,
  parents: Parents,
): Draft["authorizations"] {
  const full: AuthorizationBuild = {
    ...build,
    outlook: { owners: ownersAfter(build), parents },
    authorizations: [],
    documentPlaces: new Map(),
  };
  for (const authorization of shaped.authorizations) addAuthorization(full, authorization);
  checkRecordedWildcards(full);
  return full.authorizations;
}

function parentsAfter(build: Build): Parents {
  const parents = new Map(build.context.current.units.map(({ code, parent }) => [code, parent]));
  for (const { code, parent } of build.units) {
    parents.set(code, parent ?? parents.get(code) ?? null);
  }
  return parents;
}

function ownersAfter(build: Build): Outlook["owners"] {
  const stated = build.targets.map(({ host, unit }) => [host, unit] as const);
  return new Map([...build.known.owners, ...stated]);
}

function checkParents(build: Build, units: readonly Placed<UnitEntry>[], parents: Parents): void {
  const told = new Set<string>();
  for (const { entry, path } of units) {
    const { code, parent } = entry;
    if (parent === undefined) continue;
    if (!parents.has(parent)) {
      complain(build, [...path, "parent"], "unknown-unit", { code: parent });
      continue;
    }
    const circle = told.has(code) ? null : circleOf(code, parents);
    if (circle === null) continue;
    for (const member of circle) told.add(member);
    complain(build, [...path, "parent"], "parent-cycle", { cycle: circle.join(" → ") });
  }
}
