// Whether documents permit a host on a day, and until when they will, by what is recorded now. For lists; packets are
// judged one by one, by the authority itself.
import type { Registry, Target } from "../model/registry.ts";
import { addDays } from "../text/days.ts";
import { localDay } from "../text/moment.ts";
import { type Permission, permissionsOn } from "./permission.ts";
import { type HostEntry, indexScope } from "./scope-index.ts";

export interface Cover extends Permission {
  /** The last local day up to which documents follow one another without a gap; null where none permits it now. */
  readonly until: string | null;
}

export function coverOn(
  registry: Registry,
  at: Date,
): (target: Pick<Target, "unit" | "host">) => Cover {
  const permission = permissionsOn(registry, at);
  const index = indexScope(registry);
  const today = localDay(at.toISOString());
  return (target) => {
    const given = permission(target);
    const entry = given.document === null ? undefined : index.get(target.host);
    return { ...given, until: entry === undefined ? null : lastDay(entry, today) };
  };
}

function lastDay({ coverings }: HostEntry, today: string): string | null {
  const terms = coverings
    .filter(({ authorization, unitRetired }) => authorization.status === "active" && !unitRetired)
    .map(({ authorization }) => authorization)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  let until: string | null = null;
  for (const { validFrom, validTo } of terms) {
    const follows = validFrom <= (until === null ? today : addDays(until, 1));
    if (follows && validTo >= (until ?? today)) until = validTo;
  }
  return until;
}
