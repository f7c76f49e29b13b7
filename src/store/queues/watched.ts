// Hosts whose home pages are watched: when each is due, and what its last look came to. A look is taken up under a
// lease that ends by itself. It keeps order and state; who may be watched, and how often, is decided elsewhere.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { WATCH_OUTCOMES, type WatchedHost } from "../../model/schedule.ts";
import type { Connection } from "../sqlite/connection.ts";
import { ReasonRow } from "../runs/runs.ts";

/** As it is planned: what `WatchedHost` says before a look. */
type WatchPlan = Pick<WatchedHost, "host" | "unit" | "everyMinutes" | "dueAt" | "refused">;

export interface WatchPlans {
  /** New hosts, and those whose plan is not what is stored; those not named stay as they are. */
  readonly changed: readonly WatchPlan[];
  /** Not registered any more. */
  readonly gone: readonly string[];
}

/** A look that this process makes. */
export interface WatchLease {
  readonly item: WatchedHost;
  /** Literals that its host resolved to when its address was last found busy. */
  readonly addresses: readonly string[];
  readonly token: string;
}

export interface WatchStore {
  /** By host. */
  watchedHosts(): WatchedHost[];
  watchedHost(host: string): WatchedHost | undefined;
  /** Reads, plans and stores in one transaction, so that no look is planned over one that was just taken up. */
  replanWatch(plan: (known: readonly WatchedHost[]) => WatchPlans): void;
  /** The one that has been due for longest; from now on it is due again one period later. */
  leaseWatch(filter?: WatchFilter): WatchLease | undefined;
  /** Another looks at its address: due again soon, and a running chain finds it by these addresses. */
  postponeWatch(lease: WatchLease, until: Date, addresses: readonly string[]): void;
  /** Nothing was looked at, and nothing is said. */
  yieldWatch(lease: WatchLease): void;
  endWatch(
    lease: WatchLease,
    end: Pick<WatchedHost, "lookedAt" | "outcome" | "reason"> & {
      /** Absent: the look told nothing. */
      readonly run?: string;
    },
  ): void;
}

export interface WatchFilter {
  /**
   * Only those of one of these hosts, or that were found busy at one of these addresses, and that a worker has found
   * busy a moment ago: for a chain that holds the addresses.
   */
  readonly chain?: { readonly hosts: readonly string[]; readonly addresses: readonly string[] };
  /** Hosts that the chain has tried before. */
  readonly without?: readonly string[];
}

/** Longer than any look takes, its confirmation included. */
const LEASE_MS = 180_000;
/** A worker that found an address busy comes again within this. */
const BUSY_MS = 30_000;

const text = z.string();
const Row = z.object({
  host: text,
  unit: text,
  every_minutes: z.number(),
  due_ms: z.number().nullable(),
  refused: ReasonRow.nullable(),
  begun_ms: z.number().nullable(),
  looked_at: text.nullable(),
  outcome: z.enum(WATCH_OUTCOMES).nullable(),
  reason: ReasonRow.nullable(),
  run: text.nullable(),
  addresses: text,
});
type Row = z.infer<typeof Row>;
const Addresses = z.array(text);
const SELECT = `SELECT host, unit, every_minutes, due_ms, refused, begun_ms, looked_at, outcome, reason, run, addresses
  FROM watched_hosts`;

export function watchStore(connection: Connection, now: () => Date): WatchStore {
  const watchedHosts = (): WatchedHost[] =>
    connection.all(Row, `${SELECT} ORDER BY host`).map(itemOf);
  return {
    watchedHosts,
    watchedHost: (host) => {
      const row = connection.one(Row, `${SELECT} WHERE host = ?`, host);
      return row === undefined ? undefined : itemOf(row);
    },
    replanWatch: (plan) => {
      // Mostly nothing changes: then nobody has to wait for a lock.
      if (isNothing(plan(watchedHosts()))) return;
      connection.transact(() => {
        const { changed, gone } = plan(watchedHosts());
        for (const one of changed) putPlan(connection, one);
        connection.run(
          "DELETE FROM watched_hosts WHERE host IN (SELECT value FROM json_each(?))",
          JSON.stringify(gone),
        );
      });
    },
    leaseWatch: (filter = {}) =>
      isDue(connection, filter, now())
        ? connection.transact(() => lease(connection, filter, now()))
        : undefined,
    ...endings(connection, now),
  };
}

function itemOf(row: Row): WatchedHost {
  return {
    host: row.host,
    unit: row.unit,
    everyMinutes: row.every_minutes,
    dueAt: momentOf(row.due_ms),
    refused: row.refused,
    begunAt: momentOf(row.begun_ms),
    lookedAt: row.looked_at,
    outcome: row.outcome,
    reason: row.reason,
    run: row.run,
  };
}

function momentOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function isNothing({ changed, gone }: WatchPlans): boolean {
  return changed.length === 0 && gone.length === 0;
}

function putPlan(connection: Connection, one: WatchPlan): void {
  const due = one.dueAt === null ? null : Date.parse(one.dueAt);
  connection.run(
    `INSERT INTO watched_hosts (host, unit, every_minutes, due_ms, refused, addresses, lease_until_ms)
     VALUES (?, ?, ?, ?, ?, '[]', 0) ON CONFLICT (host) DO UPDATE SET unit = excluded.unit,
     every_minutes = excluded.every_minutes, due_ms = excluded.due_ms, refused = excluded.refused`,
    one.host,
    one.unit,
    one.everyMinutes,
    due,
    one.refused,
  );
}

const FREE = `lease_until_ms < ?1 AND due_ms IS NOT NULL
  AND host NOT IN (SELECT value FROM json_each(?2))`;
const DUE = `${FREE} AND due_ms <= ?1`;
const WANTED_BUSY = `${FREE} AND busy_ms > ?3 AND (host IN (SELECT value FROM json_each(?4))
  OR EXISTS (SELECT 1 FROM json_each(addresses) AS own WHERE own.value IN (SELECT value FROM json_each(?5))))`;

/** The condition, and what stands in it. */
function dueIn(
  { chain, without = [] }: WatchFilter,
  now: Date,
): readonly [string, readonly (string | number)[]] {
  const free = [now.getTime(), JSON.stringify(without)] as const;
  if (chain === undefined) return [DUE, free];
  const { hosts, addresses } = chain;
  const wanted = [now.getTime() - BUSY_MS, JSON.stringify(hosts), JSON.stringify(addresses)];
  return [WANTED_BUSY, [...free, ...wanted]];
}

const One = z.object({ one: z.number() });

/** Asked every second, and before every target of a running chain, so it takes no lock. */
function isDue(connection: Connection, filter: WatchFilter, now: Date): boolean {
  const [condition, values] = dueIn(filter, now);
  const sql = `SELECT 1 AS one FROM watched_hosts WHERE ${condition} LIMIT 1`;
  return connection.one(One, sql, ...values) !== undefined;
}

function lease(connection: Connection, filter: WatchFilter, now: Date): WatchLease | undefined {
  const [condition, values] = dueIn(filter, now);
  const sql = `${SELECT} WHERE ${condition} ORDER BY due_ms, host LIMIT 1`;
  const row = connection.one(Row, sql, ...values);
  if (row === undefined) return undefined;
  const token = randomUUID();
  const ms = now.getTime();
  connection.run(
    `UPDATE watched_hosts SET lease = ?, lease_until_ms = ?, begun_ms = ?, busy_ms = NULL,
     due_ms = ? + every_minutes * 60000 WHERE host = ?`,
    token,
    ms + LEASE_MS,
    ms,
    ms,
    row.host,
  );
  return { item: itemOf(row), addresses: Addresses.parse(JSON.parse(row.addresses)), token };
}

type Endings = Pick<WatchStore, "postponeWatch" | "yieldWatch" | "endWatch">;

function endings(connection: Connection, now: () => Date): Endings {
  const giveBack = "lease = NULL, lease_until_ms = 0";
  return {
    postponeWatch: ({ item, token }, until, addresses) => {
      const begun = item.begunAt === null ? null : Date.parse(item.begunAt);
      connection.run(
        `UPDATE watched_hosts SET due_ms = ?, busy_ms = ?, addresses = ?, begun_ms = ?, ${giveBack}
         WHERE host = ? AND lease = ?`,
        until.getTime(),
        now().getTime(),
        JSON.stringify(addresses),
        begun,
        item.host,
        token,
      );
    },
    yieldWatch: ({ item, token }) => {
      connection.run(
        `UPDATE watched_hosts SET ${giveBack} WHERE host = ? AND lease = ?`,
        item.host,
        token,
      );
    },
    endWatch: ({ item, token }, { lookedAt, outcome, reason, run }) => {
      connection.run(
        `UPDATE watched_hosts SET looked_at = ?, outcome = ?, reason = ?, run = ifnull(?, run), ${giveBack}
         WHERE host = ? AND lease = ?`,
        lookedAt,
        outcome,
        reason,
        run ?? null,
        item.host,
        token,
      );
    },
  };
}
