// How the schedule fares, from the store alone: the last nights, the watch and the queue of verifying looks. For people,
// for machines that ask whether it is well, and for its figures of operation. Sends nothing.
import { WATCH_OUTCOMES, type Night, type WatchedHost } from "../../model/schedule.ts";
import type { Store } from "../../store/store.ts";

type Books = Pick<Store, "nights" | "watchedHosts" | "openVerifying">;

interface WatchHealth {
  /** Hosts that are due at some time. */
  readonly hosts: number;
  /** Hosts that were watched, and may not be at present. */
  readonly refused: number;
  readonly next: { readonly host: string; readonly dueAt: string } | null;
  /** How long the one that has been due for longest has waited; 0: none waits. */
  readonly lateSeconds: number;
  /** Hosts by what their last look came to; those not looked at yet are in none. */
  readonly outcomes: Readonly<Record<(typeof WATCH_OUTCOMES)[number], number>>;
}

interface VerifyHealth {
  readonly waiting: number;
  /** How long the one that was asked for first has waited for its turn; those whose hour has not come are none. */
  readonly lateSeconds: number;
}

export interface ScheduleHealth {
  /** Latest first. */
  readonly nights: readonly Night[];
  /** The last that was done within its hours. */
  readonly lastDone: Night | null;
  readonly watch: WatchHealth;
  readonly verifying: VerifyHealth;
}

const SHOWN_NIGHTS = 30;

export function scheduleHealth(store: Books, now: Date): ScheduleHealth {
  const nights = store.nights(SHOWN_NIGHTS);
  return {
    nights,
    lastDone: nights.find(({ state }) => state === "done") ?? null,
    watch: watchHealth(store.watchedHosts(), now),
    verifying: verifyHealth(store, now),
  };
}

function watchHealth(watched: readonly WatchedHost[], now: Date): WatchHealth {
  const due = watched.flatMap(({ host, dueAt }) => (dueAt === null ? [] : [{ host, dueAt }]));
  const [next] = due.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  const count = (outcome: WatchedHost["outcome"]): number =>
    watched.filter((one) => one.dueAt !== null && one.outcome === outcome).length;
  return {
    hosts: due.length,
    refused: watched.length - due.length,
    next: next ?? null,
    lateSeconds: next === undefined ? 0 : secondsSince(next.dueAt, now),
    outcomes: {
      quiet: count("quiet"),
      sign: count("sign"),
      unconfirmed: count("unconfirmed"),
      "could-not": count("could-not"),
    },
  };
}

function verifyHealth(store: Books, now: Date): VerifyHealth {
  const open = store.openVerifying("central");
  const at = now.toISOString();
  const late = open.filter(({ state, notBefore }) => state === "waiting" && notBefore <= at);
  const waits = late.map(({ notBefore }) => secondsSince(notBefore, now));
  return { waiting: open.length, lateSeconds: Math.max(0, ...waits) };
}

function secondsSince(moment: string, now: Date): number {
  return Math.max(0, Math.round((now.getTime() - Date.parse(moment)) / 1_000));
}
