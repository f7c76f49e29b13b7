// Measures how long the portal's pages take while it makes the report of a whole country as PDF, on the built
// program over HTTP: first with nothing else to do, then with one and with three reports asked for at once. Prints
// one line each; fails when pages wait for a report, or when the report is not one.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { FINDINGS, writeNational } from "./national.mjs";

const DIST = resolve(import.meta.dirname, "../../dist");
const PROGRAM = resolve(import.meta.dirname, "../../bin/rasoat.js");
const TOKEN = "x".repeat(43);
const PAGES = ["/", "/findings", "/central/queue", "/central/statistics", "/central/units"];
const QUIET_PAGES = 60;
const PAUSE_MS = 20;
const MOST_MS = 1_000;

const folder = mkdtempSync(join(tmpdir(), "rasoat-bench-"));
const db = join(folder, "national.db");
try {
  await writeNational(DIST, db);
  await addReader();
  const { child, origin } = await serve();
  try {
    await measure(origin);
  } finally {
    child.kill("SIGTERM");
    await new Promise((done) => child.once("close", done));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function addReader() {
  const { openStore } = await import(join(DIST, "store/store.js"));
  const store = openStore(db);
  const by = { createdBy: "bench" };
  store.addAccount({ id: "r", login: "r", name: "r", role: "central-analyst", unit: null, ...by });
  const seen = { source: "", agent: "", pending: null };
  store.startSession({ token: TOKEN, id: "s", account: "r", stage: "full", ...seen });
  store.close();
}

async function serve() {
  const args = [PROGRAM, "serve", "--db", db, "--port", "0", "--lang", "en"];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [origin] = await new Promise((done) => {
    createInterface({ input: child.stdout }).once("line", (line) => done([line]));
  });
  return { child, origin };
}

async function get(origin, path) {
  const began = performance.now();
  const response = await fetch(`${origin}${path}`, {
    headers: { cookie: `rasoat-local=${TOKEN}` },
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, bytes, ms: performance.now() - began };
}

async function measure(origin) {
  process.stdout.write(`${FINDINGS} findings\n`);
  for (const path of PAGES) await get(origin, path);
  let left = QUIET_PAGES;
  report("nothing else", await pagesWhile(origin, () => left-- > 0));
  for (const many of [1, 3]) {
    let going = many;
    const files = Array.from({ length: many }, () =>
      get(origin, "/download/report.pdf").finally(() => (going -= 1)),
    );
    const times = await pagesWhile(origin, () => going > 0);
    report(`${many} national PDF`, times);
    for (const { status, bytes, ms } of await Promise.all(files)) {
      const isPdf = status === 200 && Buffer.from(bytes.subarray(0, 4)).toString() === "%PDF";
      process.stdout.write(`  ${status}, ${bytes.length} bytes after ${Math.round(ms)} ms\n`);
      if (!isPdf) process.exitCode = 1;
    }
    if (percentile(times, 0.95) > MOST_MS) process.exitCode = 1;
  }
}

async function pagesWhile(origin, isGoing) {
  const times = [];
  while (isGoing()) {
    const { status, ms } = await get(origin, PAGES[times.length % PAGES.length]);
    if (status !== 200) throw new Error(`a page answered ${status}`);
    times.push(ms);
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  return times;
}

function report(name, times) {
  const [half, most] = [percentile(times, 0.5), percentile(times, 0.95)];
  const longest = Math.round(Math.max(...times));
  process.stdout.write(
    `${name.padEnd(16)} ${String(times.length).padStart(4)} pages, median ${half} ms, p95 ${most} ms, longest ${longest} ms\n`,
  );
}

function percentile(times, share) {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
}
