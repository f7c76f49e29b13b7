import { closeSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { openSqlite } from "../../src/store/sqlite/driver.ts";
import { describe, expect, it, onTestFinished } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { explain, freeMegabytes } from "../../src/store/sqlite/errors.ts";
import { openStore } from "../../src/store/store.ts";
import { commit, finding, folder, freshStore, intent, registry, run } from "./samples.ts";

describe("backup", () => {
  it("is a whole, checked database of its own, readable by its owner alone", async () => {
    const store = freshStore();
    store.saveRegistry(registry(), { actor: "an", note: "" });
    store.createRun(run());
    store.commitTarget(commit());
    await store.ledger.intend(intent());
    const copy = join(folder(), "sao-luu.db");
    store.backup(copy);
    store.createRun(run({ id: "later" }));

    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(copy))).toEqual(["sao-luu.db"]);
    const restored = openStore(copy);
    expect(restored.registry()).toEqual(registry());
    expect(restored.findings("central")).toEqual([finding()]);
    expect(restored.targetResult("central", run().id, commit().host)).toEqual(commit().result);
    expect(restored.ledger.head()).toEqual(store.ledger.head());
    expect(restored.ledger.verify().sound).toBe(true);
    expect(restored.verifyResults().bad).toEqual([]);
    expect(restored.listRuns().map(({ id }) => id)).toEqual([run().id]);
    restored.close();
  });

  it("overwrites nothing", () => {
    const store = freshStore();
    const path = join(folder(), "quan-trong.txt");
    writeFileSync(path, "giữ lại");
    expect(() => store.backup(path)).toThrow(/backup-exists/);
    expect(statSync(path).size).toBe(Buffer.byteLength("giữ lại"));
  });

  it("says so when there is no folder for it", () => {
    const store = freshStore();
    expect(() => store.backup(join(folder(), "no", "x.db"))).toThrow(/store-read-only/);
  });

  it("works while another process writes", () => {
    const store = freshStore();
    const other = openStore(store.path);
    other.createRun(run());
    store.backup(join(folder(), "x.db"));
    other.createRun(run({ id: "later" }));
    expect(store.listRuns().length).toBe(2);
    other.close();
  });
});

describe("faults of SQLite", () => {
  it("a file held by another program is named, with exit 2", () => {
    const store = freshStore();
    const holder = openSqlite(store.path);
    onTestFinished(() => {
      holder.close();
    });
    const { db, ...waiting } = connect(store.path, "FULL");
    onTestFinished(() => {
      db.close();
    });
    db.pragma("busy_timeout = 10");
    holder.exec("BEGIN IMMEDIATE");
    let caught: unknown;
    try {
      waiting.transact(() => 1);
    } catch (error) {
      caught = explain(error, store.path);
    }
    expect(caught).toBeInstanceOf(RasoatError);
    expect(caught).toMatchObject({ code: "store-busy", exit: 2 });
  });

  it.each([
    ["SQLITE_FULL", "store-disk-full", 4],
    ["SQLITE_BUSY_SNAPSHOT", "store-busy", 2],
    ["SQLITE_READONLY_DIRECTORY", "store-read-only", 2],
    ["SQLITE_CANTOPEN", "store-read-only", 2],
    ["SQLITE_NOTADB", "store-not-a-database", 2],
    ["SQLITE_CORRUPT_INDEX", "store-damaged", 5],
    ["SQLITE_IOERR_READ", "store-failed", 5],
    ["SQLITE_CONSTRAINT_UNIQUE", "store-failed", 5],
  ])("%s becomes %s", (sqlite, code, exit) => {
    const error = explain(
      Object.assign(new Error("said so"), { name: "SqliteError", code: sqlite }),
      join(folder(), "x.db"),
    );
    expect(error).toBeInstanceOf(RasoatError);
    expect(error).toMatchObject({ code, exit });
    expect((error as RasoatError).text.vi).not.toMatch(/\{\w+\}/);
  });

  it("what is no fault of SQLite passes as it is", () => {
    const error = new TypeError("ours");
    expect(explain(error, "x.db")).toBe(error);
  });

  it("a page of zeros in the middle is damage, not an answer", () => {
    const store = freshStore();
    store.createRun(run());
    for (let n = 0; n < 200; n++) store.saveFinding(finding({ subject: `${n}` }), []);
    store.close();
    const raw = openSqlite(store.path);
    const page = raw
      .prepare<[], { rootpage: number }>(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'findings'",
      )
      .get();
    raw.close();
    zero(store.path, ((page?.rootpage ?? 1) - 1) * 4096);
    const damaged = openStore(store.path);
    onTestFinished(() => damaged.close());
    expect(() => damaged.findings("central")).toThrow(/store-damaged/);
  });
});

function zero(path: string, offset: number): void {
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(4096), 0, 4096, offset);
  closeSync(file);
}

describe("freeMegabytes", () => {
  it("is what the system says of the disk", () => {
    const store = freshStore();
    expect(store.freeMegabytes()).toBeGreaterThan(0);
    expect(Math.abs(store.freeMegabytes() - freeMegabytes(dirname(store.path)))).toBeLessThan(500);
  });
});
