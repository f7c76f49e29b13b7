// Plans and posts: each turn puts what is to be told into the outbox and sends what is due. Called every minute by the
// worker, or by hand; several processes may do so at once.
import { MAIL_REST_MARK, type MailRest, mailRestOf } from "../model/letter.ts";
import type { Language } from "../model/text.ts";
import type { Log } from "../model/ports.ts";
import { localDay } from "../text/moment.ts";
import type { DeliveryEnd, DeliveryLease } from "../store/queues/outbox.ts";
import { capUntil, nextTry, serverRest } from "./backoff.ts";
import type { PlanningDesk } from "./desk.ts";
import { composeMessage } from "./message.ts";
import { planAll } from "./planning.ts";
import type { MailSession, Outcome, PostalService } from "./smtp.ts";
import { stillToTell } from "./still.ts";
import { sheetOf } from "./words.ts";
import { write } from "./write.ts";

export interface PostOfficeOptions extends PlanningDesk {
  readonly service: PostalService;
  readonly from: string;
  readonly perHour: number;
  readonly language: Language;
  /** null: letters hold no link. */
  readonly portalUrl: string | null;
  readonly log: Log;
}

export interface PostTurn {
  /** Letters that were put into the outbox. */
  readonly planned: number;
  readonly sent: number;
  /** Put off: the server or the address took none now, or the address has had its share of the hour. */
  readonly postponed: number;
  readonly failed: number;
  /** Not sent any more: its reader or all that it told of is gone. */
  readonly dropped: number;
  /** Why the mail server could not be used; null: it was, or there was nothing to send. */
  readonly trouble: string | null;
}

export interface PostOffice {
  turn(signal: AbortSignal): Promise<PostTurn>;
}

/** One turn ends in good time for the next. */
const MOST_LETTERS = 200;
const TURN_MS = 90_000;
const HOUR_MS = 3_600_000;
const KEEP_DAYS = 90;

export function createPostOffice(options: PostOfficeOptions): PostOffice {
  return {
    turn: async (signal) => {
      const planned = await planAll(options);
      tidy(options);
      const posted = await post(options, signal);
      const turn = { planned, ...posted };
      const { trouble } = turn;
      if (trouble !== null)
        options.log.warn("letters are waiting for the mail server", { trouble });
      else if (planned > 0 || turn.sent > 0) options.log.info("letters were posted", turn);
      return turn;
    },
  };
}

/** Once a day, letters of long ago are emptied: that they were told stays. */
function tidy({ store, now }: PostOfficeOptions): void {
  const today = localDay(now().toISOString());
  if (store.mark("tidied") === today) return;
  store.forgetLetters(new Date(now().getTime() - KEEP_DAYS * 24 * HOUR_MS).toISOString());
  store.setMark({ name: "tidied", value: today });
}

type Tally = { -readonly [K in "sent" | "postponed" | "failed" | "dropped"]: number };

async function post(
  options: PostOfficeOptions,
  signal: AbortSignal,
): Promise<Tally & Pick<PostTurn, "trouble">> {
  const { store, now } = options;
  const tally: Tally = { sent: 0, postponed: 0, failed: 0, dropped: 0 };
  const rest = mailRestOf(store.mark(MAIL_REST_MARK));
  if (rest !== null && rest.until > now().toISOString()) return { ...tally, trouble: rest.reason };
  const line = lineTo(options, signal);
  const began = performance.now();
  let trouble: string | null = null;
  try {
    for (let count = 0; count < MOST_LETTERS && trouble === null; count++) {
      if (signal.aborted || performance.now() - began > TURN_MS) break;
      const lease = store.leaseDelivery();
      if (lease === undefined) break;
      const done = await deliver(options, lease, line);
      tally[done.counts]++;
      trouble = done.trouble;
    }
  } finally {
    await line.end();
  }
  return { ...tally, trouble };
}

/** The connection, opened with the first letter that needs it. */
function lineTo({ service }: PostOfficeOptions, signal: AbortSignal) {
  let session: MailSession | null = null;
  return {
    get: async () => {
      if (session !== null) return { outcome: "open" as const, session };
      const opened = await service.open(signal);
      if (opened.outcome === "open") session = opened.session;
      return opened;
    },
    end: async () => session?.end(),
  };
}

interface Done {
  readonly counts: keyof Tally;
  readonly trouble: string | null;
}

async function deliver(
  options: PostOfficeOptions,
  lease: DeliveryLease,
  line: ReturnType<typeof lineTo>,
): Promise<Done> {
  const { store, central, now, perHour } = options;
  const { delivery, letter } = lease;
  const { address, unit } = delivery;
  const still = stillToTell(store, central, { unit, letter, address });
  if (still.outcome === "dropped") {
    store.endDelivery(lease, { state: "dropped", error: still.why });
    return { counts: "dropped", trouble: null };
  }
  const hourAgo = new Date(now().getTime() - HOUR_MS).toISOString();
  const notBefore = capUntil(store.sentTo(address, hourAgo), perHour);
  if (notBefore !== null) {
    store.endDelivery(lease, { state: "waiting", notBefore });
    return { counts: "postponed", trouble: null };
  }
  const opened = await line.get();
  if (opened.outcome === "unreachable") {
    const { reason, isRefused } = opened;
    // It was not this letter's turn to fail.
    store.endDelivery(lease, { state: "waiting", notBefore: delivery.notBefore });
    return { counts: "postponed", trouble: rests(options, reason, isRefused) };
  }
  const outcome = await opened.session.send(await messageOf(options, lease, still));
  return noted(options, lease, outcome);
}

function messageOf(
  { language, portalUrl, from, now }: PostOfficeOptions,
  { delivery }: DeliveryLease,
  { letter, unitName }: Extract<ReturnType<typeof stillToTell>, { outcome: "goes" }>,
) {
  const today = localDay(now().toISOString());
  const written = write(sheetOf(letter, { language, today, unitName }), { language, portalUrl });
  const { id, plannedAt, address } = delivery;
  return composeMessage({ ...written, id, at: plannedAt, from, to: address });
}

function noted(options: PostOfficeOptions, lease: DeliveryLease, outcome: Outcome): Done {
  const { store, now, log } = options;
  const { delivery } = lease;
  switch (outcome.outcome) {
    case "sent":
      store.endDelivery(lease, { state: "sent" });
      if (store.mark(MAIL_REST_MARK) !== "") store.setMark({ name: MAIL_REST_MARK, value: "" });
      return { counts: "sent", trouble: null };
    case "refused": {
      const { id, kind } = delivery;
      log.warn("a letter was refused for good", { letter: id, kind, why: outcome.reason });
      store.endDelivery(lease, { state: "failed", error: outcome.reason });
      return { counts: "failed", trouble: null };
    }
    case "later":
    case "broken": {
      const again = nextTry(now(), delivery.plannedAt, delivery.attempts + 1);
      const unknown = outcome.outcome === "broken" && outcome.isUnknown;
      const error = `${outcome.reason}${unknown ? " (outcome unknown)" : ""}`;
      const end: DeliveryEnd =
        again === null ? { state: "failed", error } : { state: "waiting", error, notBefore: again };
      store.endDelivery(lease, end);
      const trouble = outcome.outcome === "broken" ? rests(options, outcome.reason, false) : null;
      return { counts: again === null ? "failed" : "postponed", trouble };
    }
  }
}

/** Lets the server rest, longer with each failure in a row. */
function rests({ store, now }: PostOfficeOptions, reason: string, isRefused: boolean): string {
  const failures = (mailRestOf(store.mark(MAIL_REST_MARK))?.failures ?? 0) + 1;
  const rest: MailRest = { failures, until: serverRest(now(), failures, isRefused), reason };
  store.setMark({ name: MAIL_REST_MARK, value: JSON.stringify(rest) });
  return reason;
}
