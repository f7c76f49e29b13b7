// What the central team may see of what works by itself: the schedule, the watch, the outbox. Reads only; of a letter its
// way to its readers and never what it says.
import { type MailRest, MAIL_REST_MARK, mailRestOf } from "../../model/letter.ts";
import type { WatchedHost } from "../../model/schedule.ts";
import type { Settings } from "../../model/settings.ts";
import {
  scheduleOverview,
  type ScheduleOverview,
  type ShownNight,
  shownNights,
} from "../../run/schedule/overview.ts";
import type { Delivery, OutboxFilter } from "../../store/queues/outbox.ts";
import type { Store } from "../../store/store.ts";
import type { Page } from "../repository.ts";

export interface OperationsDesk {
  schedule(): ScheduleOverview;
  /** The last that was due, begun or missed; null: none was yet. */
  latestNight(): ShownNight | null;
  /** Latest first. */
  nights(page: Page): readonly ShownNight[];
  countNights(): number;
  /** By host. */
  watched(): readonly WatchedHost[];
  /** Latest first. */
  letters(filter: OutboxFilter): readonly Delivery[];
  countLetters(filter: Omit<OutboxFilter, "limit" | "offset">): number;
  /** The mail server takes no letters till then; null: nothing is known against it. */
  mailRest(): MailRest | null;
  /** Letters are planned and sent. */
  readonly hasMail: boolean;
}

interface OperationsOptions {
  readonly store: Store;
  readonly settings: Pick<Settings, "schedule" | "notify">;
  readonly now: () => Date;
  readonly machine: string;
}

export function createOperationsDesk(options: OperationsOptions): OperationsDesk {
  const { store, settings, now, machine } = options;
  return {
    schedule: () => scheduleOverview(store, settings.schedule, { now: now(), machine }),
    latestNight: () => {
      const [night] = shownNights(store, store.nights(1), machine);
      return night ?? null;
    },
    nights: ({ limit, offset }) => shownNights(store, store.nights(limit, offset), machine),
    countNights: () => store.countNights(),
    watched: () => store.watchedHosts(),
    letters: (filter) => store.outbox(filter),
    countLetters: (filter) => store.countDeliveries(filter),
    mailRest: () => {
      const rest = mailRestOf(store.mark(MAIL_REST_MARK));
      return rest !== null && rest.until > now().toISOString() ? rest : null;
    },
    hasMail: settings.notify !== undefined,
  };
}
