// What signing in with a provider needs to be remembered: trips that are under way, each good for one return, and
// which person at the provider an account belongs to. What a token must say is decided in src/portal.
import { z } from "zod";
import type { Account } from "../../model/account.ts";
import { ACCOUNT_SELECT, AccountRow } from "./accounts.ts";
import type { Connection } from "../sqlite/connection.ts";
import { sha256 } from "../sqlite/pack.ts";

/** A person as a provider names them, for good. */
export interface Subject {
  readonly issuer: string;
  readonly subject: string;
}

export interface Trip {
  /** ISO 8601 UTC. */
  readonly begunAt: string;
  /** As it was begun for. */
  readonly session: string | null;
}

export interface OidcStore {
  /**
   * Only the hash of `state` is kept. Those begun before `since` are forgotten.
   * @param session whose person is to prove anew who they are; null: somebody signs in
   */
  beginTrip(state: string, trip: { readonly session: string | null; readonly since: Date }): void;
  /** Once for a trip that was begun after `since`. */
  endTrip(state: string, since: Date): Trip | undefined;
  accountOf(subject: Subject): Account | undefined;
  /** Whether the account belongs to somebody at this provider. */
  isBound(account: string, issuer: string): boolean;
  /** False when the account or the person belongs to another already. */
  bindSubject(account: string, subject: Subject): boolean;
}

const TripRow: z.ZodType<Trip> = z
  .object({ begun_at: z.string(), session: z.string().nullable() })
  .transform((row) => ({ begunAt: row.begun_at, session: row.session }));
const AnyRow = z.object({ one: z.number() });

export function oidcStore(connection: Connection, now: () => Date): OidcStore {
  const stamp = (): string => now().toISOString();
  return {
    beginTrip: (state, { session, since }) => {
      connection.run("DELETE FROM oidc_trips WHERE begun_at <= ?", since.toISOString());
      connection.run("INSERT INTO oidc_trips VALUES (?, ?, ?)", sha256(state), stamp(), session);
    },
    endTrip: (state, since) =>
      connection.one(
        TripRow,
        "DELETE FROM oidc_trips WHERE state = ? AND begun_at > ? RETURNING begun_at, session",
        sha256(state),
        since.toISOString(),
      ),
    isBound: (account, issuer) =>
      connection.one(
        AnyRow,
        "SELECT 1 AS one FROM oidc_subjects WHERE account = ? AND issuer = ?",
        account,
        issuer,
      ) !== undefined,
    accountOf: ({ issuer, subject }) =>
      connection.one(
        AccountRow,
        `${ACCOUNT_SELECT} JOIN oidc_subjects AS o ON o.account = a.id
         WHERE o.issuer = ? AND o.subject = ?`,
        issuer,
        subject,
      ),
    bindSubject: (account, { issuer, subject }) =>
      connection.run(
        "INSERT INTO oidc_subjects VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        issuer,
        subject,
        account,
        stamp(),
      ) === 1,
  };
}
