// rasoat scan status, rasoat scan stop: watch and end a run from another terminal.
import { hostname } from "node:os";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Body } from "../body.ts";
import { withStore } from "../open.ts";
import { runOrLatest } from "../runs.ts";

const NOT_RUNNING = {
  exit: EXIT.usage,
  message: {
    vi: "Không có lượt quét nào đang chạy trên tệp dữ liệu này.",
    en: "No scan is running on this database.",
  },
} as const;

export const scanStatus: Body = (context) =>
  withStore(context, false, (store) => {
    const run = runOrLatest(store, undefined);
    const counts = store.targetCounts(run.id);
    const alive = store.lockHolder(hostname())?.run === run.id;
    const total = counts.todo + counts.doing + counts.done;
    const status = run.status === "running" && !alive ? "interrupted" : run.status;
    const elapsedMs =
      (run.endedAt === null ? Date.now() : Date.parse(run.endedAt)) - Date.parse(run.startedAt);
    const etaSeconds =
      !alive || counts.done === 0
        ? null
        : Math.round(((elapsedMs / counts.done) * (total - counts.done)) / 1000);
    const value = {
      run: run.id,
      status,
      alive,
      ...counts,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      etaSeconds,
    };
    if (context.json) context.print(JSON.stringify(value));
    else {
      const eta =
        etaSeconds === null
          ? ""
          : context.in({
              vi: `, còn khoảng ${String(etaSeconds)} s`,
              en: `, about ${String(etaSeconds)} s left`,
            });
      context.print(
        context.in({
          vi: `Lượt ${run.id}: ${status}; xong ${String(counts.done)}/${String(total)}, đang xem ${String(counts.doing)}, chờ ${String(counts.todo)}, từ chối ${String(counts.refused)}${eta}`,
          en: `Run ${run.id}: ${status}; done ${String(counts.done)}/${String(total)}, at work ${String(counts.doing)}, waiting ${String(counts.todo)}, refused ${String(counts.refused)}${eta}`,
        }),
      );
    }
    return EXIT.done;
  });

export const scanStop: Body = (context) =>
  withStore(context, false, (store) => {
    const holder = store.lockHolder(hostname());
    if (holder === null) throw new RasoatError("NOT_RUNNING", NOT_RUNNING);
    store.requestStop(holder.run);
    context.say({
      vi: `Đã yêu cầu dừng lượt ${holder.run}; tiến trình dừng trong 5 giây. Tiếp tục bằng: rasoat scan --resume`,
      en: `Asked run ${holder.run} to stop; it ends within 5 seconds. Go on with: rasoat scan --resume`,
    });
    return EXIT.done;
  });
