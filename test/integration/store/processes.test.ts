import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../../src/store/sqlite/connection.ts";
import { migrate, MIGRATIONS } from "../../../src/store/migrate.ts";
import { openStore } from "../../../src/store/store.ts";
import { type Compiled, compileStore, startChild } from "./compiled.ts";
import {
  commit,
  finding,
  folder,
  intent,
  NOW,
  OUTCOME,
  result,
  run,
  seen,
} from "../../store/samples.ts";

const TEMPLATE = JSON.stringify({
  run: run().id,
  intent: intent(),
  outcome: OUTCOME,
  finding: finding(),
  event: seen(finding()),
  result: result(),
  coverage: commit().coverage,
});

let compiled: Compiled;
beforeAll(() => {
  compiled = compileStore();
}, 60_000);
afterAll(() => {
  compiled.remove();
});

describe("killed at random moments", () => {
  it("100 times: nothing acknowledged is lost, nothing doubled, the chain whole", async () => {
    const path = join(folder(), "rasoat.db");
    const hosts = Array.from({ length: 3000 }, (_, n) => `www.h${n}.test`);
    const plan = openStore(path, { create: true, now: () => NOW });
    plan.createRun(run());
    plan.planTargets(
      run().id,
      hosts.map((host) => ({ unit: "BV-A", host })),
    );
    plan.close();

    const sent: string[] = [];
    const acknowledged: string[] = [];
    const kills = 100;
    for (let kill = 0; kill < kills; kill++) {
      const child = startChild(compiled, "commit", path, TEMPLATE);
      await child.printed(randomInt(1, 10));
      await sleep(randomInt(12));
      child.kill();
      expect(await child.ended).toBeNull();
      for (const line of child.lines) {
        const [word, ...values] = line.split(" ");
        if (word === "sent") sent.push(values.join(" "));
        if (word === "done") acknowledged.push(values.join(" "));
      }
    }

    const store = openStore(path);
    const done = store.targets(run().id).filter(({ state }) => state === "done");
    const stored = new Set(done.map(({ host }) => host));
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((host) => !stored.has(host))).toEqual([]);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    // At most the one commit in flight at each kill is there without its acknowledgement.
    expect(done.length - acknowledged.length).toBeLessThanOrEqual(kills);
    expect(
      store
        .resultHosts("central", run().id)
        .map(({ host }) => host)
        .sort(),
    ).toEqual([...stored].sort());
    expect(store.findings("central").length).toBe(stored.size);
    expect(store.coverage("central", { run: run().id }).length).toBe(stored.size);
    expect(done.filter(({ host }) => store.events("central", host).length !== 1)).toEqual([]);
    const lines = new Map(
      [...store.ledger.rows()].map((line) => [`${line.row} ${line.host}`, line]),
    );
    expect(sent.filter((one) => !lines.has(one))).toEqual([]);
    expect(store.ledger.verify()).toMatchObject({ sound: true, bad: null });
    expect(store.verifyResults().bad).toEqual([]);
    store.close();
    const { db } = connect(path, "FULL");
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(db.pragma("foreign_key_check")).toEqual([]);
    db.close();
  }, 120_000);

  it("20 times during a migration: the step is whole or not there, and the next start ends it", async () => {
    const rows = 60_000;
    const steps = [
      ...MIGRATIONS,
      `CREATE TABLE one (x INTEGER NOT NULL) STRICT;
       WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${rows})
       INSERT INTO one SELECT x FROM n;`,
      `CREATE TABLE two (x INTEGER NOT NULL) STRICT; INSERT INTO two SELECT x FROM one; DROP TABLE one;`,
    ];
    const versions = new Set<unknown>();
    for (let kill = 0; kill < 20; kill++) {
      const path = join(folder(), "rasoat.db");
      const store = openStore(path, { create: true });
      store.createRun(run());
      store.close();
      const child = startChild(compiled, "migrate", path, JSON.stringify(steps));
      // At once, at random, and after its end.
      await child.printed(kill === 19 ? 2 : 1);
      await sleep(kill === 0 ? 0 : randomInt(90));
      child.kill();
      await child.ended;

      const connection = connect(path, "FULL");
      const version = Number(connection.db.pragma("user_version", { simple: true }));
      const taken = version - MIGRATIONS.length;
      versions.add(version);
      const tables = connection.db
        .prepare<[], { name: string }>(
          "SELECT name FROM sqlite_schema WHERE name IN ('one', 'two')",
        )
        .all()
        .map(({ name }) => name);
      const expected = taken === 2 ? ["two"] : taken === 1 ? ["one"] : [];
      expect(tables).toEqual(expected);
      migrate(connection, NOW, steps);
      const count = connection.db.prepare("SELECT count(*) AS n FROM two").get();
      expect(count).toEqual({ n: rows });
      expect(connection.db.prepare("SELECT count(*) AS n FROM runs").get()).toEqual({ n: 1 });
      connection.db.close();
    }
    expect(versions.size).toBeGreaterThan(1);
  }, 120_000);
});

describe("several processes at once", () => {
  it("append to one chain without a gap, and share the pace of an address", async () => {
    const path = join(folder(), "rasoat.db");
    openStore(path, { create: true }).close();
    const names = ["a.test", "b.test", "c.test"];
    const children = names.map((host) =>
      startChild(compiled, "append", path, host, "200", TEMPLATE),
    );
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    const store = openStore(path);
    const lines = [...store.ledger.rows()];
    expect(lines.length).toBe(600);
    expect(lines.filter(({ result }) => result !== "ok")).toEqual([]);
    for (const host of names) {
      expect(lines.filter((line) => line.host === host).length).toBe(200);
      expect(store.ledger.spent(host, new Date(lines[0]?.at ?? NOW))).toBe(200);
    }
    // They took turns: no process waited for another to end.
    const turns = lines.filter((line, index) => line.host !== lines[index - 1]?.host).length;
    expect(turns).toBeGreaterThan(3);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 1200 });
    store.close();
    const { db } = connect(path, "FULL");
    const pace = db.prepare<[], { last_ms: number }>("SELECT last_ms FROM pace").get();
    db.close();
    const firstMs = Date.parse(lines[0]?.at ?? "");
    expect(pace?.last_ms).toBeGreaterThanOrEqual(firstMs + 599 * 10);
  }, 60_000);

  it("start on a new file at the same moment", async () => {
    const path = join(folder(), "rasoat.db");
    const children = Array.from({ length: 4 }, () =>
      startChild(compiled, "append", path, "a.test", "5", TEMPLATE),
    );
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    const store = openStore(path);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 40 });
    store.close();
  }, 60_000);
});
