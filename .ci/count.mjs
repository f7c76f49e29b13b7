// Adds up what the test runs of one CI run counted: the closing line "N passed, N failed". A run that ended with an
// exit code other than 0 while no test failed counts one failure: the step that ended it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder = "", exit = "0"] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const name of readdirSync(folder)) {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(join(folder, name), "utf8"));
  passed += numPassedTests;
  failed += numFailedTests;
}
if (exit !== "0" && failed === 0) failed = 1;
process.stdout.write(`${String(passed)} passed, ${String(failed)} failed\n`);
