// A checked copy of the whole database while others go on writing.
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import Database from "better-sqlite3";
import type { Connection } from "./connection.ts";
import { storeError } from "./errors.ts";

/**
 * Copies with VACUUM INTO (better-sqlite3's backup starts again at each foreign write), syncs, checks
 * the copy, and only then gives it its name. The copy is readable by its owner alone.
 * @throws RasoatError when `target` exists or the copy is not sound
 */
export function copyInto(connection: Connection, target: string): void {
  const part = `${target}.part`;
  closeSync(reserve(target));
  try {
    rmSync(part, { force: true });
    closeSync(openSync(part, "wx", 0o600));
    connection.db.prepare("VACUUM INTO ?").run(part);
    sync(part);
    checkCopy(part);
    renameSync(part, target);
  } catch (error) {
    rmSync(part, { force: true });
    rmSync(target, { force: true });
    throw error;
  }
}

function reserve(target: string): number {
  try {
    return openSync(target, "wx", 0o600);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw storeError("backup-exists", { path: target }, error);
    }
    throw storeError("store-read-only", { path: target }, error);
  }
}

function sync(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function checkCopy(path: string): void {
  const copy = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const said = copy.pragma("integrity_check", { simple: true });
    if (said !== "ok") throw storeError("store-damaged", { path, where: String(said) });
  } finally {
    copy.close();
  }
}
