// What a new operator, or a script with an unset variable, gets wrong: refused before anything is opened.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { finding, freshStore, registry, run } from "../store/samples.ts";
import { runHere } from "./here.ts";

describe("a blank value", () => {
  it.each([
    [["scan", "--unit", ""], "--unit"],
    [["scan", "--host", "a.test", "--host", ""], "--host"],
    [["scan", "--area", " , "], "--area"],
    [["findings", "--unit="], "--unit"],
    [["evidence", "0123", "--unit", "", "-o", "x.zip"], "--unit"],
    [["findings", "--db", ""], "--db"],
    [["export", "remediation", "--all", "--format", "csv", "-o", ""], "--output"],
    [
      ["export", "remediation", "--all", "--format", "csv", "-o", "-", "--delimiter", ""],
      "--delimiter",
    ],
    [["finding", "accept", "0123", "--reason", "  "], "--reason"],
    [["explain", ""], "mã-phát-hiện"],
    [["backup", " "], "tệp"],
    [["tls", "", "--full"], "máy-chủ"],
  ])("%j is refused by name, and never read as all there is", async (args, name) => {
    const ended = await runHere(...args);
    expect([ended.code, ended.out]).toEqual([2, ""]);
    expect(ended.err).toContain(name);
    expect(ended.err).toContain("để trống");
    expect((await runHere(...args, "--lang", "en")).err).toContain("is blank");
  });
});

describe("with a database", () => {
  const FOUND = finding();

  function database(): string {
    const store = freshStore();
    const { units, ...rest } = registry();
    const other = units.slice(0, 1).map((unit) => ({ ...unit, code: "BV-B" }));
    store.saveRegistry({ ...rest, units: [...units, ...other] }, { actor: "t", note: "" });
    store.createRun(run());
    store.saveFinding(FOUND, []);
    return store.path;
  }

  it.each([
    [["baseline", "reset", "www.bv-a.test", "--port", "abc", "--reason", "x"], "1 đến 65535"],
    [["baseline", "accept", "www.bv-a.test", "--port", "99999", "--reason", "x"], "1 đến 65535"],
    [["tls", "www.bv-a.test", "--full", "--port", "1e3"], "1 đến 65535"],
    [["notify", "list", "--limit", "99999999999999999999"], "số nguyên dương"],
    [
      ["report", "sent", "--all", "--number", "1", "--date", "0206-11-01", "--recipient", "x"],
      "từ năm 2000",
    ],
    [["ledger", "--unit", "BV-A,BV-B"], "BV-A, BV-B"],
    [["ledger", "--host", "a.test,b.test"], "a.test, b.test"],
    [["evidence", FOUND.id, "--unit", "BV-A,BV-B", "-o", "x.zip"], "BV-A, BV-B"],
    [["export", "remediation", "--unit", "BV-A,BV-B", "--format", "csv", "-o", "-"], "BV-A, BV-B"],
    [
      ["export", "ledger", "--all", "--host", "khong.test", "--format", "csv", "-o", "-"],
      "khong.test",
    ],
  ])("%j: exit 2 and what to write instead", async (args, told) => {
    const ended = await runHere(...args, "--db", database());
    expect([ended.code, ended.out]).toEqual([2, ""]);
    expect(ended.err).toContain(told);
  });

  it("a comma or a tab still separates columns", async () => {
    const args = [
      "export",
      "remediation",
      "--all",
      "--format",
      "csv",
      "-o",
      "-",
      "--db",
      database(),
    ];
    for (const sign of [",", "\t"]) {
      const ended = await runHere(...args, "--delimiter", sign);
      expect([ended.code, ended.out.includes(`"${sign}"`)]).toEqual([0, true]);
    }
  });
});

describe("rasoat demo --keep", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rasoat-keep-"));
    writeFileSync(join(folder, "tep"), "");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(["tep", "tep/duoi"])("%s is no folder: exit 2, and no site was opened", async (name) => {
    const ended = await runHere("demo", "--keep", join(folder, name));
    expect([ended.code, ended.out]).toEqual([2, ""]);
    expect(ended.err).toContain("--keep cần một thư mục");
    expect(readdirSync(folder)).toEqual(["tep"]);
  });
});
