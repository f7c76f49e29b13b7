// Accounts of the portal and the invitations that let a person set a password. It keeps what it is given:
// how a password is hashed and who may do what is decided in src/portal.
import { z } from "zod";
import { type Account, Role } from "../../model/account.ts";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { forgetSubjects } from "./oidc-subjects.ts";
import { sha256 } from "../sqlite/pack.ts";
import { forgetRecoveryCodes } from "./second-factor.ts";

export interface NewAccount {
  readonly id: string;
  /** Stored in lower case. */
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly unit: string | null;
  readonly createdBy: string;
}

/** What a sign-in is held against. */
export interface Credentials {
  readonly account: Account;
  /** PHC string; null before an invitation was used. */
  readonly password: string | null;
}

export interface NewInvitation {
  /** What stands in the link; only its hash is kept. */
  readonly token: string;
  readonly account: string;
  readonly expiresAt: string;
  readonly createdBy: string;
}

export interface AccountStore {
  /** @throws RasoatError account-exists */
  addAccount(account: NewAccount): void;
  /** By login. */
  accounts(): Account[];
  accountByLogin(login: string): Account | undefined;
  credentials(login: string): Credentials | undefined;
  /** From now on nobody signs in with it; its sessions, invitations and tokens end. */
  disableAccount(id: string): void;
  enableAccount(id: string): void;
  /** Invitations given before to the same account end. */
  addInvitation(invitation: NewInvitation): void;
  /** The account of an invitation that is unused and in date. */
  invited(token: string): Account | undefined;
  /** Sets the password once: false when the invitation is used, expired or unknown. Ends all sessions. */
  redeemInvitation(token: string, password: string): boolean;
  setPassword(id: string, password: string): void;
  /** Forgets password, second factor and the person at a sign-in provider, ends sessions and tokens: the way back in is an invitation. */
  resetAccount(id: string): void;
}

const text = z.string();
const Row = z.object({
  id: text,
  login: text,
  name: text,
  role: Role,
  unit: text.nullable(),
  password: text.nullable(),
  totp: text.nullable(),
  disabled_at: text.nullable(),
  created_at: text,
  created_by: text,
});

export const ACCOUNT_SELECT = `SELECT a.id, a.login, a.name, a.role, a.unit, a.password, a.totp, a.disabled_at,
  a.created_at, a.created_by FROM accounts AS a`;

export const AccountRow: z.ZodType<Account> = Row.transform((row) => ({
  id: row.id,
  login: row.login,
  name: row.name,
  role: row.role,
  unit: row.unit,
  hasPassword: row.password !== null,
  hasTotp: row.totp !== null,
  disabledAt: row.disabled_at,
  createdAt: row.created_at,
  createdBy: row.created_by,
}));

const CredentialRow: z.ZodType<Credentials> = Row.transform((row) => ({
  account: AccountRow.parse(row),
  password: row.password,
}));

export function accountStore(connection: Connection, now: () => Date): AccountStore {
  const stamp = (): string => now().toISOString();
  const byLogin = <T>(schema: z.ZodType<T>, login: string): T | undefined =>
    connection.one(schema, `${ACCOUNT_SELECT} WHERE a.login = ?`, loginKey(login));
  return {
    addAccount: (account) => {
      add(connection, account, stamp());
    },
    accounts: () => connection.all(AccountRow, `${ACCOUNT_SELECT} ORDER BY a.login`),
    accountByLogin: (login) => byLogin(AccountRow, login),
    credentials: (login) => byLogin(CredentialRow, login),
    disableAccount: (id) => {
      connection.transact(() => {
        connection.run("UPDATE accounts SET disabled_at = ? WHERE id = ?", stamp(), id);
        endAll(connection, id, stamp());
      });
    },
    enableAccount: (id) => {
      connection.run("UPDATE accounts SET disabled_at = NULL WHERE id = ?", id);
    },
    setPassword: (id, password) => {
      connection.run("UPDATE accounts SET password = ? WHERE id = ?", password, id);
    },
    resetAccount: (id) => {
      connection.transact(() => {
        connection.run("UPDATE accounts SET password = NULL, totp = NULL WHERE id = ?", id);
        forgetRecoveryCodes(connection, id);
        forgetSubjects(connection, id);
        endAll(connection, id, stamp());
      });
    },
    ...invitationMethods(connection, stamp),
  };
}

/** Logins compare without regard to case and to how letters are composed. */
export function loginKey(login: string): string {
  return login.normalize("NFC").trim().toLowerCase();
}

function add(connection: Connection, account: NewAccount, at: string): void {
  const login = loginKey(account.login);
  const added = connection.run(
    `INSERT INTO accounts (id, login, name, role, unit, created_at, created_by)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (login) DO NOTHING`,
    account.id,
    login,
    account.name,
    account.role,
    account.unit,
    at,
    account.createdBy,
  );
  if (added === 0) throw storeError("account-exists", { login });
}

type InvitationMethods = Pick<AccountStore, "addInvitation" | "invited" | "redeemInvitation">;

function invitationMethods(connection: Connection, stamp: () => string): InvitationMethods {
  const invited = (token: string): Account | undefined =>
    connection.one(
      AccountRow,
      `${ACCOUNT_SELECT} JOIN invitations AS i ON i.account = a.id WHERE i.token = ? AND i.used_at IS NULL
       AND i.expires_at > ? AND a.disabled_at IS NULL`,
      sha256(token),
      stamp(),
    );
  return {
    addInvitation: ({ token, account, expiresAt, createdBy }) => {
      connection.transact(() => {
        connection.run("DELETE FROM invitations WHERE account = ? AND used_at IS NULL", account);
        connection.run(
          "INSERT INTO invitations VALUES (?, ?, ?, ?, ?, NULL)",
          sha256(token),
          account,
          expiresAt,
          createdBy,
          stamp(),
        );
      });
    },
    invited,
    redeemInvitation: (token, password) =>
      connection.transact(() => {
        const account = invited(token);
        if (account === undefined) return false;
        connection.run(
          "UPDATE invitations SET used_at = ? WHERE token = ?",
          stamp(),
          sha256(token),
        );
        connection.run("UPDATE accounts SET password = ? WHERE id = ?", password, account.id);
        connection.run("DELETE FROM sessions WHERE account = ?", account.id);
        return true;
      }),
  };
}

function endAll(connection: Connection, account: string, at: string): void {
  connection.run(
    "UPDATE tokens SET revoked_at = ? WHERE account = ? AND revoked_at IS NULL",
    at,
    account,
  );
  connection.run("DELETE FROM sessions WHERE account = ?", account);
  connection.run("DELETE FROM invitations WHERE account = ? AND used_at IS NULL", account);
}
