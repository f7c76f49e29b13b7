// Documents that are about to end, by unit, and how many hosts nothing else would permit afterwards.
import type { Authorization, Registry } from "../model/registry.ts";
import { lineage } from "../registry/family.ts";
import { permissionsOn } from "../registry/permission.ts";
import { localDay } from "../text/moment.ts";
import { addDays, daysUntil } from "../text/days.ts";
import type { UnitFacts } from "./facts.ts";
import { EXPIRY_DAYS } from "./plan-unit.ts";

type Expiring = UnitFacts["expiring"][number];

/** One pass over the country, however many documents end on the same day. */
export function expiringByUnit(
  registry: Registry,
  now: Date,
): ReadonlyMap<string, readonly Expiring[]> {
  const today = localDay(now.toISOString());
  const ending = registry.authorizations.filter((one) => isEnding(one, today));
  if (ending.length === 0) return new Map();
  const hosts = hostsLost(registry, ending, now);
  const byUnit = new Map<string, Expiring[]>();
  for (const one of ending) {
    const { unit, document, validTo } = one;
    const days = daysUntil(validTo, today);
    const lost = hosts.get(one) ?? 0;
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), { document, validTo, days, hosts: lost }]);
  }
  return byUnit;
}

function isEnding({ status, validTo }: Authorization, today: string): boolean {
  const days = daysUntil(validTo, today);
  return status === "active" && days >= 0 && days <= EXPIRY_DAYS[0];
}

/** By document: hosts that it permits now and nothing will on the day after its end. */
function hostsLost(registry: Registry, ending: readonly Authorization[], now: Date) {
  const parents = new Map(registry.units.map(({ code, parent }) => [code, parent]));
  const byName = new Map(ending.map((one) => [`${one.unit} ${one.document}`, one]));
  const permittedNow = permissionsOn(registry, now);
  const permittedAfter = new Map(
    [...new Set(ending.map(({ validTo }) => validTo))].map((day) => [
      day,
      // Noon of the day after, in Việt Nam.
      permissionsOn(registry, new Date(`${addDays(day, 1)}T05:00:00Z`)),
    ]),
  );
  const lost = new Map<Authorization, number>();
  for (const target of registry.targets) {
    const { document } = permittedNow(target);
    const given = lineage(target.unit, parents).flatMap(
      (unit) => byName.get(`${unit} ${String(document)}`) ?? [],
    );
    const [one] = given;
    if (document === null || one === undefined) continue;
    const after = permittedAfter.get(one.validTo)?.(target).document ?? null;
    if (after === null) lost.set(one, (lost.get(one) ?? 0) + 1);
  }
  return lost;
}
