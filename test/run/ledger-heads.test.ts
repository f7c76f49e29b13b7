import { describe, expect, it } from "vitest";
import { archiveLedger } from "../../src/run/ledger-archiving.ts";
import type { KnownHead } from "../../src/run/ledger-heads.ts";
import { proveKept, proveLedger } from "../../src/run/ledger-proof.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import type { Store } from "../../src/store/store.ts";
import { ask, at, BY, filled, target } from "./ledger-samples.ts";

/** Enters a report; the head of this moment is noted with it. */
function report(store: Store, number: string): void {
  const about = { scope: "all", unit: null, kind: "bao-cao", number } as const;
  const when = { date: "2026-11-20", recipient: "Bộ Y tế", run: null, corrects: null };
  store.addSentReport("central", { ...about, ...when, enteredBy: "lan" });
}

/** As if the register had been kept and the ledger written anew: a head that the chain never had. */
function forge(store: Store, rows: number): void {
  const { db } = connect(store.path, "FULL");
  db.exec("DROP TRIGGER sent_reports_stay");
  db.prepare("UPDATE sent_reports SET ledger_hash = ? WHERE ledger_rows = ?").run(
    "ab".repeat(32),
    rows,
  );
  db.close();
}

const fallen = (rows: number, fault: string, number: string): object => ({
  rows,
  fault,
  report: { number, date: "2026-11-20" },
});

/** 75 rows; reports at rows 75, 81 and 87. */
async function reported(): Promise<Store> {
  const { store } = await filled();
  report(store, "1/BC");
  await ask(store, 2);
  report(store, "2/BC");
  await ask(store, 2);
  report(store, "3/BC");
  return store;
}

describe("heads noted with sent reports", () => {
  it("stand while the ledger is as it was, withdrawn and corrected ones too", async () => {
    const store = await reported();
    store.withdrawSentReport("central", { entry: 2, reason: "nhầm", enteredBy: "lan" });
    await ask(store, 1);
    const { check, heads } = proveKept(store);
    expect(check).toMatchObject({ sound: true, rows: 90 });
    expect(heads).toEqual({ standing: 4, unread: 0, fallen: [] });
  });

  it("of an empty ledger stand as well", async () => {
    const { store } = await filled(0, 0);
    report(store, "0/BC");
    expect(proveKept(store).heads).toEqual({ standing: 1, unread: 0, fallen: [] });
  });

  it("that do not stand are told, though the chain is sound in itself", async () => {
    const store = await reported();
    forge(store, 81);
    const { check, heads } = proveKept(store);
    expect(check.sound).toBe(true);
    expect(heads).toMatchObject({
      standing: 2,
      unread: 0,
      fallen: [fallen(81, "changed", "2/BC")],
    });
  });

  it("behind the end of a ledger that was cut with all its traces are told", async () => {
    const store = await reported();
    const shorter = store.ledger.verify({ rows: 81, hash: "00" });
    const { db } = connect(store.path, "FULL");
    db.exec("DROP TRIGGER ledger_kept; DELETE FROM ledger WHERE n > 81");
    db.exec(`DELETE FROM ledger_nights; INSERT INTO ledger_nights
      SELECT c.host, (l.at - 18000000) / 86400000, sum(c.cost)
      FROM ledger AS l JOIN ledger_contexts AS c ON c.id = l.context WHERE c.cost > 0 GROUP BY 1, 2`);
    db.prepare("UPDATE ledger_head SET n = 81, hash = ?").run(Buffer.from(shorter.hash, "hex"));
    db.close();
    const { check, heads } = proveKept(store);
    expect(check).toMatchObject({ sound: true, rows: 81 });
    expect(heads).toMatchObject({ standing: 2, fallen: [fallen(87, "cut", "3/BC")] });
  });

  it("behind the first bad row are not judged", async () => {
    const store = await reported();
    const { db } = connect(store.path, "FULL");
    db.exec("DROP TRIGGER ledger_stays; UPDATE ledger SET at = 1 WHERE n = 77");
    db.close();
    const { check, heads } = proveKept(store);
    expect(check).toMatchObject({ sound: false, bad: { row: 77 } });
    expect(heads).toEqual({ standing: 1, unread: 2, fallen: [] });
  });
});

describe("heads at rows that have left into archives", () => {
  /** Reports at rows 75 and 81; rows 1 to 75 lie in an archive, 75 at its end; one more head within it. */
  async function left(): Promise<{ store: Store; file: string; within: KnownHead }> {
    const { store, clock } = await filled();
    const file = target();
    const { hash } = store.ledger.verify({ rows: 40, hash: "00" });
    report(store, "1/BC");
    clock.now = at(22, 23);
    await ask(store, 2);
    report(store, "2/BC");
    await archiveLedger(store, { before: at(21), file, by: BY });
    expect(store.ledgerLeft()).toBe(75);
    return { store, file, within: { rows: 40, hash, report: null } };
  }

  it("are not judged without the archives, but at the very end of them", async () => {
    const { store, within } = await left();
    const { heads } = proveKept(store, [within]);
    expect(heads).toEqual({ standing: 2, unread: 1, fallen: [] });
  });

  it("stand with the archives", async () => {
    const { store, file, within } = await left();
    const { check, heads } = await proveLedger(store, [file], [within]);
    expect(check.sound).toBe(true);
    expect(heads).toEqual({ standing: 3, unread: 0, fallen: [] });
  });

  it("are told when they do not stand", async () => {
    const { store, file, within } = await left();
    forge(store, 75);
    const foreign = { ...within, hash: "cd".repeat(32) };
    const { heads } = await proveLedger(store, [file], [foreign]);
    expect(heads).toMatchObject({
      standing: 1,
      unread: 0,
      fallen: [fallen(75, "changed", "1/BC"), { rows: 40, report: null, fault: "changed" }],
    });
  });

  it("are held against files that overlap with the database, once", async () => {
    const { store } = await filled();
    report(store, "1/BC");
    const stuck = new Proxy(store, {
      get: (whole, name) => {
        if (name === "removeArchived") throw new Error("killed");
        return Reflect.get(whole, name) as unknown;
      },
    });
    const file = target();
    const wish = { before: at(3), file, by: BY };
    await expect(archiveLedger(stuck, wish)).rejects.toThrow("killed");
    const [noted] = store.ledgerArchives();
    const head = { rows: noted?.last ?? 0, hash: noted?.hash ?? "", report: null };
    const { heads } = await proveLedger(store, [file], [head]);
    expect(heads).toEqual({ standing: 2, unread: 0, fallen: [] });
  });
});
