import { describe, expect, it } from "vitest";
import { connect } from "../../src/store/sqlite/connection.ts";
import { ledgerOver } from "../../src/store/ledger/ledger.ts";
import { freshStore, intent, NOW, OUTCOME } from "./samples.ts";

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
});
