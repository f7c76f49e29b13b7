// Nights and the watch as they are kept: which night ran and which did not, and which home page is looked at when.
import type { Reason } from "./reason.ts";
import type { Text } from "./text.ts";

/** When the whole scan runs: local times "HH:MM"; `until` earlier than `at` is on the next day. */
export interface Nightly {
  readonly at: string;
  readonly until: string;
  readonly timezone: string;
}

/**
 * - running: begun and not ended; whoever worked on it may have died
 * - done: ended within its hours
 * - cut: its hours ended first; what was left is not assessed, and comes first in the next
 * - stopped: an operator stopped it; it is not taken up again
 * - missed: never begun
 */
export const NIGHT_STATES = ["running", "done", "cut", "stopped", "missed"] as const;
export type NightState = (typeof NIGHT_STATES)[number];

/**
 * Why a night was missed, or ended otherwise than done.
 * - not-running: no worker was there in its hours, or none any more
 * - scan-running: another scan of this database lasted through its hours
 * - fault: it could not begin or go on; the log says why
 * - hours-over · operator
 */
export const NIGHT_REASONS = [
  "not-running",
  "scan-running",
  "fault",
  "hours-over",
  "operator",
] as const;
export type NightReason = (typeof NIGHT_REASONS)[number];

export interface Night {
  /** Local date on which it begins, YYYY-MM-DD; there is one of each. */
  readonly night: string;
  /** Its hours, ISO 8601 UTC. */
  readonly from: string;
  readonly until: string;
  readonly state: NightState;
  /** null: never begun. */
  readonly run: string | null;
  readonly beganAt: string | null;
  readonly endedAt: string | null;
  /** null while it runs and when it is done. */
  readonly reason: NightReason | null;
  /** Times that it was interrupted and gone on with. */
  readonly takenUp: number;
}

export type NightEnd = Pick<Night, "state" | "reason">;

/**
 * What the last look of the watch came to.
 * - quiet: read, and nothing seen
 * - sign: something is seen, by two looks
 * - unconfirmed: one look saw something that the next did not; nothing is told
 * - could-not: no answer that says anything, with its reason
 */
export const WATCH_OUTCOMES = ["quiet", "sign", "unconfirmed", "could-not"] as const;
export type WatchOutcome = (typeof WATCH_OUTCOMES)[number];

/** One host that is watched, or was. */
export interface WatchedHost {
  readonly host: string;
  readonly unit: string;
  readonly everyMinutes: number;
  /** ISO 8601 UTC; null: no look is due, with the reason in `refused`. */
  readonly dueAt: string | null;
  readonly refused: Reason | null;
  /** When the last look began and ended; null before the first. */
  readonly begunAt: string | null;
  readonly lookedAt: string | null;
  readonly outcome: WatchOutcome | null;
  /** Why the last look could not say anything; null when it did. */
  readonly reason: Reason | null;
  /** The run of the last look that told something; null: none did. */
  readonly run: string | null;
}

export const NIGHT_STATE_WORDS: Readonly<Record<NightState, Text>> = {
  running: { vi: "đang chạy", en: "running" },
  done: { vi: "đã xong", en: "done" },
  cut: { vi: "hết giờ trước khi xong", en: "its hours ended first" },
  stopped: { vi: "người vận hành đã dừng", en: "stopped by an operator" },
  missed: { vi: "bỏ lỡ", en: "missed" },
};

export const NIGHT_REASON_WORDS: Readonly<Record<NightReason, Text>> = {
  "not-running": {
    vi: "không có tiến trình rasoat serve hoặc worker nào chạy trong khung giờ",
    en: "no rasoat serve or worker was running in its hours",
  },
  "scan-running": {
    vi: "một lượt quét khác chạy suốt khung giờ",
    en: "another scan ran through its hours",
  },
  fault: {
    vi: "không bắt đầu hoặc không chạy tiếp được; xem nhật ký chương trình",
    en: "it could not begin or go on; see the program's log",
  },
  "hours-over": {
    vi: "phần còn lại được ưu tiên ở đêm sau",
    en: "what was left comes first in the next night",
  },
  operator: { vi: "người vận hành đã dừng", en: "an operator stopped it" },
};

export const WATCH_OUTCOME_WORDS: Readonly<Record<WatchOutcome, Text>> = {
  quiet: { vi: "không thấy gì lạ", en: "nothing seen" },
  sign: { vi: "có dấu hiệu", en: "a sign is seen" },
  unconfirmed: {
    vi: "một lần xem có dấu hiệu, lần xem ngay sau không thấy",
    en: "one look saw a sign, the next did not",
  },
  "could-not": { vi: "không xem được", en: "could not look" },
};
