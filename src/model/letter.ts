// What is told by mail, as data: one letter for the central team or for one unit. Words are put to it in src/notify.
// It holds what a rule and the registry call a thing: no evidence, no secret, no text that a scanned site wrote.
import { z } from "zod";
import { RequestKind } from "./account.ts";
import { FindingArea, Severity } from "./area.ts";
import { NIGHT_REASONS } from "./schedule.ts";
import { Text } from "./text.ts";
import { VerifyOutcome } from "./verifying.ts";

/** How a night of the schedule may have ended. */
const ENDED_NIGHTS = ["done", "cut", "stopped", "missed"] as const;

const text = z.string();
const count = z.number().int().nonnegative();

const Thing = z.object({
  /** Id of the finding. */
  finding: text,
  host: text.nullable(),
  area: FindingArea,
  title: Text,
  severity: Severity,
});
/** One problem, as a letter names it; a group counts once. */
export type Thing = Readonly<z.infer<typeof Thing>>;

const Due = Thing.extend({
  /** Local date; "" for none. */
  dueOn: text,
});
export type Due = Readonly<z.infer<typeof Due>>;

const Sign = Thing.extend({
  unit: text,
  unitName: text,
  /** ISO 8601 UTC, as all times below. */
  detectedAt: text,
  /** The unit does not see it yet. */
  held: z.boolean(),
});
export type LetterSign = Readonly<z.infer<typeof Sign>>;

/** The most urgent ones, and how many there are in all. */
const listOf = <T extends z.ZodType>(item: T) => z.object({ shown: z.array(item), total: count });

const NamedUnit = z.object({ code: text, name: text, at: text });

/** For the central team: signs of an incident that nobody has confirmed, all that came together. */
const SignsLetter = z.object({
  kind: z.literal("signs"),
  signs: listOf(Sign),
  units: count,
  /** Earliest end of the terms, as if the signs were confirmed now; null where none runs. */
  firstNoticeBy: text.nullable(),
  fullReportBy: text.nullable(),
});

/** For the central team: units that stopped the scanning of their sites. */
const PausedLetter = z.object({ kind: z.literal("paused"), units: listOf(NamedUnit) });

/** For the central team: what units have asked for since the last such letter. */
const RequestsLetter = z.object({
  kind: z.literal("requests"),
  requests: listOf(z.object({ unit: text, unitName: text, request: RequestKind, at: text })),
});

/** For the central team: how a night's scan ended, or that it broke off or never began. */
const NightLetter = z.object({
  kind: z.literal("night"),
  /** Local date on which it began, or was to. */
  day: text,
  status: z.enum([...ENDED_NIGHTS, "failed", "interrupted"]),
  reason: z.enum(NIGHT_REASONS).nullable(),
  beganAt: text.nullable(),
  endedAt: text.nullable(),
  /** What came of it; null: there was no run. */
  result: z
    .object({
      /** Hosts looked at, refused before anything was sent, left over. */
      done: count,
      refused: count,
      left: count,
      /** Hosts of which at least one area could not be looked at, or only in part. */
      incomplete: count,
      /** Problems seen for the first time. */
      fresh: count,
    })
    .nullable(),
  /** Signs of an incident that nobody has confirmed. */
  signs: count,
  /** Units with open problems and no address that letters go to. */
  unreachable: count,
  /** Letters of the last day that could not be delivered. */
  undelivered: count,
});

/** For a unit: signs of an incident at its own sites. */
const UnitSignsLetter = z.object({
  kind: z.literal("unit-signs"),
  signs: listOf(Sign),
  firstNoticeBy: text.nullable(),
  fullReportBy: text.nullable(),
});

/** For a unit, once a day at most: what is new, back, due soon or overdue. */
const DigestLetter = z.object({
  kind: z.literal("digest"),
  fresh: listOf(Due),
  back: listOf(Due),
  overdue: listOf(Due),
  soon: listOf(Due),
  /** Open problems in all. */
  open: count,
});

/** For a unit: documents that permit the scanning and are about to end. */
const ExpiryLetter = z.object({
  kind: z.literal("expiry"),
  documents: listOf(z.object({ document: text, validTo: text, days: count, hosts: count })),
});

/** For a unit: what the looks that it asked for came to. */
const VerifiedLetter = z.object({
  kind: z.literal("verified"),
  looks: listOf(Thing.extend({ outcome: VerifyOutcome, isFixed: z.boolean() })),
});

/** For whoever tries out the settings. */
const TestLetter = z.object({ kind: z.literal("test") });

export const Letter = z.discriminatedUnion("kind", [
  SignsLetter,
  PausedLetter,
  RequestsLetter,
  NightLetter,
  UnitSignsLetter,
  DigestLetter,
  ExpiryLetter,
  VerifiedLetter,
  TestLetter,
]);
export type Letter = Readonly<z.infer<typeof Letter>>;
export type LetterKind = Letter["kind"];
export type LetterOf<K extends LetterKind> = Extract<Letter, { readonly kind: K }>;

/** Whose eyes a letter is for: the central team's, or one unit's. */
export interface LetterFor {
  /** null: the central team. */
  readonly unit: string | null;
}

/** "dropped": when its turn came, its reader or all that it told of was gone. */
export const DELIVERY_STATES = ["waiting", "sent", "failed", "dropped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const DELIVERY_STATE_WORDS: Readonly<Record<DeliveryState, Text>> = {
  waiting: { vi: "đang chờ", en: "waiting" },
  sent: { vi: "đã gửi", en: "sent" },
  failed: { vi: "không gửi được", en: "failed" },
  dropped: { vi: "không còn cần gửi", en: "no longer needed" },
};

export const LETTER_WORDS: Readonly<Record<LetterKind, Text>> = {
  signs: { vi: "dấu hiệu sự cố (trung tâm)", en: "signs of an incident (centre)" },
  paused: { vi: "đơn vị tạm dừng rà soát", en: "a unit paused" },
  requests: { vi: "đề nghị của đơn vị", en: "requests of units" },
  night: { vi: "lượt quét", en: "a night's scan" },
  "unit-signs": { vi: "dấu hiệu sự cố (đơn vị)", en: "signs of an incident (unit)" },
  digest: { vi: "thư trong ngày", en: "letter of the day" },
  expiry: { vi: "văn bản sắp hết hạn", en: "authorization about to end" },
  verified: { vi: "kết quả kiểm tra lại", en: "verifying looks" },
  test: { vi: "thư thử", en: "test" },
};

/** Why a letter was dropped. */
export type DropReason = "not-a-recipient" | "nothing-left";

export const DROP_WORDS: Readonly<Record<DropReason, Text>> = {
  "not-a-recipient": {
    vi: "địa chỉ này không còn là nơi nhận",
    en: "the address is no recipient any more",
  },
  "nothing-left": {
    vi: "những gì định báo đã được xử lý",
    en: "all that it was to tell has been dealt with",
  },
};

/** The mail server took no letters: it is let rest till then. */
export const MailRest = z.object({ failures: z.number(), until: text, reason: text });
export type MailRest = Readonly<z.infer<typeof MailRest>>;

/** Under which the outbox keeps that rest, as JSON; "": there is none. */
export const MAIL_REST_MARK = "mail-server";

export function mailRestOf(mark: string | undefined): MailRest | null {
  return mark === undefined || mark === "" ? null : MailRest.parse(JSON.parse(mark));
}
