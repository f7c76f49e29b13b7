// The process beside the portal: the portal itself never dials, so the looks that its people ask for are made by a
// worker of their own.
import { join } from "node:path";
import { keepRunning, type Launched } from "../run/launch.ts";
import { createLog, PACKAGE_ROOT, type Context } from "./context.ts";
import type { Override } from "./overrides.ts";

export interface WorkerPlace {
  readonly dbPath: string;
  readonly configPath: string | undefined;
  readonly allowReserved: boolean;
  readonly resolve: readonly Override[];
}

export function startWorker(context: Context, place: WorkerPlace): Launched {
  const { dbPath, configPath, allowReserved, resolve } = place;
  const args = [
    "worker",
    "--db",
    dbPath,
    "--lang",
    context.language,
    ...(configPath === undefined ? [] : ["--config", configPath]),
    ...(allowReserved ? ["--allow-reserved"] : []),
    ...resolve.flatMap(({ host, address }) => ["--resolve", `${host}:${address}`]),
  ];
  const log = createLog(context, process.env["RASOAT_LOG"]);
  return keepRunning({ program: join(PACKAGE_ROOT, "bin", "rasoat.js"), args, log });
}
