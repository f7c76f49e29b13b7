// SQLite itself, through the one of two versions of better-sqlite3 that suits the runtime. Up to 12 it hangs on V8 and
// aborts the process under Node 24.19 and newer (WiseLibs/better-sqlite3 issue 1515); from 13 on it hangs on
// version 10 of the Node-API (Node 22.14) and crashes below it.
import type BetterSqlite from "better-sqlite3";
import { storeError } from "./errors.ts";

export type Database = BetterSqlite.Database;
export type Statement<Bound extends unknown[]> = BetterSqlite.Statement<Bound>;

const NODE_API = 10;

type Library = typeof BetterSqlite;
type OpenSqlite = (path: string, options?: BetterSqlite.Options) => Database;

async function load(): Promise<Library> {
  const isNew = Number(process.versions["napi"]) >= NODE_API;
  const library = isNew ? import("better-sqlite3-napi") : import("better-sqlite3");
  return (await library).default;
}

/** @param library an error: why it is not there, which is told only to whoever opens a file */
export function sqliteOpener(library: Library | Error): OpenSqlite {
  return (path, options = {}) => {
    try {
      if (library instanceof Error) throw library;
      return new library(path, options);
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw storeError("store-driver-missing", { node: process.version }, error);
    }
  };
}

/**
 * Opens one file by SQLite.
 * @throws RasoatError store-driver-missing when there is no version for this runtime; SqliteError as SQLite gives it
 */
export const openSqlite: OpenSqlite = sqliteOpener(
  await load().catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  ),
);

const MISSING = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND", "ERR_DLOPEN_FAILED"]);

/** Not installed, or built for another version of Node. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && MISSING.has(String(error.code));
}
