import { join } from "node:path";
import { defineConfig } from "vitest/config";

// CI collects the counts of all its runs in one folder and adds them up.
const results = process.env["RASOAT_TEST_RESULTS"];
const counts = join(results ?? "", `${String(process.pid)}.json`);

// Isolation is off: no module holds mutable state, and tests hand in their own ports.
const shared = {
  pool: "threads" as const,
  isolate: false,
  setupFiles: ["test/helpers/setup-loopback-only.ts"],
};

export default defineConfig({
  test: {
    reporters: results === undefined ? ["default"] : ["default", ["json", { outputFile: counts }]],
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/integration/**", "test/e2e/**", "test/real/**", "test/browser/**"],
        },
      },
      {
        test: {
          ...shared,
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 180_000,
        },
      },
      {
        // Measures beside other tools; never part of CI (npm run bench).
        test: {
          name: "bench",
          include: ["test/bench/**/*.bench.ts"],
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "real",
          include: ["test/real/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
