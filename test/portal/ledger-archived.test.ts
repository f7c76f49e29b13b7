import { expect, it } from "vitest";
import { registry } from "../store/samples.ts";
import { addAccount, fill, house, type House, signedIn } from "./house.ts";

function archive({ store }: House): void {
  const hashes = { before: "00".repeat(32), hash: "11".repeat(32), sha256: "22".repeat(32) };
  const from = "2026-01-01T00:00:00.000Z";
  store.noteArchive(
    {
      ...hashes,
      first: 1,
      last: 1,
      from,
      to: "2026-02-01T00:00:00.000Z",
      file: "/kho/so-ghi.jsonl.gz",
      bytes: 9,
    },
    { actor: "lan", role: "command line" },
  );
}

it("the page of requests says where the list ends and the ledger does not, and names no file", async () => {
  const on = house();
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  const visitor = await signedIn(on, "a");
  const words = "đã được chuyển sang tệp lưu trữ, không bị xóa";
  expect((await visitor.get("/ledger")).text).not.toContain(words);
  archive(on);
  const { text } = await visitor.get("/ledger");
  expect(text).toContain(words);
  expect(text).toContain("01/02/2026");
  expect(text).not.toContain("/kho/");
});

it("an empty page of requests says of no more than it can see that nothing was sent", async () => {
  const on = house();
  on.store.saveRegistry(registry(), { actor: "test", note: "" });
  addAccount(on, "a", "unit-manager", "BV-A");
  const visitor = await signedIn(on, "a");
  expect((await visitor.get("/ledger")).text).toContain("Chưa gửi truy vấn nào. ");
  archive(on);
  const { text } = await visitor.get("/ledger");
  expect(text).toContain("Chưa gửi truy vấn nào từ sau 01/02/2026");
  expect(text).not.toContain("Chưa gửi truy vấn nào. ");
});
