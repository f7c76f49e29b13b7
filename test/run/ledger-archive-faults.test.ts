import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { archiveLedger } from "../../src/run/ledger-archiving.ts";
import { proveLedger } from "../../src/run/ledger-proof.ts";
import { writeArchive } from "../../src/store/ledger/archive-file.ts";
import type { Store } from "../../src/store/store.ts";
import { at, BY, filled, target } from "./ledger-samples.ts";
import { folder } from "../store/samples.ts";

/** The same store; `work` is done once, before the member is asked for. */
function before(store: Store, member: keyof Store, work: () => void): Store {
  let isDone = false;
  return new Proxy(store, {
    get: (whole, name) => {
      if (name === member && !isDone) {
        isDone = true;
        work();
      }
      return Reflect.get(whole, name) as unknown;
    },
  });
}

/** Rows of the first two days leave, 30 of 75. */
async function expectGoesOn(store: Store, file: string): Promise<void> {
  const done = await archiveLedger(store, { before: at(3), file, by: BY });
  expect(done.removed).toBe(30);
  const { check } = await proveLedger(store, [file]);
  expect(check).toMatchObject({ sound: true, rows: 75, archived: 30 });
  expect(readdirSync(dirname(file))).toEqual(["a.jsonl.gz"]);
}

describe("a disk that takes no more", () => {
  it.each([1, 20_000])("is told as full, not as aborted, after %i lines", async (lines) => {
    async function* rows(): AsyncGenerator<string> {
      for (let n = 0; n < lines; n += 1) yield `${String(Math.sin(n))}\n`;
    }
    await expect(writeArchive("/dev/full", rows())).rejects.toMatchObject({ code: "ENOSPC" });
  });

  it("what goes wrong while rows are read is told as it is", async () => {
    async function* rows(): AsyncGenerator<string> {
      yield "one\n";
      throw new Error("a row that is not there");
    }
    await expect(writeArchive(target(), rows())).rejects.toThrow("a row that is not there");
  });
});

describe("a folder that vanishes", () => {
  it("while the file is written: told as such, nothing has left, and it goes on once it is back", async () => {
    const { store } = await filled();
    const file = target();
    const away = before(store, "archivePage", () => {
      rmSync(dirname(file), { recursive: true });
    });
    await expect(archiveLedger(away, { before: at(3), file, by: BY })).rejects.toMatchObject({
      code: "archive-unwritable",
      text: { en: expect.stringContaining("ENOENT") },
    });
    expect(store.ledger.verify()).toMatchObject({ sound: true, archived: 0 });
    mkdirSync(dirname(file));
    await expectGoesOn(store, file);
  });

  it("and a file in its place: another folder may be taken", async () => {
    const { store } = await filled();
    const file = join(folder(), "kho", "a.jsonl.gz");
    const wish = { before: at(3), file, by: BY };
    await expect(archiveLedger(store, wish)).rejects.toMatchObject({ code: "archive-unwritable" });
    writeFileSync(dirname(file), "no folder");
    await expect(archiveLedger(store, wish)).rejects.toMatchObject({ code: "archive-unwritable" });
    await expectGoesOn(store, target());
  });

  it("once the file is noted: rows stay, nothing more leaves, and it goes on once it is back", async () => {
    const { store } = await filled();
    const file = target();
    const home = dirname(file);
    const away = before(store, "removeArchived", () => {
      throw new Error("killed");
    });
    await expect(archiveLedger(away, { before: at(3), file, by: BY })).rejects.toThrow("killed");
    renameSync(home, `${home}-away`);
    const later = { before: at(5), file: target(), by: BY };
    await expect(archiveLedger(store, later)).rejects.toMatchObject({
      code: "archive-gone",
      exit: 2,
      text: { en: expect.stringContaining("rows 1 to 30") },
    });
    expect([...store.ledger.rows()]).toHaveLength(50);
    expect(store.ledger.verify()).toMatchObject({ sound: true, archived: 0 });
    renameSync(`${home}-away`, home);
    await expectGoesOn(store, file);
  });

  it("a noted file that is lost before any of its rows has left is written again, byte by byte", async () => {
    const { store } = await filled();
    const file = target();
    const away = before(store, "removeArchived", () => {
      throw new Error("killed");
    });
    await expect(archiveLedger(away, { before: at(3), file, by: BY })).rejects.toThrow("killed");
    const bytes = readFileSync(file);
    rmSync(file);
    const next = await archiveLedger(store, { before: at(5), file: target(), by: BY });
    expect(next).toMatchObject({ removed: 60, archives: [{ first: 31, last: 60 }] });
    expect(readFileSync(file)).toEqual(bytes);
    expect(readdirSync(dirname(file))).toEqual(["a.jsonl.gz"]);
  });

  it("one that is lost once some of them have left is not made up for", async () => {
    const { store } = await filled(400);
    const file = target();
    const wish = { before: at(3), file, by: BY };
    let batches = 0;
    const away = new Proxy(store, {
      get: (whole, name) => {
        if (name === "removeArchived" && (batches += 1) === 2) throw new Error("killed");
        return Reflect.get(whole, name) as unknown;
      },
    });
    await expect(archiveLedger(away, wish)).rejects.toThrow("killed");
    const bytes = readFileSync(file);
    rmSync(file);
    await expect(archiveLedger(store, wish)).rejects.toMatchObject({ code: "archive-gone" });
    expect([store.ledgerLeft(), readdirSync(dirname(file))]).toEqual([1_000, []]);
    writeFileSync(file, bytes);
    expect((await archiveLedger(store, wish)).removed).toBe(1_400);
  });
});

describe("a clock that is set back", () => {
  it("makes nothing leave that would not have, and what was to leave goes once it is right", async () => {
    const { store, clock } = await filled();
    const right = clock.now;
    clock.now = at(2, 23);
    const early = { before: at(5), file: target(), by: BY };
    const done = await archiveLedger(store, early);
    expect(done.archives).toMatchObject([{ first: 1, last: 15 }]);
    clock.now = at(1, 3);
    expect(await archiveLedger(store, { ...early, file: target() })).toEqual({
      archives: [],
      removed: 0,
    });
    clock.now = right;
    const rest = await archiveLedger(store, { ...early, file: target() });
    expect(rest.archives).toMatchObject([{ first: 16, last: 60 }]);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 75, archived: 60 });
  });

  it("leaves no lease standing that lies in the future", async () => {
    const { store, clock } = await filled();
    store.leaseArchiving({ pid: process.pid, machine: hostname() });
    clock.now = new Date(clock.now.getTime() - 3_600_000);
    await expectGoesOn(store, target());
  });
});
