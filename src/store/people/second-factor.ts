// What proves a person besides the password: the secret of the one-time codes, sealed, and recovery codes, hashed
// under the same key. Which code is right at which moment is decided in src/portal.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";
import { type Keyring, SEALED_PREFIX } from "./keyring.ts";

export interface SecondFactorStore {
  /** Base32 secret of an account that has confirmed one; null otherwise. @throws RasoatError key-missing, key-wrong */
  totpSecret(id: string): string | null;
  /** null: forget it and the recovery codes, to be set up anew at the next sign-in. */
  setTotp(id: string, secret: string | null): void;
  /** True once for a counter and never again for it or an earlier one. */
  spendTotpCounter(id: string, counter: number): boolean;
  /** Those given before end. */
  setRecoveryCodes(id: string, codes: readonly string[]): void;
  /** True once for each code of the account. */
  spendRecoveryCode(id: string, code: string): boolean;
  recoveryCodesLeft(id: string): number;
}

const Secret = z.object({ totp: z.string().nullable() });
const Plain = z.object({ id: z.string(), totp: z.string() });
const Count = z.object({ count: z.number() });

export function secondFactorStore(
  connection: Connection,
  keyring: Keyring,
  now: () => Date,
): SecondFactorStore {
  return {
    totpSecret: (id) => {
      const sealed = connection.one(Secret, "SELECT totp FROM accounts WHERE id = ?", id)?.totp;
      return typeof sealed === "string" ? keyring.open(sealed, totpOf(id)) : null;
    },
    setTotp: (id, secret) => {
      const sealed = secret === null ? null : keyring.seal(secret, totpOf(id));
      connection.transact(() => {
        connection.run("UPDATE accounts SET totp = ?, totp_counter = 0 WHERE id = ?", sealed, id);
        if (secret === null) forgetRecoveryCodes(connection, id);
      });
    },
    spendTotpCounter: (id, counter) =>
      connection.run(
        "UPDATE accounts SET totp_counter = ?1 WHERE id = ?2 AND totp_counter < ?1",
        counter,
        id,
      ) === 1,
    setRecoveryCodes: (id, codes) => {
      const hashed = codes.map((code) => keyring.mac(code, recoveryOf(id)));
      connection.transact(() => {
        forgetRecoveryCodes(connection, id);
        for (const code of hashed) {
          connection.run("INSERT INTO recovery_codes VALUES (?, ?, NULL)", id, code);
        }
      });
    },
    spendRecoveryCode: (id, code) =>
      connection.run(
        "UPDATE recovery_codes SET used_at = ? WHERE account = ? AND code = ? AND used_at IS NULL",
        now().toISOString(),
        id,
        keyring.mac(code, recoveryOf(id)),
      ) === 1,
    recoveryCodesLeft: (id) =>
      connection.one(
        Count,
        "SELECT count(*) AS count FROM recovery_codes WHERE account = ? AND used_at IS NULL",
        id,
      )?.count ?? 0,
  };
}

export function forgetRecoveryCodes(connection: Connection, id: string): void {
  connection.run("DELETE FROM recovery_codes WHERE account = ?", id);
}

/** True when the database holds anything that only the key opens. */
export function holdsSecrets(connection: Connection): boolean {
  const sealed = connection.one(
    Count,
    `SELECT (SELECT count(*) FROM accounts WHERE totp LIKE '${SEALED_PREFIX}%')
       + (SELECT count(*) FROM recovery_codes) AS count`,
  );
  return (sealed?.count ?? 0) > 0;
}

/**
 * Secrets from before there was a key are sealed where they stand, and their old bytes are overwritten.
 * Copies that were made earlier still hold them.
 */
export function sealPlainSecrets(connection: Connection, keyring: Keyring): void {
  const plain = connection.all(
    Plain,
    `SELECT id, totp FROM accounts WHERE totp IS NOT NULL AND totp NOT LIKE '${SEALED_PREFIX}%'`,
  );
  if (plain.length === 0) return;
  connection.db.pragma("secure_delete = ON");
  connection.transact(() => {
    for (const { id, totp } of plain) {
      connection.run(
        "UPDATE accounts SET totp = ? WHERE id = ? AND totp = ?",
        keyring.seal(totp, totpOf(id)),
        id,
        totp,
      );
    }
    // Half a set-up is begun again; such sessions last for minutes.
    connection.run("DELETE FROM sessions WHERE pending IS NOT NULL");
  });
  connection.db.pragma("secure_delete = OFF");
  connection.db.pragma("wal_checkpoint(TRUNCATE)");
}

function totpOf(id: string): string {
  return `totp ${id}`;
}

function recoveryOf(id: string): string {
  return `recovery ${id}`;
}
