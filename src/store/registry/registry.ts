// The registry as stored: one checked JSON row a unit, system, target and authorization, and a record of each save.
// It keeps what it is given; whether a registry makes sense is decided in src/registry.
import { z } from "zod";
import type { Registry } from "../../model/registry.ts";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { unpackText } from "../sqlite/pack.ts";
import { freeze, type RegistryChange, type RegistrySave, saveDifference } from "./difference.ts";
import {
  AUTHORIZATIONS,
  REGISTRY_ROWS,
  type RegistryKind,
  type RowKind,
  SYSTEMS,
  TARGETS,
  UNITS,
} from "./rows.ts";

export interface RegistryStore {
  /**
   * Frozen; the same value until something is saved, here or in another process. Rows that a save did not change stay
   * the same values even then, and so do lists in which nothing changed.
   */
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

const Kind = z.enum(["unit", "system", "target", "authorization"]);
const Row = z.object({ kind: Kind, json: z.string() });
const Json = z.object({ json: z.string() });
const Keys = z.object({ keys: z.string() });
const KeyList = z.array(z.string());
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
const Changes = z.object({
  version: z.number(),
  sha256: z.instanceof(Buffer),
  content: z.instanceof(Buffer),
});
const ChangeList: z.ZodType<RegistryChange[]> = z.array(
  z.object({
    kind: Kind,
    key: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  }),
);

const ROWS = "SELECT kind, json FROM registry_rows ORDER BY kind, position";
const ROW = "SELECT json FROM registry_rows WHERE kind = ? AND key = ?";
const KEYS = `SELECT json_group_array(key ORDER BY position) AS keys FROM registry_rows
  WHERE kind = ?`;

interface Known {
  readonly version: number;
  readonly registry: Registry;
}

export function registryStore(connection: Connection, now: () => Date): RegistryStore {
  let known: Known | null = null;

  const registryVersion = (): number =>
    connection.one(Version, "SELECT max(version) AS version FROM registry_saves")?.version ?? 0;

  const registry = (): Registry => {
    const before = known;
    if (before !== null && before.version === registryVersion()) return before.registry;
    // One state of the file, whatever others save meanwhile.
    const read = connection.db.transaction(() => ({
      version: registryVersion(),
      registry: before === null ? load(connection) : renew(connection, before),
    }))();
    // A transaction that is open may still take it back.
    if (!connection.db.inTransaction) known = read;
    return read.registry;
  };

  const save = (
    revise: () => Registry,
    by: { actor: string; note: string },
  ): RegistrySave | null => {
    registry();
    const saved = connection.transact(() => {
      const next = revise();
      const before = registry();
      const about = { version: registryVersion() + 1, at: now().toISOString(), ...by };
      return saveDifference(connection, { before, next, about });
    });
    if (saved === null) return null;
    // As above: what an outer transaction may take back is read again.
    if (!connection.db.inTransaction) {
      known = { version: saved.save.version, registry: saved.registry };
    }
    return saved.save;
  };

  return {
    registryVersion,
    registry,
    saveRegistry: (next, by) => save(() => next, by),
    reviseRegistry: (revise, by) => save(() => revise(registry()), by),
    registrySaves: (limit = 50) =>
      connection.all(
        Save,
        "SELECT version, at, actor, note, added, changed, removed FROM registry_saves ORDER BY version DESC LIMIT ?",
        limit,
      ),
    registryChanges: (version) => changesIn(connection, "version = ?", version),
  };
}

function load(connection: Connection): Registry {
  const by: Record<RegistryKind, unknown[]> = {
    unit: [],
    system: [],
    target: [],
    authorization: [],
  };
  for (const row of connection.all(Row, ROWS)) by[row.kind].push(JSON.parse(row.json));
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
  throw damaged(connection, checked.error);
}

function damaged({ path }: Connection, error: z.ZodError) {
  const where = `registry_rows: ${error.issues[0]?.path.join(".") ?? "?"}`;
  return storeError("store-damaged", { path, where }, error);
}

/** Reads what was changed since and nothing else: a country is not read anew because one unit has paused. */
function renew(connection: Connection, { version, registry }: Known): Registry {
  const changes = changesIn(connection, "version > ?", version);
  const list = <T>(row: RowKind<T>, before: readonly T[]): readonly T[] => {
    const changed = changes.filter(({ kind }) => kind === row.kind).map(({ key }) => key);
    return changed.length === 0 ? before : renewList(connection, row, before, new Set(changed));
  };
  return Object.freeze({
    units: list(UNITS, registry.units),
    systems: list(SYSTEMS, registry.systems),
    targets: list(TARGETS, registry.targets),
    authorizations: list(AUTHORIZATIONS, registry.authorizations),
  });
}

function renewList<T>(
  connection: Connection,
  { kind, keyOf, schema }: RowKind<T>,
  before: readonly T[],
  changed: ReadonlySet<string>,
): readonly T[] {
  const kept = new Map(before.map((value) => [keyOf(value), value]));
  const keys = KeyList.parse(JSON.parse(connection.one(Keys, KEYS, kind)?.keys ?? "[]"));
  const read = (key: string): T => {
    const checked = schema.safeParse(JSON.parse(connection.one(Json, ROW, kind, key)?.json ?? ""));
    if (checked.success) return freeze(checked.data);
    throw damaged(connection, checked.error);
  };
  const list = keys.map((key) => (changed.has(key) ? undefined : kept.get(key)) ?? read(key));
  return Object.freeze(list);
}

function changesIn(connection: Connection, which: string, version: number): RegistryChange[] {
  return connection
    .all(
      Changes,
      `SELECT version, sha256, changes AS content FROM registry_saves WHERE ${which} ORDER BY version`,
      version,
    )
    .flatMap((row) => {
      const text = unpackText(row);
      if (text !== null) return ChangeList.parse(JSON.parse(text));
      const where = `registry_saves ${String(row.version)}`;
      throw storeError("store-damaged", { path: connection.path, where });
    });
}
