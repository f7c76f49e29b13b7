import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import { connect } from "../../src/store/connection.ts";
import { ledgerOver } from "../../src/store/ledger.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import {
  commit,
  finding,
  folder,
  freshStore,
  intent,
  NOW,
  OUTCOME,
  result,
  run,
  seen,
} from "./samples.ts";

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

const MOUNT = "mount";
const UNMOUNT = "umount";

function mount(at: string): boolean {
  try {
    execFileSync(MOUNT, ["-t", "tmpfs", "-o", "size=4m", "tmpfs", at], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Mounting needs rights that not every machine gives; the page limit above needs none. */
function canMount(): boolean {
  const at = mkdtempSync(join(tmpdir(), "rasoat-mount-"));
  const isMounted = mount(at);
  if (isMounted) execFileSync(UNMOUNT, [at]);
  rmdirSync(at);
  return isMounted;
}

describe("a full disk", () => {
  it("rejects the waiting intents with exit 4, keeps the outcomes, and goes on with space", async () => {
    const store = freshStore();
    const connection = connect(store.path, "FULL");
    const ledger = ledgerOver(connection, { now: () => NOW, groupCommitMs: 1 });
    const row = await ledger.intend(intent());
    ledger.settle(row, OUTCOME);
    const pages = Number(connection.db.pragma("page_count", { simple: true }));
    connection.db.pragma(`max_page_count = ${pages}`);
    const many = Array.from({ length: 200 }, (_, n) =>
      intent({
        host: `host-${n}.test`,
        address: `127.0.0.${n}`,
        url: `https://h/${"x".repeat(900)}`,
      }),
    );
    const answers = await Promise.allSettled(many.map((one) => ledger.intend(one)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toEqual([]);
    for (const answer of answers) {
      if (answer.status !== "rejected") continue;
      expect(answer.reason).toMatchObject({ code: "store-disk-full", exit: 4 });
    }
    expect([...store.ledger.rows()].length).toBe(1);
    expect(store.ledger.spent("host-1.test", NOW)).toBe(0);

    connection.db.pragma("max_page_count = 1000000");
    await Promise.all(many.map((one) => ledger.intend(one)));
    const lines = [...store.ledger.rows()];
    expect(lines.length).toBe(201);
    expect(lines[0]).toMatchObject({ row: 1, result: "ok", bytesIn: OUTCOME.bytesIn });
    expect(store.ledger.verify().sound).toBe(true);
    ledger.close();
    connection.db.close();
  });

  it.runIf(canMount())(
    "on a real small disk: exit 4, all that was acknowledged is there, and it goes on",
    async () => {
      const at = folder();
      expect(mount(at)).toBe(true);
      onTestFinished(() => {
        execFileSync(UNMOUNT, ["-l", at]);
      });
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
    },
  );
});
