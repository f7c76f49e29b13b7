import { expect, it } from "vitest";
import type { SentReportEntry } from "../../src/model/sent-report.ts";
import { standingEntries } from "../../src/rules/reporting.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { openStore } from "../../src/store/store.ts";
import { freshStore, intent, NOW } from "./samples.ts";

const entry = (over: Partial<SentReportEntry> = {}): SentReportEntry => ({
  scope: "unit",
  unit: "BV-A",
  kind: "bao-cao",
  number: "15/BC-BVA",
  date: "2026-11-10",
  recipient: "Sở Y tế",
  run: null,
  corrects: null,
  enteredBy: "lan",
  ...over,
});

it("keeps what was said, when, and where the ledger ended then", async () => {
  const store = freshStore();
  const before = store.addSentReport("central", entry());
  await store.ledger.intend(intent());
  const after = store.addSentReport("central", entry({ number: "16/BC-BVA" }));
  expect(before).toEqual({
    ...entry(),
    entry: 1,
    enteredAt: NOW.toISOString(),
    ledgerHead: { rows: 0, hash: "00".repeat(32) },
    correctedBy: null,
    withdrawal: null,
  });
  expect(after?.ledgerHead).toEqual(store.ledger.head());
  expect(after?.ledgerHead.rows).toBe(1);
  expect(store.sentReports("central")).toEqual([after, before]);
});

it("lists the latest document first, by unit", () => {
  const store = freshStore();
  store.addSentReport("central", entry({ date: "2026-11-10" }));
  store.addSentReport("central", entry({ unit: "BV-B", date: "2026-11-12" }));
  store.addSentReport("central", entry({ scope: "all", unit: null, date: "2026-11-11" }));
  const units = store.sentReports("central").map(({ unit }) => unit);
  expect(units).toEqual(["BV-B", null, "BV-A"]);
  expect(store.sentReports("central", { units: ["BV-A"] }).map(({ entry: n }) => n)).toEqual([1]);
});

it("shows what another process has entered and put right since, at once and in its place", () => {
  const store = freshStore();
  store.addSentReport("central", entry({ date: "2026-11-10" }));
  store.addSentReport("central", entry({ number: "2/BC", date: "2026-11-12" }));
  expect(store.sentReports("central").map((one) => one.entry)).toEqual([2, 1]);
  const other = openStore(store.path);
  other.addSentReport("central", entry({ number: "3/BC", date: "2026-11-11", corrects: 1 }));
  const seen = store.sentReports("central");
  expect(seen.map((one) => [one.entry, one.correctedBy])).toEqual([
    [2, null],
    [3, null],
    [1, 3],
  ]);
  expect(seen).toEqual(openStore(store.path).sentReports("central"));
  other.withdrawSentReport("central", { entry: 2, reason: "chưa gửi", enteredBy: "lan" });
  expect(store.sentReports("central").find((one) => one.entry === 2)?.correctedBy).toBe(4);
  other.close();
});

it("a unit sees, enters and puts right its own only", () => {
  const store = freshStore();
  store.addSentReport("central", entry());
  store.addSentReport("central", entry({ unit: "BV-B" }));
  store.addSentReport("central", entry({ scope: "all", unit: null }));
  const theirs = { units: ["BV-B"] };
  expect(store.sentReports(theirs).map(({ unit }) => unit)).toEqual(["BV-B"]);
  expect(store.sentReports(theirs, { units: ["BV-A"] })).toEqual([]);
  expect(store.sentReports({ units: [] })).toEqual([]);
  expect(store.addSentReport(theirs, entry({ number: "1" }))).toBeUndefined();
  expect(store.addSentReport(theirs, entry({ scope: "all", unit: null }))).toBeUndefined();
  expect(() => store.addSentReport(theirs, entry({ unit: "BV-B", corrects: 1 }))).toThrow(
    /sent-report-unknown/,
  );
  expect(store.sentReports("central")).toHaveLength(3);
  expect(store.addSentReport(theirs, entry({ unit: "BV-B", corrects: 2 }))?.unit).toBe("BV-B");
});

it("a correction is a new entry that names the old one; the old one stays, and is put right once", () => {
  const store = freshStore();
  store.addSentReport("central", entry());
  const second = store.addSentReport("central", entry({ date: "2026-11-11", corrects: 1 }));
  expect(second).toMatchObject({ entry: 2, corrects: 1, correctedBy: null });
  expect(store.sentReports("central")).toMatchObject([
    { entry: 2, date: "2026-11-11" },
    { entry: 1, date: "2026-11-10", correctedBy: 2 },
  ]);
  expect(() => store.addSentReport("central", entry({ corrects: 1 }))).toThrow(
    /sent-report-corrected/,
  );
  expect(() => store.addSentReport("central", entry({ corrects: 9 }))).toThrow(
    /sent-report-unknown/,
  );
  expect(store.sentReports("central")).toHaveLength(2);
});

it("a withdrawal is an entry of its own that names the report and its reason; it is no report itself", () => {
  const store = freshStore();
  store.addSentReport("central", entry());
  const withdrawn = store.withdrawSentReport("central", {
    entry: 1,
    reason: "ghi nhầm đơn vị",
    enteredBy: "tom",
  });
  expect(withdrawn).toMatchObject({
    ...entry({ corrects: 1, enteredBy: "tom" }),
    entry: 2,
    withdrawal: "ghi nhầm đơn vị",
  });
  const all = store.sentReports("central");
  expect(all).toMatchObject([{ entry: 2 }, { entry: 1, correctedBy: 2, withdrawal: null }]);
  expect(standingEntries(all)).toEqual([]);
  const again = { entry: 1, reason: "x", enteredBy: "tom" };
  expect(() => store.withdrawSentReport("central", again)).toThrow(/sent-report-corrected/);
  expect(() => store.withdrawSentReport("central", { ...again, entry: 2 })).toThrow(
    /sent-report-withdrawn/,
  );
  expect(() => store.addSentReport("central", entry({ corrects: 2 }))).toThrow(
    /sent-report-withdrawn/,
  );
  expect(() => store.withdrawSentReport("central", { ...again, entry: 9 })).toThrow(
    /sent-report-unknown/,
  );
  // The same document may be entered again: it does not stand any more.
  expect(standingEntries([store.addSentReport("central", entry()) ?? []].flat())).toHaveLength(1);
});

it("a unit withdraws its own only, and never a roll-up of all", () => {
  const store = freshStore();
  store.addSentReport("central", entry());
  store.addSentReport("central", entry({ scope: "all", unit: null }));
  const words = { reason: "x", enteredBy: "tom" };
  for (const number of [1, 2]) {
    expect(() =>
      store.withdrawSentReport({ units: ["BV-B"] }, { entry: number, ...words }),
    ).toThrow(/sent-report-unknown/);
  }
  expect(store.withdrawSentReport({ units: ["BV-A"] }, { entry: 1, ...words })?.entry).toBe(3);
  expect(store.withdrawSentReport("central", { entry: 2, ...words })?.entry).toBe(4);
});

it("refuses the same document twice, but not to another recipient, nor what was put right", () => {
  const store = freshStore();
  store.addSentReport("central", entry());
  expect(() => store.addSentReport("central", entry({ enteredBy: "tom" }))).toThrow(
    /sent-report-twice/,
  );
  expect(store.addSentReport("central", entry({ recipient: "Bộ Y tế" }))?.entry).toBe(2);
  expect(store.addSentReport("central", entry({ unit: "BV-B", corrects: 1 }))?.entry).toBe(3);
  expect(store.addSentReport("central", entry())?.entry).toBe(4);
});

it("entries are only ever added", () => {
  const store = freshStore();
  store.addSentReport("central", entry());
  const { db } = connect(store.path, "FULL");
  expect(() => db.exec("UPDATE sent_reports SET number = 'x'")).toThrow(/only ever added/);
  expect(() => db.exec("DELETE FROM sent_reports")).toThrow(/only ever added/);
  db.close();
});
