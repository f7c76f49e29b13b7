// Keeps the sector's counts, so that many readers in the central team ask the database once. Only what is asked with the
// central scope is ever kept or answered from here: a unit's question goes through.
import type { Scope } from "../store/scope.ts";
import type { Source } from "./repository.ts";

const KEPT_MS = 3_000;
const MOST = 20;

interface Kept {
  readonly value: unknown;
  readonly at: number;
  /** Of the findings that were counted; null: a count of something else. */
  readonly version: number | null;
}

/**
 * @returns the same source; `countGroups`, `coverageCounts`, `coverageHosts` and `lastLook` may be 3 s old. Counts of
 * groups are kept for as long as no finding has moved.
 */
export function withSectorCache(source: Source, now: () => Date): Source {
  const kept = new Map<string, Kept>();
  const keep = <T>(key: string, version: number | null, ask: () => T): T => {
    const at = now().getTime();
    const known = kept.get(key);
    const holds =
      known !== undefined &&
      (Math.abs(at - known.at) < KEPT_MS || (version !== null && known.version === version));
    if (holds) return known.value as T;
    if (kept.size >= MOST) kept.clear();
    const value = ask();
    kept.set(key, { value, at, version });
    return value;
  };
  const brief = <T>(scope: Scope, key: string, ask: () => T): T =>
    scope === "central" ? keep(key, null, ask) : ask();
  return {
    ...source,
    countGroups: (scope, filter, today) => {
      const ask = () => source.countGroups(scope, filter, today);
      if (scope !== "central") return ask();
      return keep(JSON.stringify(["counts", filter, today]), source.findingsVersion(), ask);
    },
    coverageCounts: (scope) => brief(scope, "coverage", () => source.coverageCounts(scope)),
    coverageHosts: (scope) => brief(scope, "hosts", () => source.coverageHosts(scope)),
    lastLook: (scope) => brief(scope, "look", () => source.lastLook(scope)),
  };
}
