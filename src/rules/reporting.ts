// Who has reported and who has not, from the register of sent reports. Pure.
// A unit has reported when an entry that stands names it; being counted in a superior's roll-up is no report of its own.
import type { Unit } from "../model/registry.ts";
import type { SentReport } from "../model/sent-report.ts";

/** Of a unit: one of its systems has a host that may be looked at. */
interface Authorized {
  readonly unit: Unit;
  readonly isAuthorized: boolean;
}

export interface Reporting {
  readonly unit: Unit;
  /** Its latest report, of whatever day; null: the register has none. */
  readonly last: SentReport | null;
  readonly hasReported: boolean;
}

/** Reports that nobody has put right or withdrawn, latest document first. */
export function standingEntries(sent: readonly SentReport[]): SentReport[] {
  return sent
    .filter(({ correctedBy, withdrawal }) => correctedBy === null && withdrawal === null)
    .toSorted((a, b) => (a.date === b.date ? b.entry - a.entry : a.date < b.date ? 1 : -1));
}

/**
 * Units with a host that may be looked at, in the order of `all`.
 * @param since local date from which on a report counts; null: any
 */
export function reportingOf(
  all: readonly Authorized[],
  sent: readonly SentReport[],
  since: string | null,
): Reporting[] {
  const last = new Map<string, SentReport>();
  for (const entry of standingEntries(sent)) {
    if (entry.unit !== null && !last.has(entry.unit)) last.set(entry.unit, entry);
  }
  const granted = new Map(
    all.filter(({ isAuthorized }) => isAuthorized).map(({ unit }) => [unit.code, unit]),
  );
  return [...granted.values()].map((unit) => {
    const entry = last.get(unit.code) ?? null;
    const hasReported = entry !== null && (since === null || entry.date >= since);
    return { unit, last: entry, hasReported };
  });
}
