// Processes and a folder for one test file, ended with it, whatever happens to the test run.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import type { LabPlace } from "./place.ts";

export interface KeptPlace extends LabPlace {
  readonly end: () => void;
}

export function keptPlace(prefix: string): KeptPlace {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const keeper = startKeeper(folder);
  return {
    folder,
    run: (command, ...args) => {
      const child = spawn(command, args, {
        cwd: folder,
        stdio: ["pipe", "pipe", "ignore"],
        detached: true,
      });
      if (child.pid !== undefined) keeper.stdin.write(`${String(child.pid)}\n`);
      return child;
    },
    end: () => {
      keeper.stdin.end();
    },
  };
}

/** In a group of its own: an interrupted or killed test run must not take it along. */
function startKeeper(folder: string): ChildProcessByStdio<Writable, null, null> {
  const script = join(import.meta.dirname, "keeper.mjs");
  const keeper = spawn(process.execPath, [script, folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  keeper.unref();
  return keeper;
}
