// What runs by itself, for the central team: the next night, how the last ones went, and the watch over home pages.
import type { JSX } from "hono/jsx/jsx-runtime";
import {
  NIGHT_REASON_WORDS,
  NIGHT_STATE_WORDS,
  type NightReason,
} from "../../../model/schedule.ts";
import type { Text } from "../../../model/text.ts";
import {
  nightNotes,
  type ScheduleOverview,
  type ShownNight,
} from "../../../run/schedule/overview.ts";
import { dayText } from "../../../text/days.ts";
import type { HostBook } from "../../kept/host-book.ts";
import { Notice, Table } from "../../view/components.tsx";
import { numberText, timeText } from "../../view/format.ts";
import type { CentralVisit, Reply, Route } from "../../route.ts";
import { Watch } from "./watch.tsx";
import { titled } from "../../view/titled.tsx";

const PATH = "/central/schedule";

export function scheduleRoutes(hosts: HostBook): readonly Route[] {
  return [
    {
      method: "GET",
      path: PATH,
      act: "view schedule",
      audience: "central",
      answer: (visit) =>
        schedulePage(visit, hosts(visit).filter(({ reason }) => reason === null).length),
    },
  ];
}

interface Props {
  readonly visit: CentralVisit;
}

function schedulePage(visit: CentralVisit, permitted: number): Reply {
  const title = visit.tr("Lịch chạy", "Schedule");
  const schedule = visit.central.operations.schedule();
  return titled(
    title,
    <>
      <section>
        <h2>{visit.tr("Rà soát hằng đêm", "The nightly scan")}</h2>
        <LatestNight visit={visit} link={false} />
        <Next schedule={schedule} permitted={permitted} visit={visit} />
        <Nights nights={schedule.nights} visit={visit} />
      </section>
      <Watch watch={schedule.watch} path={PATH} visit={visit} />
      <Waiting schedule={schedule} visit={visit} />
    </>,
  );
}

/** What to do where a night ended otherwise than as planned. */
const TO_DO: Readonly<Record<NightReason, Text>> = {
  "not-running": {
    vi: "Giữ rasoat serve hoặc rasoat worker chạy suốt đêm; muốn có kết quả ngay, chạy rasoat scan trên máy chủ.",
    en: "Keep rasoat serve or rasoat worker running through the night; for results at once, run rasoat scan on the server.",
  },
  "scan-running": {
    vi: "Xem lượt đó ở mục Lượt quét; lần sau chạy quét tay vào giờ khác.",
    en: "That scan is among the runs; next time start scans by hand at another hour.",
  },
  fault: {
    vi: "Sửa nguyên nhân ghi trong nhật ký của rasoat serve hoặc rasoat worker; rasoat doctor cho biết còn thiếu gì.",
    en: "Mend what the log of rasoat serve or rasoat worker tells; rasoat doctor says what is missing.",
  },
  "hours-over": {
    vi: "Nếu đêm nào cũng vậy, nới khung giờ schedule.nightly.",
    en: "If every night ends so, widen the hours of schedule.nightly.",
  },
  operator: {
    vi: "Muốn chạy tiếp: rasoat scan --resume trên máy chủ.",
    en: "To go on: rasoat scan --resume on the server.",
  },
};

/** The latest night, where it was missed, cut, stopped or broken off. */
export function LatestNight({ visit, link = true }: Props & { readonly link?: boolean }) {
  const night = visit.central.operations.latestNight();
  if (night === null || night.state === "done" || night.alive) return null;
  const { state, reason } = night;
  const said =
    state === "running"
      ? notesText(night, visit)
      : `${visit.say(NIGHT_STATE_WORDS[state])}${whyText(night, visit, "; ")}`;
  return (
    <Notice kind={state === "missed" ? "bad" : "warn"}>
      {visit.tr("Đêm", "Night of")} {dayText(night.night)}: {said}.{" "}
      {reason === null ? "" : visit.say(TO_DO[reason])}{" "}
      {link ? <a href={PATH}>{visit.tr("Xem lịch chạy", "See the schedule")}</a> : null}
    </Notice>
  );
}

/** Who stopped it is in the word for its state. */
function whyText({ state, reason }: ShownNight, visit: CentralVisit, before = ""): string {
  if (reason === null || state === "stopped") return "";
  return `${before}${visit.say(NIGHT_REASON_WORDS[reason])}`;
}

function notesText(night: ShownNight, visit: CentralVisit): string {
  return nightNotes(night)
    .map((text) => visit.say(text))
    .join("; ");
}

function Next(
  props: Props & { readonly schedule: ScheduleOverview; readonly permitted: number },
): JSX.Element {
  const { schedule, permitted, visit } = props;
  const { nightly, next } = schedule;
  if (nightly === "off" || next === null) {
    return (
      <Notice kind="warn">
        {visit.tr(
          "Đang tắt: chỉ quét khi có người chạy rasoat scan. Bật bằng schedule.nightly trong rasoat.yaml, ví dụ",
          "Off: a scan runs only when somebody starts rasoat scan. Set schedule.nightly in rasoat.yaml, for example",
        )}{" "}
        <code class="mono">{'schedule: { nightly: { at: "22:00", until: "05:00" } }'}</code>
      </Notice>
    );
  }
  const hosts = numberText(permitted, visit.language);
  return (
    <dl class="facts panel">
      <dt>{visit.tr("Khung giờ", "Hours")}</dt>
      <dd>
        {nightly.at} – {nightly.until} ({nightly.timezone})
      </dd>
      <dt>{visit.tr("Đêm tới", "Next night")}</dt>
      <dd>
        {timeText(next.from.toISOString())} – {timeText(next.until.toISOString())}
      </dd>
      <dt>{visit.tr("Máy chủ được phép hôm nay", "Hosts permitted today")}</dt>
      <dd>
        <a href="/central/hosts">{hosts}</a>
      </dd>
    </dl>
  );
}

function Nights(props: Props & { readonly nights: readonly ShownNight[] }): JSX.Element {
  const { nights, visit } = props;
  return (
    <Table
      caption={visit.tr("Các đêm gần đây, mới nhất trước", "The last nights, latest first")}
      columns={[
        { title: visit.tr("Đêm", "Night") },
        { title: visit.tr("Tình trạng", "State") },
        { title: visit.tr("Bắt đầu", "Begun") },
        { title: visit.tr("Kết thúc", "Ended") },
        { title: visit.tr("Ghi chú", "Notes") },
        { title: visit.tr("Lượt", "Run") },
      ]}
      rows={nights.map((night) => [
        dayText(night.night),
        <span class={night.state === "missed" ? "late" : undefined}>
          {visit.say(NIGHT_STATE_WORDS[night.state])}
        </span>,
        timeText(night.beganAt ?? ""),
        timeText(night.endedAt ?? ""),
        [whyText(night, visit), notesText(night, visit)].filter((text) => text !== "").join("; "),
        night.run === null ? "" : <span class="mono">{night.run}</span>,
      ])}
      empty={
        <Notice kind="plain">
          {visit.tr(
            "Chưa có đêm nào. Đêm đầu tiên có ở đây khi bắt đầu, hoặc khi bị bỏ lỡ; cần rasoat serve hoặc rasoat worker đang chạy.",
            "No night yet. The first stands here once it begins, or was missed; rasoat serve or rasoat worker must be running.",
          )}
        </Notice>
      }
    />
  );
}

/** Looks that units asked for have a list of their own. */
function Waiting(props: Props & { readonly schedule: ScheduleOverview }): JSX.Element {
  const { schedule, visit } = props;
  const { waiting, lateSeconds } = schedule.verifying;
  const minutes = numberText(Math.floor(lateSeconds / 60), visit.language);
  return (
    <section>
      <h2>{visit.tr("Kiểm tra lại theo yêu cầu", "Looks that units asked for")}</h2>
      <p>
        {waiting === 0
          ? visit.tr("Không có lượt nào đang chờ.", "None is waiting.")
          : visit.tr(
              `${numberText(waiting, "vi")} lượt đang chờ, lâu nhất ${minutes} phút.`,
              `${numberText(waiting, "en")} waiting, the longest for ${minutes} min.`,
            )}{" "}
        <a href="/central/runs">{visit.tr("Xem", "See")}</a>
      </p>
    </section>
  );
}
