// A verifying look: a short look at one mended thing, asked for by a person, outside of any night's scan.
import { z } from "zod";
import type { Reason } from "./reason.ts";
import type { Text } from "./text.ts";

/**
 * Why a verifying look has not been made yet.
 * - asked: nobody has taken it up so far
 * - outside-window: the authorization opens later
 * - second-look: one look did not see it; the rule asks for another, some time later
 * - too-soon: the same thing was looked at a moment ago
 * - unit-limit: the unit has had its share of this hour
 * - address-busy: another look at the same address comes first
 */
export const VERIFY_WAITS = [
  "asked",
  "outside-window",
  "second-look",
  "too-soon",
  "unit-limit",
  "address-busy",
] as const;
export const VerifyWait = z.enum(VERIFY_WAITS);
export type VerifyWait = z.infer<typeof VerifyWait>;

/**
 * - still: seen again · gone: not seen
 * - could-not: the look gave no answer, with its reason · refused: nothing was sent, with its reason
 * - settled: nothing was left to look at
 */
export const VERIFY_OUTCOMES = ["still", "gone", "could-not", "refused", "settled"] as const;
export const VerifyOutcome = z.enum(VERIFY_OUTCOMES);
export type VerifyOutcome = z.infer<typeof VerifyOutcome>;

/** What one person's asking came to; a thing that needs two clean looks keeps one of these for both. */
export interface Verifying {
  /** Random, 128 bit, hex. */
  readonly id: string;
  readonly unit: string;
  readonly host: string;
  /** The finding that was asked about; all of its group on this host are looked at together. */
  readonly finding: string;
  readonly group: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly state: "waiting" | "running" | "done";
  /** ISO 8601 UTC; not looked at before. */
  readonly notBefore: string;
  /** null unless it waits. */
  readonly wait: VerifyWait | null;
  /** Literals that its host resolved to, once known: by these a running chain finds it. */
  readonly addresses: readonly string[];
  /** The run of the last look that was begun; null before the first. */
  readonly run: string | null;
  /** How often the look of `run` was begun: a process that was killed leaves it begun. */
  readonly attempts: number;
  /** Looks that ended. */
  readonly looks: number;
  /** Of the last look that ended; null before. */
  readonly outcome: VerifyOutcome | null;
  readonly reason: Reason | null;
  readonly lookedAt: string | null;
}

export const VERIFY_WAIT_WORDS: Readonly<Record<VerifyWait, Text>> = {
  asked: { vi: "đang chờ đến lượt", en: "it waits for its turn" },
  "outside-window": {
    vi: "văn bản cho phép chưa đến giờ được kiểm tra",
    en: "the authorization does not open before",
  },
  "second-look": {
    vi: "cần thêm một lần kiểm tra cách lần trước một khoảng thời gian",
    en: "one more look is needed, some time after the last",
  },
  "too-soon": { vi: "vừa mới kiểm tra", en: "it was looked at a moment ago" },
  "unit-limit": {
    vi: "đơn vị đã dùng hết số lần kiểm tra lại trong giờ này",
    en: "your unit has used its looks of this hour",
  },
  "address-busy": {
    vi: "máy chủ đang được kiểm tra việc khác, việc này làm kế tiếp",
    en: "the server is being looked at for something else; this comes next",
  },
};

export const VERIFY_OUTCOME_WORDS: Readonly<Record<VerifyOutcome, Text>> = {
  still: { vi: "vẫn còn", en: "still there" },
  gone: { vi: "không còn thấy", en: "not seen any more" },
  "could-not": { vi: "không kiểm tra được", en: "could not look" },
  refused: { vi: "không được phép, chưa gửi gì", en: "refused, nothing was sent" },
  settled: { vi: "không còn gì để kiểm tra", en: "nothing was left to look at" },
};
