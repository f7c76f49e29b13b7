// One SQLite connection with the settings of this house, its statements kept, and reads that are validated.
import type { z } from "zod";
import { openSqlite, type Database, type Statement } from "./driver.ts";
import { storeError } from "./errors.ts";

type Value = string | number | bigint | Buffer | null;

export interface Connection {
  readonly db: Database;
  readonly path: string;
  /** Runs a statement that returns no rows; gives the number of rows it changed. */
  run(sql: string, ...values: Value[]): number;
  /** The first row, checked; undefined when there is none. */
  one<T>(schema: z.ZodType<T>, sql: string, ...values: Value[]): T | undefined;
  /** All rows, checked. Never leaves a cursor open. */
  all<T>(schema: z.ZodType<T>, sql: string, ...values: Value[]): T[];
  /** One IMMEDIATE transaction: all of `work` or nothing. Joins a transaction that is open already. */
  transact<T>(work: () => T): T;
}

/** FULL: a commit survives a power failure. NORMAL: it survives the end of the process. */
export type Durability = "FULL" | "NORMAL";

/**
 * Opens an existing file.
 * @throws SqliteError as SQLite gives it; the caller explains it
 */
export function connect(path: string, durability: Durability): Connection {
  const db = openSqlite(path, { timeout: 5000, fileMustExist: true });
  try {
    db.pragma("trusted_schema = OFF");
    db.pragma("cell_size_check = ON");
    db.pragma("foreign_keys = ON");
    db.pragma("busy_timeout = 5000");
    db.pragma(`synchronous = ${durability}`);
    db.pragma("journal_size_limit = 67108864");
  } catch (error) {
    db.close();
    throw error;
  }
  return wrap(db, path);
}

type Bound = (Value | Record<string, Value>)[];

/** better-sqlite3 takes numbered parameters (?1) by name only. */
function bound(sql: string, values: readonly Value[]): Bound {
  if (!sql.includes("?1")) return [...values];
  return [Object.fromEntries(values.map((value, index) => [String(index + 1), value]))];
}

function wrap(db: Database, path: string): Connection {
  const statements = new Map<string, Statement<Bound>>();
  const statement = (sql: string): Statement<Bound> => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = db.prepare<Bound>(sql);
    statements.set(sql, made);
    return made;
  };
  const check = <T>(schema: z.ZodType<T>, row: unknown, sql: string): T => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const table = /\bFROM (\w+)/.exec(sql)?.[1] ?? "?";
    throw storeError("store-damaged", { path, where: table }, parsed.error);
  };
  return {
    db,
    path,
    run: (sql, ...values) => statement(sql).run(...bound(sql, values)).changes,
    one: (schema, sql, ...values) => {
      const row = statement(sql).get(...bound(sql, values));
      return row === undefined ? undefined : check(schema, row, sql);
    },
    all: (schema, sql, ...values) =>
      statement(sql)
        .all(...bound(sql, values))
        .map((row) => check(schema, row, sql)),
    transact: (work) => (db.inTransaction ? work() : db.transaction(work).immediate()),
  };
}
