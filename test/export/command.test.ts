// rasoat export as a person calls it: every format of every kind from one small store, and what it refuses.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runProgram } from "../../src/cli/main.ts";
import { openStore } from "../../src/store/store.ts";
import { findings, NOW, registry } from "./sample.ts";

// Each case reads all rules and data anew; on a busy machine that alone takes seconds.
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "rasoat-export-"));
const db = join(folder, "test.db");

beforeAll(() => {
  const store = openStore(db, { create: true, now: () => new Date(NOW) });
  store.saveRegistry(registry, { actor: "phòng kế hoạch", note: "test" });
  for (const finding of findings) store.saveFinding(finding, []);
  store.close();
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

async function rasoat(...args: readonly string[]): Promise<Said> {
  const out: Buffer[] = [];
  let err = "";
  const code = await runProgram(["--db", db, ...args], {
    streams: {
      out: { write: (content) => out.push(Buffer.from(content)) },
      err: {
        write: (text) => {
          err += text;
        },
      },
    },
    environment: {},
    signal: new AbortController().signal,
  });
  return { code, out: Buffer.concat(out), err };
}

const BEGINNINGS = {
  csv: "\ufeff",
  json: "{",
  sarif: "{",
  defectdojo: "{",
  html: "<!doctype html>",
  xlsx: "PK",
  docx: "PK",
  pdf: "%PDF-",
} as const;
type Format = keyof typeof BEGINNINGS;

const CASES: readonly (readonly [string, readonly string[], Format])[] = [
  ...(Object.keys(BEGINNINGS) as Format[]).map(
    (format) => ["remediation", ["--unit", "BV-A"], format] as const,
  ),
  ["remediation", ["--contractor", "Công ty X"], "docx"],
  ["report", ["--unit", "BV-A"], "docx"],
  ["report", ["--unit", "BV-A", "--kind", "cong-van"], "html"],
  ["report", ["--subtree", "SYT"], "json"],
  ["report", ["--all"], "pdf"],
  ["findings", ["--all"], "json"],
  ["form08", ["--all"], "csv"],
  ["form08", ["--subtree", "SYT"], "xlsx"],
];

const TO_STDOUT = ["--unit", "BV-A", "--format", "html", "-o", "-"] as const;

describe("rasoat export", () => {
  it.each(CASES)("%s %j as %s", async (what, scope, format) => {
    const file = join(folder, `${what}-${scope.join("").replace(/\W/g, "")}.${format}`);
    const { code, err } = await rasoat("export", what, ...scope, "--format", format, "-o", file);
    expect([code, err]).toEqual([0, expect.stringContaining("Đã ghi")]);
    expect(readFileSync(file, "utf8").startsWith(BEGINNINGS[format])).toBe(true);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it("writes to stdout for -o -, and nothing else there", async () => {
    const { out, err } = await rasoat("--lang", "en", "export", "report", ...TO_STDOUT);
    expect(out.toString("utf8")).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(err).toBe("");
  });

  it("keeps held findings out of every list but the central team's own of everything", async () => {
    const list = async (what: string, ...scope: string[]): Promise<string> =>
      (await rasoat("export", what, ...scope, "--format", "json", "-o", "-")).out.toString("utf8");
    expect(await list("findings", "--all")).toContain('"f-11"');
    expect(await list("findings", "--unit", "BV-A")).not.toContain('"f-11"');
    expect(await list("remediation", "--all")).not.toContain('"f-11"');
    expect(await list("report", "--all")).not.toContain("f-11");
  });

  it("quotes who declared, from the store's own record", async () => {
    const { out } = await rasoat("export", "report", ...TO_STDOUT);
    expect(out.toString("utf8")).toContain("khai báo (phòng kế hoạch, 22/11/2026)");
  });

  it.each([
    [["report", "--contractor", "Công ty X", "--format", "pdf"], "theo đơn vị"],
    [["report", "--unit", "BV-A", "--format", "csv"], "docx, pdf, html, json"],
    [["report", "--unit", "BV-A", "--format", "pdf", "--kind", "thu"], "bao-cao, cong-van"],
    [["remediation", "--unit", "BV-A", "--all", "--format", "pdf"], "đúng một phạm vi"],
    [["remediation", "--contractor", "Công ty Y", "--format", "pdf"], "Công ty Y"],
    [["form08", "--all", "--format", "pdf"], "csv, xlsx"],
    [["thu", "--all", "--format", "pdf"], "remediation, findings, report, form08"],
  ])("refuses %j and says what it takes", async (args, words) => {
    const file = join(folder, "refused");
    const { code, err } = await rasoat("export", ...args, "-o", file);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    expect(existsSync(file)).toBe(false);
  });
});
