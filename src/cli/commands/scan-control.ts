// rasoat scan status, list and stop: watch and end a run from another terminal, and name earlier ones.
import { hostname } from "node:os";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { RunStatus, ScanRun } from "../../model/run.ts";
import { RUN_STATUS_WORDS } from "../../model/words.ts";
import type { Text } from "../../model/text.ts";
import type { Store } from "../../store/store.ts";
import { aboutText } from "../../text/duration.ts";
import { momentText } from "../../text/moment.ts";
import type { Body } from "../body.ts";
import { withStore } from "../open.ts";
import { printTable, type Column } from "../table.ts";
import { runOrLatest } from "../runs.ts";

const NOT_RUNNING = {
  exit: EXIT.usage,
  message: {
    vi: "Không có lượt quét nào đang chạy trên tệp dữ liệu này.",
    en: "No scan is running on this database.",
  },
} as const;

interface Standing {
  readonly run: string;
  /** A run that nobody works at any more is interrupted, whatever it last wrote of itself. */
  readonly status: RunStatus;
  readonly alive: boolean;
  readonly todo: number;
  readonly doing: number;
  readonly done: number;
  readonly refused: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

function standingOf(store: Store, run: ScanRun): Standing {
  const alive = store.lockHolder(hostname())?.run === run.id;
  return {
    run: run.id,
    status: run.status === "running" && !alive ? "interrupted" : run.status,
    alive,
    ...store.targetCounts(run.id),
    startedAt: run.startedAt,
    endedAt: run.endedAt,
  };
}

const toLook = ({ todo, doing, done }: Standing): number => todo + doing + done;

export const scanStatus: Body = (context) =>
  withStore(context, false, (store) => {
    const standing = standingOf(store, runOrLatest(store, undefined));
    const { run, status, alive, todo, doing, done, refused } = standing;
    const total = toLook(standing);
    const endsAt = alive ? (store.lockHolder(hostname())?.endsAt ?? null) : null;
    const leftMs = endsAt === null ? null : Math.max(0, Date.parse(endsAt) - Date.now());
    const etaSeconds = leftMs === null ? null : Math.round(leftMs / 1000);
    if (context.json) {
      context.print(JSON.stringify({ ...standing, etaSeconds }));
      return EXIT.done;
    }
    const eta = alive ? context.in(etaText(leftMs)) : "";
    const { vi, en } = RUN_STATUS_WORDS[status];
    context.print(
      context.in({
        vi: `Lượt ${run}: ${vi}; xong ${String(done)}/${String(total)}, đang xem ${String(doing)}, chờ ${String(todo)}, từ chối ${String(refused)}${eta}`,
        en: `Run ${run}: ${en}; done ${String(done)}/${String(total)}, at work ${String(doing)}, waiting ${String(todo)}, refused ${String(refused)}${eta}`,
      }),
    );
    return EXIT.done;
  });

function etaText(leftMs: number | null): Text {
  if (leftMs === null) {
    return { vi: "; chưa đủ căn cứ để ước tính còn bao lâu", en: "; too early to say how long" };
  }
  const { vi, en } = aboutText(leftMs);
  return { vi: `; còn ${vi}`, en: `; ${en} left` };
}

const LISTED = 20;

const COLUMNS: readonly Column[] = [
  { title: { vi: "LƯỢT", en: "RUN" } },
  { title: { vi: "BẮT ĐẦU", en: "STARTED" } },
  { title: { vi: "TÌNH TRẠNG", en: "STATUS" } },
  { title: { vi: "ĐÃ XEM", en: "LOOKED AT" } },
  { title: { vi: "TỪ CHỐI", en: "REFUSED" } },
  { title: { vi: "PHẠM VI", en: "SCOPE" }, max: 60 },
];

export const scanList: Body = (context) =>
  withStore(context, false, (store) => {
    const runs = store.listRuns({ kind: "scan", limit: LISTED });
    const standings = runs.map((run) => ({ run, standing: standingOf(store, run) }));
    if (context.json) {
      for (const { run, standing } of standings) {
        const { units, hosts, areas } = run;
        context.print(JSON.stringify({ ...standing, units, hosts, areas }));
      }
      return EXIT.done;
    }
    const rows = standings.map(({ run, standing }) => [
      run.id,
      context.in(momentText(run.startedAt)),
      context.in(RUN_STATUS_WORDS[standing.status]),
      `${String(standing.done)}/${String(toLook(standing))}`,
      String(standing.refused),
      [...run.units, ...run.hosts].join(" ") || context.in({ vi: "toàn bộ", en: "all" }),
    ]);
    printTable(context, { columns: COLUMNS, rows });
    return EXIT.done;
  });

export const scanStop: Body = (context) =>
  withStore(context, false, (store) => {
    const holder = store.lockHolder(hostname());
    if (holder === null) throw new RasoatError("NOT_RUNNING", NOT_RUNNING);
    store.requestStop(holder.run);
    if (context.json) context.print(JSON.stringify({ run: holder.run, stopRequested: true }));
    context.say({
      vi: `Đã yêu cầu dừng lượt ${holder.run}; tiến trình dừng trong 5 giây. Tiếp tục bằng: rasoat scan --resume`,
      en: `Asked run ${holder.run} to stop; it ends within 5 seconds. Go on with: rasoat scan --resume`,
    });
    return EXIT.done;
  });
