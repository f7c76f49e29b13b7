import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSqlite } from "../../src/store/sqlite/driver.ts";
import { describe, expect, it } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import { connect, type Connection } from "../../src/store/sqlite/connection.ts";
import { migrate, MIGRATIONS } from "../../src/store/migrate.ts";
import { openStore } from "../../src/store/store.ts";
import { folder, freshStore, NOW, run } from "./samples.ts";

function refusalOf(work: () => unknown): RasoatError {
  try {
    work();
  } catch (error) {
    if (error instanceof RasoatError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("openStore", () => {
  it("runs on a SQLite without the WAL-reset fault (fixed in 3.51.3)", () => {
    const db = openSqlite(":memory:");
    const version = db.prepare<[], { v: string }>("SELECT sqlite_version() AS v").get()?.v ?? "";
    db.close();
    const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(3_051_003);
  });

  it("makes a file that its owner alone can read, the log beside it too", () => {
    const store = freshStore();
    store.createRun(run());
    for (const suffix of ["", "-wal", "-shm"]) {
      expect(statSync(store.path + suffix).mode & 0o777).toBe(0o600);
    }
  });

  it("does not take a file for another program's that a second process makes into ours meanwhile", () => {
    const path = join(folder(), "rasoat.db");
    openSqlite(path).close();
    const other = connect(path, "FULL");
    other.db.pragma("busy_timeout = 0");
    const first = connect(path, "FULL");
    let tries = 0;
    const disturbed: Connection = {
      ...first,
      one: (...asked) => {
        tries += 1;
        // Between the mark and the tables; kept out, or not.
        const make = other.db.transaction(() => {
          other.db.exec(MIGRATIONS[0] ?? "");
          other.db.pragma("application_id = 0x52534f54");
          other.db.pragma("user_version = 1");
        });
        expect(() => {
          if (tries === 1) make();
        }).toThrow(/locked/);
        return first.one(...asked);
      },
    };
    migrate(disturbed, new Date(NOW));
    expect(tries).toBe(1);
    expect(first.db.pragma("user_version", { simple: true })).toBe(MIGRATIONS.length);
    first.db.close();
    other.db.close();
  });

  it("sets what durability and safety rest on", () => {
    const path = freshStore().path;
    const { db } = connect(path, "FULL");
    const read = (name: string): unknown => db.pragma(name, { simple: true });
    expect([read("journal_mode"), read("synchronous"), read("foreign_keys")]).toEqual([
      "wal",
      2,
      1,
    ]);
    expect([read("trusted_schema"), read("cell_size_check")]).toEqual([0, 1]);
    expect([read("busy_timeout"), read("user_version")]).toEqual([5000, MIGRATIONS.length]);
    const tables = db
      .prepare<[], { name: string; strict: number }>(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'",
      )
      .all();
    expect(tables.length).toBeGreaterThan(15);
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([]);
    db.close();
  });

  it.each([
    ["a missing folder", (at: string) => join(at, "no", "rasoat.db"), "store-folder-missing"],
    ["a missing file", (at: string) => join(at, "none.db"), "store-missing"],
    ["a folder", (at: string) => at, "store-not-a-file"],
    [
      "a text file",
      (at: string) => {
        const path = join(at, "text.db");
        writeFileSync(path, "Xin chào\n".repeat(200));
        return path;
      },
      "store-not-a-database",
    ],
    [
      "the database of another program",
      (at: string) => {
        const path = join(at, "other.db");
        openSqlite(path).exec("CREATE TABLE mine (x)").close();
        return path;
      },
      "store-not-a-database",
    ],
    [
      "a database with another mark",
      (at: string) => {
        const path = join(at, "marked.db");
        const db = openSqlite(path);
        db.pragma("application_id = 7");
        db.close();
        return path;
      },
      "store-not-a-database",
    ],
  ])("refuses %s with exit 2, in both languages", (_name, make, code) => {
    const path = make(folder());
    const error = refusalOf(() => openStore(path));
    expect([error.code, error.exit]).toEqual([code, 2]);
    expect(error.text.vi).not.toContain("{");
    expect(error.text.en).not.toContain("{");
  });

  it("leaves the database of another program as it was", () => {
    const path = join(folder(), "other.db");
    openSqlite(path).exec("CREATE TABLE mine (x)").close();
    const before = statSync(path);
    refusalOf(() => openStore(path, { create: true }));
    expect(statSync(path).size).toBe(before.size);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it("refuses a database from a newer rasoat", () => {
    const store = freshStore();
    const { db } = connect(store.path, "FULL");
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    db.close();
    const error = refusalOf(() => openStore(store.path));
    expect([error.code, error.exit]).toEqual(["store-newer", 2]);
    expect(error.text.en).toContain("database from a newer rasoat");
  });

  it("says so when the folder takes no files", () => {
    const error = refusalOf(() => openStore("/proc/rasoat.db", { create: true }));
    expect([error.code, error.exit]).toEqual(["store-read-only", 2]);
  });
});

describe("migrations", () => {
  const STEPS = [
    ...MIGRATIONS,
    "CREATE TABLE later (x INTEGER NOT NULL) STRICT; INSERT INTO later VALUES (1);",
  ];

  it("go forward, keep what is there, and leave a copy of the older file", () => {
    const store = freshStore();
    store.createRun(run());
    const connection = connect(store.path, "FULL");
    migrate(connection, NOW, STEPS);
    expect(connection.db.pragma("user_version", { simple: true })).toBe(STEPS.length);
    expect(store.latestRun()).toEqual(run());
    connection.db.close();

    const copy = `${store.path}.version-${MIGRATIONS.length}-20261122T160000Z`;
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const before = openStore(copy);
    expect(before.latestRun()).toEqual(run());
    before.close();
  });

  it("leave a step that fails undone as a whole", () => {
    const store = freshStore();
    store.createRun(run());
    const connection = connect(store.path, "FULL");
    const broken = [
      ...MIGRATIONS,
      "CREATE TABLE half (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);",
    ];
    expect(() => migrate(connection, NOW, broken)).toThrow(/nowhere/);
    expect(connection.db.pragma("user_version", { simple: true })).toBe(MIGRATIONS.length);
    expect(
      connection.db.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all(),
    ).toEqual([]);
    connection.db.close();
  });

  it("make no copy of a file that is new or current", () => {
    const store = freshStore();
    openStore(store.path).close();
    const names = readdirSync(join(store.path, ".."));
    expect(names.filter((name) => name.includes("version"))).toEqual([]);
  });
});
