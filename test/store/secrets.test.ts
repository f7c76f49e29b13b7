// Secrets of accounts at rest: a copied database opens none of them, the key beside it does, and old plain ones
// are sealed when the file is opened.
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { openSqlite } from "../../src/store/sqlite/driver.ts";
import { describe, expect, it } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { folder, freshStore, NOW } from "./samples.ts";

const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const CODE = "ABCDEFGHIJKLMNOP";

function withAccount(store: Store, id = "id-a"): Store {
  const who = { login: id, name: "A", role: "central-admin", unit: null, createdBy: "t" } as const;
  store.addAccount({ id, ...who });
  return store;
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof RasoatError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

/** Every byte of the database, its log and its copies; the key is not among them. */
function databaseBytes(path: string): string {
  return readdirSync(path)
    .filter((name) => !name.endsWith(".key"))
    .map((name) => readFileSync(join(path, name), "latin1"))
    .join("");
}

describe("secrets at rest", () => {
  it("stand in no file of the database and in no backup, and are read back", () => {
    const place = folder();
    const store = withAccount(freshStore({ path: join(place, "rasoat.db") }));
    store.setTotp("id-a", SECRET);
    store.setRecoveryCodes("id-a", [CODE]);
    store.startSession({
      token: "t",
      id: "s",
      account: "id-a",
      stage: "enrol",
      pending: `${SECRET}2`,
      source: "",
      agent: "",
    });
    store.backup(join(place, "backup.db"));
    store.checkpoint();

    const bytes = databaseBytes(place);
    expect(bytes).toContain("id-a");
    for (const word of [SECRET, CODE]) expect(bytes).not.toContain(word);
    expect(store.totpSecret("id-a")).toBe(SECRET);
    expect(store.findSession("t")?.pending).toBe(`${SECRET}2`);
    expect(statSync(store.keyFile).mode & 0o777).toBe(0o600);
  });

  it("of an older file are sealed when it is opened, and their old bytes are gone", () => {
    const place = folder();
    const path = join(place, "rasoat.db");
    withAccount(openStore(path, { create: true })).close();
    const old = openSqlite(path);
    old.prepare("UPDATE accounts SET totp = ?").run(SECRET);
    old.pragma("wal_checkpoint(TRUNCATE)");
    old.close();
    expect(databaseBytes(place)).toContain(SECRET);

    const store = openStore(path);
    expect(store.totpSecret("id-a")).toBe(SECRET);
    store.close();
    expect(databaseBytes(place)).not.toContain(SECRET);
  });

  it("make no key where there is nothing to seal", () => {
    const store = withAccount(freshStore());
    expect(store.totpSecret("id-a")).toBeNull();
    expect(existsSync(store.keyFile)).toBe(false);
  });

  it("need the very key, and no new one is made in place of a lost one", () => {
    const place = folder();
    const path = join(place, "rasoat.db");
    const first = withAccount(openStore(path, { create: true }));
    first.setTotp("id-a", SECRET);
    first.close();
    const other = withAccount(openStore(join(place, "other.db"), { create: true }));
    other.setTotp("id-a", SECRET);
    other.close();

    const reopened = freshStore({ path, keyFile: other.keyFile });
    expect(codeOf(() => reopened.totpSecret("id-a"))).toBe("key-wrong");
    chmodSync(first.keyFile, 0o644);
    expect(codeOf(() => freshStore({ path }).totpSecret("id-a"))).toBe("key-open");
    rmSync(first.keyFile);
    const lost = withAccount(freshStore({ path }), "id-b");
    expect(codeOf(() => lost.totpSecret("id-a"))).toBe("key-missing");
    expect(codeOf(() => lost.setTotp("id-b", SECRET))).toBe("key-missing");

    lost.setTotp("id-a", null);
    lost.setTotp("id-b", SECRET);
    expect(lost.totpSecret("id-b")).toBe(SECRET);
  });

  it("open for the account that they were sealed for, and for no other", () => {
    const place = folder();
    const path = join(place, "rasoat.db");
    const store = withAccount(withAccount(freshStore({ path })), "id-b");
    store.setTotp("id-a", SECRET);
    const raw = openSqlite(path);
    raw.prepare("UPDATE accounts SET totp = (SELECT totp FROM accounts WHERE id = 'id-a')").run();
    raw.close();
    expect(store.totpSecret("id-a")).toBe(SECRET);
    expect(codeOf(() => store.totpSecret("id-b"))).toBe("key-wrong");
  });
});

describe("recovery codes", () => {
  it("work once each, for their account only, and end with new ones", () => {
    const store = withAccount(withAccount(freshStore()), "id-b");
    store.setRecoveryCodes("id-a", ["one", "two"]);
    expect(store.spendRecoveryCode("id-b", "one")).toBe(false);
    expect(store.spendRecoveryCode("id-a", "one")).toBe(true);
    expect(store.spendRecoveryCode("id-a", "one")).toBe(false);
    expect(store.recoveryCodesLeft("id-a")).toBe(1);
    store.setRecoveryCodes("id-a", ["three"]);
    expect(store.spendRecoveryCode("id-a", "two")).toBe(false);
    expect(store.recoveryCodesLeft("id-a")).toBe(1);
    store.setTotp("id-a", null);
    expect(store.recoveryCodesLeft("id-a")).toBe(0);
  });
});

describe("tokens", () => {
  it("are found by what the program shows, and end with the account or its reset", () => {
    const store = withAccount(freshStore());
    const expiresAt = new Date(NOW.getTime() + 1000).toISOString();
    const token = { account: "id-a", name: "n", unit: null, acts: false, createdBy: "t" };
    for (const id of ["1", "2", "3"]) store.addToken({ token: `t${id}`, id, ...token, expiresAt });
    expect(store.findToken("t1")).toMatchObject({ id: "1", usedAt: null, revokedAt: null });
    expect(store.findToken("t9")).toBeUndefined();
    store.noteTokenUse("1");
    expect(store.findToken("t1")?.usedAt).toBe(NOW.toISOString());
    expect(store.revokeToken("2", "id-b")).toBe(false);
    expect(store.revokeToken("2", "id-a")).toBe(true);
    expect(store.revokeToken("2")).toBe(false);
    store.resetAccount("id-a");
    expect(store.tokens("id-a").map(({ revokedAt }) => revokedAt)).toEqual(
      Array.from({ length: 3 }, () => NOW.toISOString()),
    );
    expect(store.tokens("id-b")).toEqual([]);
  });
});
