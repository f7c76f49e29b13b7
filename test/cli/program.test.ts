import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runHere as run } from "./here.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rasoat-cli-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the command line", () => {
  it.each([
    [["--help"], 0, /Cách dùng/],
    [["--help", "--lang", "en"], 0, /Usage/],
    [["--version"], 0, /^\d+\.\d+\.\d+/],
  ] as const)("answers %j on stdout", async (args, code, pattern) => {
    const result = await run(...args);

    expect(result.code).toBe(code);
    expect(result.out).toMatch(pattern);
  });

  it.each([
    [["nonsense"], /Không có lệnh “nonsense”/, /unknown command 'nonsense'/],
    [["scna"], /Có phải ý bạn là scan/, /Did you mean scan/],
    [["findings", "--nonsense"], /Không có tuỳ chọn “--nonsense”/, /unknown option '--nonsense'/],
    [
      ["coverage", "--host", "a.test", "b.test"],
      /^Thừa tham số: lệnh “coverage” nhận 0, ở đây có 1\. Giá trị có dấu cách phải đặt trong ngoặc kép\.$/m,
      /Expected 0 arguments but got 1/,
    ],
    [["explain"], /Thiếu tham số “mã-phát-hiện”/, /missing required argument 'finding'/],
    [["findings", "--db"], /cần một giá trị/, /argument missing/],
    [["findings", "--db", "/no/such/folder/x.db"], /\/no\/such\/folder/, /\/no\/such\/folder/],
    [["findings", "--config", "/no/such.yaml"], /\/no\/such\.yaml/, /\/no\/such\.yaml/],
    [["findings", "--lang", "fr"], /“fr”/, /“fr”/],
  ] as const)("refuses %j with one clear message and exit code 2", async (args, vi, en) => {
    const inVietnamese = await run(...args);
    const inEnglish = args.includes("--lang" as never)
      ? inVietnamese
      : await run("--lang=en", ...args);

    expect([inVietnamese.code, inEnglish.code]).toEqual([2, 2]);
    expect(inVietnamese.err).toMatch(vi);
    expect(inEnglish.err).toMatch(en);
    expect(inVietnamese.out).toBe("");
  });

  it.each([
    [[], "Cách dùng: rasoat ", "registry"],
    [["registry"], "Cách dùng: rasoat registry ", "import"],
    [["user", "token"], "Cách dùng: rasoat user token ", "revoke"],
    [["registry", "--lang", "en"], "Usage: rasoat registry ", "import"],
  ] as const)(
    "answers %j, which leaves the command out, with its help",
    async (args, usage, sub) => {
      const { code, out, err } = await run(...args);

      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain(usage);
      expect(err).toContain(`  ${sub}`);
      expect(err).not.toContain("outputHelp");
    },
  );

  it("names every fault of the settings at once", async () => {
    const config = join(folder, "rasoat.yaml");
    writeFileSync(config, "rate: { perAddress: 500 }\nunknown: 1\n");

    const { code, err } = await run("doctor", "--config", config, "--lang", "en");

    expect(code).toBe(2);
    expect(err).toContain("rate.perAddress");
    expect(err).toContain("unknown");
  });

  it.each([
    ["is there", "", "ok"],
    ["is not there", "/none", "bad"],
  ])("doctor says whether the ledger's archive folder %s", async (_name, under, level) => {
    const config = join(folder, "rasoat.yaml");
    const archives = `archiveFolder: ${JSON.stringify(`${folder}${under}`)}`;
    writeFileSync(config, `retention: { ledgerMonths: 3, ${archives} }\n`);
    const { out } = await run("doctor", "--json", "--config", config);
    const checks = out.trim().split("\n");
    const told = checks.map((line) => JSON.parse(line) as { id: string; level: string });
    expect(told.find(({ id }) => id === "archive-folder")).toMatchObject({ level });
  });

  it("takes global flags before and after the command", async () => {
    const before = await run("--lang", "en", "--json", "rules", "list");
    const after = await run("rules", "list", "--json", "--lang", "en");

    expect(before.code).toBe(0);
    expect(after.out).toBe(before.out);
    expect(JSON.parse(before.out.split("\n")[0] ?? "")).toHaveProperty("id");
  });

  it.each([
    ["a file that is refused", "units:\n  - code: BV-A\n    nonsense: 1\n", [], 2],
    ["a dry run", "units:\n  - code: BV-A\n    name: Bệnh viện A\n", ["--dry-run"], 0],
  ])("leaves no database behind after %s", async (_name, text, flags, expected) => {
    const file = join(folder, "danh-muc.yaml");
    const db = join(folder, "x.db");
    writeFileSync(file, text);

    const { code } = await run("registry", "import", file, "--db", db, ...flags);

    expect([code, existsSync(db)]).toEqual([expected, false]);
  });

  it("speaks the language of the settings, in help and in refusals, unless the flag says otherwise", async () => {
    const config = join(folder, "en.yaml");
    writeFileSync(config, "lang: en\n");
    const flags = ["--config", config];
    expect((await run(...flags, "--help")).out).toContain("Usage: rasoat");
    expect((await run("scna", ...flags)).err).toContain("Did you mean scan?");
    const db = ["--db", join(folder, "none.db")];
    expect((await run("findings", ...db, `--config=${config}`)).err).toContain(
      "There is no database",
    );
    expect((await run("findings", ...db, ...flags, "--lang", "vi")).err).toContain(
      "Chưa có tệp dữ liệu",
    );
  });
});
