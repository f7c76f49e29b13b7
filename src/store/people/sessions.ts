// Sessions of the portal, found by the hash of what the browser shows, and the count of failed sign-ins.
// When a session ends and how long a visitor waits is decided in src/portal.
import { z } from "zod";
import type { Account } from "../../model/account.ts";
import { AccountRow } from "./accounts.ts";
import type { Connection } from "../sqlite/connection.ts";
import type { Keyring } from "./keyring.ts";
import { sha256 } from "../sqlite/pack.ts";

/** "code": the password was right, the code is asked for. "enrol": the second factor is being set up. */
export type SessionStage = "code" | "enrol" | "full";

export interface NewSession {
  /** What the cookie holds; only its hash is kept. */
  readonly token: string;
  /** Random; names the session in lists. */
  readonly id: string;
  readonly account: string;
  readonly stage: SessionStage;
  /** The second factor's secret while it is being set up, stored sealed; null otherwise. */
  readonly pending: string | null;
  readonly source: string;
  readonly agent: string;
}

export interface StoredSession {
  readonly id: string;
  readonly account: Account;
  readonly stage: SessionStage;
  readonly pending: string | null;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly source: string;
  readonly agent: string;
  /** When its person last proved anew who they are, and nothing was done on it yet; null: not at all. */
  readonly provenAt: string | null;
}

export interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

export interface SessionStore {
  startSession(session: NewSession): void;
  findSession(token: string): StoredSession | undefined;
  sessionById(id: string): StoredSession | undefined;
  touchSession(token: string): void;
  /** Its person has proven anew who they are. */
  noteProof(id: string): void;
  /** True once for a proof that was given after `since`. */
  spendProof(id: string, since: Date): boolean;
  endSession(token: string): void;
  /** Latest first; what is pending stays sealed, here and in `sessionById`. */
  sessionsOf(account: string): StoredSession[];
  /** False when the account has no such session. */
  revokeSession(account: string, id: string): boolean;
  /** Ends all sessions of an account but, where given, the one with this id. */
  endSessionsOf(account: string, except?: string): void;
  /** Removes sessions and failures older than this. */
  pruneSessions(before: Date): void;
  openSessions(): number;
  /** `key` is hashed: people type passwords into the login field. */
  failures(key: string): Failures;
  noteFailure(key: string): void;
  /** Takes one back. */
  forgiveFailure(key: string): void;
  clearFailures(key: string): void;
}

const text = z.string();
const Row = z.object({
  sid: text,
  stage: z.enum(["code", "enrol", "full"]),
  pending: text.nullable(),
  started_at: text,
  seen_at: text,
  source: text,
  agent: text,
  proven_at: text.nullable(),
});
const Session: z.ZodType<StoredSession> = z.looseObject(Row.shape).transform((row) => ({
  id: row.sid,
  account: AccountRow.parse(row),
  stage: row.stage,
  pending: row.pending,
  createdAt: row.started_at,
  seenAt: row.seen_at,
  source: row.source,
  agent: row.agent,
  provenAt: row.proven_at,
}));

function pendingOf(id: string): string {
  return `pending ${id}`;
}
const FailureRow: z.ZodType<Failures> = z
  .object({ count: z.number(), last_ms: z.number() })
  .transform((row) => ({ count: row.count, lastMs: row.last_ms }));
const Count = z.object({ count: z.number() });

const SELECT = `SELECT s.id AS sid, s.stage, s.pending, s.created_at AS started_at, s.seen_at,
  s.source, s.agent, s.proven_at, a.id, a.login, a.name, a.role, a.unit, a.password, a.totp, a.disabled_at,
  a.created_at, a.created_by FROM sessions AS s JOIN accounts AS a ON a.id = s.account`;

export function sessionStore(
  connection: Connection,
  keyring: Keyring,
  now: () => Date,
): SessionStore {
  const stamp = (): string => now().toISOString();
  return {
    startSession: (session) => {
      connection.run(
        "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        sha256(session.token),
        session.id,
        session.account,
        session.stage,
        session.pending === null ? null : keyring.seal(session.pending, pendingOf(session.id)),
        stamp(),
        stamp(),
        session.source,
        session.agent,
      );
    },
    findSession: (token) => {
      const found = connection.one(Session, `${SELECT} WHERE s.token = ?`, sha256(token));
      if (found === undefined || found.pending === null) return found;
      return { ...found, pending: keyring.open(found.pending, pendingOf(found.id)) };
    },
    sessionById: (id) => connection.one(Session, `${SELECT} WHERE s.id = ?`, id),
    noteProof: (id) => {
      connection.run("UPDATE sessions SET proven_at = ? WHERE id = ?", stamp(), id);
    },
    spendProof: (id, since) =>
      connection.run(
        "UPDATE sessions SET proven_at = NULL WHERE id = ? AND proven_at > ?",
        id,
        since.toISOString(),
      ) === 1,
    touchSession: (token) => {
      connection.run("UPDATE sessions SET seen_at = ? WHERE token = ?", stamp(), sha256(token));
    },
    endSession: (token) => {
      connection.run("DELETE FROM sessions WHERE token = ?", sha256(token));
    },
    sessionsOf: (account) =>
      connection.all(Session, `${SELECT} WHERE s.account = ? ORDER BY s.seen_at DESC`, account),
    revokeSession: (account, id) =>
      connection.run("DELETE FROM sessions WHERE account = ? AND id = ?", account, id) === 1,
    endSessionsOf: (account, except = "") => {
      connection.run("DELETE FROM sessions WHERE account = ? AND id <> ?", account, except);
    },
    pruneSessions: (before) => {
      connection.run("DELETE FROM sessions WHERE created_at < ?", before.toISOString());
      connection.run("DELETE FROM failures WHERE last_ms < ?", before.getTime());
    },
    openSessions: () =>
      connection.one(Count, "SELECT count(*) AS count FROM sessions WHERE stage = 'full'")?.count ??
      0,
    ...failureMethods(connection, now),
  };
}

type FailureMethods = Pick<
  SessionStore,
  "failures" | "noteFailure" | "forgiveFailure" | "clearFailures"
>;

function failureMethods(connection: Connection, now: () => Date): FailureMethods {
  return {
    failures: (key) =>
      connection.one(
        FailureRow,
        "SELECT count, last_ms FROM failures WHERE key = ?",
        sha256(key),
      ) ?? { count: 0, lastMs: 0 },
    noteFailure: (key) => {
      connection.run(
        `INSERT INTO failures VALUES (?1, 1, ?2)
         ON CONFLICT DO UPDATE SET count = count + 1, last_ms = ?2`,
        sha256(key),
        now().getTime(),
      );
    },
    forgiveFailure: (key) => {
      connection.run("UPDATE failures SET count = max(0, count - 1) WHERE key = ?", sha256(key));
    },
    clearFailures: (key) => {
      connection.run("DELETE FROM failures WHERE key = ?", sha256(key));
    },
  };
}
