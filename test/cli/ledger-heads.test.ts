// What people and scripts are told when a head that was noted or printed no longer stands in the ledger.
import { describe, expect, it } from "vitest";
import { connect } from "../../src/store/sqlite/connection.ts";
import { freshStore, refusal } from "../store/samples.ts";
import { runHere } from "./here.ts";

/** Two rows, and a report noted at the second. */
async function reported() {
  const store = freshStore();
  await store.ledger.refuse(refusal());
  await store.ledger.refuse(refusal());
  const about = { scope: "all", unit: null, kind: "bao-cao", number: "15/BC-YT" } as const;
  const when = { date: "2026-01-10", recipient: "Bộ Y tế", run: null, corrects: null };
  store.addSentReport("central", { ...about, ...when, enteredBy: "lan" });
  const { rows, hash } = store.ledger.head();
  const here = (...args: readonly string[]) => runHere("--db", store.path, ...args);
  return { store, here, printed: `${String(rows)}:${hash}` };
}

function forge(path: string): void {
  const { db } = connect(path, "FULL");
  db.exec("DROP TRIGGER sent_reports_stay");
  db.exec(`UPDATE sent_reports SET ledger_hash = '${"ab".repeat(32)}'`);
  db.close();
}

describe("rasoat ledger verify", () => {
  it("says that heads stand, and takes one from a paper", async () => {
    const { here, printed } = await reported();
    expect(await here("ledger", "verify", "--head", printed)).toMatchObject({
      code: 0,
      out: "Sổ ghi nguyên vẹn: 2 dòng.\nKhớp với 2 đầu sổ đã ghi cùng báo cáo đã gửi hoặc đã cho.\n",
    });
    const json = await here("ledger", "--verify", "--json");
    expect(JSON.parse(json.out)).toMatchObject({
      sound: true,
      heads: { standing: 1, unread: 0, fallen: [] },
    });
  });

  it.each([["ledger", "verify"] as const, ["ledger", "--verify"] as const])(
    "%s %s names the report whose head has fallen, exit 5",
    async (...command) => {
      const { store, here } = await reported();
      forge(store.path);
      const vi = await here(...command);
      expect(vi.code).toBe(5);
      expect(vi.out).toContain(
        "Báo cáo số 15/BC-YT, ngày 10/01/2026 (mục 1 của sổ báo cáo đã gửi): đầu sổ ghi kèm theo (dòng 2) không khớp với sổ ghi.",
      );
      const en = await here(...command, "--lang", "en");
      expect(en.out).toContain("Report 15/BC-YT of ");
      expect(en.out).toContain("does not stand in the ledger");
      expect(en.out).toContain("written anew or cut");
      const json = await here(...command, "--json");
      expect([json.code, JSON.parse(json.out)]).toMatchObject([
        5,
        { heads: { fallen: [{ fault: "changed", report: { entry: 1, number: "15/BC-YT" } }] } },
      ]);
    },
  );

  it("says where a paper's head lies behind the end, and refuses what is no head", async () => {
    const { here, printed } = await reported();
    const beyond = await here("ledger", "verify", "--head", printed.replace("2:", "9:"));
    expect(beyond.code).toBe(5);
    expect(beyond.out).toContain("Kiểm tra lại số dòng và mã băm đã chép.");
    expect(beyond.out).toContain("Đầu sổ đã cho (dòng 9) không còn: sổ ghi nay chỉ đến dòng 2.");
    const none = await here("ledger", "verify", "--head", "2:ab");
    expect([none.code, none.err]).toMatchObject([2, expect.stringContaining("SỐ-DÒNG:MÃ-BĂM")]);
  });

  it("doctor finds a fallen head as well", async () => {
    const { store, here } = await reported();
    const database = async (): Promise<unknown> => {
      const { out } = await here("doctor", "--json");
      const checks = out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { id: string });
      return checks.find(({ id }) => id === "database");
    };
    expect(await database()).toMatchObject({ level: "ok" });
    forge(store.path);
    expect(await database()).toMatchObject({ level: "bad" });
  });
});
