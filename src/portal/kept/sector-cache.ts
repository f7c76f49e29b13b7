// Keeps the sector's counts, so that many readers in the central team ask the database once. Only what is asked with the
// central scope is ever kept or answered from here: a unit's question goes through.
import type { Scope } from "../../store/scope.ts";
import type { Source } from "../repository.ts";

const KEPT_MS = 3_000;
const MOST = 20;

interface Kept {
  readonly value: unknown;
  /** When it was last known to be right. */
  readonly at: number;
  /** Of the findings that were counted; null: a count of something else. */
  readonly version: number | null;
}

export interface SectorCache {
  /** `countGroups`, `coverageCounts`, `coverageHosts` and `lastLook` may be 3 s old; groups as long as none has moved. */
  readonly forReaders: Source;
  /** Counts groups at once when one has moved, and keeps that for the readers. */
  readonly forKeeper: Source;
}

export function withSectorCache(source: Source, now: () => Date): SectorCache {
  const kept = new Map<string, Kept>();
  const keep = <T>(key: string, version: number | null, ask: () => T): T => {
    if (kept.size >= MOST && !kept.has(key)) kept.clear();
    const value = ask();
    kept.set(key, { value, at: now().getTime(), version });
    return value;
  };
  const isYoung = ({ at }: Kept): boolean => Math.abs(now().getTime() - at) < KEPT_MS;
  const brief = <T>(scope: Scope, key: string, ask: () => T): T => {
    if (scope !== "central") return ask();
    const known = kept.get(key);
    return known !== undefined && isYoung(known) ? (known.value as T) : keep(key, null, ask);
  };
  const counting =
    (isGood: (known: Kept) => boolean): Source["countGroups"] =>
    (scope, filter, today) => {
      const ask = () => source.countGroups(scope, filter, today);
      if (scope !== "central") return ask();
      const key = JSON.stringify(["counts", filter, today]);
      const version = source.findingsVersion();
      const known = kept.get(key);
      if (known?.version === version)
        return keep(key, version, () => known.value as ReturnType<typeof ask>);
      return known !== undefined && isGood(known)
        ? (known.value as ReturnType<typeof ask>)
        : keep(key, version, ask);
    };
  const forReaders: Source = {
    ...source,
    countGroups: counting(isYoung),
    coverageCounts: (scope) => brief(scope, "coverage", () => source.coverageCounts(scope)),
    coverageHosts: (scope) => brief(scope, "hosts", () => source.coverageHosts(scope)),
    lastLook: (scope) => brief(scope, "look", () => source.lastLook(scope)),
  };
  return { forReaders, forKeeper: { ...forReaders, countGroups: counting(() => false) } };
}
