// The ledger's archive on disks that fill or turn read-only: nothing leaves that stands nowhere, and it goes on with space.
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { archiveLedger } from "../../../src/run/ledger-archiving.ts";
import { proveLedger } from "../../../src/run/ledger-proof.ts";
import type { Store } from "../../../src/store/store.ts";
import { at, BY, filled } from "../../run/ledger-samples.ts";
import { folder } from "../../store/samples.ts";
import { mountSmallDisk } from "./small-disk.ts";

const ASKS = 800;
const LEAVE = 2 * 3 * ASKS;

function remount(at: string, options: string): void {
  execFileSync("mount", ["-o", `remount,${options}`, at]);
}

function smallDisk(size: string): string {
  const at = folder();
  onTestFinished(mountSmallDisk(at, size));
  return at;
}

async function expectWhole(store: Store, file: string): Promise<void> {
  const { check } = await proveLedger(store, [file]);
  expect(check).toMatchObject({ sound: true, rows: 5 * 3 * ASKS, archived: LEAVE });
}

it("a full one for the file, then a read-only one: told, nothing left behind, and it goes on", async () => {
  const { store } = await filled(ASKS);
  const disk = smallDisk("16k");
  const file = join(disk, "a.jsonl.gz");
  const wish = { before: at(3), file, by: BY };
  const told = (why: string) => ({
    code: "archive-unwritable",
    text: { en: expect.stringContaining(`(${why})`) as string },
  });
  await expect(archiveLedger(store, wish)).rejects.toMatchObject(told("ENOSPC"));
  expect(readdirSync(disk)).toEqual([]);
  remount(disk, "ro");
  await expect(archiveLedger(store, wish)).rejects.toMatchObject(told("EROFS"));
  remount(disk, "rw,size=8m");
  const turning = new Proxy(store, {
    get: (whole, name) => {
      if (name === "joinsLedger") remount(disk, "ro");
      return Reflect.get(whole, name) as unknown;
    },
  });
  await expect(archiveLedger(turning, wish)).rejects.toMatchObject(told("EROFS"));
  expect(store.ledger.verify()).toMatchObject({ sound: true, archived: 0 });
  remount(disk, "rw");
  expect((await archiveLedger(store, wish)).removed).toBe(LEAVE);
  expect(readdirSync(disk)).toEqual(["a.jsonl.gz"]);
  await expectWhole(store, file);
});

it("a full one for the database: what has not gone stays, and goes once there is space", async () => {
  const disk = smallDisk("16m");
  const { store, clock } = await filled(ASKS, 4, join(disk, "rasoat.db"));
  store.checkpoint();
  const ballast = join(disk, "ballast");
  const fill = (): void => {
    for (let bytes = 16_777_216; bytes >= 4_096; bytes /= 2) {
      try {
        writeFileSync(ballast, Buffer.alloc(bytes), { flag: "a" });
      } catch (error) {
        expect(error).toMatchObject({ code: "ENOSPC" });
      }
    }
  };
  let batches = 0;
  const filling = new Proxy(store, {
    get: (whole, name) => {
      if (name === "removeArchived" && (batches += 1) === 3) fill();
      return Reflect.get(whole, name) as unknown;
    },
  });
  const file = join(folder(), "a.jsonl.gz");
  const wish = { before: at(3), file, by: BY };
  await expect(archiveLedger(filling, wish)).rejects.toMatchObject({
    code: "store-disk-full",
    exit: 4,
  });
  expect(store.ledgerLeft()).toBeLessThan(LEAVE);
  expect(store.ledger.verify()).toMatchObject({ sound: true, archived: store.ledgerLeft() });
  rmSync(ballast);
  // The lease could not be given back on a full disk; it ends by itself, or with its process.
  clock.now = new Date(clock.now.getTime() + 61_000);
  await archiveLedger(store, wish);
  await expectWhole(store, file);
  store.close();
});
