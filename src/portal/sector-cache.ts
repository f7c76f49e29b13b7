// Keeps the sector's counts for a few seconds, so that many readers in the central team ask the database once.
// Only what is asked with the central scope is ever kept or answered from here: a unit's question goes through.
import type { Scope } from "../store/scope.ts";
import type { Source } from "./repository.ts";

const KEPT_MS = 3_000;
const MOST = 20;

/** @returns the same source; `countGroups`, `coverageCounts`, `coverageHosts` and `lastLook` may be 3 s old */
export function withSectorCache(source: Source, now: () => Date): Source {
  const kept = new Map<string, { readonly value: unknown; readonly at: number }>();
  const keep = <T>(scope: Scope, key: string, ask: () => T): T => {
    if (scope !== "central") return ask();
    const at = now().getTime();
    const known = kept.get(key);
    if (known !== undefined && Math.abs(at - known.at) < KEPT_MS) return known.value as T;
    if (kept.size >= MOST) kept.clear();
    const value = ask();
    kept.set(key, { value, at });
    return value;
  };
  return {
    ...source,
    countGroups: (scope, filter, today) =>
      keep(scope, JSON.stringify(["counts", filter, today]), () =>
        source.countGroups(scope, filter, today),
      ),
    coverageCounts: (scope) => keep(scope, "coverage", () => source.coverageCounts(scope)),
    coverageHosts: (scope) => keep(scope, "hosts", () => source.coverageHosts(scope)),
    lastLook: (scope) => keep(scope, "look", () => source.lastLook(scope)),
  };
}
