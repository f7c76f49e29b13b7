// How far a system got: managed, registered, authorized, assessed. The denominators of every report.
import type { Coverage, CoverageStatus } from "../../model/coverage.ts";
import type { Reason } from "../../model/reason.ts";
import type { Registry, System, Target, Unit } from "../../model/registry.ts";
import { type Permission, permissionsOn } from "../../registry/permission.ts";

export interface Missed {
  readonly host: string;
  readonly port: number | null;
  /** null: nothing of this host was ever looked at. */
  readonly area: Coverage["area"] | null;
  readonly status: CoverageStatus;
  readonly reason: Reason;
  readonly coverage: Coverage | null;
}

export interface HostStanding {
  readonly target: Target;
  /** The document that permits it on this day; null when none does. */
  readonly document: string | null;
  readonly status: CoverageStatus;
  readonly looks: readonly Coverage[];
  readonly missed: readonly Missed[];
}

export interface SystemStanding {
  readonly unit: Unit;
  readonly system: System;
  readonly hosts: readonly HostStanding[];
  readonly isAuthorized: boolean;
  /** null: it has no registered host, so a look from outside cannot reach it. */
  readonly status: CoverageStatus | null;
}

/**
 * @param units codes of the units in scope; retired ones are left out
 * @param now ISO 8601 UTC
 */
export function standings(
  registry: Registry,
  coverage: readonly Coverage[],
  units: ReadonlySet<string>,
  now: string,
): SystemStanding[] {
  const byHost = groupBy(coverage, ({ host }) => host);
  const bySystem = groupBy(registry.targets, ({ system }) => system);
  const known = new Map(registry.units.map((unit) => [unit.code, unit]));
  const documentOf = permissionsOn(registry, new Date(now));
  return registry.systems.flatMap((system) => {
    const unit = known.get(system.unit);
    if (unit === undefined || unit.retired || !units.has(unit.code)) return [];
    const hosts = (bySystem.get(system.code) ?? []).map((target) =>
      hostStanding(target, byHost.get(target.host) ?? [], documentOf(target)),
    );
    return [
      {
        unit,
        system,
        hosts,
        isAuthorized: hosts.some(({ document }) => document !== null),
        status: hosts.length === 0 ? null : together(hosts.map(({ status }) => status)),
      },
    ];
  });
}

function hostStanding(
  target: Target,
  looks: readonly Coverage[],
  { document, reason }: Permission,
): HostStanding {
  const missed: Missed[] = looks.flatMap((look) =>
    look.reason === null
      ? []
      : [
          {
            host: look.host,
            port: look.port,
            area: look.area,
            status: look.status,
            reason: look.reason,
            coverage: look,
          },
        ],
  );
  if (looks.length === 0) {
    missed.push({
      host: target.host,
      port: null,
      area: null,
      status: "not-assessed",
      reason: reason ?? "not-planned",
      coverage: null,
    });
  }
  return { target, document, status: together(looks.map(({ status }) => status)), looks, missed };
}

/** assessed when all are, not-assessed when all are or there are none, partial in between. */
function together(statuses: readonly CoverageStatus[]): CoverageStatus {
  if (statuses.length > 0 && statuses.every((status) => status === "assessed")) return "assessed";
  return statuses.every((status) => status === "not-assessed") ? "not-assessed" : "partial";
}

export function groupBy<T, K>(values: readonly T[], key: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}
