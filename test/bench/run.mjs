// Runs every bench of this folder, each in a process of its own, and lets it print its table: npm run bench.
// "npm run bench -- --list" only names them; "npm run bench -- export" runs those named.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** What benches import or load; no benches themselves. */
const PARTS = new Set(["run.mjs", "peak.mjs", "national.mjs", "slow-line.mjs"]);
/** Benches over material that is not in this repository run only where it is named. */
const NEEDS = { "defacement-corpus.mjs": "RASOAT_CORPUS" };

const wanted = process.argv.slice(2).filter((word) => word !== "--list");
const benches = readdirSync(import.meta.dirname)
  .filter((file) => /\.(?:mjs|bench\.ts)$/.test(file) && !PARTS.has(file))
  .filter((file) => wanted.length === 0 || wanted.includes(nameOf(file)))
  .toSorted();
const unknown = wanted.filter((name) => !benches.some((file) => nameOf(file) === name));
if (unknown.length > 0) process.stderr.write(`No such bench: ${unknown.join(", ")}\n`);

const failed = [];
for (const file of benches) {
  const variable = NEEDS[file];
  const lacks = variable !== undefined && (process.env[variable] ?? "") === "";
  process.stdout.write(`== ${file}${lacks ? `: left out, set ${variable}` : ""}\n`);
  if (lacks || process.argv.includes("--list")) continue;
  const { status } = file.endsWith(".mjs")
    ? spawnSync(process.execPath, [join(import.meta.dirname, file)], { stdio: "inherit" })
    : spawnSync("npx", ["vitest", "run", "--project", "bench", file], { stdio: "inherit" });
  if (status !== 0) failed.push(file);
}
if (failed.length > 0) process.stdout.write(`failed: ${failed.join(", ")}\n`);
process.exitCode = unknown.length > 0 ? 2 : failed.length > 0 ? 1 : 0;

function nameOf(file) {
  return file.replace(/\.(?:mjs|bench\.ts)$/, "");
}
