// The tree of a source to well-formed entries, each with its path; everything malformed becomes a problem.
import type { z } from "zod";
import type { FileKind } from "./header.ts";
import { isProblemCode, type Place, type Problem, type ProblemCode } from "./problem.ts";
import { AuthorizationEntry, UnitEntry } from "./schema.ts";
import { type Path, type Source, valueAt } from "./source.ts";

export interface Placed<T> {
  readonly entry: T;
  readonly path: Path;
}

export interface Shaped {
  readonly units: readonly Placed<UnitEntry>[];
  readonly authorizations: readonly Placed<AuthorizationEntry>[];
  readonly problems: readonly Problem[];
}

const ROOT_KEYS = new Set(["units", "authorizations"]);

export function shapeOf(source: Source, kind: FileKind): Shaped {
  const problems = rootProblems(source, kind);
  const units = entriesOf(source, problems, { key: "units", schema: UnitEntry });
  const authorizations = entriesOf(source, problems, {
    key: "authorizations",
    schema: AuthorizationEntry,
  });
  const sound = problems.length + source.problems.length === 0;
  if (sound && units.length + authorizations.length === 0) {
    problems.push({ place: source.place([]), code: "nothing-in-file", values: {} });
  }
  return { units, authorizations, problems };
}

function rootProblems(source: Source, kind: FileKind): Problem[] {
  const { root } = source;
  if (root === null || root === undefined) return [];
  if (typeof root !== "object" || Array.isArray(root)) {
    return [{ place: source.place([]), code: "not-map", values: { key: source.file } }];
  }
  return Object.keys(root).flatMap((key): Problem[] => {
    const place = source.place([], key);
    if (!ROOT_KEYS.has(key)) return [{ place, code: "unknown-key", values: { key } }];
    if (kind === "authorizations" && key === "units") {
      return [{ place, code: "units-in-authorizations", values: {} }];
    }
    return [];
  });
}

function entriesOf<T extends z.ZodType>(
  source: Source,
  problems: Problem[],
  of: { readonly key: string; readonly schema: T },
): Placed<z.output<T>>[] {
  const list = valueAt(source.root, [of.key]);
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    problems.push({ place: source.place([of.key]), code: "not-list", values: { key: of.key } });
    return [];
  }
  const entries: Placed<z.output<T>>[] = [];
  for (const [index, item] of (list as unknown[]).entries()) {
    const path = [of.key, index];
    const parsed = of.schema.safeParse(item);
    if (parsed.success) entries.push({ entry: parsed.data, path });
    else problems.push(...parsed.error.issues.flatMap((issue) => toProblems(source, path, issue)));
  }
  return entries;
}

function toProblems(source: Source, prefix: Path, issue: z.core.$ZodIssue): Problem[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      place: source.place(path, key),
      code: "unknown-key",
      values: { key },
    }));
  }
  const key = path.findLast((part) => typeof part === "string") ?? "";
  const code = isMissing(source.root, path) ? "missing-key" : codeOf(issue);
  const choices = issue.code === "invalid_value" ? issue.values.map(String).join(", ") : "";
  const place = source.place(path);
  if (code === "bad-date") return [badDate(place, key, valueAt(source.root, path))];
  return [{ place, code, values: { key, choices } }];
}

const LONGEST_VALUE = 40;

function badDate(place: Place, key: string, value: unknown): Problem {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "…";
  const day = serialDay(text);
  if (day !== null) return { place, code: "date-serial", values: { key, value: text, day } };
  return { place, code: "bad-date", values: { key, value: text.slice(0, LONGEST_VALUE) } };
}

/** Days since 30 December 1899, which a column that is not formatted as dates shows: five digits from 1927 to 2173. */
function serialDay(text: string): string | null {
  if (!/^[1-9]\d{4}$/.test(text)) return null;
  return new Date(Date.UTC(1899, 11, 30 + Number(text))).toISOString().slice(0, 10);
}

/** The group is there and lacks the key; short forms (a bare port, one host) are no groups. */
function isMissing(root: unknown, path: Path): boolean {
  const parent = valueAt(root, path.slice(0, -1));
  const value = valueAt(root, path);
  return typeof parent === "object" && (value === undefined || value === null);
}

function codeOf(issue: z.core.$ZodIssue): ProblemCode {
  return isProblemCode(issue.message) ? issue.message : "bad-value";
}
