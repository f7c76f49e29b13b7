// One scan at a time over one database: a lock with a heartbeat, taken over only from the dead.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Connection } from "./sqlite/connection.ts";
import { storeError } from "./sqlite/errors.ts";
import { mayBeAtWork } from "./process-life.ts";

interface LockHolder {
  readonly pid: number;
  /** Name of the machine. */
  readonly host: string;
  readonly run: string;
  readonly startedAt: string;
  /** When it thinks to end, ISO 8601 UTC; null: too early to say. */
  readonly endsAt: string | null;
}

export interface RunLock {
  /** The dead holder it was taken over from; null when it was free. That run was interrupted. */
  readonly takenFrom: LockHolder | null;
  /**
   * Call every few seconds, at least every 10. False: another process took over, stop at once.
   * @param endsAt when the run is thought to end, epoch milliseconds; null: too early to say
   */
  heartbeat(endsAt?: number | null): boolean;
  release(): void;
}

export interface LockStore {
  /** @throws RasoatError run-locked while another scan is alive */
  acquireRunLock(holder: { pid: number; host: string; run: string }): RunLock;
  /** Who holds the lock and is alive; null when nobody. */
  lockHolder(machine: string): LockHolder | null;
}

/** A holder that has been silent for so long is taken for dead. */
const STALE_MS = 30_000;

const Row = z.object({
  token: z.string(),
  pid: z.number(),
  machine: z.string(),
  run: z.string(),
  started_at: z.string(),
  heartbeat_ms: z.number(),
  ends_at_ms: z.number().nullable(),
});
type Row = z.infer<typeof Row>;

const HELD = "SELECT token, pid, machine, run, started_at, heartbeat_ms, ends_at_ms FROM run_lock";

/** @param isAlive whether a process of this machine exists */
export function lockStore(
  connection: Connection,
  now: () => Date,
  isAlive?: (pid: number) => boolean,
): LockStore {
  const holds = (row: Row, machine: string): boolean => {
    // A heartbeat from the future (the clock was set back) counts as silence as well.
    const silentMs = Math.abs(now().getTime() - row.heartbeat_ms);
    return silentMs <= STALE_MS && mayBeAtWork(row, machine, isAlive);
  };
  return {
    acquireRunLock: ({ pid, host, run }) =>
      connection.transact(() => {
        const held = connection.one(Row, HELD);
        if (held !== undefined && holds(held, host)) {
          throw storeError("run-locked", {
            run: held.run,
            pid: held.pid,
            machine: held.machine,
            startedAt: held.started_at,
          });
        }
        const token = randomUUID();
        connection.run(
          `INSERT OR REPLACE INTO run_lock (id, token, pid, machine, run, started_at, heartbeat_ms)
           VALUES (1, ?, ?, ?, ?, ?, ?)`,
          token,
          pid,
          host,
          run,
          now().toISOString(),
          now().getTime(),
        );
        return lockOf(connection, now, token, held);
      }),
    lockHolder: (machine) => {
      const held = connection.one(Row, HELD);
      return held !== undefined && holds(held, machine) ? holderOf(held) : null;
    },
  };
}

function lockOf(
  connection: Connection,
  now: () => Date,
  token: string,
  previous: Row | undefined,
): RunLock {
  return {
    takenFrom: previous === undefined ? null : holderOf(previous),
    heartbeat: (endsAt = null) =>
      connection.run(
        "UPDATE run_lock SET heartbeat_ms = ?, ends_at_ms = ? WHERE token = ?",
        now().getTime(),
        endsAt === null ? null : Math.round(endsAt),
        token,
      ) === 1,
    release: () => {
      connection.run("DELETE FROM run_lock WHERE token = ?", token);
    },
  };
}

function holderOf(row: Row): LockHolder {
  const { pid, machine: host, run, started_at: startedAt, ends_at_ms: endsAt } = row;
  return {
    pid,
    host,
    run,
    startedAt,
    endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
  };
}
