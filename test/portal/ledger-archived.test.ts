import { expect, it } from "vitest";
import { addAccount, fill, house, signedIn } from "./house.ts";

it("the page of requests says where the list ends and the ledger does not, and names no file", async () => {
  const on = house();
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  const visitor = await signedIn(on, "a");
  const words = "đã được chuyển sang tệp lưu trữ, không bị xóa";
  expect((await visitor.get("/ledger")).text).not.toContain(words);
  const hashes = { before: "00".repeat(32), hash: "11".repeat(32), sha256: "22".repeat(32) };
  const span = {
    first: 1,
    last: 1,
    from: "2026-01-01T00:00:00.000Z",
    to: "2026-02-01T00:00:00.000Z",
  };
  on.store.noteArchive(
    { ...hashes, ...span, file: "/kho/so-ghi.jsonl.gz", bytes: 9 },
    { actor: "lan", role: "command line" },
  );
  const { text } = await visitor.get("/ledger");
  expect(text).toContain(words);
  expect(text).toContain("01/02/2026");
  expect(text).not.toContain("/kho/");
});
