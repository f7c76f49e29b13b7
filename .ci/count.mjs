// Adds up what the test runs of one CI run counted: the closing line "N passed, N failed".
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? "";
let passed = 0;
let failed = 0;
for (const name of readdirSync(folder)) {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(join(folder, name), "utf8"));
  passed += numPassedTests;
  failed += numFailedTests;
}
process.stdout.write(`${String(passed)} passed, ${String(failed)} failed\n`);
