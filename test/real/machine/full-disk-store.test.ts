// The store on a disk that fills: what was acknowledged is there, what was not is refused, and it goes on with space.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { RasoatError } from "../../../src/model/error.ts";
import { openStore, type Store } from "../../../src/store/store.ts";
import { commit, finding, folder, intent, NOW, result, run, seen } from "../../store/samples.ts";
import { mountSmallDisk } from "./small-disk.ts";

/** A target that needs some pages. */
function large(n: number) {
  const host = `www.h${n}.test`;
  const found = finding({ host });
  const noise = Array.from({ length: 400 }, (_, i) => `${n}-${i}-${Math.sin(n * 1000 + i)}`);
  return commit({
    host,
    findings: [found],
    events: [seen(found)],
    result: result({ findings: [found], ownHosts: noise }),
  });
}

function refusedBy(work: () => unknown): RasoatError | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof RasoatError) return error;
    throw error;
  }
}

async function refusalOf(work: Promise<unknown>): Promise<RasoatError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof RasoatError) return error;
  throw new Error("nothing was refused", { cause: error });
}

/** Fills the store until it refuses; gives how many targets were acknowledged. */
function fill(store: Store, from: number): { acknowledged: number; error: RasoatError } {
  for (let n = from; n < from + 2000; n++) {
    const error = refusedBy(() => store.commitTarget(large(n)));
    if (error !== null) return { acknowledged: n - from, error };
  }
  throw new Error("the disk never filled");
}

it("exit 4, all that was acknowledged is there, and it goes on", async () => {
  const at = folder();
  onTestFinished(mountSmallDisk(at, "4m"));
  const ballast = join(at, "ballast");
  writeFileSync(ballast, Buffer.alloc(1_500_000));
  const path = join(at, "rasoat.db");
  const store = openStore(path, { create: true, now: () => NOW, groupCommitMs: 1 });
  store.createRun(run());
  const { acknowledged, error } = fill(store, 0);
  expect([error.code, error.exit]).toEqual(["store-disk-full", 4]);
  expect(error.text.vi).toContain("--resume");
  expect(acknowledged).toBeGreaterThan(10);
  let refused: RasoatError | null = null;
  for (let n = 0; n < 500 && refused === null; n++) {
    const answer = store.ledger.intend(intent({ url: `https://h/${n}${"y".repeat(1500)}` }));
    refused = await refusalOf(answer).catch(() => null);
  }
  expect(refused).toMatchObject({ code: "store-disk-full", exit: 4 });
  expect(store.findings("central").length).toBe(acknowledged);

  rmSync(ballast);
  expect(store.commitTarget(large(acknowledged))).toBe("committed");
  expect(await store.ledger.intend(intent())).toBeGreaterThan(0);
  store.close();
  const again = openStore(path);
  expect(again.findings("central").length).toBe(acknowledged + 1);
  expect(again.verifyResults().bad).toEqual([]);
  expect(again.ledger.verify().sound).toBe(true);
  again.close();
});

it("a backup onto a full disk names that disk, leaves nothing there, and the database is as it was", () => {
  const store = openStore(join(folder(), "rasoat.db"), { create: true, now: () => NOW });
  onTestFinished(() => store.close());
  store.createRun(run());
  for (let n = 0; n < 60; n++) store.commitTarget(large(n));
  const small = folder();
  onTestFinished(mountSmallDisk(small, "200k"));
  const copy = join(small, "ban-sao.db");

  const error = refusedBy(() => store.backup(copy));
  expect(error).toMatchObject({ code: "store-disk-full", exit: 4 });
  expect(error?.text.vi).toContain(`Ổ đĩa chứa ${copy} đã đầy`);
  expect(readdirSync(small)).toEqual([]);
  expect(store.findings("central").length).toBe(60);
});
