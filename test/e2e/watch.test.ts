// What runs by itself beside the portal: a home page that is watched every minute and defaced, and a night that is
// killed in the middle. The built program, real time.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeOf } from "../../src/run/schedule/watch-plan.ts";
import { openStore } from "../../src/store/store.ts";
import { childrenOf } from "../helpers/processes.ts";
import { addPerson, signIn } from "./portal-person.ts";
import {
  html,
  ORDINARY_PAGE,
  registryOf,
  resolves,
  type RegisteredSite,
  type Running,
  type ServedSite,
} from "./program.ts";
import { openScene, pathOf, type FindingRow, type Scene } from "./scene.ts";

const DEFACED =
  "<!doctype html><title>Hacked by Night</title><body bgcolor=black><h1>HACKED BY NIGHT</h1><p>Your security is zero. Greetz to all.</p>";
const WATCHED = earlyName();
const SLOW = "www.bv-n.test";

interface ScheduleRow {
  readonly next: { readonly hosts: number } | null;
  readonly nights: readonly { readonly state: string; readonly run: string | null }[];
  readonly watch: { readonly hosts: number; readonly outcomes: Readonly<Record<string, number>> };
}

let stage: Scene;
let running: Running;
let origin = "";
let watched: ServedSite;
let slow: ServedSite;
let isDefaced = false;

/** A name whose place in the minute comes early, so that the test need not wait for its first look. */
function earlyName(): string {
  for (let n = 0; ; n += 1) {
    const name = `www${String(n)}.bv-w.test`;
    if (placeOf(name) < 0.05) return name;
  }
}

/** Local time in Việt Nam, minutes from now. */
function clockTime(minutes: number): string {
  return new Date(Date.now() + 7 * 3_600_000 + minutes * 60_000).toISOString().slice(11, 16);
}

beforeAll(async () => {
  stage = openScene();
  watched = await stage.site("127.0.73.1", (request, response) => {
    if (pathOf(request.url) !== "/") html(response, "<title>Không tìm thấy</title>", 404);
    else html(response, isDefaced ? DEFACED : ORDINARY_PAGE);
  });
  slow = await stage.site("127.0.73.2");
  stage.configure({ schedule: { nightly: { at: clockTime(-5), until: clockTime(120) } } });
  const site = (unit: string, host: string, served: ServedSite): RegisteredSite => ({
    unit,
    host,
    address: served.address,
    ports: [{ port: served.port, scheme: "http" }],
  });
  const sites: RegisteredSite[] = [
    { ...site("BV-W", WATCHED, watched), authorization: { watch: { everyMinutes: 1 } } },
    // Five requests a second: the night lasts long enough to be killed.
    { ...site("BV-N", SLOW, slow), authorization: { requestsPerSecond: 5 } },
  ];
  stage.write("registry.yaml", registryOf(sites));
  await stage.run("registry", "import", "registry.yaml");
  const store = openStore(stage.db);
  await addPerson(store, "trungtam", "central-admin", null);
  store.close();
  running = stage.start("serve", "--port", "0", "--allow-reserved", ...resolves(sites));
  await until(() => /http:\/\/127\.0\.0\.1:\d+/.test(running.said()), 30_000);
  origin = /http:\/\/127\.0\.0\.1:\d+/.exec(running.said())?.[0] ?? "";
}, 60_000);

afterAll(async () => {
  running.child.kill("SIGINT");
  await running.ended;
  await stage.close();
});

async function until(holds: () => boolean | Promise<boolean>, mostMs: number): Promise<void> {
  const end = Date.now() + mostMs;
  while (!(await holds())) {
    if (Date.now() > end || running.child.exitCode !== null) throw new Error(running.said());
    await sleep(200);
  }
}

async function schedule(): Promise<ScheduleRow> {
  const [row] = await stage.rows<ScheduleRow>("schedule");
  if (row === undefined) throw new Error("nothing said");
  return row;
}

describe("beside the portal", () => {
  it(
    "a night whose worker is killed goes on under its own run, and is done once",
    { timeout: 150_000 },
    async () => {
      await until(() => slow.requests.length > 3, 30_000);
      const [worker] = childrenOf(running.child.pid ?? 0);
      if (worker === undefined) throw new Error("no worker");
      const begun = (await schedule()).nights;
      expect(begun).toMatchObject([{ state: "running" }]);
      process.kill(worker, "SIGKILL");
      await until(async () => (await schedule()).nights[0]?.state === "done", 120_000);
      const { nights } = await schedule();
      expect(nights).toHaveLength(1);
      expect(nights[0]?.run).toBe(begun[0]?.run);
      const runs = new Set(
        (await stage.rows<{ run: string | null }>("ledger", "--host", SLOW)).map(({ run }) => run),
      );
      expect([...runs]).toEqual([nights[0]?.run]);
    },
  );

  it(
    "a home page that is defaced is a sign on the central page",
    { timeout: 180_000 },
    async () => {
      await until(async () => (await schedule()).watch.outcomes["quiet"] === 1, 90_000);
      const person = await signIn(origin, "trungtam");
      expect(await person.read("/")).not.toContain(WATCHED);
      isDefaced = true;
      const began = Date.now();
      await until(async () => (await person.read("/")).includes(WATCHED), 150_000);
      const took = Date.now() - began;
      process.stderr.write(`defaced to told, watched every minute: ${String(took)} ms\n`);
      // Two periods at most, of which the first holds the look and its confirmation.
      expect(took).toBeLessThan(120_000);
      const rows = await stage.rows<FindingRow>("findings", "--host", WATCHED);
      const found = rows.find(({ rule }) => rule === "defacement-page");
      expect(found).toMatchObject({ severity: "critical", state: "open", subject: "/" });
      const run = found?.run ?? "";
      expect((await stage.rows("ledger", "--run", run)).length).toBeGreaterThan(0);
      const again = await stage.run("reassess", "--run", run, "--as-run", "--json");
      const kept = await stage.run("findings", "--run", run, "--json");
      expect(again.out).toBe(kept.out);
      expect(kept.out).toContain("defacement-page");
      expect((await schedule()).watch.outcomes["sign"]).toBe(1);
    },
  );
});
