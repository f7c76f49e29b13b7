// What the registry's commands say of documents and hosts, as an operator reads it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { runHere } from "./here.ts";

let folder = "";
const here = (...args: readonly string[]) => runHere("--db", join(folder, "x.db"), ...args);

const document = (number: string, over: Readonly<Record<string, unknown>>) => ({
  document: number,
  unit: "BV-A",
  signedBy: "Giám đốc",
  signedOn: "2020-01-05",
  validFrom: "2020-01-05",
  validTo: "2098-12-31",
  hosts: ["www.bv-a.test"],
  areas: ["tls"],
  ...over,
});

const DOCUMENTS = [
  document("1/QĐ", {}),
  document("2/QĐ", { validTo: "2020-12-31" }),
  document("3/QĐ", { validFrom: "2098-01-01" }),
  document("4/QĐ", { status: "suspended", validTo: "2020-12-31" }),
];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rasoat-words-"));
  const file = join(folder, "danh-muc.yaml");
  const systems = [{ code: "BV-A-WEB", name: "Cổng", hosts: [{ host: "www.bv-a.test" }] }];
  const units = [{ code: "BV-A", name: "Bệnh viện A", systems }];
  writeFileSync(file, stringify({ units, authorizations: DOCUMENTS }));
  const { code, err } = await here("registry", "import", file);
  if (code !== 0) throw new Error(err);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("authorization list", () => {
  it.each([
    ["1/QĐ", "hiệu lực", "active"],
    ["2/QĐ", "hết hiệu lực", "expired"],
    ["3/QĐ", "chưa có hiệu lực", "not yet valid"],
    ["4/QĐ", "tạm dừng", "suspended"],
  ])("says of %s what it permits today: %s", async (number, vi, en) => {
    for (const [language, words] of [
      ["vi", vi],
      ["en", en],
    ] as const) {
      const { out } = await here("authorization", "list", "--lang", language);
      const line = out.split("\n").find((one) => one.startsWith(number)) ?? "";

      expect(line.split(/ {2,}/)[2]).toBe(words);
    }
  });
});

it("coverage of a registered host that no scan has looked at says that nothing is known", async () => {
  const vi = await here("coverage", "--host", "www.bv-a.test");
  const en = await here("coverage", "--host", "www.bv-a.test", "--lang", "en");

  expect(vi.err).toContain("Chưa có lượt quét nào xem tới đây");
  expect(en.err).toContain("No scan has come here yet");
});

describe("a host that nobody knows", () => {
  it.each([
    ["findings", "--host", "wwww.bv-a.test"],
    ["coverage", "--host", "wwww.bv-a.test"],
    ["baseline", "list", "--host", "wwww.bv-a.test"],
    ["ledger", "--host", "wwww.bv-a.test"],
  ])("is refused by %s: an empty list would read as a clean bill", async (...args) => {
    const { code, out, err } = await here(...args);

    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("Không có máy chủ “wwww.bv-a.test” trong danh mục");
    expect(err).toContain("rasoat registry list");
  });

  it.each([
    ["findings", "--host", "WWW.bv-a.test"],
    ["coverage", "--host", "www.bv-a.test"],
    ["baseline", "list", "--host", "www.bv-a.test"],
    ["ledger", "--host", "www.bv-a.test"],
  ])("is not what %s says of a registered one without results", async (...args) => {
    const { code, err } = await here(...args);

    expect(code).toBe(0);
    expect(err).not.toContain("trong danh mục");
  });
});
