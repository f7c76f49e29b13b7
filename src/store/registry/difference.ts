// Writes what is different between the registry as it is stored and as it shall be: rows, and the record of the save.
// A value that is still the very same object is known to be unchanged, so that a small change costs little.
import type { Registry } from "../../model/registry.ts";
import type { Connection } from "../sqlite/connection.ts";
import { packText } from "../sqlite/pack.ts";
import {
  AUTHORIZATIONS,
  type RegistryKind,
  type RowKind,
  SYSTEMS,
  TARGETS,
  UNITS,
} from "./rows.ts";

export interface RegistrySave {
  readonly version: number;
  readonly at: string;
  readonly actor: string;
  readonly note: string;
  /** Rows (units, systems, targets, authorizations) added, changed and removed. */
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** One row before and after a save; null where it did not exist. Keys: code, code, "unit host", "unit document". */
export interface RegistryChange {
  readonly kind: RegistryKind;
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface Revision {
  /** As it is stored. */
  readonly before: Registry;
  readonly next: Registry;
  readonly about: Pick<RegistrySave, "version" | "at" | "actor" | "note">;
}

/** @returns the save and the registry as it is now stored, frozen; null when nothing is different */
export function saveDifference(
  connection: Connection,
  { before, next, about }: Revision,
): { readonly save: RegistrySave; readonly registry: Registry } | null {
  const found: RegistryChange[] = [];
  const entries: Entry[] = [];
  const list = <T>(row: RowKind<T>, was: readonly T[], is: readonly T[]): readonly T[] => {
    const compared = compareList(row, was, is);
    for (const change of compared.changes) found.push(change);
    for (const entry of compared.entries) entries.push(entry);
    return compared.list;
  };
  const registry = Object.freeze({
    units: list(UNITS, before.units, next.units),
    systems: list(SYSTEMS, before.systems, next.systems),
    targets: list(TARGETS, before.targets, next.targets),
    authorizations: list(AUTHORIZATIONS, before.authorizations, next.authorizations),
  });
  if (found.length === 0) return null;
  const removed = found.filter(({ after }) => after === null);
  const written = found.filter(({ after }) => after !== null);
  const added = written.filter(({ before: was }) => was === null).length;
  const save = { ...about, added, changed: written.length - added, removed: removed.length };
  for (const { kind, key } of removed) remove(connection, kind, key);
  for (const entry of entries) put(connection, entry);
  record(connection, save, [...written, ...removed]);
  return { save, registry };
}

interface Compared<T> {
  readonly changes: readonly RegistryChange[];
  /** Rows to be written: beside what has changed, also those that it moved. */
  readonly entries: readonly Entry[];
  readonly list: readonly T[];
}

function compareList<T>(
  { kind, keyOf, schema }: RowKind<T>,
  was: readonly T[],
  is: readonly T[],
): Compared<T> {
  if (was === is) return { changes: [], entries: [], list: was };
  const stored = new Map(was.map((value, position) => [keyOf(value), { value, position }]));
  const changes: RegistryChange[] = [];
  const entries: Entry[] = [];
  const list = is.map((value, position) => {
    const key = keyOf(value);
    const before = stored.get(key);
    stored.delete(key);
    if (before?.value === value && before.position === position) return value;
    const after = schema.parse(value);
    const json = JSON.stringify(after);
    const isSame = before !== undefined && JSON.stringify(before.value) === json;
    if (!isSame) changes.push({ kind, key, before: before?.value ?? null, after });
    if (!isSame || before.position !== position) entries.push({ kind, key, position, json });
    return isSame ? before.value : freeze(after);
  });
  for (const [key, { value }] of stored) changes.push({ kind, key, before: value, after: null });
  // Another order alone is no change: a kind without one stays as it is stored, and is not read again by anybody.
  if (changes.length === 0) return { changes, entries: [], list: was };
  return { changes, entries, list: Object.freeze(list) };
}

interface Entry {
  readonly kind: RegistryKind;
  readonly key: string;
  readonly position: number;
  readonly json: string;
}

function put(connection: Connection, entry: Entry): void {
  connection.run(
    `INSERT INTO registry_rows (kind, key, position, json) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET position = excluded.position, json = excluded.json`,
    entry.kind,
    entry.key,
    entry.position,
    entry.json,
  );
}

function remove(connection: Connection, kind: RegistryKind, key: string): void {
  connection.run("DELETE FROM registry_rows WHERE kind = ? AND key = ?", kind, key);
}

function record(
  connection: Connection,
  save: RegistrySave,
  changes: readonly RegistryChange[],
): void {
  const packed = packText(JSON.stringify(changes));
  connection.run(
    "INSERT INTO registry_saves VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    save.version,
    save.at,
    save.actor,
    save.note,
    save.added,
    save.changed,
    save.removed,
    packed.sha256,
    packed.content,
  );
}

/** The same value, and all within it, never to be changed. */
export function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
}
