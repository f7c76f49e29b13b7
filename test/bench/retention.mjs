// What plans of old runs and what stands beside the ledger weigh after a year of nights, how long letting them go takes,
// and how long another process that writes waits meanwhile. "node test/bench/retention.mjs 8000 365": hosts, nights.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { megabytes, tell, timed, writeWaits } from "./measures.mjs";

const ROOT = `${import.meta.dirname}/../../dist`;
const HOSTS = Number(process.argv[2] ?? 8_000);
const NIGHTS = Number(process.argv[3] ?? 365);
const UNITS = Math.ceil(HOSTS * 0.75);
/** Contexts of a host at one address under one document, as the demo's hosts have them. */
const CONTEXTS = 10;
const DAY_MS = 86_400_000;
const { openStore } = await import(`${ROOT}/store/store.js`);

if (process.send !== undefined) await writeWaits(openStore(process.argv[4]));
else await measure();

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), "rasoat-bench-"));
  const path = join(folder, "bench.db");
  try {
    const { connect } = await import(`${ROOT}/store/sqlite/connection.js`);
    const { letGo } = await import(`${ROOT}/run/retention.js`);
    const store = openStore(path, { create: true });
    const connection = connect(path, "NORMAL");
    fillPlans(connection);
    fillBeside(connection);
    tellWeights(connection, "before");
    const writer = fork(import.meta.filename, [String(HOSTS), String(NIGHTS), path]);
    let longest = 0;
    const watched = {
      prune: () => undefined,
      pruneResults: (...values) => {
        const start = performance.now();
        const done = store.pruneResults(...values);
        longest = Math.max(longest, performance.now() - start);
        return done;
      },
    };
    const deps = { store: watched, clock: { now: () => new Date() } };
    const settings = { retention: { bodyDays: 30, resultDays: 90 } };
    const gone = await timed("retention", () => letGo({ ...deps, settings }));
    tell("planned targets that went", gone.targets);
    tell("longest transaction", `${Math.round(longest)} ms`);
    await sweep(store);
    const waits = await new Promise((done) => {
      writer.once("message", done);
      writer.send("end");
    });
    tell("another's rows", waits.count, `waited at most ${waits.most} ms, p99 ${waits.p99} ms`);
    tellWeights(connection, "after");
    connection.db.close();
    store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As an archive does once rows have left: here no row refers to any of them. */
async function sweep(store) {
  let [longest, removed] = [0, 0];
  await timed("contexts of rows that have left", async () => {
    for (let at = 0; at !== null;) {
      const start = performance.now();
      const done = store.sweepContexts(at);
      longest = Math.max(longest, performance.now() - start);
      removed += done.removed;
      at = done.next;
      await new Promise((go) => setTimeout(go, 25));
    }
  });
  tell("contexts that went", removed, `longest transaction ${Math.round(longest)} ms`);
}

/** Ended nights whose results retention has taken before; every host done. */
function fillPlans(connection) {
  connection.transact(() => {
    for (let night = 0; night < NIGHTS; night += 1) {
      const at = new Date(Date.now() - (NIGHTS - night) * DAY_MS).toISOString();
      connection.run(
        "INSERT INTO runs (id, kind, status, started_at, json) VALUES (?, 'scan', 'done', ?, '{}')",
        `R${at}`,
        at,
      );
      connection.run(
        `WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < ?1 - 1)
         INSERT INTO run_targets SELECT (SELECT max(number) FROM runs), printf('BV-%05d', x % ?2),
           printf('www.benh-vien-%05d.test', x), x, 'done', NULL, 2 FROM n`,
        HOSTS,
        UNITS,
      );
    }
    connection.run(
      "INSERT INTO removed_results SELECT number, ?, 0, started_at FROM runs WHERE started_at < ?",
      HOSTS,
      new Date(Date.now() - 90 * DAY_MS).toISOString(),
    );
  });
}

/** Documents renewed once a year; one host in a hundred behind addresses that are others every night. */
function fillBeside(connection) {
  const sql = `WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < ?1 * ?2 - 1)
    INSERT INTO ledger_contexts (host, kind, unit, document, port, address, method, origin, probe, cost)
    SELECT printf('www.benh-vien-%05d.test', x % ?1), 'request', printf('BV-%05d', x % ?1 % ?3),
      printf('%d/QĐ-BV-%05d', x / ?1 / ${CONTEXTS}, x % ?1 % ?3), 443,
      printf('203.0.%d.%d', x / ?1 / 250, x / ?1 % 250), 'GET',
      printf('https://www.benh-vien-%05d.test', x % ?1), printf('panels-%d', x / ?1 % ${CONTEXTS}), 1 FROM n`;
  connection.transact(() => {
    connection.run(sql, HOSTS, CONTEXTS * 2, UNITS);
    connection.run(sql, Math.ceil(HOSTS / 100), CONTEXTS * NIGHTS, UNITS);
    connection.run(
      `WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < ? - 1)
       INSERT INTO ledger_words (text) SELECT printf('/trang-chu?ngay=%d', x) FROM n`,
      Math.ceil(HOSTS / 100) * NIGHTS,
    );
    connection.run(
      "INSERT INTO ledger_runs (run, first, last) SELECT id, number * 1000, number * 1000 + 999 FROM runs",
    );
  });
}

function tellWeights(connection, when) {
  const sql = `SELECT CASE WHEN name LIKE 'ledger_contexts%' THEN 'ledger_contexts'
      WHEN name LIKE '%ledger_words%' THEN 'ledger_words' WHEN name LIKE '%ledger_runs%' THEN 'ledger_runs'
      ELSE name END AS what, sum(pgsize) AS bytes FROM dbstat
    WHERE name LIKE 'run_targets%' OR name LIKE '%ledger_contexts%' OR name LIKE '%ledger_words%'
      OR name LIKE '%ledger_runs%' OR name LIKE 'removed_%' GROUP BY 1 ORDER BY 2 DESC`;
  for (const { what, bytes } of connection.db.prepare(sql).all()) {
    tell(`${when}: ${what}`, `${megabytes(bytes)} MB`);
  }
}
