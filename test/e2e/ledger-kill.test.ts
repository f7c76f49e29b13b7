// Archiving the ledger, killed at seen states and at pseudo-random moments: no row is lost, none stands twice in what is
// proved, and the next call goes on at once.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { proveLedger } from "../../src/run/ledger-proof.ts";
import { connect, type Connection } from "../../src/store/sqlite/connection.ts";
import { openStore } from "../../src/store/store.ts";
import { ask, at as moment } from "../run/ledger-samples.ts";
import { chance, until } from "./moments.ts";
import { workspace, type Running } from "./program.ts";

const space = workspace();
const TEMPLATE = space.path("template.db");
const BEFORE = "2026-11-03";
/** Requests of each of two days that leave, and of two that stay; each makes an intent, an outcome and a refusal. */
const ASKS = 1_000;
const [LEAVE, ALL] = [2 * 3 * ASKS, 4 * 3 * ASKS];

beforeAll(async () => {
  const clock = { now: moment(1) };
  const store = openStore(TEMPLATE, { create: true, now: () => clock.now });
  for (const day of [1, 2, 4, 5]) {
    clock.now = moment(day, 23);
    await ask(store, ASKS);
  }
  store.close();
}, 60_000);
afterAll(() => {
  space.remove();
});

/** A database of its own and the file that it archives into, in a folder of their own. */
interface Place {
  readonly db: string;
  readonly file: string;
  readonly connection: Connection;
}

let places = 0;

function place(): Place {
  places += 1;
  const folder = space.path(`place-${String(places)}`);
  mkdirSync(folder);
  const db = join(folder, "rasoat.db");
  copyFileSync(TEMPLATE, db);
  return { db, file: join(folder, "so-ghi.jsonl.gz"), connection: connect(db, "FULL") };
}

const archive = ({ db, file }: Place): Running =>
  space.start("--db", db, "ledger", "archive", "--before", BEFORE, "-o", file, "--json");

const Left = z.object({ n: z.number() });

/** Rows that have left the database. */
function left({ connection }: Place): number {
  return connection.one(Left, "SELECT n FROM ledger_anchor")?.n ?? 0;
}

function noted({ connection }: Place): number {
  return connection.one(Left, "SELECT last AS n FROM ledger_archives")?.n ?? 0;
}

/** Of whoever is at it, or was when it was killed; undefined: nobody. */
function lease({ connection }: Place): string | undefined {
  const Lease = z.object({ token: z.string() });
  return connection.one(Lease, "SELECT token FROM ledger_archiving")?.token;
}

function isWriting({ file }: Place): boolean {
  return readdirSync(dirname(file)).some((name) => name.endsWith(".part"));
}

/** Every row stands in the database or in a noted file. */
function expectNoneLost(where: Place): void {
  const Row = z.object({ n: z.number() });
  const rows = new Set(where.connection.all(Row, "SELECT n FROM ledger").map(({ n }) => n));
  if (noted(where) > 0) {
    const lines = gunzipSync(readFileSync(where.file)).toString().trimEnd().split("\n");
    for (const line of lines.slice(1, -1)) rows.add(Row.parse(JSON.parse(line)).n);
  }
  expect(rows.size).toBe(ALL);
}

/** The next call ends what was begun; then nothing is left of the kill. */
async function expectGoneOn(where: Place): Promise<void> {
  const { db, file, connection } = where;
  const next = await archive(where).ended;
  expect([next.code, next.err]).toEqual([0, ""]);
  const store = openStore(db);
  const { check, archives } = await proveLedger(store, [file]);
  expect(check).toMatchObject({ sound: true, rows: ALL, archived: LEAVE });
  expect(archives).toMatchObject([{ first: 1, last: LEAVE }]);
  expect([...store.ledger.rows()]).toHaveLength((ALL - LEAVE) * (2 / 3));
  expect(store.audit({ limit: 9, offset: 0 })).toHaveLength(1);
  store.close();
  connection.db.close();
  expect(readdirSync(dirname(file)).filter((name) => name.includes("so-ghi"))).toEqual([
    "so-ghi.jsonl.gz",
  ]);
}

interface Moment {
  /** When to interfere. */
  readonly isTime: (where: Place) => boolean;
  /** What must be so once the program is held still; on a busy machine it may have gone on: then it is tried anew. */
  readonly isMeant: (where: Place) => boolean;
  /** Nobody else can write from then on: it goes as far as it can. */
  readonly locks?: true;
}

/** @returns where it was killed in the very state that was meant */
async function killedAt({ isTime, isMeant, locks }: Moment): Promise<Place> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const where = place();
    const { db: hand } = connect(where.db, "FULL");
    const { child, ended } = archive(where);
    const isOver = (): boolean => child.exitCode !== null;
    await until(() => isTime(where) || isOver(), 20_000, 1);
    if (locks === true) {
      hand.exec("BEGIN IMMEDIATE");
      await until(() => isMeant(where) || noted(where) > 0 || isOver(), 20_000, 1);
    }
    child.kill("SIGSTOP");
    const meant = isMeant(where);
    child.kill("SIGKILL");
    await ended;
    hand.close();
    if (meant) return where;
    where.connection.db.close();
  }
  throw new Error("the state that was meant was never seen");
}

describe("rasoat ledger archive, killed", () => {
  it("while it writes: nothing has left, and half a file is not the file", async () => {
    const where = await killedAt({
      isTime: isWriting,
      isMeant: (at) => isWriting(at) && !existsSync(at.file),
    });
    expect([noted(where), left(where)]).toEqual([0, 0]);
    expectNoneLost(where);
    await expectGoneOn(where);
  });

  it("with the whole file under its name, and not yet noted: it is taken up as it is", async () => {
    const where = await killedAt({
      isTime: isWriting,
      // It reads, writes its file and gives it its name, and can note nothing.
      locks: true,
      isMeant: (at) => existsSync(at.file) && noted(at) === 0,
    });
    const bytes = readFileSync(where.file);
    expectNoneLost(where);
    await expectGoneOn(where);
    expect(readFileSync(where.file)).toEqual(bytes);
  });

  it.each([
    ["once the file is noted", (where: Place) => noted(where) > 0],
    ["while rows go", (where: Place) => left(where) > 0],
  ])("%s: what is still to go goes the next time", async (_name, isTime) => {
    const isMeant = (at: Place): boolean => isTime(at) && left(at) < LEAVE;
    const where = await killedAt({ isTime, isMeant });
    expect(noted(where)).toBe(LEAVE);
    expectNoneLost(where);
    await expectGoneOn(where);
  });

  it("at four pseudo-random moments of its work, each after the other", async () => {
    const random = chance("ledger-kill");
    const where = place();
    for (let kill = 0; kill < 4; kill += 1) {
      const before = lease(where);
      const { child, ended } = archive(where);
      await until(() => lease(where) !== before || child.exitCode !== null, 20_000, 1);
      await sleep(random() * 400);
      child.kill("SIGKILL");
      await ended;
      expectNoneLost(where);
      const store = openStore(where.db);
      expect(store.ledger.verify().sound).toBe(true);
      store.close();
    }
    await expectGoneOn(where);
    const verify = await space.run("--db", where.db, "ledger", "verify", "--archive", where.file);
    expect([verify.code, verify.out]).toEqual([
      0,
      `Sổ ghi nguyên vẹn từ dòng đầu tiên: ${String(ALL)} dòng, trong đó ${String(LEAVE)} dòng chỉ còn trong 1 tệp lưu trữ.\n`,
    ]);
  });
});
