// Folds the rows of a table, one host each, into the same tree that a YAML file states: rows of one
// unit into the unit, rows of one document into the authorization. Contradictions are refused.
import { canonicalHost, defaultPort, parseTarget } from "../text/host.ts";
import { type Cell, oneLine, textOf, toTokens } from "./cells.ts";
import { type Column, type Group, isWholeNone } from "./columns.ts";
import { type FileKind, readHeader } from "./header.ts";
import type { Place, Problem, ProblemCode } from "./problem.ts";
import { isCode } from "./schema.ts";
import type { Source } from "./source.ts";

type Tree = Record<string, unknown>;

interface Spot {
  readonly row: number;
  readonly column: string | null;
}

interface HostSlot {
  readonly tree: Tree;
  readonly path: string;
}

interface SystemSlot extends HostSlot {
  readonly hosts: Map<string, HostSlot>;
}

interface UnitSlot extends HostSlot {
  readonly systems: Map<string, SystemSlot>;
}

interface Fold {
  readonly file: string;
  readonly kind: FileKind;
  readonly units: Map<string, UnitSlot>;
  readonly documents: Map<string, HostSlot>;
  readonly spots: Map<string, Spot>;
  readonly problems: Problem[];
  /** By what contradicts and its value: one wrong first row makes all the others differ from it. */
  readonly conflicts: Map<string, Conflict>;
}

interface Conflict {
  readonly column: string;
  readonly group: Group;
  /** The row that said something else before. */
  readonly other: number;
  readonly rows: number[];
}

interface Value {
  readonly column: Column;
  readonly text: string;
}

interface Row {
  readonly number: number;
  readonly values: readonly Value[];
}

/** @returns the tree with rows as places, or every problem of the header */
export function readRows(
  file: string,
  rows: readonly (readonly Cell[])[],
  kind: FileKind,
): Source | Problem[] {
  const header = readHeader(file, rows, kind);
  if (Array.isArray(header)) return header;
  const fold: Fold = {
    file,
    kind,
    units: new Map(),
    documents: new Map(),
    spots: new Map(),
    problems: [],
    conflicts: new Map(),
  };
  for (const [index, cells] of rows.entries()) {
    if (index <= header.index) continue;
    const row = valuesOf(fold, cells, { number: index + 1, columns: header.columns });
    if (row.values.some(({ column }) => column.group !== "ignored")) foldRow(fold, row);
  }
  fold.problems.push(...[...fold.conflicts.values()].map((one) => conflictProblem(file, one)));
  const authorizations = [...fold.documents.values()].map(({ tree }) => tree);
  const units = [...fold.units.values()].map(({ tree }) => tree);
  const root = kind === "registry" ? { units, authorizations } : { authorizations };
  return { file, root, problems: fold.problems, place: (path) => placeOf(fold, path) };
}

function placeOf(fold: Fold, path: readonly PropertyKey[]): Place {
  for (let length = path.length; length > 0; length -= 1) {
    const spot = fold.spots.get(path.slice(0, length).map(String).join("/"));
    if (spot !== undefined) return { file: fold.file, ...spot };
  }
  return { file: fold.file, row: null, column: null };
}

function valuesOf(
  fold: Fold,
  cells: readonly Cell[],
  at: { readonly number: number; readonly columns: readonly (Column | null)[] },
): Row {
  const values: Value[] = [];
  for (const [index, cell] of cells.entries()) {
    const text = textOf(cell);
    if (text === null) continue;
    const column = at.columns[index] ?? null;
    if (column !== null) values.push({ column, text });
    else {
      const place: Place = { file: fold.file, row: at.number, column: null };
      fold.problems.push({ place, code: "column-unnamed", values: { number: index + 1 } });
    }
  }
  return { number: at.number, values };
}

function foldRow(fold: Fold, row: Row): void {
  const text = (key: string): string | null => {
    const value = row.values.find(({ column }) => column.key === key);
    return value === undefined ? null : oneLine(value.text);
  };
  const code = text("unit");
  if (code === null) return complain(fold, row, "row-no-unit");
  if (!isCode(code)) {
    return complain(fold, row, "bad-code", { column: "unit", values: { key: "unit" } });
  }
  const hosts = hostsOf(fold, row, text("host"));
  const internal = text("exposure") !== null && parsed(row, "exposure") === "internal";
  const document = text("document");
  if (hosts.length === 0 && text("host") === null && (!internal || document !== null)) {
    complain(fold, row, "row-no-host");
  }
  if (fold.kind === "registry") foldUnit(fold, row, { code, system: text("system"), hosts });
  if (document !== null && hosts.length > 0) {
    foldDocument(fold, row, { document, unit: code, hosts: hosts.map(({ host }) => host) });
  } else if (
    document === null &&
    row.values.some(({ column }) => column.group === "authorization")
  ) {
    complain(fold, row, "row-no-document");
  }
}

function parsed(row: Row, key: string): unknown {
  const value = row.values.find(({ column }) => column.key === key);
  return value?.column.parse(value.text);
}

interface HostCell {
  readonly host: string;
  /** From an address with a path; used where the row names no start page. */
  readonly path: string | null;
}

/** Names, or whole addresses whose port is the scheme's own. */
function hostsOf(fold: Fold, row: Row, text: string | null): HostCell[] {
  return toTokens(text ?? "").flatMap((token) => {
    if (!token.includes("://")) return [{ host: token.replace(/\/$/, ""), path: null }];
    const url = parseTarget(token);
    if (!url.ok || url.port !== defaultPort(url.scheme)) {
      complain(fold, row, "host-url", { column: "host", values: { host: token } });
      return [];
    }
    return [{ host: url.host, path: url.path === "/" ? null : url.path }];
  });
}

function foldUnit(
  fold: Fold,
  row: Row,
  at: { readonly code: string; readonly system: string | null; readonly hosts: HostCell[] },
): void {
  let unit = fold.units.get(at.code);
  if (unit === undefined) {
    const path = `units/${fold.units.size}`;
    unit = { tree: { code: at.code, systems: [] }, path, systems: new Map() };
    fold.units.set(at.code, unit);
    fold.spots.set(path, { row: row.number, column: null });
    fold.spots.set(`${path}/code`, { row: row.number, column: "unit" });
  }
  assign(fold, row, { group: "unit", slot: unit });
  const speaks = row.values.some(({ column }) => column.group === "system");
  if (at.system === null && at.hosts.length === 0 && !speaks) return;
  const system = systemOf(fold, row, { unit, code: at.system ?? `${at.code}-WEB` });
  assign(fold, row, { group: "system", slot: system });
  for (const cell of at.hosts) foldHost(fold, row, { system, cell });
}

function systemOf(
  fold: Fold,
  row: Row,
  at: { readonly unit: UnitSlot; readonly code: string },
): SystemSlot {
  const known = at.unit.systems.get(at.code);
  if (known !== undefined) return known;
  const path = `${at.unit.path}/systems/${at.unit.systems.size}`;
  const system: SystemSlot = { tree: { code: at.code, hosts: [] }, path, hosts: new Map() };
  at.unit.systems.set(at.code, system);
  (at.unit.tree["systems"] as Tree[]).push(system.tree);
  fold.spots.set(path, { row: row.number, column: null });
  fold.spots.set(`${path}/code`, { row: row.number, column: "system" });
  return system;
}

function foldHost(
  fold: Fold,
  row: Row,
  at: { readonly system: SystemSlot; readonly cell: HostCell },
): void {
  const key = canonicalHost(at.cell.host) ?? at.cell.host;
  let host = at.system.hosts.get(key);
  if (host === undefined) {
    const path = `${at.system.path}/hosts/${at.system.hosts.size}`;
    host = { tree: { host: at.cell.host }, path };
    at.system.hosts.set(key, host);
    (at.system.tree["hosts"] as Tree[]).push(host.tree);
    fold.spots.set(path, { row: row.number, column: null });
    fold.spots.set(`${path}/host`, { row: row.number, column: "host" });
  }
  const lists = new Map<string, unknown[]>();
  for (const { column, text } of row.values) {
    if (column.group === "host") lists.set(column.key, column.parse(text) as unknown[]);
  }
  if (at.cell.path !== null && !lists.has("paths")) lists.set("paths", [at.cell.path]);
  for (const [name, items] of lists) {
    fold.spots.set(`${host.path}/${name}`, { row: row.number, column: name });
    host.tree[name] = joined(host.tree[name], items);
  }
}

/** Lists of one host from several rows are joined: each item was written down for that host. */
function joined(known: unknown, more: readonly unknown[]): unknown[] {
  const items = [...(Array.isArray(known) ? (known as unknown[]) : []), ...more];
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function foldDocument(
  fold: Fold,
  row: Row,
  at: { readonly document: string; readonly unit: string; readonly hosts: readonly string[] },
): void {
  const key = `${at.unit}\n${at.document}`;
  let slot = fold.documents.get(key);
  if (slot === undefined) {
    const path = `authorizations/${fold.documents.size}`;
    slot = { tree: { document: at.document, unit: at.unit, hosts: [] }, path };
    fold.documents.set(key, slot);
    fold.spots.set(path, { row: row.number, column: null });
    fold.spots.set(`${path}/unit`, { row: row.number, column: "unit" });
  }
  assign(fold, row, { group: "authorization", slot });
  for (const host of at.hosts) {
    if (fold.kind === "authorizations" && host === "all-registered") slot.tree["hosts"] = host;
    const hosts = slot.tree["hosts"];
    if (!Array.isArray(hosts) || hosts.includes(host)) continue;
    fold.spots.set(`${slot.path}/hosts/${hosts.length}`, { row: row.number, column: "host" });
    hosts.push(host);
  }
}

/** Puts the row's values of one group into the tree; a value that differs from an earlier row's is refused. */
function assign(
  fold: Fold,
  row: Row,
  to: { readonly group: Group; readonly slot: HostSlot },
): void {
  for (const { column, text } of row.values) {
    if (column.group !== to.group) continue;
    const none = isWholeNone(column, text);
    const path = none ? column.path.slice(0, 1) : column.path;
    const value = none ? "none" : column.parse(text);
    if (value === undefined) continue;
    const before = place(to.slot.tree, path, value);
    const spots = path.map((_, index) => `${to.slot.path}/${path.slice(0, index + 1).join("/")}`);
    if (before !== undefined && !isSame(before, value)) {
      const first = spots.map((spot) => fold.spots.get(spot)?.row).findLast((spot) => spot);
      const key = `${spots.at(-1) ?? ""}\n${JSON.stringify(value)}`;
      const known = fold.conflicts.get(key);
      const other = first ?? row.number;
      if (known !== undefined) known.rows.push(row.number);
      else {
        const rows = [row.number];
        fold.conflicts.set(key, { column: column.key, group: to.group, other, rows });
      }
    }
    for (const spot of spots) {
      if (!fold.spots.has(spot)) fold.spots.set(spot, { row: row.number, column: column.key });
    }
  }
}

const ROWS_NAMED = 5;

function conflictProblem(file: string, { column, group, other, rows }: Conflict): Problem {
  const [row = null, ...same] = rows;
  const named = same.slice(0, ROWS_NAMED).join(", ");
  const more = same.length > ROWS_NAMED ? ", …" : "";
  const also =
    same.length === 0
      ? ""
      : { vi: ` (cũng ở dòng ${named}${more})`, en: ` (also in row ${named}${more})` };
  return {
    place: { file, row, column },
    code: "row-conflict",
    values: { other, also, thing: THINGS[group] },
  };
}

/** The order of a list's items says nothing. */
function isSame(a: unknown, b: unknown): boolean {
  const [left, right] = [a, b].map((value) =>
    JSON.stringify(Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value),
  );
  return left === right;
}

const THINGS = {
  unit: { vi: "đơn vị", en: "unit" },
  system: { vi: "hệ thống", en: "system" },
  host: { vi: "máy chủ", en: "host" },
  authorization: { vi: "văn bản", en: "document" },
  row: { vi: "dòng", en: "row" },
  ignored: { vi: "dòng", en: "row" },
} as const satisfies Record<Group, unknown>;

/** Sets a value that is not there yet. @returns what stood there before, undefined if nothing */
function place(tree: Tree, path: readonly string[], value: unknown): unknown {
  const [key = "", ...rest] = path;
  const here = tree[key];
  if (rest.length === 0) {
    if (here === undefined) tree[key] = value;
    return here;
  }
  if (here !== undefined && (typeof here !== "object" || here === null)) return here;
  const inner = (here ?? {}) as Tree;
  tree[key] = inner;
  return place(inner, rest, value);
}

function complain(
  fold: Fold,
  row: Row,
  code: ProblemCode,
  more: { readonly column?: string; readonly values?: Problem["values"] } = {},
): void {
  const at: Place = { file: fold.file, row: row.number, column: more.column ?? null };
  fold.problems.push({ place: at, code, values: more.values ?? {} });
}
