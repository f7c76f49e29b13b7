// The built program: accounts from the command line, the portal it serves, and how a pause reaches a scan.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import {
  html,
  serve,
  type ServedSite,
  workspace,
  type Running,
  type Workspace,
} from "./program.ts";

let place: Workspace;

beforeEach(() => {
  place = workspace();
});

afterEach(() => {
  place.remove();
});

interface Served {
  readonly origin: string;
  readonly running: Running;
  stop(): Promise<number | null>;
}

async function served(): Promise<Served> {
  const running = place.start("serve", "--port", "0");
  const until = Date.now() + 20_000;
  while (!/127\.0\.0\.1:\d+/.test(running.said())) {
    if (running.child.exitCode !== null || Date.now() > until) throw new Error(running.said());
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    origin: /http:\/\/127\.0\.0\.1:\d+/.exec(running.said())?.[0] ?? "",
    running,
    stop: async () => {
      running.child.kill("SIGINT");
      return (await running.ended).code;
    },
  };
}

describe("rasoat user", () => {
  it("adds an account, whose link opens the served portal once", async () => {
    const added = await place.run(
      "user",
      "add",
      "quantri",
      "--role",
      "central-admin",
      "--name",
      "Quản trị",
      "--json",
    );
    expect(added.code).toBe(0);
    const [invitation] = added.json<{ login: string; link: string }>();
    const portal = await served();
    const link = `${portal.origin}${new URL(invitation?.link ?? "").pathname}`;
    const page = await fetch(link);
    expect(await page.text()).toContain("quantri");
    expect(await portal.stop()).toBe(0);
    expect((await place.run("user", "list", "--json")).json()).toMatchObject([
      { login: "quantri", role: "central-admin", hasPassword: false },
    ]);
  });

  it.each([
    ["add", "a", "--role", "vua", "--name", "x"],
    ["add", "abc", "--role", "unit-viewer", "--name", "x"],
    ["disable", "khong-co"],
    ["invite", "khong-co"],
  ])("refuses %s %s with the way to mend it", async (...args) => {
    const ended = await place.run("user", ...args);
    expect(ended.code).toBe(2);
    expect(ended.err.trim()).not.toBe("");
  });
});

describe("rasoat serve", () => {
  it("answers health, readiness and figures here, and the door to everybody else", async () => {
    const portal = await served();
    const status = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
      (await fetch(`${portal.origin}${path}`, { headers, redirect: "manual" })).status;
    expect(await status("/healthz")).toBe(200);
    expect(await status("/readyz")).toBe(200);
    expect(await status("/metrics")).toBe(200);
    expect(await status("/metrics", { "x-forwarded-for": "192.0.2.1" })).toBe(303);
    expect(await status("/login")).toBe(200);
    expect(await status("/")).toBe(303);
    await portal.stop();
  });

  it.each([
    [["--host", "0.0.0.0"], "publicUrl"],
    [["--port", "x"], "--port"],
    [["--port", "70000"], "--port"],
  ])("refuses %j", async (flags, word) => {
    const ended = await place.run("serve", ...flags);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain(word);
  });

  it("says which port is taken", async () => {
    const portal = await served();
    const ended = await place.run("serve", "--port", new URL(portal.origin).port);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain("--port");
    await portal.stop();
  });
});

describe("a unit's pause", () => {
  it("keeps the next scan away from its site and from nobody else's", async () => {
    const sites: ServedSite[] = [];
    for (const address of ["127.0.41.1", "127.0.41.2"]) {
      sites.push(await serve(address, (_request, response) => html(response, "<h1>x</h1>")));
    }
    const units = sites.map(({ address, port }, index) => ({
      code: `BV-${String(index)}`,
      name: `Bệnh viện ${String(index)}`,
      systems: [
        {
          code: `BV-${String(index)}-WEB`,
          name: "Trang",
          hosts: [{ host: `w${String(index)}.test`, ports: [port], addresses: [`${address}/32`] }],
        },
      ],
    }));
    const authorizations = units.map(({ code }) => ({
      document: `1/${code}`,
      unit: code,
      signedBy: "x",
      signedOn: "2026-01-01",
      validFrom: "2026-01-01",
      validTo: "2099-12-31",
      hosts: "all-registered",
      areas: ["panels"],
      requestsPerSecond: 20,
    }));
    const file = place.write("registry.yaml", stringify({ units, authorizations }));
    expect((await place.run("registry", "import", file)).code).toBe(0);
    const { openStore } = await import("../../src/store/store.ts");
    const store = openStore(place.db);
    const paused = { by: "a", at: new Date().toISOString(), reason: "bảo trì" };
    store.reviseRegistry(
      (registry) => ({
        ...registry,
        units: registry.units.map((unit) => (unit.code === "BV-0" ? { ...unit, paused } : unit)),
      }),
      { actor: "a", note: "pause" },
    );
    store.close();
    const resolve = sites.map(({ address }, index) => `w${String(index)}.test:${address}`);
    await place.run("scan", "--allow-reserved", "--resolve", ...resolve);
    expect(sites.map((site) => site.requests.length > 0)).toEqual([false, true]);
    expect(sites[0]?.connections()).toBe(0);
    for (const site of sites) await site.close();
  });
});
