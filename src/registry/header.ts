// Finds the row of column names in a table and says which column is which. Refuses what it does not know.
import { type Cell, textOf } from "./cells.ts";
import { type Column, COLUMN_NAMES, columnOf } from "./columns.ts";
import type { Place, Problem } from "./problem.ts";

/** What a file is for; a file of authorizations registers nothing. */
export type FileKind = "registry" | "authorizations";

export interface Header {
  /** Position among the rows, from 0. */
  readonly index: number;
  /** By position; null where the heading is empty. */
  readonly columns: readonly (Column | null)[];
}

const SEARCHED_ROWS = 20;
const REQUIRED: Readonly<Record<FileKind, readonly string[]>> = {
  registry: ["unit", "name", "host"],
  authorizations: ["unit", "host", "document"],
};

/** How many different known columns a row names. */
export function knownColumns(row: readonly Cell[]): number {
  const keys = row.map((cell) => columnOf(textOf(cell) ?? "")?.key);
  return new Set(keys.filter((key) => key !== undefined)).size;
}

/** The row that names the most columns among the first twenty; null when none names two. */
export function headerIndex(rows: readonly (readonly Cell[])[]): number | null {
  let best: number | null = null;
  let most = 1;
  for (const [index, row] of rows.slice(0, SEARCHED_ROWS).entries()) {
    const known = knownColumns(row);
    if (known > most) {
      best = index;
      most = known;
    }
  }
  return best;
}

export function readHeader(
  file: string,
  rows: readonly (readonly Cell[])[],
  kind: FileKind,
): Header | Problem[] {
  const required = REQUIRED[kind];
  const index = headerIndex(rows);
  if (index === null) {
    const place: Place = { file, row: 1, column: null };
    return [{ place, code: "header-none", values: { columns: required.join(", ") } }];
  }
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const columns = (rows[index] ?? []).map((cell) => {
    const name = textOf(cell);
    if (name === null) return null;
    const column = columnOf(name);
    const place: Place = { file, row: index + 1, column: name };
    const code = faultOf(column, seen, kind);
    if (code !== null) {
      const values = { name, key: column?.key ?? name, columns: COLUMN_NAMES };
      problems.push({ place, code, values });
    }
    if (column !== null) seen.add(column.key);
    return column;
  });
  const missing = required.filter((key) => !seen.has(key));
  if (missing.length > 0) {
    const place: Place = { file, row: index + 1, column: null };
    problems.push({ place, code: "column-missing", values: { columns: missing.join(", ") } });
  }
  return problems.length > 0 ? problems : { index, columns };
}

function faultOf(
  column: Column | null,
  seen: ReadonlySet<string>,
  kind: FileKind,
): Problem["code"] | null {
  if (column === null) return "column-unknown";
  if (seen.has(column.key) && column.group !== "ignored") return "column-twice";
  const ofRegistry = column.key === "system" || ["unit", "system", "host"].includes(column.group);
  return kind === "authorizations" && ofRegistry && column.key !== "name"
    ? "column-registry"
    : null;
}
