import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { archiveLedger } from "../../src/run/ledger-archiving.ts";
import { proveLedger } from "../../src/run/ledger-proof.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import type { Store } from "../../src/store/store.ts";
import { ask, at, BY, type Clock, filled, killedAt, linesIn, target } from "./ledger-samples.ts";
import { folder, freshStore, intent, OUTCOME, refusal, run } from "../store/samples.ts";

describe("archiving the ledger", () => {
  it("lets what is older leave into one file, and the rest is verified from there", async () => {
    const { store } = await filled();
    const head = store.ledger.head();
    const kept = [...store.ledger.rows()].filter((line) => line.at >= at(3).toISOString());
    const file = target();
    const done = await archiveLedger(store, { before: at(3), file, by: BY });
    expect(done).toMatchObject({ removed: 30, archives: [{ first: 1, last: 30, file }] });
    expect(done.archives[0]).toMatchObject({
      from: at(1, 23).toISOString(),
      to: at(2, 23).toISOString(),
    });
    expect(linesIn(file)).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(["a.jsonl.gz"]);
    expect([...store.ledger.rows()]).toEqual(kept);
    expect(store.ledger.head()).toEqual(head);
    expect(store.ledger.verify()).toEqual({ sound: true, ...head, archived: 30, bad: null });
    expect(store.ledger.verify(head).sound).toBe(true);
    expect(store.ledger.verify({ rows: 29, hash: "00" }).bad).toEqual({
      row: 29,
      fault: "archived",
    });
    expect(store.ledgerArchives()).toMatchObject([{ by: "lan", sha256: done.archives[0]?.sha256 }]);
    expect(store.audit({ limit: 5, offset: 0 })).toMatchObject([
      { actor: "lan", act: "archive ledger", subject: file },
    ]);
    expect(store.ledger.spent("h0.test", at(20, 23))).toBe(1);
    await ask(store, 2);
    expect(store.ledger.verify().sound).toBe(true);
  });

  it("a second call has nothing to do; a later one goes on where the first ended", async () => {
    const { store } = await filled();
    const [first, second] = [target(), target()];
    await archiveLedger(store, { before: at(3), file: first, by: BY });
    const again = await archiveLedger(store, { before: at(3), file: target(), by: BY });
    expect(again).toEqual({ archives: [], removed: 0 });
    await archiveLedger(store, { before: at(5), file: second, by: BY });
    const { check, archives } = await proveLedger(store, [first, second]);
    expect(check).toMatchObject({ sound: true, rows: 75, archived: 60 });
    expect(archives.map(({ first: from, last }) => [from, last])).toEqual([
      [1, 30],
      [31, 60],
    ]);
  });

  it("never overwrites a file, and leaves everything where it was", async () => {
    const { store } = await filled();
    const file = target();
    writeFileSync(file, "mine");
    const wish = { before: at(3), file, by: BY };
    await expect(archiveLedger(store, wish)).rejects.toMatchObject({
      code: "archive-exists",
      exit: 2,
    });
    await expect(archiveLedger(store, wish)).rejects.toMatchObject({ code: "archive-exists" });
    expect(readFileSync(file, "utf8")).toBe("mine");
    const nowhere = { ...wish, file: join(folder(), "none", "a.gz") };
    await expect(archiveLedger(store, nowhere)).rejects.toMatchObject({
      code: "archive-unwritable",
    });
    expect(store.ledger.verify()).toMatchObject({ sound: true, archived: 0 });
    expect(store.ledgerArchives()).toEqual([]);
  });

  describe("while another has begun", () => {
    const DEAD = 2 ** 22 + 1;
    const wish = (): Parameters<typeof archiveLedger>[1] => ({
      before: at(3),
      file: target(),
      by: BY,
    });

    it.each([
      ["is at work on this machine", process.pid, hostname()],
      ["is at work on another machine, or has died there", DEAD, "may-2"],
    ])("that %s: refused, until it has been silent for a minute", async (_, pid, machine) => {
      const { store, clock } = await filled();
      expect(store.leaseArchiving({ pid, machine })).not.toBeNull();
      await expect(archiveLedger(store, wish())).rejects.toMatchObject({ code: "archive-busy" });
      clock.now = new Date(clock.now.getTime() + 61_000);
      expect((await archiveLedger(store, wish())).removed).toBe(30);
    });

    it("that has died on this machine: taken over at once, with what it was writing", async () => {
      const { store } = await filled();
      const lease = store.leaseArchiving({ pid: DEAD, machine: hostname() });
      const { file, ...rest } = wish();
      store.renewArchiving(lease?.token ?? "", file);
      for (const name of ["0123abcd.part", "mine.part"]) writeFileSync(`${file}.${name}`, "half");
      expect((await archiveLedger(store, { ...rest, file })).removed).toBe(30);
      expect(readdirSync(dirname(file))).toEqual(["a.jsonl.gz", "a.jsonl.gz.mine.part"]);
    });

    it("one that was taken over from says so, whatever it stumbled on", async () => {
      const { store, clock } = await filled();
      const late = new Proxy(store, {
        get: (whole, name) => {
          if (name !== "joinsLedger") return Reflect.get(whole, name) as unknown;
          clock.now = new Date(clock.now.getTime() + 61_000);
          expect(store.leaseArchiving({ pid: 1, machine: "may-2" })).not.toBeNull();
          return () => false;
        },
      });
      const mine = wish();
      await expect(archiveLedger(late, mine)).rejects.toMatchObject({ code: "archive-busy" });
      expect(readdirSync(dirname(mine.file))).toEqual([]);
      expect(store.ledgerArchives()).toEqual([]);
    });
  });

  it("stops at a row of the ledger that was altered, and nothing leaves", async () => {
    const { store } = await filled();
    const { db } = connect(store.path, "FULL");
    db.exec("DROP TRIGGER ledger_stays; UPDATE ledger SET bytes_in = 1 WHERE n = 7");
    db.close();
    const wish = { before: at(3), file: target(), by: BY };
    await expect(archiveLedger(store, wish)).rejects.toMatchObject({ code: "archive-ledger" });
    expect(existsSync(wish.file)).toBe(false);
    expect([...store.ledger.rows()]).toHaveLength(50);
  });
});

describe("what never leaves", () => {
  it("the present night, whatever the date given", async () => {
    const { store, clock } = await filled();
    await archiveLedger(store, { before: at(400), file: target(), by: BY });
    expect([...store.ledger.rows()]).toHaveLength(10);
    expect(store.ledger.spent("h0.test", clock.now)).toBe(1);
    // In the morning it is still the same night.
    clock.now = at(21, 11);
    const more = await archiveLedger(store, { before: at(400), file: target(), by: BY });
    expect(more.archives).toEqual([]);
    clock.now = at(21, 13);
    const rest = await archiveLedger(store, { before: at(400), file: target(), by: BY });
    expect(rest.archives).toMatchObject([{ first: 61, last: 75 }]);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 75, archived: 75 });
    await ask(store, 1);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 78, archived: 75 });
  });

  it.each([
    ["running", "scan", 1],
    ["interrupted", "scan", 1],
    ["done", "scan", 4],
    ["running", "verify", 4],
  ] as const)("a %s %s run keeps its rows or not", async (status, kind, leaves) => {
    const clock: Clock = { now: at(1, 23) };
    const store = freshStore({ now: () => clock.now });
    await store.ledger.refuse(refusal({ run: null }));
    store.createRun(run({ status, kind, startedAt: at(2).toISOString() }));
    await store.ledger.refuse(refusal({ run: run().id }));
    await store.ledger.refuse(refusal({ run: null }));
    await store.ledger.refuse(refusal({ run: run().id }));
    clock.now = at(20);
    const done = await archiveLedger(store, { before: at(10), file: target(), by: BY });
    expect(done.archives.at(-1)?.last).toBe(leaves);
  });

  it("an intent whose outcome stays", async () => {
    const clock: Clock = { now: at(1, 23) };
    const store = freshStore({ now: () => clock.now });
    await store.ledger.refuse(refusal({ run: null }));
    const row = await store.ledger.intend(intent({ run: null }));
    clock.now = at(2, 1);
    await store.ledger.refuse(refusal({ run: null }));
    store.ledger.settle(row, OUTCOME);
    await store.ledger.flush();
    clock.now = at(20);
    const done = await archiveLedger(store, { before: at(2), file: target(), by: BY });
    expect(done.archives).toMatchObject([{ first: 1, last: 1 }]);
    expect([...store.ledger.rows()][0]).toMatchObject({ row: 2, result: "ok" });
  });

  it("what was written while the clock was wrong, until its time has come", async () => {
    const clock: Clock = { now: at(1, 23) };
    const store = freshStore({ now: () => clock.now });
    const days = [1, 9, 2, 2, 2, 2, 12, 13];
    for (const day of days) {
      clock.now = at(day, 23);
      await store.ledger.refuse(refusal({ run: null }));
    }
    clock.now = at(20);
    const until = async (day: number): Promise<unknown[]> => {
      const wish = { before: at(day), file: target(), by: BY };
      const { archives } = await archiveLedger(store, wish);
      return archives.map(({ first, last }) => [first, last]);
    };
    expect(await until(5)).toEqual([[1, 1]]);
    expect(await until(5)).toEqual([]);
    expect(await until(11)).toEqual([[2, 6]]);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 8, archived: 6 });
  });

  it("parts outcomes from intents where requests are always under way, and loses neither", async () => {
    const clock: Clock = { now: at(1) };
    const store = freshStore({ now: () => clock.now });
    const waiting: number[] = [];
    for (let n = 0; n < 200; n += 1) {
      clock.now = at(1, n / 8);
      const asks = Array.from({ length: 40 }, () => store.ledger.intend(intent({ run: null })));
      waiting.push(...(await Promise.all(asks)));
      // Half of them end only after the next have begun.
      for (const row of waiting.splice(0, waiting.length - 20)) store.ledger.settle(row, OUTCOME);
    }
    await store.ledger.flush();
    clock.now = at(20);
    const file = target();
    const done = await archiveLedger(store, { before: at(2), file, by: BY });
    const last = done.archives[0]?.last ?? 0;
    expect(last).toBeGreaterThan(7_000);
    const { check } = await proveLedger(store, [file]);
    expect(check).toMatchObject({ sound: true, rows: 15_980, archived: last });
    const listed = [...store.ledger.rows()];
    expect(listed.every((line) => line.row > last && line.at >= at(2).toISOString())).toBe(true);
    expect(listed.filter(({ result }) => result === "ok")).toHaveLength(listed.length - 20);
  }, 60_000);

  it("rows that stand in no noted file, by whatever hand", async () => {
    const { store } = await filled();
    await archiveLedger(store, { before: at(3), file: target(), by: BY });
    const { db } = connect(store.path, "FULL");
    expect(() => db.exec("DELETE FROM ledger WHERE n = 31")).toThrow(/only ever added/);
    expect(() => db.exec("DELETE FROM ledger_archives")).toThrow(/only ever added/);
    expect(() => db.exec("UPDATE ledger_archives SET last = 99")).toThrow(/only ever added/);
    db.close();
  });
});

describe("cut off at any point", () => {
  it("nothing is lost, nothing stands twice, and the next call ends it", async () => {
    const path = join(folder(), "template.db");
    const template = await filled(420, 2, path);
    const all = [...template.store.ledger.rows()].length;
    template.store.close();
    const count = killedAt(copyOf(path, at(20, 23)).store, Infinity);
    await archiveLedger(count.store, { before: at(3), file: target(), by: BY });
    const calls = count.made();
    expect(calls).toBeGreaterThan(12);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: calls }),
        fc.boolean(),
        fc.boolean(),
        async (kill, sameFile, debris) => {
          const { store, clock } = copyOf(path, at(20, 23));
          const first = target();
          const wish = { before: at(3), file: first, by: BY };
          await expect(archiveLedger(killedAt(store, kill).store, wish)).rejects.toThrow("killed");
          expect(store.ledger.verify().sound).toBe(true);
          if (debris) writeFileSync(`${first}.01234567.part`, "half");
          clock.now = new Date(clock.now.getTime() + 61_000);
          await archiveLedger(store, sameFile ? wish : { ...wish, file: target() });
          const files = store.ledgerArchives().map(({ file }) => file);
          const { check, archives } = await proveLedger(store, files);
          expect(check).toMatchObject({ sound: true, rows: 3780, archived: 2520 });
          expect(archives.map((one) => [one.first, one.last])).toEqual([[1, 2520]]);
          expect([...store.ledger.rows()]).toHaveLength(all - 1680);
          expect(store.audit({ limit: 9, offset: 0 })).toHaveLength(1);
        },
      ),
      {
        numRuns: 24,
        examples: [
          [calls, true, false],
          [calls - 1, false, false],
        ],
      },
    );
  }, 120_000);

  it("by being told to end: goes on the next time without waiting", async () => {
    const { store } = await filled();
    const file = target();
    const gone = AbortSignal.abort(new Error("told to end"));
    await expect(
      archiveLedger(store, { before: at(3), file, by: BY, signal: gone }),
    ).rejects.toThrow("told to end");
    expect(readdirSync(dirname(file))).toEqual([]);
    const done = await archiveLedger(store, { before: at(3), file, by: BY });
    expect(done.removed).toBe(30);
  });

  it("rows stay while the file that is to hold them is gone or another", async () => {
    const { store, clock } = await filled();
    const file = target();
    const killed = new Proxy(store, {
      get: (whole, name) => {
        if (name === "removeArchived") throw new Error("killed");
        return Reflect.get(whole, name) as unknown;
      },
    });
    const wish = { before: at(3), file, by: BY };
    await expect(archiveLedger(killed, wish)).rejects.toThrow("killed");
    clock.now = new Date(clock.now.getTime() + 180_000);
    const whole = readFileSync(file);
    writeFileSync(file, gzipSync(gunzipSync(whole), { level: 1 }));
    await expect(archiveLedger(store, wish)).rejects.toMatchObject({ code: "archive-other" });
    expect(store.ledger.verify()).toMatchObject({ sound: true, archived: 0 });
    writeFileSync(file, whole);
    expect(await archiveLedger(store, wish)).toEqual({ archives: [], removed: 30 });
  });
});

function copyOf(path: string, now: Date): { store: Store; clock: Clock } {
  const copy = join(folder(), "copy.db");
  copyFileSync(path, copy);
  const clock = { now };
  return { store: freshStore({ path: copy, now: () => clock.now }), clock };
}
