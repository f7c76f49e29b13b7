// What a file states, as plain values, together with where each of them stands. The same for YAML and tables.
import type { Place, Problem } from "./problem.ts";

/** Keys and positions from the root: ["units", 0, "systems", 1, "level"]. */
export type Path = readonly PropertyKey[];

export interface Source {
  readonly file: string;
  /** The root value, untrusted; keys without a value are left out. */
  readonly root: unknown;
  /** What was found wrong while reading; the file is refused, but its other problems are told too. */
  readonly problems: readonly Problem[];
  /**
   * Where the value stands, or what is nearest around it.
   * @param key points at this key of the group itself, for keys that should not be there
   */
  place(path: Path, key?: string): Place;
}

/** A copy without keys whose value is null: an empty value says nothing. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutNulls(inner)]));
}

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
