// A checked copy of the whole database while others go on writing.
import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import type { Connection } from "./sqlite/connection.ts";
import { openSqlite } from "./sqlite/driver.ts";
import { explain, isSqliteError, storeError } from "./sqlite/errors.ts";
import { giveName, sync } from "./safe-file.ts";

/**
 * Copies with VACUUM INTO (better-sqlite3's backup starts again at each foreign write), syncs, checks
 * the copy, and only then gives it its name. The copy is readable by its owner alone.
 * @throws RasoatError when `target` exists or the copy is not sound
 */
export function copyInto(connection: Connection, target: string): void {
  if (existsSync(target)) throw storeError("backup-exists", { path: target });
  const part = `${target}.${process.pid}.part`;
  try {
    closeSync(openSync(part, "w", 0o600));
  } catch (error) {
    throw storeError("store-read-only", { path: target }, error);
  }
  try {
    vacuumInto(connection, part, target);
    sync(part);
    checkCopy(part);
    giveName(part, target, (cause) => storeError("backup-exists", { path: target }, cause));
  } finally {
    rmSync(part, { force: true });
  }
}

/** What the copy's disk refuses is told of the copy, not of the database that is read. */
function vacuumInto(connection: Connection, part: string, target: string): void {
  try {
    connection.run("VACUUM INTO ?", part);
  } catch (error) {
    if (!isSqliteError(error) || !/^SQLITE_(FULL|IOERR)/.test(error.code)) throw error;
    throw explain(error, target);
  }
}

function checkCopy(path: string): void {
  const copy = openSqlite(path, { readonly: true, fileMustExist: true });
  try {
    const said = copy.pragma("integrity_check", { simple: true });
    if (said !== "ok") throw storeError("store-damaged", { path, where: String(said) });
  } finally {
    copy.close();
  }
}
