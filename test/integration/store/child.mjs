// Run by processes.test.ts in processes that are killed: commits, appends or migrates, and says so line by line.
import { writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [out, task, path, ...rest] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(join(out, "store", file)).href);
// A whole line in one write: what the parent reads was acknowledged.
const say = (line) => writeSync(1, `${line}\n`);

const TASKS = {
  /** Commits every target that is still to do; `rest[0]` is the template of a commit. */
  async commit() {
    const { openStore } = await load("store.js");
    const store = openStore(path, { groupCommitMs: 1 });
    const template = JSON.parse(rest[0]);
    const todo = store.targets(template.run).filter(({ state }) => state === "todo");
    say("ready");
    for (const { unit, host } of todo) {
      const row = await store.ledger.intend({ ...template.intent, host });
      say(`sent ${row} ${host}`);
      store.ledger.settle(row, template.outcome);
      const finding = { ...template.finding, id: host, fingerprint: host, host };
      const event = { ...template.event, finding: host };
      store.commitTarget({
        run: template.run,
        unit,
        host,
        pass: 2,
        state: "done",
        result: { ...template.result, findings: [finding] },
        bodies: [],
        findings: [finding],
        events: [event],
        coverage: template.coverage.map((row) => ({ ...row, host })),
      });
      say(`done ${host}`);
    }
    store.close();
  },
  /** Appends `rest[1]` requests of host `rest[0]` with their outcomes. */
  async append() {
    const { openStore } = await load("store.js");
    const store = openStore(path, { create: true, groupCommitMs: 1 });
    const template = JSON.parse(rest[2]);
    say("ready");
    for (let n = 0; n < Number(rest[1]); n += 5) {
      const five = [0, 1, 2, 3, 4].map((i) =>
        store.ledger.intend({ ...template.intent, host: rest[0], url: `https://h/${n + i}` }),
      );
      for (const row of await Promise.all(five)) {
        store.pace.reserve("127.0.0.1", 10, Date.now());
        store.ledger.settle(row, template.outcome);
      }
    }
    store.close();
  },
  /** Takes the file through the steps given as JSON. */
  async migrate() {
    const { connect } = await load("sqlite/connection.js");
    const { migrate } = await load("migrate.js");
    const connection = connect(path, "FULL");
    say("ready");
    migrate(connection, new Date(), JSON.parse(rest[0]));
    say("migrated");
    connection.db.close();
  },
};

await TASKS[task]();
