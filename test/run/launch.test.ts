// A child that runs one command: its output byte for byte, its exit code, its end when nobody waits any more.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it, onTestFinished } from "vitest";
import { runOnce } from "../../src/run/launch.ts";

const STAYS = new AbortController().signal;

function program(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), "rasoat-launch-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, "program.mjs");
  writeFileSync(file, source);
  return file;
}

it("gives what it prints, however much, at a lower priority", async () => {
  const file = program(`import { getPriority } from "node:os";
    process.stderr.write(process.argv.slice(2).join(" ") + " " + String(getPriority()));
    process.stdout.write(Buffer.alloc(3_000_000, 255));
    process.exitCode = 2;`);
  const { code, out, said } = await runOnce({
    program: file,
    args: ["a", "b c"],
    signal: STAYS,
    maxMs: 60_000,
  });
  expect([code, out.length, out.every((byte) => byte === 255)]).toEqual([2, 3_000_000, true]);
  expect(said).toMatch(/^a b c \d+$/);
  expect(Number(said.split(" ").at(-1))).toBeGreaterThanOrEqual(10);
});

it.each([
  ["its reader leaves", 60_000, 300],
  ["it takes too long", 300, 60_000],
])("is killed when %s, whatever was cleared away meanwhile", async (_why, maxMs, leaveMs) => {
  const file = program("setInterval(() => undefined, 1000);");
  const reader = new AbortController();
  const leaving = setTimeout(() => {
    reader.abort();
  }, leaveMs);
  const ended = runOnce({ program: file, args: [], signal: reader.signal, maxMs });
  await pause(100);
  collectGarbage();
  expect((await ended).code).toBeNull();
  clearTimeout(leaving);
});

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc()");
}
