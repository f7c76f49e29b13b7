import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connect } from "../../src/store/sqlite/connection.ts";
import { nightOf } from "../../src/store/ledger/chain.ts";
import { splitUrl } from "../../src/store/ledger/words.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { freshStore, intent, NOW, OUTCOME, refusal, run } from "./samples.ts";

const hours = (count: number): Date => new Date(NOW.getTime() + count * 3_600_000);

/** Five requests with their outcomes and one refusal: eleven rows. */
async function elevenRows(store: Store): Promise<void> {
  for (let n = 0; n < 5; n++) {
    const row = await store.ledger.intend(intent({ url: `https://www.bv-a.test/trang-${n}` }));
    store.ledger.settle(row, { ...OUTCOME, bytesIn: 100 + n });
    await store.ledger.flush();
  }
  await store.ledger.refuse(refusal());
}

describe("the ledger", () => {
  it("gives back one line a connection, request or refusal, with what came of it", async () => {
    const store = freshStore();
    const asked = [
      intent({ kind: "resolve", method: "DNS", port: null, address: null, url: null, cost: 0 }),
      intent({ kind: "connect", method: "TLS", url: null }),
      intent({ run: null, url: "https://www.bv-a.test/tìm?q=“x”#y", method: "HEAD" }),
    ];
    const rows = await Promise.all(asked.map((one) => store.ledger.intend(one)));
    expect(rows).toEqual([1, 2, 3]);
    store.ledger.settle(2, { ...OUTCOME, result: "tls-failed", status: null, durationMs: 12.6 });
    await store.ledger.refuse(refusal());
    const lines = [...store.ledger.rows()];
    expect(lines.map(({ row, kind, result }) => [row, kind, result])).toEqual([
      [1, "resolve", null],
      [2, "connect", "tls-failed"],
      [3, "request", null],
      [5, "refusal", "refused"],
    ]);
    for (const [index, one] of asked.entries()) expect(lines[index]).toMatchObject(one);
    expect(lines[1]).toMatchObject({ status: null, durationMs: 13, at: NOW.toISOString() });
    const { reason, detail, ...rest } = refusal();
    expect(lines[3]).toMatchObject({ ...rest, reason, detail, method: null, cost: 0 });
    expect(store.ledger.verify().sound).toBe(true);
  });

  it("knows which hosts were connected to at an address", async () => {
    const store = freshStore();
    const at = { kind: "connect", method: "TLS", url: null, address: "127.0.0.9" } as const;
    await store.ledger.intend(intent({ ...at, host: "a.test" }));
    await store.ledger.intend(intent({ ...at, host: "b.test", port: 8443 }));
    await store.ledger.intend(intent({ ...at, host: "b.test" }));
    await store.ledger.intend(intent({ ...at, host: "c.test", address: "127.0.0.10" }));
    expect(store.ledger.hostsAt("127.0.0.9").toSorted()).toEqual(["a.test", "b.test"]);
    expect(store.ledger.hostsAt("127.0.0.11")).toEqual([]);
  });

  it("answers an intent only when another connection can read it", async () => {
    const store = freshStore({ groupCommitMs: 20 });
    const other = openStore(store.path);
    const answer = store.ledger.intend(intent());
    expect([...other.ledger.rows()]).toEqual([]);
    await answer;
    expect([...other.ledger.rows()].length).toBe(1);
    other.close();
  });

  it("commits at once what comes alone, and lets what follows soon wait for others", async () => {
    const store = freshStore({ groupCommitMs: 5000 });
    const other = openStore(store.path);
    const start = performance.now();
    await store.ledger.intend(intent());
    expect(performance.now() - start).toBeLessThan(2500);
    const following = [store.ledger.intend(intent()), store.ledger.intend(intent())];
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([...other.ledger.rows()].length).toBe(1);
    await store.ledger.flush();
    expect(await Promise.all(following)).toEqual([2, 3]);
    expect([...other.ledger.rows()].length).toBe(3);
    other.close();
  });

  it("commits intents that come together as one, and starts at once when 64 wait", async () => {
    const store = freshStore({ groupCommitMs: 5000 });
    const { db } = connect(store.path, "FULL");
    const version = (): unknown => db.pragma("data_version", { simple: true });
    const before = version();
    const start = performance.now();
    await Promise.all(Array.from({ length: 64 }, () => store.ledger.intend(intent())));
    expect(performance.now() - start).toBeLessThan(2500);
    expect(version()).toBe(Number(before) + 1);
    db.close();
  });

  it("is filtered by host, run and unit, over pages", async () => {
    const store = freshStore();
    const asked = Array.from({ length: 1300 }, (_, n) =>
      intent({
        host: n % 3 === 0 ? "a.test" : "b.test",
        unit: n % 2 === 0 ? "BV-A" : "BV-B",
        run: n < 650 ? "r1" : "r2",
        url: `https://x.test/${n % 7}`,
      }),
    );
    await Promise.all(asked.map((one) => store.ledger.intend(one)));
    const count = (filter: { host?: string; run?: string; unit?: string }): number =>
      [...store.ledger.rows(filter)].length;
    expect(count({})).toBe(1300);
    expect(count({ host: "a.test" })).toBe(434);
    expect(count({ run: "r1" })).toBe(650);
    expect(count({ unit: "BV-B" })).toBe(650);
    expect(count({ unit: "BV-B", run: "r2", host: "a.test" })).toBe(
      asked.filter((one) => one.unit === "BV-B" && one.run === "r2" && one.host === "a.test")
        .length,
    );
    expect(count({ run: "none" })).toBe(0);
    expect([...store.ledger.rows()].map(({ url }) => url)).toEqual(asked.map(({ url }) => url));
  });

  it("keeps what is hostile, and what is too long only in part", async () => {
    const store = freshStore();
    const hostile = "x\u0000\ud800'\"\n🏥";
    await store.ledger.intend(intent({ url: `https://www.bv-a.test/${hostile}`, probe: hostile }));
    await store.ledger.refuse(refusal({ url: `http://${"y".repeat(9000)}/`, detail: hostile }));
    const [first, second] = [...store.ledger.rows()];
    expect(first?.probe).toBe("x\u0000\ufffd'\"\n🏥");
    expect(second?.url?.length).toBe(2048);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 2 });
  });

  it("refuses an outcome nobody awaits, and an intent after its end", async () => {
    const store = freshStore();
    const row = await store.ledger.intend(intent());
    expect(() => store.ledger.settle(row + 1, OUTCOME)).toThrow(/awaits no outcome/);
    store.ledger.settle(row, OUTCOME);
    expect(() => store.ledger.settle(row, OUTCOME)).toThrow(/awaits no outcome/);
    store.close();
    await expect(store.ledger.intend(intent())).rejects.toThrow(/closed/);
    const again = openStore(store.path);
    expect([...again.ledger.rows()]).toMatchObject([{ result: "ok", status: 200 }]);
    again.close();
  });

  it("URLs split and join again", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string()), (url) => {
        const { origin, rest } = splitUrl(url);
        expect(`${origin ?? ""}${rest ?? ""}`).toBe(url);
      }),
    );
    expect(splitUrl(null)).toEqual({ origin: null, rest: null });
  });
});

describe("spent", () => {
  it.each([
    ["22:00", "2026-11-22T15:00:00Z", true],
    ["04:59 the next morning", "2026-11-22T21:59:00Z", true],
    ["noon before", "2026-11-22T05:00:00Z", true],
    ["a moment before that noon", "2026-11-22T04:59:59Z", false],
    ["noon after", "2026-11-23T05:00:00Z", false],
    ["the night before", "2026-11-21T16:00:00Z", false],
  ])("%s local time belongs to the night of 23:00 or not", (_name, moment, isSame) => {
    expect(nightOf(Date.parse(moment)) === nightOf(NOW.getTime())).toBe(isSame);
  });

  it("counts what costs, of one host, over all runs of the night, waiting ones too", async () => {
    const clock = { now: NOW };
    const store = freshStore({ now: () => clock.now, groupCommitMs: 50 });
    await store.ledger.intend(intent({ run: "r1" }));
    await store.ledger.intend(intent({ run: "r2" }));
    await store.ledger.intend(intent({ cost: 0 }));
    await store.ledger.intend(intent({ host: "other.test" }));
    await store.ledger.refuse(refusal({ host: intent().host }));
    const waiting = store.ledger.intend(intent({ run: null }));
    expect(store.ledger.spent(intent().host, hours(3))).toBe(3);
    await waiting;
    expect(store.ledger.spent(intent().host, hours(3))).toBe(3);
    expect(store.ledger.spent("unknown.test", NOW)).toBe(0);
    clock.now = hours(24);
    expect(store.ledger.spent(intent().host, clock.now)).toBe(0);
    await store.ledger.intend(intent());
    expect(store.ledger.spent(intent().host, clock.now)).toBe(1);
    const other = openStore(store.path);
    expect(other.ledger.spent(intent().host, NOW)).toBe(3);
    other.close();
  });
});

describe("tampering", () => {
  const OPEN = "DROP TRIGGER ledger_stays; DROP TRIGGER ledger_kept;";
  const swap = (a: number, b: number): string => `
    UPDATE ledger SET n = -1 WHERE n = ${a}; UPDATE ledger SET n = ${a} WHERE n = ${b};
    UPDATE ledger SET n = ${b} WHERE n = -1;`;
  const COLUMNS =
    "run, context, intent, at, path, tail, word, detail, status, bytes_in, bytes_out, duration, mark";

  it.each([
    ["an edited time", "UPDATE ledger SET at = at + 1 WHERE n = 5", 5, "changed"],
    ["an edited outcome", "UPDATE ledger SET bytes_in = 7 WHERE n = 4", 4, "changed"],
    ["an edited mark", "UPDATE ledger SET mark = x'0011223344556677' WHERE n = 3", 3, "changed"],
    ["an edited host", "UPDATE ledger_contexts SET host = 'x.test' WHERE id = 1", 1, "changed"],
    ["an edited word", "UPDATE ledger_words SET text = 'fine' WHERE text = 'ok'", 2, "changed"],
    ["an edited run", "UPDATE ledger_runs SET run = 'r9'", 1, "changed"],
    ["a removed context", "PRAGMA foreign_keys = OFF; DELETE FROM ledger_contexts", 1, "changed"],
    ["a deleted row", "DELETE FROM ledger WHERE n = 6", 6, "missing"],
    ["a first row deleted", "DELETE FROM ledger WHERE n = 1", 1, "missing"],
    ["two rows swapped", swap(3, 7), 3, "changed"],
    [
      "a deleted row with all later ones moved up",
      "DELETE FROM ledger WHERE n = 5; UPDATE ledger SET n = -n WHERE n > 5; UPDATE ledger SET n = -n - 1 WHERE n < 0",
      5,
      "changed",
    ],
    [
      "an inserted row with all later ones moved down",
      `UPDATE ledger SET n = -n WHERE n >= 5; UPDATE ledger SET n = 1 - n WHERE n < 0;
       INSERT INTO ledger (n, ${COLUMNS}) SELECT 5, ${COLUMNS} FROM ledger WHERE n = 3`,
      5,
      "changed",
    ],
    [
      "a row appended by hand",
      `INSERT INTO ledger (n, ${COLUMNS}) SELECT 12, ${COLUMNS} FROM ledger WHERE n = 3`,
      12,
      "changed",
    ],
    ["the last row deleted", "DELETE FROM ledger WHERE n = 11", 11, "cut"],
    ["an edited head", "UPDATE ledger_head SET hash = zeroblob(32)", 11, "head"],
    ["a removed head", "DELETE FROM ledger_head", 11, "head"],
    ["an edited budget", "UPDATE ledger_nights SET cost = cost - 1", 11, "nights"],
    ["a removed budget", "DELETE FROM ledger_nights", 11, "nights"],
  ])("%s is found, with the first bad row", async (_name, sql, row, fault) => {
    const store = freshStore();
    await elevenRows(store);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 11, bad: null });
    const { db } = connect(store.path, "FULL");
    db.exec(OPEN);
    db.exec(sql);
    db.close();
    expect(store.ledger.verify()).toMatchObject({ sound: false, bad: { row, fault } });
  });

  it("a tail cut with its traces is found against a head printed before", async () => {
    const store = freshStore();
    await elevenRows(store);
    const printed = store.ledger.head();
    const { db } = connect(store.path, "FULL");
    db.exec(`${OPEN} DELETE FROM ledger WHERE n > 9`);
    db.exec("UPDATE ledger_nights SET cost = 5");
    const shorter = store.ledger.verify();
    db.prepare("UPDATE ledger_head SET n = 9, hash = ?").run(Buffer.from(shorter.hash, "hex"));
    db.close();
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 9 });
    expect(store.ledger.verify(printed)).toMatchObject({ bad: { row: 10, fault: "cut" } });
  });

  it("a ledger written anew is found against a head printed before", async () => {
    const first = freshStore();
    await elevenRows(first);
    const printed = first.ledger.head();
    await first.ledger.intend(intent());
    expect(first.ledger.verify(printed).sound).toBe(true);
    const forged = freshStore();
    await forged.ledger.refuse(refusal());
    await elevenRows(forged);
    expect(forged.ledger.verify()).toMatchObject({ sound: true, rows: 12 });
    expect(forged.ledger.verify(printed)).toMatchObject({ bad: { row: 11, fault: "head" } });
  });

  it("by our own hand is impossible: rows are only ever added", async () => {
    const store = freshStore();
    await elevenRows(store);
    const { db } = connect(store.path, "FULL");
    expect(() => db.exec("UPDATE ledger SET at = 1")).toThrow(/only ever added/);
    expect(() => db.exec("DELETE FROM ledger")).toThrow(/only ever added/);
    db.close();
  });
});

describe("pace", () => {
  it("hands out moments one interval apart, over all processes", () => {
    const store = freshStore();
    const other = openStore(store.path);
    const slots = [store, other, store, other].map((one) => one.pace.reserve("127.0.0.1", 1000, 5));
    expect(slots).toEqual([5, 1005, 2005, 3005]);
    expect(other.pace.reserve("127.0.0.2", 1000, 5)).toBe(5);
    expect(store.pace.reserve("127.0.0.1", 1000, 90_000)).toBe(90_000);
    other.close();
  });

  it("lets the slower of two rule", () => {
    const { pace } = freshStore();
    expect(pace.reserve("127.0.0.1", 2000, 0)).toBe(0);
    expect(pace.reserve("127.0.0.1", 50, 0)).toBe(2000);
    expect(pace.reserve("127.0.0.1", 50, 0)).toBe(2050);
    expect(pace.reserve("127.0.0.1", 2000, 0)).toBe(4050);
  });

  it("is not held up for long by a clock that was set back", () => {
    const { pace } = freshStore();
    pace.reserve("127.0.0.1", 1000, NOW.getTime());
    const back = hours(-2).getTime();
    expect(pace.reserve("127.0.0.1", 1000, back)).toBe(back + 1000);
    expect(pace.reserve("127.0.0.1", 1000, back)).toBe(back + 2000);
  });

  it("takes under a millisecond or so", () => {
    const { pace } = freshStore();
    const start = performance.now();
    for (let n = 0; n < 500; n++) pace.reserve(`127.0.0.${n % 50}`, 10, n);
    expect((performance.now() - start) / 500).toBeLessThan(5);
  });
});

describe("size", () => {
  it("stays under 250 bytes a request with its outcome, indexes included", async () => {
    const store = freshStore();
    store.createRun(run());
    const { db } = connect(store.path, "FULL");
    const pages = (): number => Number(db.pragma("page_count", { simple: true }));
    const empty = pages();
    const PATHS = Array.from({ length: 60 }, (_, n) => `/admin/path-number-${n}/login.php`);
    for (let h = 0; h < 60; h++) {
      const host = `benh-vien-so-${h}.health-department.test`;
      const asked = [...PATHS, `/${"r".repeat(24)}${h}`, `/tin-tuc/bai-viet-${h}`].map((path) =>
        intent({ host, unit: `BV-${h}`, url: `https://${host}${path}`, probe: "panels" }),
      );
      const rows = await Promise.all(asked.map((one) => store.ledger.intend(one)));
      for (const row of rows)
        store.ledger.settle(row, { ...OUTCOME, bytesIn: row * 7, status: 404 });
      await store.ledger.flush();
    }
    const bytes = ((pages() - empty) * 4096) / (60 * 62);
    db.close();
    expect(bytes).toBeGreaterThan(50);
    expect(bytes).toBeLessThan(160);
  });
});
