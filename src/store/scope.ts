// Who asks. Every question about findings, results and coverage carries it, so that none can forget it.

/** The central team, or the units whose people ask. A unit never sees another unit's rows, nor held findings. */
export type Scope = "central" | { readonly units: readonly string[] };

export function inScope(scope: Scope, unit: string): boolean {
  return scope === "central" || scope.units.includes(unit);
}

/** Held findings are for the central team only. */
export function maySee(
  scope: Scope,
  row: { readonly unit: string; readonly held: boolean },
): boolean {
  return scope === "central" || (!row.held && scope.units.includes(row.unit));
}

/** The scope as one SQL value: null for the central team, else a JSON list for json_each. */
export function scopeValue(scope: Scope): string | null {
  return scope === "central" ? null : JSON.stringify(scope.units);
}
