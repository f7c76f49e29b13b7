// The outbox: what is to be told to whom, and how far each letter came. Planning and wording are done in src/notify;
// here a letter and the note that its things were told are one transaction, so that a crash neither loses nor doubles.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import {
  DELIVERY_STATES,
  type DeliveryState,
  Letter,
  type LetterFor,
  type LetterKind,
} from "../../model/letter.ts";
import type { Connection } from "../sqlite/connection.ts";
import { prefixRange } from "../runs/runs.ts";

export interface NewLetter extends LetterFor {
  readonly letter: Letter;
  /** Goes before all that is not. */
  readonly isUrgent: boolean;
  readonly to: readonly string[];
  /** Keys of what it tells; nothing is told twice. */
  readonly tells: readonly string[];
}

export interface Mark {
  readonly name: string;
  readonly value: string;
}

export interface Delivery extends LetterFor {
  readonly number: number;
  /** Of the letter: random, 128 bit, hex. */
  readonly id: string;
  readonly kind: LetterKind;
  readonly plannedAt: string;
  readonly address: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** ISO 8601 UTC; not tried before. */
  readonly notBefore: string;
  readonly lastError: string | null;
  readonly endedAt: string | null;
}

/** One that this process is about to send. */
export interface DeliveryLease {
  readonly delivery: Delivery;
  readonly letter: Letter;
  readonly token: string;
}

export type DeliveryEnd =
  | { readonly state: "sent" }
  | { readonly state: "failed" | "dropped"; readonly error: string }
  /** Tried in vain: again at `notBefore`. */
  | { readonly state: "waiting"; readonly error: string; readonly notBefore: string }
  /** Not tried at all: put back as it was, to wait till then. */
  | { readonly state: "waiting"; readonly notBefore: string };

interface DeliveryFilter {
  readonly states?: readonly DeliveryState[];
  /** Ended since then, ISO 8601 UTC. */
  readonly endedSince?: string;
}

export interface OutboxFilter extends DeliveryFilter {
  readonly limit: number;
  readonly offset?: number;
}

export interface OutboxStore {
  /**
   * Adds letters and notes what they tell, and the marks with them, in one transaction. A letter with a thing that
   * was told meanwhile is left out: the next plan sees what remains of it.
   * @returns how many were added
   */
  addLetters(letters: readonly NewLetter[], marks: readonly Mark[]): number;
  /** Those of the keys that were told. */
  toldAmong(keys: readonly string[]): ReadonlySet<string>;
  /** When a letter of this kind was planned last, and whether all of it is still waiting to be sent. */
  lastLetter(
    about: LetterFor & { readonly kind: LetterKind },
  ): { readonly plannedAt: string; readonly isStuck: boolean } | undefined;
  mark(name: string): string | undefined;
  /** By name, of all whose names begin so. */
  marksOf(prefix: string): ReadonlyMap<string, string>;
  setMark(mark: Mark): void;
  /** The next one that is due and not being sent by another process, urgent ones first. */
  leaseDelivery(): DeliveryLease | undefined;
  /** False: the lease was lost meanwhile, and nothing was noted. */
  endDelivery(lease: DeliveryLease, end: DeliveryEnd): boolean;
  /** When letters were sent to this address since then, oldest first. */
  sentTo(address: string, since: string): string[];
  /** Latest first. */
  outbox(filter: OutboxFilter): Delivery[];
  countDeliveries(filter: DeliveryFilter): number;
  /** Forgets the content of letters that were planned before and that nothing is waiting of. */
  forgetLetters(before: string): number;
}

/** Longer than one connection to the mail server may last. */
const LEASE_MS = 5 * 60_000;

const text = z.string();
const Row = z.object({
  number: z.number(),
  id: text,
  unit: text.nullable(),
  kind: text.transform((kind) => kind as LetterKind),
  planned_at: text,
  json: text,
  address: text,
  state: z.enum(DELIVERY_STATES),
  attempts: z.number(),
  not_before: text,
  last_error: text.nullable(),
  ended_at: text.nullable(),
});
const Number_ = z.object({ number: z.number() });
const Key = z.object({ key: text });
const Value = z.object({ value: text });
const MarkRow = z.object({ name: text, value: text });
const Moment = z.object({ at: text });
const Last = z.object({ planned_at: text, waiting: z.number(), ended: z.number() });

const SELECT = `SELECT d.number, l.id, l.unit, l.kind, l.planned_at, l.json, d.address, d.state, d.attempts,
  d.not_before, d.last_error, d.ended_at FROM deliveries AS d JOIN letters AS l ON l.number = d.letter`;

export function outboxStore(connection: Connection, now: () => Date): OutboxStore {
  return {
    addLetters: (letters, marks) =>
      connection.transact(() => {
        for (const mark of marks) setMark(connection, mark);
        return letters.filter((letter) => add(connection, letter, now())).length;
      }),
    toldAmong: (keys) => toldAmong(connection, keys),
    lastLetter: ({ unit, kind }) => lastLetter(connection, unit, kind),
    mark: (name) =>
      connection.one(Value, "SELECT value FROM notify_marks WHERE name = ?", name)?.value,
    marksOf: (prefix) => {
      const sql = "SELECT name, value FROM notify_marks WHERE name >= ? AND name < ?";
      const rows = connection.all(MarkRow, sql, ...prefixRange(prefix));
      return new Map(rows.map(({ name, value }) => [name, value]));
    },
    setMark: (mark) => {
      setMark(connection, mark);
    },
    leaseDelivery: () => connection.transact(() => lease(connection, now())),
    endDelivery: (leased, end) => endDelivery(connection, leased, end, now().toISOString()),
    sentTo: (address, since) =>
      connection
        .all(
          Moment,
          `SELECT ended_at AS at FROM deliveries
           WHERE state = 'sent' AND address = ? AND ended_at >= ? ORDER BY ended_at`,
          address,
          since,
        )
        .map(({ at }) => at),
    outbox: (filter) => {
      const { sql, values } = conditionOf(filter);
      const found = `SELECT number FROM deliveries ${sql} ORDER BY number DESC LIMIT ? OFFSET ?`;
      return connection
        .all(
          Row,
          `${SELECT} WHERE d.number IN (${found}) ORDER BY d.number DESC`,
          ...values,
          filter.limit,
          filter.offset ?? 0,
        )
        .map(deliveryOf);
    },
    countDeliveries: (filter) => {
      const { sql, values } = conditionOf(filter);
      const counted = `SELECT count(*) AS number FROM deliveries ${sql}`;
      return connection.one(Number_, counted, ...values)?.number ?? 0;
    },
    forgetLetters: (before) =>
      connection.run(
        `UPDATE letters SET json = '' WHERE planned_at < ? AND json <> '' AND NOT EXISTS
         (SELECT 1 FROM deliveries WHERE letter = letters.number AND state = 'waiting')`,
        before,
      ),
  };
}

function conditionOf({ states, endedSince }: DeliveryFilter): {
  readonly sql: string;
  readonly values: readonly string[];
} {
  const parts = [
    ...(states === undefined ? [] : [`state IN (${states.map(() => "?").join(", ")})`]),
    ...(endedSince === undefined ? [] : ["ended_at >= ?"]),
  ];
  const values = [...(states ?? []), ...(endedSince === undefined ? [] : [endedSince])];
  return { sql: parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`, values };
}

function add(connection: Connection, { unit, letter, ...rest }: NewLetter, now: Date): boolean {
  if (toldAmong(connection, rest.tells).size > 0) return false;
  const id = randomBytes(16).toString("hex");
  const at = now.toISOString();
  connection.run(
    "INSERT INTO letters (id, unit, kind, urgent, planned_at, json) VALUES (?, ?, ?, ?, ?, ?)",
    id,
    unit,
    letter.kind,
    Number(rest.isUrgent),
    at,
    JSON.stringify(letter),
  );
  const number =
    connection.one(Number_, "SELECT number FROM letters WHERE id = ?", id)?.number ?? 0;
  for (const key of rest.tells) {
    connection.run("INSERT INTO told (key, letter) VALUES (?, ?)", key, number);
  }
  for (const address of new Set(rest.to)) {
    connection.run(
      `INSERT INTO deliveries (letter, address, state, attempts, not_before, lease_until_ms)
       VALUES (?, ?, 'waiting', 0, ?, 0)`,
      number,
      address,
      at,
    );
  }
  return true;
}

function toldAmong(connection: Connection, keys: readonly string[]): ReadonlySet<string> {
  const rows = connection.all(
    Key,
    "SELECT key FROM told WHERE key IN (SELECT value FROM json_each(?))",
    JSON.stringify(keys),
  );
  return new Set(rows.map(({ key }) => key));
}

function lastLetter(connection: Connection, unit: string | null, kind: LetterKind) {
  const last = connection.one(
    Last,
    `SELECT planned_at,
       (SELECT count(*) FROM deliveries WHERE letter = l.number AND state = 'waiting') AS waiting,
       (SELECT count(*) FROM deliveries WHERE letter = l.number AND state <> 'waiting') AS ended
     FROM letters AS l WHERE kind = ? AND unit IS ? ORDER BY number DESC LIMIT 1`,
    kind,
    unit,
  );
  if (last === undefined) return undefined;
  return { plannedAt: last.planned_at, isStuck: last.waiting > 0 && last.ended === 0 };
}

function setMark(connection: Connection, { name, value }: Mark): void {
  connection.run("INSERT OR REPLACE INTO notify_marks (name, value) VALUES (?, ?)", name, value);
}

function lease(connection: Connection, now: Date): DeliveryLease | undefined {
  const row = connection.one(
    Row,
    `${SELECT} WHERE d.state = 'waiting' AND d.not_before <= ? AND d.lease_until_ms <= ?
     ORDER BY l.urgent DESC, d.number LIMIT 1`,
    now.toISOString(),
    now.getTime(),
  );
  if (row === undefined) return undefined;
  const token = randomBytes(16).toString("hex");
  connection.run(
    "UPDATE deliveries SET lease = ?, lease_until_ms = ? WHERE number = ?",
    token,
    now.getTime() + LEASE_MS,
    row.number,
  );
  const letter = Letter.parse(JSON.parse(row.json));
  return { delivery: deliveryOf(row), letter, token };
}

function endDelivery(
  connection: Connection,
  { delivery, token }: DeliveryLease,
  end: DeliveryEnd,
  now: string,
): boolean {
  const wasTried = end.state === "sent" || "error" in end;
  const changed = connection.run(
    `UPDATE deliveries SET state = ?, attempts = attempts + ?, last_error = ifnull(?, last_error),
       not_before = ifnull(?, not_before), ended_at = ?, lease = NULL, lease_until_ms = 0
     WHERE number = ? AND lease = ?`,
    end.state,
    Number(wasTried),
    "error" in end ? end.error : null,
    "notBefore" in end ? end.notBefore : null,
    end.state === "waiting" ? null : now,
    delivery.number,
    token,
  );
  return changed === 1;
}

function deliveryOf({ json: _letter, ...row }: z.infer<typeof Row>): Delivery {
  return {
    number: row.number,
    id: row.id,
    unit: row.unit,
    kind: row.kind,
    plannedAt: row.planned_at,
    address: row.address,
    state: row.state,
    attempts: row.attempts,
    notBefore: row.not_before,
    lastError: row.last_error,
    endedAt: row.ended_at,
  };
}
