// The queue of verifying looks: asked for by people, taken up by whichever process looks, under a lease that ends
// by itself when that process dies. It keeps order and state; whether a look is allowed is decided elsewhere.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { VerifyOutcome, VerifyWait, type Verifying } from "../../model/verifying.ts";
import type { Connection } from "../sqlite/connection.ts";
import { ReasonRow } from "../runs/runs.ts";
import { type Scope, scopeValue } from "../scope.ts";

export type NewVerifying = Pick<
  Verifying,
  "unit" | "host" | "finding" | "group" | "askedBy" | "notBefore" | "wait"
>;

/** One that this process works on. */
export interface VerifyLease {
  readonly item: Verifying;
  readonly token: string;
}

export interface LeaseFilter {
  /** This one only, even where its time has not come. */
  readonly id?: string;
  /** Not these. */
  readonly without?: readonly string[];
  /** Only those of one of these hosts, or known to lie on one of the addresses, which the caller holds. */
  readonly chain?: { readonly hosts: readonly string[]; readonly addresses: readonly string[] };
}

export interface VerifyQueue {
  /** Adds it, or hands out the one that is waiting for the same thing already. */
  askVerifying(asked: NewVerifying): Verifying;
  /** The longest waiting one whose time has come, or whose worker died. */
  leaseVerifying(filter?: LeaseFilter): VerifyLease | undefined;
  /** Extends the lease. False: it was lost, stop at once. */
  renewVerifying(lease: VerifyLease): boolean;
  /** Notes the run before anything is sent in its name. False: the lease was lost. */
  beginVerifying(lease: VerifyLease, run: string): boolean;
  /** Gives it back to wait. */
  postponeVerifying(
    lease: VerifyLease,
    until: {
      readonly notBefore: string;
      readonly wait: VerifyWait;
      readonly addresses?: readonly string[];
    },
  ): void;
  /** Notes what a look came to; with `again` it waits for another. */
  endVerifying(
    lease: VerifyLease,
    end: Pick<Verifying, "outcome" | "reason" | "lookedAt"> & {
      readonly again: { readonly notBefore: string; readonly wait: VerifyWait } | null;
    },
  ): void;
  /** What waited for an hour of its document is judged again: the registry has changed. */
  wakeVerifying(): void;
  findVerifying(id: string): Verifying | undefined;
  /** Of one group, latest first: what its pages tell. */
  verifyingOf(scope: Scope, unit: string, group: string): Verifying[];
  /** Not done yet, in the order of asking. */
  openVerifying(scope: Scope): Verifying[];
  /** Takes all of the addresses or none; what another holds stays its own until it lets go or falls silent. */
  holdAddresses(holder: string, addresses: readonly string[]): boolean;
  /** Call at least every 10 s. */
  renewHolds(holder: string): void;
  releaseAddresses(holder: string): void;
  /** Of all holders whose names begin with this word: for one who knows that they are dead. */
  releaseAllOf(word: string): void;
  /** Addresses that are looked at now, with who looks. */
  heldAddresses(): { readonly address: string; readonly holder: string }[];
}

/** A worker or scan that has been silent for so long is taken for dead. */
const LEASE_MS = 30_000;

const text = z.string();
const Row = z.object({
  id: text,
  unit: text,
  host: text,
  finding: text,
  finding_group: text,
  asked_by: text,
  asked_at: text,
  state: z.enum(["waiting", "running", "done"]),
  not_before: text,
  wait: VerifyWait.nullable(),
  addresses: text,
  run: text.nullable(),
  attempts: z.number(),
  looks: z.number(),
  outcome: VerifyOutcome.nullable(),
  reason: ReasonRow.nullable(),
  looked_at: text.nullable(),
});
const Addresses = z.array(text);
const Item: z.ZodType<Verifying> = Row.transform((row) => ({
  id: row.id,
  unit: row.unit,
  host: row.host,
  finding: row.finding,
  group: row.finding_group,
  askedBy: row.asked_by,
  askedAt: row.asked_at,
  state: row.state,
  notBefore: row.not_before,
  wait: row.wait,
  addresses: Addresses.parse(JSON.parse(row.addresses)),
  run: row.run,
  attempts: row.attempts,
  looks: row.looks,
  outcome: row.outcome,
  reason: row.reason,
  lookedAt: row.looked_at,
}));
const One = z.object({ one: z.number() });
const Hold = z.object({ address: text, holder: text });

const SELECT = `SELECT id, unit, host, finding, finding_group, asked_by, asked_at, state, not_before, wait,
  addresses, run, attempts, looks, outcome, reason, looked_at FROM verifying`;

/** @param quick for holds: one that a power failure forgets harms nobody */
export function verifyQueue(
  connection: Connection,
  quick: Connection,
  now: () => Date,
): VerifyQueue {
  return {
    askVerifying: (asked) => connection.transact(() => ask(connection, asked, now())),
    leaseVerifying: (filter = {}) =>
      isEmpty(connection) ? undefined : connection.transact(() => lease(connection, filter, now())),
    renewVerifying: ({ item, token }) =>
      connection.run(
        "UPDATE verifying SET lease_until_ms = ? WHERE id = ? AND lease = ?",
        now().getTime() + LEASE_MS,
        item.id,
        token,
      ) === 1,
    beginVerifying: ({ item, token }, run) =>
      connection.run(
        `UPDATE verifying SET run = ?1, lease_until_ms = ?4,
         attempts = CASE WHEN run IS ?1 THEN attempts + 1 ELSE 1 END WHERE id = ?2 AND lease = ?3`,
        run,
        item.id,
        token,
        now().getTime() + LEASE_MS,
      ) === 1,
    wakeVerifying: () => {
      connection.run(
        "UPDATE verifying SET not_before = ? WHERE state = 'waiting' AND wait = 'outside-window'",
        now().toISOString(),
      );
    },
    ...endings(connection),
    ...readings(connection),
    ...holds(quick, now),
  };
}

function ask(connection: Connection, asked: NewVerifying, now: Date): Verifying {
  const open = connection.one(
    Item,
    `${SELECT} WHERE unit = ? AND host = ? AND finding_group = ? AND state <> 'done'`,
    asked.unit,
    asked.host,
    asked.group,
  );
  if (open !== undefined) return open;
  const item: Verifying = {
    ...asked,
    id: randomBytes(16).toString("hex"),
    askedAt: now.toISOString(),
    state: "waiting",
    addresses: [],
    run: null,
    attempts: 0,
    looks: 0,
    outcome: null,
    reason: null,
    lookedAt: null,
  };
  connection.run(
    `INSERT INTO verifying (id, unit, host, finding, finding_group, asked_by, asked_at, state, not_before,
     wait, addresses, attempts, looks, lease_until_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, '[]', 0, 0, 0)`,
    item.id,
    item.unit,
    item.host,
    item.finding,
    item.group,
    item.askedBy,
    item.askedAt,
    item.notBefore,
    item.wait,
  );
  return item;
}

/** Asked before every target of a running chain, so it takes no lock. */
function isEmpty(connection: Connection): boolean {
  const sql = "SELECT 1 AS one FROM verifying WHERE state IN ('waiting', 'running') LIMIT 1";
  return connection.one(One, sql) === undefined;
}

function lease(connection: Connection, filter: LeaseFilter, now: Date): VerifyLease | undefined {
  const { chain } = filter;
  const item = connection.one(
    Item,
    `${SELECT} WHERE (state = 'waiting' OR (state = 'running' AND lease_until_ms < ?1))
     AND (not_before <= ?2 OR id IS ?3 OR (?4 IS NOT NULL AND wait = 'address-busy')) AND (?3 IS NULL OR id = ?3)
     AND (?4 IS NULL OR host IN (SELECT value FROM json_each(?4))
       OR EXISTS (SELECT 1 FROM json_each(addresses) AS own
         WHERE own.value IN (SELECT value FROM json_each(?5))))
     AND id NOT IN (SELECT value FROM json_each(?6))
     ORDER BY number LIMIT 1`,
    now.getTime(),
    now.toISOString(),
    filter.id ?? null,
    chain === undefined ? null : JSON.stringify(chain.hosts),
    JSON.stringify(chain?.addresses ?? []),
    JSON.stringify(filter.without ?? []),
  );
  if (item === undefined) return undefined;
  const token = randomBytes(16).toString("hex");
  connection.run(
    "UPDATE verifying SET state = 'running', wait = NULL, lease = ?, lease_until_ms = ? WHERE id = ?",
    token,
    now.getTime() + LEASE_MS,
    item.id,
  );
  return { item: { ...item, state: "running", wait: null }, token };
}

function endings(connection: Connection): Pick<VerifyQueue, "postponeVerifying" | "endVerifying"> {
  return {
    postponeVerifying: ({ item, token }, { notBefore, wait, addresses }) => {
      connection.run(
        `UPDATE verifying SET state = 'waiting', not_before = ?, wait = ?, addresses = ?, attempts = 0,
         lease = NULL, lease_until_ms = 0 WHERE id = ? AND lease = ?`,
        notBefore,
        wait,
        JSON.stringify(addresses ?? item.addresses),
        item.id,
        token,
      );
    },
    endVerifying: ({ item, token }, { outcome, reason, lookedAt, again }) => {
      connection.run(
        `UPDATE verifying SET state = ?, not_before = ?, wait = ?, outcome = ?, reason = ?, looked_at = ?,
         looks = looks + ?, lease = NULL, lease_until_ms = 0 WHERE id = ? AND lease = ?`,
        again === null ? "done" : "waiting",
        again?.notBefore ?? item.notBefore,
        again?.wait ?? null,
        outcome,
        reason,
        lookedAt,
        lookedAt === null ? 0 : 1,
        item.id,
        token,
      );
    },
  };
}

type Readings = Pick<VerifyQueue, "findVerifying" | "verifyingOf" | "openVerifying">;

function readings(connection: Connection): Readings {
  const visible = "(?1 IS NULL OR unit IN (SELECT value FROM json_each(?1)))";
  return {
    findVerifying: (id) => connection.one(Item, `${SELECT} WHERE id = ?`, id),
    verifyingOf: (scope, unit, group) =>
      connection.all(
        Item,
        `${SELECT} WHERE ${visible} AND unit = ?2 AND finding_group = ?3 ORDER BY number DESC LIMIT 20`,
        scopeValue(scope),
        unit,
        group,
      ),
    openVerifying: (scope) =>
      connection.all(
        Item,
        `${SELECT} WHERE ${visible} AND state <> 'done' ORDER BY number LIMIT 500`,
        scopeValue(scope),
      ),
  };
}

type Holds = Pick<
  VerifyQueue,
  "holdAddresses" | "renewHolds" | "releaseAddresses" | "releaseAllOf" | "heldAddresses"
>;

function holds(connection: Connection, now: () => Date): Holds {
  return {
    holdAddresses: (holder, addresses) =>
      connection.transact(() => {
        const ms = now().getTime();
        const others = connection.all(
          Hold,
          `SELECT address, holder FROM address_holds WHERE until_ms >= ? AND holder <> ?
           AND address IN (SELECT value FROM json_each(?))`,
          ms,
          holder,
          JSON.stringify(addresses),
        );
        if (others.length > 0) return false;
        for (const address of addresses) {
          connection.run(
            "INSERT OR REPLACE INTO address_holds VALUES (?, ?, ?)",
            address,
            holder,
            ms + LEASE_MS,
          );
        }
        return true;
      }),
    renewHolds: (holder) => {
      connection.run(
        "UPDATE address_holds SET until_ms = ? WHERE holder = ?",
        now().getTime() + LEASE_MS,
        holder,
      );
    },
    releaseAddresses: (holder) => {
      connection.run("DELETE FROM address_holds WHERE holder = ?", holder);
    },
    releaseAllOf: (word) => {
      connection.run(
        "DELETE FROM address_holds WHERE substr(holder, 1, length(?1) + 1) = ?1 || ' '",
        word,
      );
    },
    heldAddresses: () =>
      connection.all(
        Hold,
        "SELECT address, holder FROM address_holds WHERE until_ms >= ? ORDER BY address",
        now().getTime(),
      ),
  };
}
