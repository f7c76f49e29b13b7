// The registry turned round for questions by host: which target it is, and which authorizations name it.
// Built once for each registry value; judges nothing about time or status.
import type { Authorization, Registry, Target, Unit } from "../model/registry.ts";
import { type Cidr, parseCidr } from "./address.ts";
import { lineage } from "./family.ts";
import { DEFAULT_TIMEZONE } from "./window.ts";

/** An authorization that names a host, whatever its state. */
export interface Covering {
  readonly authorization: Authorization;
  readonly timezone: string;
  /** The unit the document was given for is retired. */
  readonly unitRetired: boolean;
}

export interface HostEntry {
  readonly unit: Unit;
  readonly target: Target;
  /** Parsed pins. A pin that cannot be parsed holds nothing, so the list keeps its length. */
  readonly pins: readonly (Cidr | null)[];
  /** Latest validTo first, then by document. */
  readonly coverings: readonly Covering[];
}

export type ScopeIndex = ReadonlyMap<string, HostEntry>;

/** A host registered twice, or for an unknown unit, is left out: deny by default. */
export function indexScope(registry: Registry): ScopeIndex {
  const units = new Map(registry.units.map((unit) => [unit.code, unit]));
  const parents = new Map(registry.units.map((unit) => [unit.code, unit.parent]));
  const documents = authorizationsByUnit(registry, units);
  const index = new Map<string, HostEntry>();
  const twice = new Set<string>();
  for (const target of registry.targets) {
    const unit = units.get(target.unit);
    if (unit === undefined) continue;
    if (index.has(target.host)) twice.add(target.host);
    const coverings = lineage(unit.code, parents)
      .flatMap((code) => documents.get(code) ?? [])
      .filter((document) => document.names(target))
      .map((document) => document.covering)
      .sort(latestFirst);
    index.set(target.host, { unit, target, pins: target.addresses.map(parseCidr), coverings });
  }
  for (const host of twice) index.delete(host);
  return index;
}

interface Prepared {
  readonly covering: Covering;
  readonly names: (target: Target) => boolean;
}

function authorizationsByUnit(
  registry: Registry,
  units: ReadonlyMap<string, Unit>,
): Map<string, Prepared[]> {
  const byUnit = new Map<string, Prepared[]>();
  for (const authorization of registry.authorizations) {
    const covering: Covering = {
      authorization,
      timezone: authorization.window?.timezone ?? DEFAULT_TIMEZONE,
      unitRetired: units.get(authorization.unit)?.retired ?? true,
    };
    const prepared = { covering, names: namesOf(authorization) };
    const list = byUnit.get(authorization.unit);
    if (list === undefined) byUnit.set(authorization.unit, [prepared]);
    else list.push(prepared);
  }
  return byUnit;
}

/** A wildcard reaches registered hosts strictly below its name, of the very unit it was given for. */
function namesOf(authorization: Authorization): (target: Target) => boolean {
  if (authorization.hosts === "all-registered") return () => true;
  const exact = new Set(authorization.hosts);
  const below = authorization.hosts
    .filter((host) => host.startsWith("*."))
    .map((host) => host.slice(1));
  return (target) =>
    exact.has(target.host) ||
    (target.unit === authorization.unit && below.some((suffix) => target.host.endsWith(suffix)));
}

function latestFirst(a: Covering, b: Covering): number {
  const [left, right] = [a.authorization, b.authorization];
  if (left.validTo !== right.validTo) return left.validTo < right.validTo ? 1 : -1;
  return left.document < right.document ? -1 : 1;
}
