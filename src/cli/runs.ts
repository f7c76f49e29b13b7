// Finds the run that a command is about.
import { EXIT, RasoatError } from "../model/error.ts";
import type { ScanRun } from "../model/run.ts";
import type { Store } from "../store/store.ts";

const NO_RUN = {
  exit: EXIT.usage,
  message: {
    vi: "Không có lượt quét “{run}”. Bỏ --run để dùng lượt mới nhất.",
    en: "There is no run “{run}”. Leave --run out for the latest one.",
  },
} as const;

const NO_RUNS = {
  exit: EXIT.usage,
  message: {
    vi: "Chưa có lượt quét nào. Chạy: rasoat scan.",
    en: "There is no run yet. Run: rasoat scan.",
  },
} as const;

export function findRunOf(store: Store, idOrPrefix: string): ScanRun {
  const run = store.findRun(idOrPrefix);
  if (run === undefined) throw new RasoatError("NO_RUN", NO_RUN, { run: idOrPrefix });
  return run;
}

/** The named run, or the latest scan. */
export function runOrLatest(store: Store, idOrPrefix: string | undefined): ScanRun {
  if (idOrPrefix !== undefined) return findRunOf(store, idOrPrefix);
  const run = store.latestRun({ kind: "scan" });
  if (run === undefined) throw new RasoatError("NO_RUNS", NO_RUNS);
  return run;
}
