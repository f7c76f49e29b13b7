import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Attempt } from "../../../src/model/attempt.ts";
import type { Door, HttpAnswer } from "../../../src/model/door.ts";
import type { Registry } from "../../../src/model/registry.ts";
import { createNameResolver } from "../../../src/net/dns.ts";
import { openDoor } from "../../../src/net/door.ts";
import { installTripwire } from "../../../src/net/tripwire.ts";
import { agentOf } from "../../../src/net/user-agent.ts";
import { createAuthority } from "../../../src/registry/authority.ts";
import { startDnsServer, type DnsServer } from "../../helpers/loopback/dns-server.ts";
import { createFakePorts, UNIT, type FakePorts } from "../../helpers/loopback/fake-ports.ts";
import { HOST, SHORT } from "../../helpers/loopback/open-test-door.ts";
import { http, startServer, type TestServer } from "../../helpers/loopback/servers.ts";
import { tricksFor, type Scene, type Trick } from "./scope-urls.ts";

// The real authority over a registry with one host; every name that is asked for resolves to a listener.

const CANARY_NAME = "canary.test";

let allowed: TestServer;
let canaries: TestServer[];
let names: DnsServer;
let scene: Scene;
let tricks: Trick[];
let location = "";

async function startAt(port: number, address: string): Promise<TestServer> {
  const server = await startServer(() => undefined, address, port);
  canaries.push(server);
  return server;
}

beforeAll(async () => {
  allowed = await startServer((socket) => {
    socket.once("data", (chunk: Buffer) => {
      const redirects = chunk.toString("latin1").startsWith("GET /redirect ");
      socket.end(redirects ? http(302, { location }) : http(200, {}, "own"));
    });
  });
  canaries = [];
  await startAt(allowed.port, "127.0.0.2");
  await startAt(allowed.port, "::1");
  const other = await startAt(0, "127.0.0.1");
  names = await startDnsServer((name) => ({
    addresses: [name === HOST ? "127.0.0.1" : "127.0.0.2"],
  }));
  scene = {
    host: HOST,
    port: allowed.port,
    canaryAddress: "127.0.0.2",
    otherPort: other.port,
    canaryName: CANARY_NAME,
  };
  tricks = tricksFor(scene);
});

afterAll(async () => {
  await Promise.all([allowed, ...canaries, names].map((server) => server.close()));
});

function registry(): Registry {
  return {
    units: [
      {
        code: UNIT,
        name: "Bệnh viện A",
        kind: "hospital",
        province: null,
        parent: null,
        formerly: [],
        head: null,
        contacts: null,
        incidentPlan: null,
        retired: false,
      },
    ],
    systems: [],
    targets: [
      {
        unit: UNIT,
        system: `${UNIT}-WEB`,
        host: HOST,
        ports: [{ port: scene.port, scheme: "http" }],
        paths: ["/"],
        addresses: ["127.0.0.1/32"],
      },
    ],
    authorizations: [
      {
        document: "12/QĐ-BVA",
        unit: UNIT,
        signedBy: "Giám đốc",
        signedOn: "2026-01-05",
        documentSha256: null,
        hosterNotified: null,
        emergencyContact: null,
        validFrom: "2020-01-01",
        validTo: "2099-12-31",
        hosts: [HOST],
        areas: ["tls", "cms", "panels", "defacement"],
        window: null,
        verify: null,
        watch: null,
        requestsPerSecond: null,
        status: "active",
      },
    ],
  };
}

function openRealDoor(): { door: Door; ports: FakePorts } {
  const authority = createAuthority({
    registry: registry(),
    allowReserved: true,
    hasContact: false,
    defaultRate: 5000,
    rateCap: 5000,
  });
  const ports = { ...createFakePorts([]), authority };
  const port = { port: scene.port, scheme: "http" } as const;
  const verdict = authority.judge({ unit: UNIT, host: HOST, port, area: null, at: new Date() });
  if (!verdict.granted) throw new Error(verdict.refusal.reason);
  const door = openDoor({
    grant: verdict.grant,
    ports,
    settings: { agent: agentOf("0.1.0", null), budget: 1e6, limits: SHORT },
    run: null,
    dns: createNameResolver({ servers: [names.server], timeoutMs: 200, tries: 1 }),
  });
  return { door, ports };
}

const reached = (): number => canaries.reduce((sum, server) => sum + server.connections(), 0);
const strangers = (): string[] =>
  names.queries.map(({ name }) => name).filter((name) => name !== HOST);

function ask(door: Door, url: string): Promise<Attempt<HttpAnswer>> {
  return door.http({ url, area: "panels", probe: "scope" });
}

/** The server is on the line with `location`; CR, LF and NUL cannot stand in a header and make it malformed. */
async function askRedirect(door: Door, url: string): Promise<Attempt<HttpAnswer>> {
  location = url;
  return ask(door, `http://${HOST}:${String(scene.port)}/redirect`);
}

describe("scope", () => {
  it("has its canaries alive, so that silence means something", async () => {
    const { connect } = await import("node:net");
    for (const server of canaries) {
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, server.address, () => socket.destroy());
        socket.on("close", () => resolve());
      });
      expect(server.connections()).toBe(1);
    }
  });

  it("refuses every trick as a target, and writes each refusal down", async () => {
    const { door, ports } = openRealDoor();
    const before = reached();
    const wrong: string[] = [];
    let refused = 0;
    for (const { url, own } of tricks) {
      const attempt = await ask(door, url);
      if (attempt.status === "skipped") refused += 1;
      else if (own !== true || attempt.status === "failed") wrong.push(`${url} ${attempt.status}`);
    }
    const foreign = tricks.filter(({ own }) => own !== true).length;
    process.stdout.write(
      `scope: ${String(foreign)} forbidden targets, ${String(refused)} refused\n`,
    );

    expect(wrong).toEqual([]);
    expect(foreign).toBeGreaterThanOrEqual(500);
    expect(reached() - before).toBe(0);
    expect(strangers()).toEqual([]);
    expect(ports.refusals).toHaveLength(refused);
    expect(refused).toBeGreaterThanOrEqual(foreign);
  });

  it("follows no trick as a redirect, and writes each refusal down", async () => {
    const { door, ports } = openRealDoor();
    const before = reached();
    const wrong: string[] = [];
    const counts = { unfollowed: 0, malformed: 0, own: 0 };
    for (const { url, own } of tricks) {
      const attempt = await askRedirect(door, url);
      if (attempt.status === "ok" && attempt.value.exchange.unfollowed !== null) {
        counts.unfollowed += 1;
      } else if (attempt.status === "failed" && attempt.reason === "http-malformed") {
        counts.malformed += 1;
      } else if (isAtHome(attempt) && (own === true || isRelative(url))) counts.own += 1;
      else wrong.push(JSON.stringify([url, attempt.status]));
    }
    const total = String(tricks.length);
    process.stdout.write(`scope: ${total} redirect targets, ${JSON.stringify(counts)}\n`);

    expect(wrong).toEqual([]);
    expect(reached() - before).toBe(0);
    expect(strangers()).toEqual([]);
    expect(ports.refusals.length).toBeGreaterThanOrEqual(counts.unfollowed - counts.own);
    expect(counts.unfollowed).toBeGreaterThanOrEqual(500);
  });

  it("holds under mutation of any of them", async () => {
    const { door } = openRealDoor();
    const before = reached();
    const pieces = fc.constantFrom(
      "@",
      "\\",
      "/",
      ":",
      ".",
      "#",
      "?",
      "%2f",
      "[",
      "]",
      "\t",
      "。",
      "0x",
    );
    const mutated = fc
      .tuple(fc.constantFrom(...tricks), fc.nat(60), pieces, fc.boolean())
      .map(([{ url }, at, piece, cut]) => url.slice(0, at) + piece + url.slice(cut ? at + 1 : at));

    await fc.assert(
      fc.asyncProperty(mutated, async (url) => {
        await ask(door, url);
        await askRedirect(door, url);
        return reached() === before && strangers().length === 0;
      }),
      { numRuns: 400, seed: 20_261_122 },
    );
  });
});

/** Everything that went out went to the registered host. */
function isAtHome(attempt: Attempt<HttpAnswer>): boolean {
  if (attempt.status !== "ok") return false;
  const { url, address } = attempt.value.exchange;
  return url.startsWith(`http://${HOST}:${String(scene.port)}/`) && address === "127.0.0.1";
}

/** Beside a base these are paths on the same host, however odd they look; a line break ends the header. */
function isRelative(url: string): boolean {
  const [line = ""] = url.split(/[\r\n]/);
  return new URL(line, `http://${HOST}:${String(scene.port)}/`).hostname === HOST;
}

describe("the tripwire underneath", () => {
  it("stops what does not come through the door, and lets the door pass", async () => {
    const reports: string[] = [];
    const { door } = openRealDoor();
    await door.resolve();
    const remove = installTripwire((error) => reports.push(error.code));
    const before = reached();
    try {
      const { port } = scene;
      const { connect, Socket } = await import("node:net");
      const tls = await import("node:tls");
      const httpModule = await import("node:http");
      const https = await import("node:https");
      const undici = await import("undici");
      const dgram = await import("node:dgram");
      const url = `http://127.0.0.2:${String(port)}/`;
      const ways: Readonly<Record<string, () => unknown>> = {
        "net.connect(port, host)": () => connect(port, "127.0.0.2"),
        "net.connect(options)": () => connect({ port, host: "127.0.0.2" }),
        "socket.connect": () => new Socket().connect(port, "127.0.0.2"),
        "socket.connect of a name": () => new Socket().connect(port, "localhost"),
        "a local socket": () => connect("/tmp/no-such-socket"),
        "a forged pass": () =>
          new Socket().connect({ port, host: "127.0.0.2", autoSelectFamily: false }),
        "tls.connect": () => tls.connect({ port, host: "127.0.0.2" }),
        "http.get": () => httpModule.get(url),
        "https.get": () => https.get(url.replace("http", "https")),
        fetch: () => fetch(url),
        "undici.request": () => undici.request(url),
        "undici.Client": () => new undici.Client(url).request({ path: "/", method: "GET" }),
        "udp send": () => dgram.createSocket("udp4").send("x", port, "127.0.0.2"),
        "udp connect": () => dgram.createSocket("udp4").connect(port, "127.0.0.2"),
      };
      for (const way of Object.values(ways)) {
        await expect(attemptOf(way)).rejects.toThrow(/guarded network floor|fetch failed/);
      }

      expect(reports).toHaveLength(Object.keys(ways).length);
      expect(new Set(reports)).toEqual(new Set(["net-tripwire"]));
      expect(reached() - before).toBe(0);
      expect(await ask(door, `http://${HOST}:${String(port)}/`)).toMatchObject({ status: "ok" });
    } finally {
      remove();
    }
  });
});

/** Whatever a way of connecting does with the error, it comes out here. */
async function attemptOf(way: () => unknown): Promise<void> {
  const result = await way();
  if (result === null || typeof result !== "object" || !("on" in result)) return;
  const emitter = result as NodeJS.EventEmitter;
  await new Promise((resolve, reject) => {
    emitter.on("error", reject);
    emitter.on("connect", resolve);
  });
}
