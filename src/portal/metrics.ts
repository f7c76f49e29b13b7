// Figures of operation in the Prometheus text form. No unit, person or address in any label.
import { SEVERITIES } from "../model/area.ts";
import { WATCH_OUTCOMES } from "../model/schedule.ts";
import type { ScheduleHealth } from "../run/schedule/health.ts";
import type { Repository } from "./repository.ts";

export interface Metrics {
  count(status: number, seconds: number): void;
  text(now: {
    readonly sessions: number;
    readonly repository: Repository;
    readonly schedule: ScheduleHealth;
  }): string;
}

const BUCKETS = [0.01, 0.03, 0.1, 0.3, 1, 3];

export function createMetrics(): Metrics {
  const statuses = new Map<string, number>();
  const buckets = BUCKETS.map(() => 0);
  let total = 0;
  let seconds = 0;
  return {
    count: (status, took) => {
      const kind = `${String(Math.floor(status / 100))}xx`;
      statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
      total += 1;
      seconds += took;
      BUCKETS.forEach((limit, index) => {
        if (took <= limit) buckets[index] = (buckets[index] ?? 0) + 1;
      });
    },
    text: ({ sessions, repository, schedule }) => {
      const open = new Map(repository.counts("severity").map(({ key, groups }) => [key, groups]));
      return [
        "# TYPE rasoat_http_requests_total counter",
        ...[...statuses].map(([kind, n]) => `rasoat_http_requests_total{status="${kind}"} ${n}`),
        "# TYPE rasoat_http_request_seconds histogram",
        ...BUCKETS.map(
          (limit, index) =>
            `rasoat_http_request_seconds_bucket{le="${limit}"} ${buckets[index] ?? 0}`,
        ),
        `rasoat_http_request_seconds_bucket{le="+Inf"} ${total}`,
        `rasoat_http_request_seconds_sum ${seconds.toFixed(4)}`,
        `rasoat_http_request_seconds_count ${total}`,
        "# TYPE rasoat_sessions gauge",
        `rasoat_sessions ${sessions}`,
        "# TYPE rasoat_open_findings gauge",
        ...SEVERITIES.map(
          (severity) => `rasoat_open_findings{severity="${severity}"} ${open.get(severity) ?? 0}`,
        ),
        ...scheduleLines(schedule),
        "",
      ].join("\n");
    },
  };
}

/** A night that never was has no time: the line is left out, and whoever watches for it is told. */
function scheduleLines({ nights, lastDone, watch, verifying }: ScheduleHealth): string[] {
  const done = lastDone?.endedAt ?? null;
  const missed = nights.filter(({ state }) => state === "missed").length;
  return [
    ...(done === null
      ? []
      : [
          "# TYPE rasoat_last_night_done_timestamp_seconds gauge",
          `rasoat_last_night_done_timestamp_seconds ${Math.round(Date.parse(done) / 1000)}`,
        ]),
    "# TYPE rasoat_recent_nights_missed gauge",
    `rasoat_recent_nights_missed ${missed}`,
    "# TYPE rasoat_watched_hosts gauge",
    `rasoat_watched_hosts ${watch.hosts}`,
    "# TYPE rasoat_watched_hosts_by_last_look gauge",
    ...WATCH_OUTCOMES.map(
      (outcome) =>
        `rasoat_watched_hosts_by_last_look{outcome="${outcome}"} ${watch.outcomes[outcome]}`,
    ),
    "# TYPE rasoat_queue_waiting gauge",
    `rasoat_queue_waiting{queue="verify"} ${verifying.waiting}`,
    "# TYPE rasoat_queue_late_seconds gauge",
    `rasoat_queue_late_seconds{queue="verify"} ${verifying.lateSeconds}`,
    `rasoat_queue_late_seconds{queue="watch"} ${watch.lateSeconds}`,
  ];
}
