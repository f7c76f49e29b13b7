// Nights of the schedule: one row each, worked on under a lease that ends by itself when its process dies. It keeps
// what happened; which night is due and what is made up for is decided elsewhere.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import {
  NIGHT_REASONS,
  NIGHT_STATES,
  type Night,
  type NightEnd,
  type NightReason,
} from "../../model/schedule.ts";
import type { Connection } from "../sqlite/connection.ts";

export type NightHours = Pick<Night, "night" | "from" | "until">;

/** A night that this process works on. */
export interface NightLease {
  readonly night: Night;
  readonly token: string;
}

export interface NightStore {
  /** Latest first. */
  nights(limit?: number, offset?: number): Night[];
  countNights(): number;
  /** Since when these hours stand: noted when they are seen for the first time. ISO 8601 UTC. */
  hoursSince(hours: string): string;
  /** Begins it, or takes up what a process that died has left. Null: another works on it, or it has ended. */
  leaseNight(hours: NightHours): NightLease | null;
  /** Extends the lease. False: it was lost, stop at once. */
  renewNight(lease: NightLease): boolean;
  /** Notes the run before anything is sent in its name. */
  noteNightRun(lease: NightLease, run: string): void;
  /** Lets whoever comes next take it up at once. */
  yieldNight(lease: NightLease): void;
  endNight(lease: NightLease, end: NightEnd): void;
  /** Of one that was never begun; a night that has a row keeps it. */
  missNight(hours: NightHours, reason: NightReason): void;
}

/** A worker that has been silent for so long is taken for dead. */
const LEASE_MS = 30_000;

const text = z.string();
const Row: z.ZodType<Night> = z
  .object({
    night: text,
    begins_at: text,
    ends_at: text,
    state: z.enum(NIGHT_STATES),
    run: text.nullable(),
    began_at: text.nullable(),
    ended_at: text.nullable(),
    reason: z.enum(NIGHT_REASONS).nullable(),
    taken_up: z.number(),
  })
  .transform((row) => ({
    night: row.night,
    from: row.begins_at,
    until: row.ends_at,
    state: row.state,
    run: row.run,
    beganAt: row.began_at,
    endedAt: row.ended_at,
    reason: row.reason,
    takenUp: row.taken_up,
  }));
const Count = z.object({ count: z.number() });
const Hours = z.object({ hours: text, since: text });
const SELECT =
  "SELECT night, begins_at, ends_at, state, run, began_at, ended_at, reason, taken_up FROM nights";

export function nightStore(connection: Connection, now: () => Date): NightStore {
  return {
    nights: (limit = 30, offset = 0) =>
      connection.all(
        Row,
        `${SELECT} ORDER BY begins_at DESC, night DESC LIMIT ? OFFSET ?`,
        limit,
        offset,
      ),
    countNights: () => connection.one(Count, "SELECT count(*) AS count FROM nights")?.count ?? 0,
    hoursSince: (hours) =>
      connection.transact(() => {
        const known = connection.one(Hours, "SELECT hours, since FROM night_hours");
        if (known?.hours === hours) return known.since;
        const since = now().toISOString();
        connection.run("INSERT OR REPLACE INTO night_hours VALUES (1, ?, ?)", hours, since);
        return since;
      }),
    leaseNight: (hours) => connection.transact(() => lease(connection, hours, now())),
    missNight: ({ night, from, until }, reason) => {
      connection.run(
        `INSERT INTO nights (night, begins_at, ends_at, state, reason, lease_until_ms)
         VALUES (?, ?, ?, 'missed', ?, 0) ON CONFLICT DO NOTHING`,
        night,
        from,
        until,
        reason,
      );
    },
    ...underLease(connection, now),
  };
}

function lease(connection: Connection, hours: NightHours, now: Date): NightLease | null {
  connection.run(
    `INSERT INTO nights (night, begins_at, ends_at, state, began_at, lease_until_ms)
     VALUES (?, ?, ?, 'running', ?, 0) ON CONFLICT DO NOTHING`,
    hours.night,
    hours.from,
    hours.until,
    now.toISOString(),
  );
  const token = randomUUID();
  const taken = connection.run(
    `UPDATE nights SET lease = ?, lease_until_ms = ?, taken_up = taken_up + (run IS NOT NULL) WHERE night = ? AND state = 'running'
     AND (lease_until_ms < ? OR lease IS NULL)`,
    token,
    now.getTime() + LEASE_MS,
    hours.night,
    now.getTime(),
  );
  const night = connection.one(Row, `${SELECT} WHERE night = ?`, hours.night);
  return taken === 1 && night !== undefined ? { night, token } : null;
}

type UnderLease = Pick<NightStore, "renewNight" | "noteNightRun" | "yieldNight" | "endNight">;

function underLease(connection: Connection, now: () => Date): UnderLease {
  return {
    renewNight: ({ night, token }) =>
      connection.run(
        "UPDATE nights SET lease_until_ms = ? WHERE night = ? AND lease = ?",
        now().getTime() + LEASE_MS,
        night.night,
        token,
      ) === 1,
    noteNightRun: ({ night, token }, run) => {
      connection.run(
        "UPDATE nights SET run = ? WHERE night = ? AND lease = ?",
        run,
        night.night,
        token,
      );
    },
    yieldNight: ({ night, token }) => {
      connection.run(
        "UPDATE nights SET lease = NULL, lease_until_ms = 0 WHERE night = ? AND lease = ?",
        night.night,
        token,
      );
    },
    endNight: ({ night, token }, { state, reason }) => {
      connection.run(
        `UPDATE nights SET state = ?, reason = ?, ended_at = ?, lease = NULL, lease_until_ms = 0
         WHERE night = ? AND lease = ?`,
        state,
        reason,
        now().toISOString(),
        night.night,
        token,
      );
    },
  };
}
