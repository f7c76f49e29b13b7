// How the schedule, its nights and the looks of the watch are told to people.
import { REASONS } from "../model/reason.ts";
import {
  NIGHT_REASON_WORDS,
  NIGHT_STATE_WORDS,
  WATCH_OUTCOME_WORDS,
  type Night,
  type WatchedHost,
} from "../model/schedule.ts";
import type { Text } from "../model/text.ts";
import { nightNotes, type ScheduleOverview } from "../run/schedule/overview.ts";
import { momentText } from "../text/moment.ts";
import type { Context } from "./context.ts";

type Reader = Pick<Context, "in">;

/** What `rasoat schedule --json` prints. */
export interface Schedule extends Omit<ScheduleOverview, "next"> {
  /** null: no night is set. */
  readonly next: {
    readonly night: string;
    readonly from: string;
    readonly until: string;
    /** Granted when it begins, as things stand. */
    readonly hosts: number;
  } | null;
}

export function scheduleLines(value: Schedule, context: Reader): string[] {
  return [nightlyText(value), watchText(value), verifyText(value)].map((text) => context.in(text));
}

function nightlyText({ nightly, next }: Schedule): Text {
  if (nightly === "off" || next === null) {
    return {
      vi: "Rà soát hằng đêm: tắt. Bật bằng schedule.nightly trong rasoat.yaml.",
      en: "Nightly scan: off. Set schedule.nightly in rasoat.yaml.",
    };
  }
  const [from, until] = [momentText(next.from), momentText(next.until)];
  const place = `${nightly.at} – ${nightly.until} (${nightly.timezone})`;
  return {
    vi: `Rà soát hằng đêm: ${place}. Đêm tới: từ ${from.vi} đến ${until.vi}, ${String(next.hosts)} máy chủ.`,
    en: `Nightly scan: ${place}. Next: ${from.en} to ${until.en}, ${String(next.hosts)} hosts.`,
  };
}

function watchText({ watch }: Schedule): Text {
  if (watch.state === "off") {
    return { vi: "Theo dõi trang chủ: tắt.", en: "Watch over home pages: off." };
  }
  const { hosts, refused, next, lateSeconds, outcomes } = watch;
  const due: Text =
    next === null
      ? { vi: "", en: "" }
      : {
          vi: `; lượt tới ${next.host} lúc ${momentText(next.dueAt).vi}`,
          en: `; next ${next.host} at ${momentText(next.dueAt).en}`,
        };
  const stopped: Text =
    refused === 0
      ? { vi: "", en: "" }
      : {
          vi: `; ${String(refused)} máy chủ hiện không được phép`,
          en: `; ${String(refused)} hosts are not granted now`,
        };
  const told = {
    vi: `có dấu hiệu ${String(outcomes.sign)}, không xem được ${String(outcomes["could-not"])}, trễ ${String(lateSeconds)} giây`,
    en: `${String(outcomes.sign)} with a sign, ${String(outcomes["could-not"])} that could not be looked at, ${String(lateSeconds)} s late`,
  };
  return {
    vi: `Theo dõi trang chủ: ${String(hosts)} máy chủ${stopped.vi}; ${told.vi}${due.vi}.`,
    en: `Watch over home pages: ${String(hosts)} hosts${stopped.en}; ${told.en}${due.en}.`,
  };
}

function verifyText({ verifying: { waiting, lateSeconds } }: Schedule): Text {
  if (waiting === 0) {
    return {
      vi: "Kiểm tra lại theo yêu cầu: không có lượt nào đang chờ.",
      en: "Verifying looks: none is waiting.",
    };
  }
  return {
    vi: `Kiểm tra lại theo yêu cầu: ${String(waiting)} lượt đang chờ, lâu nhất ${String(lateSeconds)} giây.`,
    en: `Verifying looks: ${String(waiting)} waiting, the longest for ${String(lateSeconds)} s.`,
  };
}

/** When it began and ended, or why it did not. */
export function nightLine(night: Night & { readonly alive?: boolean }, context: Reader): string {
  const { state, reason, beganAt, endedAt, run } = night;
  const said = context.in(NIGHT_STATE_WORDS[state]);
  // Who stopped it is in the word for its state.
  const isSaid = reason === null || state === "stopped";
  const why = isSaid ? "" : ` (${context.in(NIGHT_REASON_WORDS[reason])})`;
  if (state === "missed") return `${night.night}: ${said}${why}`;
  const notes = nightNotes(night).map((text) => ` (${context.in(text)})`);
  const began = beganAt === null ? "" : context.in(momentText(beganAt));
  const ended = endedAt === null ? "" : ` → ${context.in(momentText(endedAt))}`;
  return `${night.night}: ${said}${why}${notes.join("")}, ${began}${ended} ${run ?? ""}`.trimEnd();
}

export function watchLine(watched: WatchedHost, context: Reader): string {
  const { host, everyMinutes, outcome, reason, lookedAt, refused, dueAt } = watched;
  const said = outcome === null ? "–" : context.in(WATCH_OUTCOME_WORDS[outcome]);
  const why = outcome !== "could-not" || reason === null ? "" : ` (${context.in(REASONS[reason])})`;
  const at = lookedAt === null ? "" : `, ${context.in(momentText(lookedAt))}`;
  const often = context.in({
    vi: `mỗi ${String(everyMinutes)} phút`,
    en: `every ${String(everyMinutes)} min`,
  });
  const next =
    dueAt === null
      ? context.in({
          vi: `ngừng theo dõi: ${refused === null ? "–" : REASONS[refused].vi}`,
          en: `not watched now: ${refused === null ? "–" : REASONS[refused].en}`,
        })
      : context.in({
          vi: `lượt tới ${momentText(dueAt).vi}`,
          en: `next ${momentText(dueAt).en}`,
        });
  return `${host} (${often}): ${said}${why}${at}; ${next}`;
}
