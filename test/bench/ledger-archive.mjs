// How long archiving the ledger takes, what it does to others who write meanwhile, and how disk space comes back.
// "node test/bench/ledger-archive.mjs 600000" measures with so many rows; the built program is measured.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { megabytes, tell, timed, writeWaits } from "./measures.mjs";

const ROOT = `${import.meta.dirname}/../../dist`;
const ROWS = Number(process.argv[2] ?? 600_000);
const DAYS = 60;
const HOSTS = 500;
const DAY_MS = 86_400_000;
const { openStore } = await import(`${ROOT}/store/store.js`);

if (process.send !== undefined) await writeWaits(openStore(process.argv[3]));
else await measure();

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), "rasoat-bench-"));
  const path = join(folder, "bench.db");
  try {
    const { archiveLedger } = await import(`${ROOT}/run/ledger-archiving.js`);
    const { proveLedger } = await import(`${ROOT}/run/ledger-proof.js`);
    const clock = { now: new Date() };
    const store = openStore(path, { create: true, now: () => clock.now });
    const start = Date.now() - DAYS * DAY_MS;
    await fill(store, clock, ROWS, start);
    const size = () => {
      store.checkpoint();
      return megabytes(statSync(path).size);
    };
    tell("rows", ROWS, `on ${DAYS} days, ${size()} MB of database`);
    await timed("ledger verify, all in the database", () => store.ledger.verify());
    const writer = fork(import.meta.filename, [String(ROWS), path]);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const file = join(folder, "archive.jsonl.gz");
    const before = new Date(start + 50 * DAY_MS);
    const wish = { before, file, by: { actor: "bench", role: "bench" } };
    const { removed } = await timed("ledger archive", () => archiveLedger(store, wish));
    delay.disable();
    tell("rows that left", removed, `${megabytes(statSync(file).size)} MB of file`);
    tell(
      "event loop held at most",
      `${Math.round(delay.max / 1e6)} ms`,
      `p99 ${Math.round(delay.percentile(99) / 1e6)} ms`,
    );
    const waits = await new Promise((done) => {
      writer.once("message", done);
      writer.send("end");
    });
    tell(
      "another process's intents",
      waits.count,
      `waited at most ${waits.most} ms, p99 ${waits.p99} ms`,
    );
    await timed("ledger verify, from the anchor", () => store.ledger.verify());
    await timed("ledger verify --archive", () => proveLedger(store, [file]));
    tell("database after it", `${size()} MB`, "its room is free inside");
    await fill(store, clock, removed, Date.now());
    tell("database after as many rows again", `${size()} MB`);
    const copy = join(folder, "copy.db");
    const later = new Date(Date.now() + 50 * DAY_MS);
    await archiveLedger(store, { ...wish, before: later, file: join(folder, "second.jsonl.gz") });
    await timed("backup (a compact copy)", () => store.backup(copy));
    tell("the copy", `${megabytes(statSync(copy).size)} MB`, `beside ${size()} MB`);
    store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Looks of the watch: a connection and a request each, with what came of them. */
async function fill(store, clock, rows, start) {
  const looks = rows / 4;
  for (let n = 0; n < looks; n += 1) {
    clock.now = new Date(start + ((n * DAYS) / looks) * DAY_MS);
    const host = `www.benh-vien-${String(n % HOSTS)}.test`;
    const place = {
      run: null,
      unit: "BV-A",
      document: "12/QĐ-BVA",
      host,
      port: 443,
      address: "127.0.0.1",
      probe: "home",
    };
    const asks = [
      store.ledger.intend({ ...place, kind: "connect", method: "TLS", url: null, cost: 1 }),
      store.ledger.intend({
        ...place,
        kind: "request",
        method: "GET",
        url: `https://${host}/`,
        cost: 0,
      }),
    ];
    if (n % 2000 === 1999 || n >= looks - 1) await store.ledger.flush();
    for (const asked of asks) void settleLater(store, asked, n);
  }
  await store.ledger.flush();
  await new Promise((done) => setTimeout(done, 10));
  await store.ledger.flush();
  clock.now = new Date(start + DAYS * DAY_MS);
}

async function settleLater(store, asked, n) {
  const sizes = { bytesIn: 40_000 + (n % 999), bytesOut: 320, durationMs: 90 + (n % 77) };
  store.ledger.settle(await asked, { result: "ok", status: 200, ...sizes });
}
