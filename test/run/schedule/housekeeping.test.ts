import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { Settings } from "../../../src/model/settings.ts";
import { archiveFile, localMidnight, oldestKept } from "../../../src/run/ledger-months.ts";
import { keepHouse } from "../../../src/run/schedule/housekeeping.ts";
import { connect } from "../../../src/store/sqlite/connection.ts";
import { freshStore, refusal } from "../../store/samples.ts";

/** Goes on from hour to hour and ends after so many; what is logged as a fault is kept. */
function worker(settings: object, from: string, hours: number) {
  const clock = { now: new Date(from) };
  const store = freshStore({ now: () => clock.now });
  const faults: unknown[] = [];
  const warnings: unknown[] = [];
  const work = async (): Promise<void> => {
    const gone = new AbortController();
    let left = hours;
    await keepHouse({
      store,
      settings: Settings.parse({ retention: settings }),
      signal: gone.signal,
      clock: {
        now: () => clock.now,
        sleep: (ms) => {
          clock.now = new Date(clock.now.getTime() + ms);
          left -= 1;
          if (left === 0) gone.abort();
          return Promise.resolve();
        },
      },
      log: {
        debug: () => {},
        info: () => {},
        warn: (_, fields) => warnings.push(fields),
        error: (_, fields) => faults.push(fields),
      },
    });
  };
  return { store, clock, faults, warnings, work };
}

describe("a worker's housekeeping", () => {
  const beginning = "2026-08-20T03:00:00.000Z";

  it("by default lets nothing of the ledger leave", async () => {
    const { store, clock, work } = worker({}, beginning, 2);
    await store.ledger.refuse(refusal({ run: null }));
    clock.now = new Date("2036-11-22T03:00:00.000Z");
    await work();
    expect(store.ledgerArchives()).toEqual([]);
    expect([...store.ledger.rows()]).toHaveLength(1);
  });

  it("archives whole months once a month, beside the database", async () => {
    const { store, clock, faults, work } = worker({ ledgerMonths: 2 }, beginning, 24 * 40);
    for (const moment of [
      "2026-08-20",
      "2026-08-31T16:59:59",
      "2026-08-31T17:00:00",
      "2026-09-20",
    ]) {
      clock.now = new Date(`${moment.slice(0, 10)}T${moment.slice(11) || "03:00:00"}.000Z`);
      await store.ledger.refuse(refusal({ run: null }));
    }
    clock.now = new Date("2026-11-05T03:00:00.000Z");
    await work();
    expect(faults).toEqual([]);
    // November lets August go; from the first of December on, in Việt Nam, September.
    expect(
      store.ledgerArchives().map(({ first, last, file, by }) => [first, last, file, by]),
    ).toEqual([
      [1, 2, join(dirname(store.path), "rasoat.db.ledger-000000000001.jsonl.gz"), "worker"],
      [3, 4, join(dirname(store.path), "rasoat.db.ledger-000000000003.jsonl.gz"), "worker"],
    ]);
    expect(store.ledgerArchives()[1]?.at).toMatch(/^2026-11-30T17/);
    expect(store.ledgerArchives().every(({ file }) => existsSync(file))).toBe(true);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 4, archived: 4 });
  });

  it("goes on where an operator has to mend something, and says it as that", async () => {
    const settings = { ledgerMonths: 1, archiveFolder: "/nowhere/at/all" };
    const { store, clock, faults, warnings, work } = worker(settings, beginning, 3);
    await store.ledger.refuse(refusal({ run: null }));
    clock.now = new Date("2026-11-05T03:00:00.000Z");
    await work();
    expect(faults).toEqual([]);
    const code = "archive-unwritable";
    expect(warnings).toMatchObject([{ code }, { code }, { code }]);
    expect([...store.ledger.rows()]).toHaveLength(1);
  });

  it("goes on after a fault of its own, and says it with its stack", async () => {
    const { store, clock, faults, work } = worker({ ledgerMonths: 1 }, beginning, 3);
    for (let row = 0; row < 2; row += 1) await store.ledger.refuse(refusal({ run: null }));
    const { db } = connect(store.path, "FULL");
    db.exec("DROP TRIGGER ledger_stays; UPDATE ledger SET at = 1 WHERE n = 2");
    db.close();
    clock.now = new Date("2026-11-05T03:00:00.000Z");
    await work();
    expect(faults).toHaveLength(3);
    expect(JSON.stringify(faults[0])).toContain("archive-ledger");
    expect([...store.ledger.rows()]).toHaveLength(2);
  });
});

it.each([
  ["2026-11-22T16:00:00Z", 1, "2026-10-01"],
  ["2026-11-30T17:00:00Z", 1, "2026-11-01"],
  ["2026-11-30T16:59:59Z", 1, "2026-10-01"],
  ["2026-01-15T00:00:00Z", 1, "2025-12-01"],
  ["2026-02-15T00:00:00Z", 14, "2024-12-01"],
])("at %s, %i whole months stay from %s on", (now, months, day) => {
  expect(oldestKept(new Date(now), months)).toEqual(localMidnight(day));
});

it("a file's name holds the database's and its first row", () => {
  expect(archiveFile("/srv/rasoat.db", "/kho", 31)).toBe(
    "/kho/rasoat.db.ledger-000000000031.jsonl.gz",
  );
  expect(archiveFile("/srv/rasoat.db", undefined, 1)).toMatch(/^\/srv\/rasoat\.db\.ledger-0{11}1/);
});
