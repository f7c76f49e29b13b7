// Finds the run that a command is about.
import { EXIT, RasoatError } from "../model/error.ts";
import type { ScanRun } from "../model/run.ts";
import type { Store } from "../store/store.ts";

const NO_RUN = {
  exit: EXIT.usage,
  message: {
    vi: "Không có lượt quét “{run}”. Xem mã các lượt bằng: rasoat scan list.",
    en: "There is no run “{run}”. See the ids with: rasoat scan list.",
  },
} as const;

const NO_RUNS = {
  exit: EXIT.usage,
  message: {
    vi: "Chưa có lượt quét nào. Chạy: rasoat scan.",
    en: "There is no run yet. Run: rasoat scan.",
  },
} as const;

const RUN_NOT_WHOLE = {
  exit: EXIT.usage,
  message: {
    vi: "Kết quả lưu của lượt {run} đã hết thời hạn giữ (retention.resultDays) và đã được xóa dần, lần cuối lúc {at}: không còn đủ để liệt kê, so sánh hay đánh giá lại. Lịch sử của từng phát hiện vẫn còn: rasoat explain MÃ.",
    en: "Retention (retention.resultDays) has removed stored results of run {run}, last at {at}: it can no longer be listed, compared or judged again. The history of each finding is kept: rasoat explain ID.",
  },
} as const;

/** @throws RasoatError RUN_NOT_WHOLE when retention has taken something of it (of these units) */
export function wholeRun(store: Store, run: ScanRun, units?: readonly string[]): ScanRun {
  const removed = store.removedFrom(run.id, units);
  if (removed === null) return run;
  throw new RasoatError("RUN_NOT_WHOLE", RUN_NOT_WHOLE, { run: run.id, at: removed.at });
}

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

/** The named run, or the latest scan that has results: one that was refused everything says nothing. */
export function runOrLatestResults(store: Store, idOrPrefix: string | undefined): ScanRun {
  const latest = runOrLatest(store, idOrPrefix);
  if (idOrPrefix !== undefined) return latest;
  const scans = store.listRuns({ kind: "scan" });
  return scans.find(({ id }) => store.resultHosts("central", id).length > 0) ?? latest;
}
