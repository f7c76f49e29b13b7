// The registry as stored: one checked JSON row a unit, system, target and authorization, and a record of each save.
// It keeps what it is given; whether a registry makes sense is decided in src/registry.
import { z } from "zod";
import type { Registry } from "../model/registry.ts";
import type { Connection } from "./connection.ts";
import { storeError } from "./errors.ts";
import { packText, unpackText } from "./pack.ts";
import { REGISTRY_ROWS, type RegistryKind } from "./registry-rows.ts";

interface RegistrySave {
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
interface RegistryChange {
  readonly kind: RegistryKind;
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface RegistryStore {
  /** Frozen; the same value until something is saved, here or in another process. */
  registry(): Registry;
  /** Grows with every save that changed something; 0 before the first. Cheap enough to ask each second. */
  registryVersion(): number;
  /** Replaces the registry in one transaction. Writes nothing, and returns null, when nothing is different. */
  saveRegistry(next: Registry, by: { actor: string; note: string }): RegistrySave | null;
  /**
   * Reads, changes and stores the registry in one transaction, so that two people never overwrite one another.
   * @returns null when nothing is different
   */
  reviseRegistry(
    revise: (registry: Registry) => Registry,
    by: { actor: string; note: string },
  ): RegistrySave | null;
  /** Latest first. */
  registrySaves(limit?: number): RegistrySave[];
  registryChanges(version: number): RegistryChange[];
}

const Row = z.object({ kind: z.string(), key: z.string(), position: z.number(), json: z.string() });
const Version = z.object({ version: z.number().nullable() });
const Save: z.ZodType<RegistrySave> = z.object({
  version: z.number(),
  at: z.string(),
  actor: z.string(),
  note: z.string(),
  added: z.number(),
  changed: z.number(),
  removed: z.number(),
});
const Changes = z.object({ sha256: z.instanceof(Buffer), content: z.instanceof(Buffer) });
const ChangeList: z.ZodType<RegistryChange[]> = z.array(
  z.object({
    kind: z.enum(["unit", "system", "target", "authorization"]),
    key: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  }),
);

const ROWS = "SELECT kind, key, position, json FROM registry_rows ORDER BY kind, position";

export function registryStore(connection: Connection, now: () => Date): RegistryStore {
  let known: { version: number; registry: Registry } | null = null;

  const registryVersion = (): number =>
    connection.one(Version, "SELECT max(version) AS version FROM registry_saves")?.version ?? 0;

  const registry = (): Registry => {
    const version = registryVersion();
    if (known?.version !== version) known = { version, registry: load(connection) };
    return known.registry;
  };
  const saveRegistry: RegistryStore["saveRegistry"] = (next, by) =>
    connection.transact(() => {
      const changes = difference(connection, next);
      if (changes.length === 0) return null;
      const save = {
        version: registryVersion() + 1,
        at: now().toISOString(),
        ...by,
        added: changes.filter((change) => change.before === null).length,
        changed: changes.filter((change) => change.before !== null && change.after !== null).length,
        removed: changes.filter((change) => change.after === null).length,
      };
      write(connection, save, changes);
      return save;
    });

  return {
    registryVersion,
    registry,
    saveRegistry,
    reviseRegistry: (revise, by) => connection.transact(() => saveRegistry(revise(registry()), by)),
    registrySaves: (limit = 50) =>
      connection.all(
        Save,
        "SELECT version, at, actor, note, added, changed, removed FROM registry_saves ORDER BY version DESC LIMIT ?",
        limit,
      ),
    registryChanges: (version) => changesOf(connection, version),
  };
}

function load(connection: Connection): Registry {
  const by: Record<RegistryKind, unknown[]> = {
    unit: [],
    system: [],
    target: [],
    authorization: [],
  };
  for (const row of connection.all(Row, ROWS)) by[kindOf(row.kind)].push(JSON.parse(row.json));
  const checked = z
    .object({
      units: z.array(REGISTRY_ROWS.unit),
      systems: z.array(REGISTRY_ROWS.system),
      targets: z.array(REGISTRY_ROWS.target),
      authorizations: z.array(REGISTRY_ROWS.authorization),
    })
    .safeParse({
      units: by.unit,
      systems: by.system,
      targets: by.target,
      authorizations: by.authorization,
    });
  if (checked.success) return freeze(checked.data);
  const where = `registry_rows: ${checked.error.issues[0]?.path.join(".") ?? "?"}`;
  throw storeError("store-damaged", { path: connection.path, where }, checked.error);
}

function kindOf(kind: string): RegistryKind {
  return z.enum(["unit", "system", "target", "authorization"]).parse(kind);
}

interface Entry {
  readonly kind: RegistryKind;
  readonly key: string;
  readonly position: number;
  readonly json: string;
}

function entries(registry: Registry): Entry[] {
  const of = <T>(kind: RegistryKind, values: readonly T[], key: (value: T) => string): Entry[] =>
    values.map((value, position) => ({
      kind,
      key: key(value),
      position,
      json: JSON.stringify(REGISTRY_ROWS[kind].parse(value)),
    }));
  return [
    ...of("unit", registry.units, (unit) => unit.code),
    ...of("system", registry.systems, (system) => system.code),
    ...of("target", registry.targets, (target) => `${target.unit} ${target.host}`),
    ...of("authorization", registry.authorizations, (one) => `${one.unit} ${one.document}`),
  ];
}

/** Also moves rows whose place in the order changed; a mere move is no change of the registry. */
function difference(connection: Connection, next: Registry): RegistryChange[] {
  const stored = new Map(
    connection.all(Row, ROWS).map((row) => [`${row.kind} ${row.key}`, row] as const),
  );
  const changes: RegistryChange[] = [];
  for (const entry of entries(next)) {
    const before = stored.get(`${entry.kind} ${entry.key}`);
    stored.delete(`${entry.kind} ${entry.key}`);
    if (before?.json !== entry.json) {
      changes.push({
        kind: entry.kind,
        key: entry.key,
        before: before === undefined ? null : JSON.parse(before.json),
        after: JSON.parse(entry.json),
      });
    }
    if (before?.json !== entry.json || before.position !== entry.position) put(connection, entry);
  }
  for (const gone of stored.values()) {
    const kind = kindOf(gone.kind);
    connection.run("DELETE FROM registry_rows WHERE kind = ? AND key = ?", kind, gone.key);
    changes.push({ kind, key: gone.key, before: JSON.parse(gone.json), after: null });
  }
  return changes;
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

function write(connection: Connection, save: RegistrySave, changes: RegistryChange[]): void {
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

function changesOf(connection: Connection, version: number): RegistryChange[] {
  const row = connection.one(
    Changes,
    "SELECT sha256, changes AS content FROM registry_saves WHERE version = ?",
    version,
  );
  if (row === undefined) return [];
  const text = unpackText(row);
  if (text !== null) return ChangeList.parse(JSON.parse(text));
  const where = `registry_saves ${version}`;
  throw storeError("store-damaged", { path: connection.path, where });
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
}
