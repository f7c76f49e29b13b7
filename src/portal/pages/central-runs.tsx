// Runs: how the one at work stands, what was refused and why, and the button that stops it.
import type { JSX } from "hono/jsx/jsx-runtime";
import { REASONS } from "../../model/reason.ts";
import type { RunStatus } from "../../model/run.ts";
import type { Text } from "../../model/text.ts";
import type { RunView } from "../central-office.ts";
import { Notice, PostForm, Said, Table } from "../components.tsx";
import { numberText, timeText } from "../format.ts";
import { type CentralVisit, redirect, type Reply, type Route } from "../route.ts";

const SAID: readonly (readonly [string, Text])[] = [
  [
    "stopped",
    {
      vi: "Đã yêu cầu dừng; lượt quét dừng trong 5 giây và có thể chạy tiếp bằng rasoat scan --resume.",
      en: "The run was asked to stop; it ends within 5 seconds and can go on with rasoat scan --resume.",
    },
  ],
  ["idle", { vi: "Không có lượt nào đang chạy.", en: "No run is at work." }],
];

const STATUS_WORDS: Readonly<Record<RunStatus, Text>> = {
  running: { vi: "đang chạy", en: "running" },
  done: { vi: "xong", en: "done" },
  interrupted: { vi: "bị ngắt", en: "interrupted" },
  stopped: { vi: "đã dừng", en: "stopped" },
  failed: { vi: "lỗi", en: "failed" },
};

export function runsRoutes(): readonly Route[] {
  return [
    { method: "GET", path: "/central/runs", act: "view runs", audience: "central", answer: runs },
    {
      method: "POST",
      path: "/central/runs/stop",
      act: "stop run",
      audience: "central",
      answer: (visit) =>
        redirect(`/central/runs?said=${visit.central.stop() ? "stopped" : "idle"}`),
    },
  ];
}

function runs(visit: CentralVisit): Reply {
  const title = visit.tr("Lượt quét", "Runs");
  const views = visit.central.runs();
  const running = views.find(({ alive }) => alive);
  return {
    kind: "page",
    title,
    body: (
      <div>
        <h1>{title}</h1>
        <Said words={SAID} visit={visit} />
        {running === undefined ? (
          <Notice kind="plain">
            {visit.tr("Không có lượt nào đang chạy.", "No run is at work.")}
          </Notice>
        ) : (
          <Live view={running} visit={visit} />
        )}
        <Table
          caption={visit.tr("Các lượt gần đây", "Latest runs")}
          columns={[
            { title: visit.tr("Lượt", "Run") },
            { title: visit.tr("Bắt đầu", "Started") },
            { title: visit.tr("Kết thúc", "Ended") },
            { title: visit.tr("Tình trạng", "Status") },
            { title: visit.tr("Xong", "Done"), number: true },
            { title: visit.tr("Từ chối", "Refused"), number: true },
          ]}
          rows={views.map((view) => [
            <span class="mono">{view.run.id}</span>,
            timeText(view.run.startedAt),
            timeText(view.run.endedAt ?? ""),
            statusText(view, visit),
            numberText(view.counts.done, visit.language),
            numberText(view.counts.refused, visit.language),
          ])}
        />
      </div>
    ),
  };
}

/** A run that says "running" while nobody beats was interrupted. */
function statusText({ run, alive }: RunView, visit: CentralVisit): string {
  const status = run.status === "running" && !alive ? "interrupted" : run.status;
  return visit.say(STATUS_WORDS[status]);
}

function Live({
  view,
  visit,
}: {
  readonly view: RunView;
  readonly visit: CentralVisit;
}): JSX.Element {
  const { run, counts, stopRequested } = view;
  const total = counts.todo + counts.doing + counts.done;
  const elapsedMs = visit.now.getTime() - Date.parse(run.startedAt);
  const leftMinutes =
    counts.done === 0
      ? null
      : Math.ceil(((elapsedMs / counts.done) * (total - counts.done)) / 60_000);
  return (
    <section class="panel">
      <h2>
        {visit.tr("Đang chạy", "At work")}: {run.id}
      </h2>
      <p>
        <progress value={counts.done} max={Math.max(1, total)}>
          {counts.done}/{total}
        </progress>{" "}
        {numberText(counts.done, visit.language)}/{numberText(total, visit.language)}
        {leftMinutes === null
          ? ""
          : visit.tr(
              ` · còn khoảng ${String(leftMinutes)} phút`,
              ` · about ${String(leftMinutes)} min left`,
            )}
      </p>
      <AtWork run={run.id} visit={visit} />
      <div class="actions">
        <a class="button quiet" href="/central/runs">
          {visit.tr("Cập nhật", "Refresh")}
        </a>
        {stopRequested ? (
          <p>{visit.tr("Đã yêu cầu dừng.", "Asked to stop.")}</p>
        ) : (
          <PostForm to="/central/runs/stop" csrf={visit.csrf} class="inline">
            <button class="danger">{visit.tr("Dừng lượt quét", "Stop the run")}</button>
          </PostForm>
        )}
      </div>
    </section>
  );
}

/** Hosts at work now, and how many were refused or failed for which reason. */
function AtWork({
  run,
  visit,
}: {
  readonly run: string;
  readonly visit: CentralVisit;
}): JSX.Element {
  const targets = visit.central.targets(run);
  const working = targets.filter(({ state }) => state === "doing").slice(0, 20);
  const causes = new Map<string, number>();
  for (const { reason } of targets) {
    if (reason === null) continue;
    const words = visit.say(REASONS[reason]);
    causes.set(words, (causes.get(words) ?? 0) + 1);
  }
  return (
    <>
      <p class="mono small">{working.map(({ host }) => host).join(", ")}</p>
      <ul>
        {[...causes].map(([words, count]) => (
          <li>
            {words}: {numberText(count, visit.language)}
          </li>
        ))}
      </ul>
    </>
  );
}
