// Measures exports at national size on the built program: 100,000 findings, 8,000 hosts, 6,000 units.
// Prints one line a case and fails when a bound is broken: XLSX of one unit 2 s, roll-up 10 s, 400 MB (the issue's);
// the list of all rows 20 s (ours).
// Judged by processor time, which other work on the machine hardly lengthens; the time on the wall stands beside it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { FINDINGS, writeNational } from "./national.mjs";
import { addNights } from "./national-nights.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const MOST_MEGABYTES = 400;
const CASES = [
  ["remediation", "--unit", "DV-100", "xlsx", 2],
  ["remediation", "--unit", "DV-100", "docx", 4],
  ["report", "--unit", "DV-100", "docx", 10],
  ["report", "--all", "", "docx", 10],
  ["report", "--all", "", "pdf", 10],
  ["report", "--all", "", "html", 10],
  ["report", "--all", "", "json", 10],
  ["form08", "--all", "", "csv", 10],
  ["remediation", "--all", "", "csv", 20],
  ["remediation", "--all", "", "xlsx", 20],
  ["remediation", "--all", "", "json", 20],
  ["remediation", "--all", "", "sarif", 20],
  ["remediation", "--all", "", "defectdojo", 20],
];

const folder = mkdtempSync(join(tmpdir(), "rasoat-bench-"));
const db = join(folder, "national.db");
let failed = 0;
try {
  await writeNational(join(ROOT, "dist"), db);
  // What a roll-up says has changed is worked out from the results of two nights.
  await addNights(join(ROOT, "dist"), db);
  process.stdout.write(
    `${FINDINGS} findings, ${(statSync(db).size / 1e6).toFixed(0)} MB database\n`,
  );
  for (const [what, flag, name, format, most] of CASES) {
    const out = join(folder, `out.${format}`);
    const scope = name === "" ? [flag] : [flag, name];
    const start = performance.now();
    const ended = spawnSync(
      process.execPath,
      [
        "--import",
        join(ROOT, "test/bench/peak.mjs"),
        join(ROOT, "bin/rasoat.js"),
        "--db",
        db,
        "export",
        what,
        ...scope,
        "--format",
        format,
        "-o",
        out,
      ],
      { encoding: "utf8" },
    );
    const seconds = (performance.now() - start) / 1000;
    const megabytes = Number(/peak (\d+)/.exec(ended.stderr)?.[1] ?? Number.NaN);
    const cpu = Number(/cpu (\d+)/.exec(ended.stderr)?.[1] ?? Number.NaN) / 1000;
    const isGood = ended.status === 0 && cpu <= most && megabytes <= MOST_MEGABYTES;
    if (!isGood) failed += 1;
    process.stdout.write(
      `${isGood ? "ok  " : "FAIL"} ${what} ${scope.join(" ")} ${format}: ${cpu.toFixed(2)} s of processor (at most ${most}), ${seconds.toFixed(2)} s on the wall, ${megabytes} MB (at most ${MOST_MEGABYTES})\n`,
    );
    if (ended.status !== 0) process.stdout.write(ended.stderr);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
