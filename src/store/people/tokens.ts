// Tokens with which programs read the JSON interface: found by their hash, tied to the account that made them
// and to a scope of their own. Whether one still holds and how far it reaches is decided in src/portal.
import { z } from "zod";
import type { Account } from "../../model/account.ts";
import { AccountRow } from "./accounts.ts";
import type { Connection } from "../sqlite/connection.ts";
import { sha256 } from "../sqlite/pack.ts";

export interface NewApiToken {
  /** What the program shows; only its hash is kept. */
  readonly token: string;
  /** Random; names the token in lists. */
  readonly id: string;
  readonly account: string;
  readonly name: string;
  /** The one unit it reads; null: all that its owner may see. */
  readonly unit: string | null;
  /** May also say what a unit's manager says of findings. */
  readonly acts: boolean;
  readonly createdBy: string;
  /** ISO 8601 UTC. */
  readonly expiresAt: string;
}

export interface ApiToken extends Omit<NewApiToken, "token" | "account"> {
  readonly account: Account;
  readonly createdAt: string;
  readonly usedAt: string | null;
  readonly revokedAt: string | null;
}

export interface TokenStore {
  addToken(token: NewApiToken): void;
  /** Whatever its state. */
  findToken(token: string): ApiToken | undefined;
  /** Latest first. @param account absent: of all accounts */
  tokens(account?: string): ApiToken[];
  noteTokenUse(id: string): void;
  /** False when the account has no such token, or it is revoked already. @param account absent: any account's */
  revokeToken(id: string, account?: string): boolean;
}

const text = z.string();
const Row = z.looseObject({
  tid: text,
  token_name: text,
  token_unit: text.nullable(),
  acts: z.number(),
  made_at: text,
  made_by: text,
  expires_at: text,
  used_at: text.nullable(),
  revoked_at: text.nullable(),
});
const Token: z.ZodType<ApiToken> = Row.transform((row) => ({
  id: row.tid,
  account: AccountRow.parse(row),
  name: row.token_name,
  unit: row.token_unit,
  acts: row.acts === 1,
  createdAt: row.made_at,
  createdBy: row.made_by,
  expiresAt: row.expires_at,
  usedAt: row.used_at,
  revokedAt: row.revoked_at,
}));

const SELECT = `SELECT t.id AS tid, t.name AS token_name, t.unit AS token_unit, t.acts,
  t.created_at AS made_at, t.created_by AS made_by, t.expires_at, t.used_at, t.revoked_at,
  a.id, a.login, a.name, a.role, a.unit, a.password, a.totp, a.disabled_at, a.created_at, a.created_by
  FROM tokens AS t JOIN accounts AS a ON a.id = t.account`;

export function tokenStore(connection: Connection, now: () => Date): TokenStore {
  const stamp = (): string => now().toISOString();
  return {
    addToken: (token) => {
      connection.run(
        `INSERT INTO tokens (hash, id, account, name, unit, acts, created_at, created_by, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        sha256(token.token),
        token.id,
        token.account,
        token.name,
        token.unit,
        Number(token.acts),
        stamp(),
        token.createdBy,
        token.expiresAt,
      );
    },
    findToken: (token) => connection.one(Token, `${SELECT} WHERE t.hash = ?`, sha256(token)),
    tokens: (account) =>
      connection.all(
        Token,
        `${SELECT} WHERE ?1 IS NULL OR t.account = ?1 ORDER BY t.created_at DESC, t.id`,
        account ?? null,
      ),
    noteTokenUse: (id) => {
      connection.run("UPDATE tokens SET used_at = ? WHERE id = ?", stamp(), id);
    },
    revokeToken: (id, account) =>
      connection.run(
        `UPDATE tokens SET revoked_at = ?1 WHERE id = ?2 AND revoked_at IS NULL
         AND (?3 IS NULL OR account = ?3)`,
        stamp(),
        id,
        account ?? null,
      ) === 1,
  };
}
