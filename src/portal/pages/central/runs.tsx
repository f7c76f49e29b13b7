// Runs: how the one at work stands, what was refused and why, and the button that stops it.
import type { Text } from "../../../model/text.ts";
import { RUN_STATUS_WORDS } from "../../../model/words.ts";
import type { RunView } from "../../offices/central-office.ts";
import { Notice, Said, Table } from "../../view/components.tsx";
import { numberText, timeText } from "../../view/format.ts";
import { type CentralVisit, redirect, type Reply, type Route } from "../../route.ts";
import { isFollowed, Live, LIVE_SECONDS, Paused, Waiting } from "./run-live.tsx";

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
    ...(running !== undefined && isFollowed(visit) && { refreshSeconds: LIVE_SECONDS }),
    body: (
      <div>
        <h1>{title}</h1>
        <Said words={SAID} visit={visit} />
        <Paused visit={visit} />
        {running === undefined ? (
          <Notice kind="plain">
            {visit.tr("Không có lượt nào đang chạy.", "No run is at work.")}
          </Notice>
        ) : (
          <Live view={running} visit={visit} />
        )}
        <Waiting visit={visit} />
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
          empty={
            <Notice kind="plain">
              {visit.tr(
                "Chưa có lượt quét nào. Lượt đầu tiên chạy theo lịch, hoặc bằng lệnh rasoat scan trên máy chủ.",
                "No scan has run yet. The first one comes by the schedule, or with rasoat scan on the server.",
              )}
            </Notice>
          }
        />
      </div>
    ),
  };
}

/** A run that says "running" while nobody beats was interrupted. */
function statusText({ run, alive }: RunView, visit: CentralVisit): string {
  const status = run.status === "running" && !alive ? "interrupted" : run.status;
  return visit.say(RUN_STATUS_WORDS[status]);
}
