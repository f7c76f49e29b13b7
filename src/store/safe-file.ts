// Files that nobody sees half-done: written under another name, synced, and only then given their own.
import { closeSync, existsSync, fsyncSync, linkSync, openSync } from "node:fs";

/** What was written to the file, or of names in the folder, is on the disk. */
export function sync(path: string, flags: "r" | "r+" = "r+"): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Unlike a rename, never over a file that another process has made meanwhile: then throws what `exists` makes. */
export function giveName(part: string, target: string, exists: (cause: unknown) => Error): void {
  try {
    linkSync(part, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    throw exists(error);
  }
}
