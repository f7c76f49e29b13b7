// The built program under Node 24, with the version of SQLite's library that is taken there: the main job, and a judgement
// that is the same byte for byte under both.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const CACHE =
  process.env["RASOAT_LAB_CACHE"] ??
  join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "rasoat-lab");
const NODE_24 = join(CACHE, "node-24", "bin", "node");
const NAPI = "better-sqlite3-napi";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "rasoat-node-24-"));
  for (const part of ["bin", "dist", "rules", "data", "package.json"]) {
    cpSync(join(ROOT, part), join(home, part), { recursive: true });
  }
  const modules = join(home, "node_modules");
  mkdirSync(modules);
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name !== NAPI) symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
  symlinkSync(join(CACHE, "sqlite-napi", "node_modules", NAPI), join(modules, NAPI));
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

function rasoat(node: string, root: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(node, [join(root, "bin/rasoat.js"), ...args], {
    encoding: "utf8",
    cwd: home,
    env: { ...process.env, NO_COLOR: "1" },
    maxBuffer: 1 << 26,
  });
  return { status, stdout, stderr };
}

it("does the main job, and judges as under the Node at hand", () => {
  const kept = join(home, "kept");
  const version = spawnSync(NODE_24, ["--version"], { encoding: "utf8" }).stdout;
  expect(version).toMatch(/^v24\./);

  const demo = rasoat(NODE_24, home, "demo", "--keep", kept);
  // What the runtime warns of starts so.
  expect(demo.stderr).not.toContain("(node:");
  expect(demo.status).toBe(0);

  const db = ["--db", join(kept, "demo.db")];
  const there = rasoat(NODE_24, home, "findings", "--json", ...db);
  const here = rasoat(process.execPath, ROOT, "findings", "--json", ...db);
  expect(here.stdout.split("\n").length).toBeGreaterThan(10);
  expect(there.stdout).toBe(here.stdout);
  const run = (JSON.parse(here.stdout.split("\n")[0] ?? "") as { run: string }).run;
  const again = rasoat(
    process.execPath,
    ROOT,
    "reassess",
    "--run",
    run,
    "--as-run",
    "--json",
    ...db,
  );
  const first = rasoat(NODE_24, home, "findings", "--run", run, "--json", ...db);
  expect(again.stdout).toBe(first.stdout);
  expect(rasoat(NODE_24, home, "ledger", "--verify", ...db).status).toBe(0);
});
