// How fast a scan in another process falls silent: a unit's pause in the portal, the central team's stop button, a
// revocation on the command line. The servers' own clocks are the witness: contract and promise are 5 seconds.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { addPerson, signIn } from "./portal-person.ts";
import { registryOf, resolves, type RegisteredSite, type Running } from "./program.ts";
import { openScene, ordinary, type Scene } from "./scene.ts";

const LIMIT_MS = 5_000;
/** Slow enough that a scan of one host lasts for half a minute. */
const PER_SECOND = 4;
let stage: Scene;

beforeEach(() => {
  stage = openScene();
});

afterEach(async () => {
  await stage.close();
});

interface Watched {
  readonly site: RegisteredSite;
  /** When each request came. */
  readonly times: number[];
}

async function watched(unit: string, address: string): Promise<Watched> {
  const times: number[] = [];
  const served = await stage.site(address, (request, response) => {
    times.push(Date.now());
    ordinary(request, response);
  });
  const ports = [{ port: served.port, scheme: "http" as const }];
  const authorization = { requestsPerSecond: PER_SECOND };
  const host = `www.${unit.toLowerCase()}.test`;
  return { site: { unit, host, address, ports, authorization }, times };
}

async function twoSites(): Promise<{ a: Watched; b: Watched; scan: Running }> {
  const a = await watched("BV-A", "127.0.62.1");
  const b = await watched("BV-B", "127.0.62.2");
  const sites = [a.site, b.site];
  stage.write("registry.yaml", registryOf(sites));
  expect((await stage.run("registry", "import", "registry.yaml")).code).toBe(0);
  const store = openStore(stage.db);
  await addPerson(store, "donvi", "unit-manager", "BV-A");
  await addPerson(store, "trungtam", "central-admin", null);
  store.close();
  const scan = stage.start("scan", "--area", "panels", "--allow-reserved", ...resolves(sites));
  await until(() => a.times.length > 8 && b.times.length > 8, scan);
  return { a, b, scan };
}

async function until(isSo: () => boolean, scan: Running): Promise<void> {
  const end = Date.now() + 30_000;
  while (!isSo()) {
    if (scan.child.exitCode !== null || Date.now() > end) throw new Error(scan.said());
    await sleep(50);
  }
}

async function portal(): Promise<{ origin: string; running: Running }> {
  const running = stage.start("serve", "--port", "0");
  const end = Date.now() + 30_000;
  while (!/http:\/\/127\.0\.0\.1:\d+/.test(running.said())) {
    if (running.child.exitCode !== null || Date.now() > end) throw new Error(running.said());
    await sleep(50);
  }
  stage.own({
    close: async () => {
      running.child.kill("SIGINT");
      await running.ended;
    },
  });
  return { origin: /http:\/\/127\.0\.0\.1:\d+/.exec(running.said())?.[0] ?? "", running };
}

/** Milliseconds from the deed to the last request that came after it; 0 when none did. */
function silenceAfter(deed: number, { times }: Watched): number {
  return Math.max(0, (times.at(-1) ?? 0) - deed);
}

const told = (what: string, ms: number): void => {
  process.stderr.write(`${what}: silent after ${String(ms)} ms (limit ${String(LIMIT_MS)})\n`);
};

describe("a running scan falls silent", { timeout: 120_000 }, () => {
  it("at one unit when its people pause it in the portal, and nowhere else; the central team is told", async () => {
    const { a, b, scan } = await twoSites();
    const { origin } = await portal();
    const person = await signIn(origin, "donvi");
    const central = await signIn(origin, "trungtam");
    expect(a.times.length).toBeLessThan(60);
    const deed = Date.now();
    expect(await person.send("/sites/pause", { reason: "đang nâng cấp" })).toContain("paused");
    const before = b.times.length;
    await sleep(LIMIT_MS + 3_000);
    told("pause", silenceAfter(deed, a));
    expect(silenceAfter(deed, a)).toBeLessThanOrEqual(LIMIT_MS);
    expect(b.times.length).toBeGreaterThan(before + PER_SECOND);
    expect(await central.read("/")).toContain("đang nâng cấp");
    scan.child.kill("SIGINT");
    await scan.ended;
    const refusals = await stage.rows<{ kind: string; host: string; reason: string | null }>(
      "ledger",
    );
    expect(
      refusals.some(
        ({ kind, host, reason }) =>
          kind === "refusal" && host === a.site.host && reason === "authorization-suspended",
      ),
    ).toBe(true);
  });

  it("everywhere when the central team presses stop, and can go on later", async () => {
    const { a, b, scan } = await twoSites();
    const { origin } = await portal();
    const central = await signIn(origin, "trungtam");
    expect(await central.read("/central/runs")).toContain("Đang chạy");
    const deed = Date.now();
    expect(await central.send("/central/runs/stop", {})).toContain("stopped");
    const ended = await scan.ended;
    const endedAfter = Date.now() - deed;
    await sleep(2_000);
    const silent = Math.max(silenceAfter(deed, a), silenceAfter(deed, b));
    told("stop", silent);
    expect(silent).toBeLessThanOrEqual(LIMIT_MS);
    expect(endedAfter).toBeLessThanOrEqual(LIMIT_MS + 2_000);
    expect(ended.code).toBe(130);
    expect(await central.read("/central/runs")).toContain("đã dừng");
  });

  it("at one unit when its document is revoked on the command line", async () => {
    const { a, b, scan } = await twoSites();
    const deed = Date.now();
    const revoked = await stage.run("authorization", "revoke", "1/QĐ-BV-A", "--reason", "thu hồi");
    expect(revoked.code).toBe(0);
    const done = Date.now();
    const before = b.times.length;
    await sleep(LIMIT_MS + 3_000);
    // From the moment that it was said, the start of the command included.
    told("revocation", silenceAfter(deed, a));
    expect(silenceAfter(done, a)).toBeLessThanOrEqual(LIMIT_MS);
    expect(b.times.length).toBeGreaterThan(before + PER_SECOND);
    scan.child.kill("SIGINT");
    await scan.ended;
  });
});
