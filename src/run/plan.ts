// Who is looked at in a run, and who is refused: the authority is asked for every host and area before
// anything is planned. Sends nothing.
import type { Area } from "../model/area.ts";
import type { Authority, Grant, Refusal } from "../model/grant.ts";
import type { NotTriedReason } from "../model/reason.ts";
import type { Registry, Target } from "../model/registry.ts";

export interface PlannedTarget {
  readonly target: Target;
  /** Areas that are asked for and granted. */
  readonly areas: readonly Area[];
  readonly grant: Grant;
}

export interface RefusedTarget {
  readonly host: string;
  /** null: no unit has such a host. */
  readonly unit: string | null;
  readonly target: Target | null;
  readonly areas: readonly Area[];
  readonly refusal: Refusal;
}

export interface Plan {
  readonly granted: readonly PlannedTarget[];
  readonly refused: readonly RefusedTarget[];
}

export interface PlanRequest {
  /** Empty: every unit. */
  readonly units: readonly string[];
  /** Canonical hosts; empty: every host. */
  readonly hosts: readonly string[];
  readonly areas: readonly Area[];
}

export function planTargets(
  registry: Registry,
  authority: Authority,
  request: PlanRequest,
  at: Date,
): Plan {
  const candidates = registry.targets.filter(
    ({ unit, host }) =>
      (request.units.length === 0 || request.units.includes(unit)) &&
      (request.hosts.length === 0 || request.hosts.includes(host)),
  );
  const granted: PlannedTarget[] = [];
  const refused: RefusedTarget[] = unregistered(registry, request);
  for (const target of candidates) {
    const verdicts = request.areas.map((area) => ({
      area,
      verdict: authority.judge({ unit: target.unit, host: target.host, port: null, area, at }),
    }));
    const grants = verdicts.flatMap(({ verdict }) => (verdict.granted ? [verdict.grant] : []));
    const areas = verdicts.flatMap(({ area, verdict }) => (verdict.granted ? [area] : []));
    const [grant] = grants;
    if (grant !== undefined) granted.push({ target, areas, grant });
    refused.push(...refusalsOf(target, verdicts));
  }
  return { granted, refused };
}

type AreaVerdict = { readonly area: Area; readonly verdict: ReturnType<Authority["judge"]> };

/** One row for each reason, with the areas it holds for. */
function refusalsOf(target: Target, verdicts: readonly AreaVerdict[]): RefusedTarget[] {
  const byReason = new Map<NotTriedReason, { refusal: Refusal; areas: Area[] }>();
  for (const { area, verdict } of verdicts) {
    if (verdict.granted) continue;
    const { refusal } = verdict;
    const known = byReason.get(refusal.reason);
    if (known === undefined) byReason.set(refusal.reason, { refusal, areas: [area] });
    else known.areas.push(area);
  }
  return [...byReason.values()].map(({ refusal, areas }) => ({
    host: target.host,
    unit: target.unit,
    target,
    areas,
    refusal,
  }));
}

/** Hosts that were asked for by name and that nobody has registered (for the units asked for). */
function unregistered(registry: Registry, request: PlanRequest): RefusedTarget[] {
  return request.hosts
    .filter(
      (host) =>
        !registry.targets.some(
          (target) =>
            target.host === host &&
            (request.units.length === 0 || request.units.includes(target.unit)),
        ),
    )
    .map((host) => ({
      host,
      unit: null,
      target: null,
      areas: request.areas,
      refusal: { reason: "not-registered", document: null, detail: "no unit has this host" },
    }));
}
