// What signing in with a provider needs to be remembered: trips that are under way, each good for one return, and
// which person at the provider an account belongs to. What a token must say is decided in src/portal.
import type { Account } from "../model/account.ts";
import { ACCOUNT_SELECT, AccountRow } from "./accounts.ts";
import type { Connection } from "./connection.ts";
import { sha256 } from "./pack.ts";

/** A person as a provider names them, for good. */
export interface Subject {
  readonly issuer: string;
  readonly subject: string;
}

export interface OidcStore {
  /** Only the hash of `state` is kept. Those begun before `since` are forgotten. */
  beginTrip(state: string, since: Date): void;
  /** True once for a trip that was begun after `since`. */
  endTrip(state: string, since: Date): boolean;
  accountOf(subject: Subject): Account | undefined;
  /** False when the account or the person belongs to another already. */
  bindSubject(account: string, subject: Subject): boolean;
}

export function oidcStore(connection: Connection, now: () => Date): OidcStore {
  const stamp = (): string => now().toISOString();
  return {
    beginTrip: (state, since) => {
      connection.run("DELETE FROM oidc_trips WHERE begun_at <= ?", since.toISOString());
      connection.run("INSERT INTO oidc_trips VALUES (?, ?)", sha256(state), stamp());
    },
    endTrip: (state, since) =>
      connection.run(
        "DELETE FROM oidc_trips WHERE state = ? AND begun_at > ?",
        sha256(state),
        since.toISOString(),
      ) === 1,
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
