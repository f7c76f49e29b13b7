import { afterEach, describe, expect, it } from "vitest";
import { createNameResolver } from "../../../src/net/dns.ts";
import { startDnsServer, type DnsAnswer } from "../../helpers/loopback/dns-server.ts";
import { createFakeClock, createFakePorts } from "../../helpers/loopback/fake-ports.ts";
import { HOST, openTestDoor } from "../../helpers/loopback/open-test-door.ts";
import {
  answering,
  drip,
  http,
  startServer,
  type TestServer,
} from "../../helpers/loopback/servers.ts";
import { afterRequest, STATUS_OK } from "../../helpers/loopback/visit.ts";

const closing: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((server) => server.close()));
});

async function serve(...args: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...args);
  closing.push(server);
  return server;
}

const page = answering(http(200, {}, "ok"));
const urlOf = (server: TestServer, path = "/", host = HOST): string =>
  `http://${host}:${String(server.port)}${path}`;
const asking = { area: "panels", probe: "gentle" } as const;

describe("pace", () => {
  it("asks one address at most once a second, over hosts, areas and kinds of packet", async () => {
    const clock = createFakeClock();
    const at: number[] = [];
    const server = await serve((socket) => {
      at.push(clock.now().getTime());
      page(socket, 0);
    });
    const listed = [{ port: server.port, scheme: "http" as const }];
    const slow = { requestsPerSecond: 1 };
    const other = { host: "b.bv-a.test", ports: listed, ...slow };
    const ports = createFakePorts([{ host: HOST, ports: listed, ...slow }, other], clock);
    const names = { [HOST]: "127.0.0.1", [other.host]: "127.0.0.1" };
    const one = openTestDoor({ ports: listed, entry: slow, names, sharedPorts: ports }).door;
    const two = openTestDoor({ ...other, names, sharedPorts: ports, entry: slow }).door;
    for (let turn = 0; turn < 4; turn++) {
      await one.http({ url: urlOf(server), ...asking });
      await two.http({ url: urlOf(server, "/", other.host), ...asking });
      await one.knock(server.port, "127.0.0.1", "tls", "gentle");
    }
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));

    expect(at).toHaveLength(12);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
  });

  it("keeps its distance in real time too, however many ask at once", async () => {
    const at: number[] = [];
    const server = await serve((socket) => {
      at.push(performance.now());
      page(socket, 0);
    });
    const listed = [{ port: server.port, scheme: "http" as const }];
    const fast = { requestsPerSecond: 20 };
    const ports = createFakePorts([{ host: HOST, ports: listed, ...fast }]);
    const door = () => openTestDoor({ ports: listed, entry: fast, sharedPorts: ports }).door;
    const asked = Array.from({ length: 10 }, () => door().http({ url: urlOf(server), ...asking }));
    await Promise.all(asked);

    expect(at).toHaveLength(10);
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(9 * 50 - 20);
  });

  it("lets the lowest rate rule where grants share an address", async () => {
    const clock = createFakeClock();
    const server = await serve(page);
    const { door } = openTestDoor({
      ports: [{ port: server.port, scheme: "http" }],
      entry: { requestsPerSecond: 10 },
      clock,
      rateFor: () => 0.5,
    });
    const start = clock.now().getTime();
    for (let turn = 0; turn < 3; turn++) await door.http({ url: urlOf(server), ...asking });

    expect(clock.now().getTime() - start).toBe(4000);
  });

  it.each([
    ["the default rate", 1, Infinity, 1],
    ["a faster document", 2, Infinity, 2],
    ["a faster document, and a slower one on the same address", 20, 1, 1],
  ])("%s: so many connections at once", (_name, requestsPerSecond, shared, most) => {
    const { door } = openTestDoor({
      ports: [{ port: 443, scheme: "https" }],
      entry: { requestsPerSecond },
      rateFor: () => shared,
    });
    expect(door.atOnce("127.0.0.1")).toBe(most);
  });

  it("counts a redirect hop as a request of its own", async () => {
    const clock = createFakeClock();
    const server = await serve(
      afterRequest((socket) => {
        socket.end(http(302, { location: `/${String(server.connections())}` }));
      }),
    );
    const { door } = openTestDoor({
      ports: [{ port: server.port, scheme: "http" }],
      entry: { requestsPerSecond: 1 },
      clock,
      budget: 4,
    });
    const start = clock.now().getTime();
    const attempt = await door.http({ url: urlOf(server), ...asking });

    expect(attempt).toMatchObject({ status: "skipped", reason: "budget-spent" });
    expect(server.connections()).toBe(4);
    expect(clock.now().getTime() - start).toBe(3000);
  });
});

describe("budget", () => {
  it("subtracts what the night has already seen and sends nothing when it is spent", async () => {
    const server = await serve(page);
    const { door, ports } = openTestDoor({
      ports: [{ port: server.port, scheme: "http" }],
      budget: 12,
    });
    ports.spentBefore.set(HOST, 10);
    const results: string[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const attempt = await door.http({ url: urlOf(server), ...asking });
      results.push(attempt.status === "ok" ? "ok" : attempt.reason);
    }

    expect(results).toEqual(["ok", "ok", "budget-spent", "budget-spent"]);
    expect(door.budgetLeft()).toBe(0);
    expect(server.connections()).toBe(2);
    expect(ports.intents.reduce((sum, { cost }) => sum + cost, 0)).toBe(2);
  });

  it("of another host that a redirect leads to is that host's own", async () => {
    const other = await serve(page);
    const server = await serve(
      answering(http(302, { location: `http://b.bv-a.test:${String(other.port)}/` })),
    );
    const { door } = openTestDoor({
      ports: [{ port: server.port, scheme: "http" }],
      others: [{ host: "b.bv-a.test", ports: [{ port: other.port, scheme: "http" }] }],
      names: { [HOST]: "127.0.0.1", "b.bv-a.test": "127.0.0.1" },
      budget: 10,
      elsewhere: 1,
    });
    const results: string[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const attempt = await door.http({ url: urlOf(server), ...asking, follow: "granted" });
      results.push(attempt.status === "ok" ? "ok" : attempt.reason);
    }

    expect(results).toEqual(["ok", "budget-spent"]);
    expect([server.connections(), other.connections()]).toEqual([2, 1]);
  });

  it("holds when many are asked at once", async () => {
    const server = await serve(page);
    const { door } = openTestDoor({ ports: [{ port: server.port, scheme: "http" }], budget: 3 });
    await Promise.all(
      Array.from({ length: 10 }, () => door.http({ url: urlOf(server), ...asking })),
    );

    expect(server.connections()).toBe(3);
  });
});

describe("stop and revocation", () => {
  it("ends what is in flight at once, and starts nothing more", async () => {
    const server = await serve(() => undefined);
    const { door, ports } = openTestDoor({
      ports: [{ port: server.port, scheme: "http" }],
      limits: { headersMs: 60_000, requestMs: 60_000 },
    });
    const flying = Array.from({ length: 5 }, () => door.http({ url: urlOf(server), ...asking }));
    await expect.poll(() => server.open()).toBe(5);
    const start = performance.now();
    ports.stop();
    const attempts = await Promise.all(flying);
    const later = await door.http({ url: urlOf(server), ...asking });

    expect(attempts.map((attempt) => attempt.status !== "ok" && attempt.reason)).toEqual(
      Array(5).fill("stopped"),
    );
    expect(later).toMatchObject({ status: "skipped", reason: "stopped" });
    expect(performance.now() - start).toBeLessThan(500);
    await expect.poll(() => server.open()).toBe(0);
    expect(server.connections()).toBe(5);
    expect([...ports.outcomes.values()].filter(({ result }) => result === "stopped")).toHaveLength(
      5,
    );
  });

  it("gives a stop the name that the run gives it", async () => {
    const server = await serve(page);
    const { door, ports } = openTestDoor({ ports: [{ port: server.port, scheme: "http" }] });
    ports.stop("interrupted");

    expect(await door.http({ url: urlOf(server), ...asking })).toMatchObject({
      status: "skipped",
      reason: "interrupted",
    });
    expect(await door.resolve()).toMatchObject({ status: "skipped", reason: "interrupted" });
  });

  it("ends the wait for a turn too", async () => {
    const server = await serve(page);
    const { door, ports } = openTestDoor({
      ports: [{ port: server.port, scheme: "http" }],
      entry: { requestsPerSecond: 0.01 },
    });
    await door.http({ url: urlOf(server), ...asking });
    const waiting = door.http({ url: urlOf(server), ...asking });
    setTimeout(() => ports.stop(), 50);

    expect(await waiting).toMatchObject({ status: "skipped", reason: "stopped" });
    expect(server.connections()).toBe(1);
  });

  it.each(["authorization-revoked", "outside-window"] as const)(
    "ends a look in flight when the permit does: %s",
    async (reason) => {
      const server = await serve(
        afterRequest((socket) => {
          socket.write(`${STATUS_OK}\r\n`);
          drip(socket, "x", 20);
        }),
      );
      const { door, ports } = openTestDoor({
        ports: [{ port: server.port, scheme: "http" }],
        limits: { bodyMs: 60_000, requestMs: 60_000, recheckMs: 50 },
      });
      setTimeout(() => ports.withdraw(HOST, reason), 100);
      const attempt = await door.http({ url: urlOf(server), ...asking });

      expect(attempt).toMatchObject({ status: "skipped", reason });
      expect(ports.refusals.map((refusal) => refusal.reason)).toEqual([reason]);
      expect(await door.http({ url: urlOf(server), ...asking })).toMatchObject({ reason });
      expect(server.connections()).toBe(1);
    },
  );

  it("asks again between the wait and the connect", async () => {
    const server = await serve(page);
    const { door, ports } = openTestDoor({
      ports: [{ port: server.port, scheme: "http" }],
      entry: { requestsPerSecond: 5 },
      budget: 10,
    });
    await door.http({ url: urlOf(server), ...asking });
    setTimeout(() => ports.withdraw(HOST, "authorization-suspended"), 50);

    expect(await door.http({ url: urlOf(server), ...asking })).toMatchObject({
      status: "skipped",
      reason: "authorization-suspended",
    });
    expect(server.connections()).toBe(1);
    expect(door.budgetLeft()).toBe(9);
  });
});

describe("ledger", () => {
  it("sends no packet before the intent is durable, and none at all when it cannot be written", async () => {
    const server = await serve(page);
    const { ports } = openTestDoor({ ports: [{ port: server.port, scheme: "http" }] });
    const order: string[] = [];
    const slowLedger = {
      ...ports.ledger,
      intend: async (intent: Parameters<typeof ports.ledger.intend>[0]) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push(`${intent.kind} ${String(server.connections())}`);
        if (order.length > 2) throw new Error("disk full");
        return ports.ledger.intend(intent);
      },
    };
    const { door } = openTestDoor({
      ports: [{ port: server.port, scheme: "http" }],
      sharedPorts: { ...ports, ledger: slowLedger },
    });
    await door.http({ url: urlOf(server), ...asking });

    expect(order).toEqual(["connect 0", "request 1"]);
    await expect(door.http({ url: urlOf(server), ...asking })).rejects.toThrow("disk full");
    expect(server.connections()).toBe(1);
  });
});

describe("names", () => {
  async function doorWithDns(answer: (count: number) => DnsAnswer, server: TestServer) {
    const dns = await startDnsServer((_name, type, count) =>
      type === "A" ? answer(count) : { addresses: [] },
    );
    closing.push(dns);
    const opened = openTestDoor({
      ports: [{ port: server.port, scheme: "http" }],
      entry: { addresses: ["127.0.0.1"] },
      dns: createNameResolver({ servers: [dns.server], timeoutMs: 100, tries: 2, totalMs: 900 }),
    });
    return { ...opened, dns };
  }

  it("cannot be rebound: 200 doors against a resolver that alternates", async () => {
    const server = await serve(page);
    const canary = await serve(() => undefined, "127.0.0.2", server.port);
    const rebinding = await startDnsServer((_name, type, count) => ({
      addresses: type === "A" ? [count % 2 === 0 ? "127.0.0.1" : "127.0.0.2"] : [],
    }));
    closing.push(rebinding);
    let flip = 0;
    let seen = 0;
    for (let run = 0; run < 200; run++) {
      const dns = createNameResolver({ servers: [rebinding.server] });
      const { door } = openTestDoor({
        ports: [{ port: server.port, scheme: "http" }],
        entry: { addresses: ["127.0.0.1"] },
        dns,
      });
      for (let turn = 0; turn < 3; turn++) {
        const attempt = await door.http({ url: urlOf(server), ...asking });
        seen += attempt.status === "ok" ? 1 : 0;
        flip += attempt.status === "skipped" && attempt.reason === "address-outside-pin" ? 1 : 0;
      }
    }

    expect(canary.connections()).toBe(0);
    expect(seen).toBe(300);
    expect(flip).toBe(300);
    expect(rebinding.queries.filter(({ type }) => type === "A")).toHaveLength(200);
  });

  it.each<[string, DnsAnswer, string]>([
    ["no such name", { code: "NXDOMAIN" }, "dns-not-found"],
    ["server failure", { code: "SERVFAIL" }, "dns-failed"],
    ["refused", { code: "REFUSED" }, "dns-failed"],
    ["no address", { addresses: [] }, "dns-no-address"],
    ["a name loop", { cnameLoop: true }, "dns-no-address"],
    ["silence", { silent: true }, "dns-timeout"],
    ["garbage", { garbage: true }, "dns-failed"],
    ["a private address", { addresses: ["10.0.0.1"] }, "address-outside-pin"],
    ["one good, one bad", { addresses: ["127.0.0.1", "127.0.0.2"] }, "address-outside-pin"],
    [
      "17 addresses",
      { addresses: Array.from({ length: 17 }, (_, at) => `127.0.1.${String(at)}`) },
      "dns-too-many-addresses",
    ],
  ])("%s", async (_, answer, reason) => {
    const server = await serve(page);
    const { door, ports } = await doorWithDns(() => answer, server);
    const attempt = await door.resolve();

    expect(attempt.status === "ok" ? "ok" : attempt.reason).toBe(reason);
    expect(await door.http({ url: urlOf(server), ...asking })).toMatchObject({ reason });
    expect(server.connections()).toBe(0);
    expect(ports.intents.every(({ kind }) => kind === "resolve")).toBe(true);
  });

  it("asks again over TCP when the answer was cut, and once only for a door", async () => {
    const server = await serve(page);
    const { door, dns } = await doorWithDns(() => ({ truncatedOverUdp: ["127.0.0.1"] }), server);

    expect(await door.resolve()).toMatchObject({
      status: "ok",
      value: { addresses: [{ address: "127.0.0.1", family: 4 }], override: false },
    });
    expect(await door.http({ url: urlOf(server), ...asking })).toMatchObject({ status: "ok" });
    expect(dns.queries.filter(({ type }) => type === "A").length).toBeLessThanOrEqual(2);
  });

  it("stops a query in flight", async () => {
    const server = await serve(page);
    const { door, ports } = await doorWithDns(() => ({ silent: true }), server);
    const start = performance.now();
    setTimeout(() => ports.stop(), 30);

    expect(await door.resolve()).toMatchObject({ status: "skipped", reason: "stopped" });
    expect(performance.now() - start).toBeLessThan(300);
  });

  it("dials only an address that the name resolved to", async () => {
    const server = await serve(page);
    const canary = await serve(page, "127.0.0.2", server.port);
    const { door } = openTestDoor({ ports: [{ port: server.port, scheme: "http" }] });
    const { port } = server;
    const address = "127.0.0.2";
    const versions = { minVersion: "TLSv1.2", maxVersion: "TLSv1.3", probe: "gentle" };

    for (const attempt of [
      await door.http({ url: urlOf(server), ...asking, address }),
      await door.tls({ port, address, ...versions }),
      await door.knock(port, address, "tls", "gentle"),
    ]) {
      expect(attempt).toMatchObject({ status: "skipped", reason: "address-outside-pin" });
    }
    expect(canary.connections()).toBe(0);
  });
});

describe("knocking", () => {
  it("takes an open and a closed port for answers", async () => {
    const server = await serve(page);
    const gone = await startServer(page);
    await gone.close();
    const { door } = openTestDoor({
      ports: [
        { port: server.port, scheme: "http" },
        { port: gone.port, scheme: "https" },
      ],
    });

    expect(await door.knock(server.port, "127.0.0.1", "tls", "t")).toMatchObject({
      status: "ok",
      value: { kind: "port", open: true },
    });
    expect(await door.knock(gone.port, "127.0.0.1", "tls", "t")).toMatchObject({
      status: "ok",
      value: { kind: "port", open: false },
    });
    expect(await door.knock(1, "127.0.0.1", "tls", "t")).toMatchObject({
      status: "skipped",
      reason: "port-not-registered",
    });
  });
});
