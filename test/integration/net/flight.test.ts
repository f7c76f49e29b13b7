import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import type { Attempt } from "../../../src/model/attempt.ts";
import type { TlsFlight } from "../../../src/model/observation.ts";
import { createTrust } from "../../../src/net/trust.ts";
import {
  writeClientHello,
  writeSsl2Hello,
  type HelloSpec,
} from "../../../src/text/tls/client-hello.ts";
import { makeAuthority, makeCertificate } from "../../../src/cli/demo/certificates.ts";
import { HOST, openTestDoor } from "../../helpers/loopback/open-test-door.ts";
import { startServer, startTlsServer, type TestServer } from "../../helpers/loopback/servers.ts";
import { certificateMessage, done, inRecords, serverHello } from "../../helpers/tls/flights.ts";
import { startScripted, suites, type Script } from "../../helpers/tls/scripted-server.ts";

const open: Pick<TestServer, "close">[] = [];
afterAll(() => Promise.all(open.map((server) => server.close())));

const OLD = suites("TLS_RSA_WITH_RC4_128_SHA", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA");
const NEW = suites("TLS_AES_128_GCM_SHA256");

function hello(changes: Partial<HelloSpec> = {}): Uint8Array {
  return writeClientHello({
    version: "TLSv1.2",
    suites: OLD,
    servername: HOST,
    groups: [29, 23],
    random: randomBytes(32),
    sessionId: randomBytes(32),
    ...changes,
  });
}

async function scripted(script: Partial<Script> = {}) {
  const server = await startScripted({ versions: ["TLSv1", "TLSv1.2"], suites: OLD, ...script });
  open.push(server);
  return server;
}

function ask(server: TestServer, bytes: Uint8Array, options: { chain?: boolean } = {}) {
  const { door, ports } = openTestDoor({ ports: [{ port: server.port, scheme: "https" }] });
  const asked = door.flight({
    port: server.port,
    address: "127.0.0.1",
    hello: bytes,
    probe: "t",
    ...options,
  });
  return asked.then((attempt) => ({ attempt, ports }));
}

function valueOf(attempt: Attempt<TlsFlight>): TlsFlight {
  if (attempt.status !== "ok") throw new Error(attempt.reason);
  return attempt.value;
}

describe("flight", () => {
  it("reads what a server chose, and is one paid connection in the ledger", async () => {
    const server = await scripted({
      dhBits: 1024,
      compression: true,
      heartbeat: true,
      renegotiation: false,
    });
    const { attempt, ports } = await ask(server, hello({ suites: OLD.slice(1) }));
    expect(valueOf(attempt)).toMatchObject({
      outcome: "hello",
      version: "TLSv1.2",
      suites: OLD.slice(1),
      unoffered: false,
      compression: true,
      extensions: [15, 16],
      temporaryKey: { kind: "dhe", bits: 1024 },
      alpn: "h2",
      complete: true,
      servername: HOST,
      offered: { version: "TLSv1.2", suites: 2 },
    });
    const connects = ports.intents.filter(({ kind }) => kind === "connect");
    expect(connects).toMatchObject([{ method: "TLS", cost: 1, probe: "t", port: server.port }]);
    expect([...ports.outcomes.values()].at(-1)).toMatchObject({ result: "ok" });
  });

  it("reads the group of a retry without making a key", async () => {
    const server = await scripted({ versions: ["TLSv1.3"], suites: NEW, groups: [0x11ec, 29] });
    const { attempt } = await ask(
      server,
      hello({ version: "TLSv1.3", suites: NEW, groups: [0x11ec] }),
    );
    expect(valueOf(attempt)).toMatchObject({ outcome: "retry", version: "TLSv1.3", group: 0x11ec });
    expect(server.hellos[0]?.keyShares).toBe(0);
  });

  it("reads SSL 2.0", async () => {
    const server = await scripted({ ssl2: [0x010080, 0x020080] });
    const { attempt } = await ask(server, writeSsl2Hello([0x010080, 0x0700c0], randomBytes(16)));
    expect(valueOf(attempt)).toMatchObject({
      version: "SSLv2",
      suites: [0x010080],
      unoffered: false,
    });
  });

  it.each<[Script["refusal"] & string, string]>([
    ["alert", "ok refused handshake_failure"],
    ["close", "ok refused closed"],
    ["reset", "failed connection-reset"],
    ["silence", "failed tls-timeout"],
    ["http", "failed not-tls"],
  ])("tells how a server says no: %s", async (refusal, expected) => {
    const server = await scripted({ refusal });
    const { attempt } = await ask(server, hello({ suites: NEW }));
    expect(
      attempt.status === "ok"
        ? `ok ${attempt.value.outcome} ${String(attempt.value.refusal)}`
        : `${attempt.status} ${attempt.reason}`,
    ).toBe(expected);
  });

  it("marks a choice that was not offered", async () => {
    const server = await scripted({ stubborn: OLD[0] ?? 0 });
    expect(valueOf((await ask(server, hello({ suites: OLD.slice(1) }))).attempt).unoffered).toBe(
      true,
    );
  });

  it.each<[string, Partial<TlsFlight> | string, number]>([
    ["within the choice", "tls-timeout", 30],
    ["behind the choice", { outcome: "hello", suites: OLD.slice(0, 1), complete: false }, 60],
  ])("keeps what a server said that stops %s", async (_name, expected, bytes) => {
    const choice = serverHello({ version: 0x0303, suite: OLD[0] ?? 0 });
    const flight = inRecords(0x0303, choice.length, choice, certificateMessage([choice]), done());
    const server = await startServer((socket) => {
      socket.on("data", () => socket.write(flight.subarray(0, bytes)));
    });
    open.push(server);
    const { attempt } = await ask(server, hello());
    if (typeof expected === "string") expect(attempt).toMatchObject({ reason: expected });
    else expect(valueOf(attempt)).toMatchObject(expected);
  });

  it("reads real servers, with the chain where it is asked for", async () => {
    const root = makeAuthority({ name: { commonName: "Flight Root" } });
    const made = makeCertificate({ names: [HOST], issuer: root });
    const server = await startTlsServer(
      { cert: made.chainPem, key: made.keyPem, minVersion: "TLSv1.2" },
      () => undefined,
    );
    open.push(server);
    const { door } = openTestDoor({
      ports: [{ port: server.port, scheme: "https" }],
      trust: createTrust([root.certPem]),
    });
    const suite = suites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    const asked = {
      port: server.port,
      address: "127.0.0.1",
      probe: "t",
      hello: hello({ suites: suite }),
    };
    const flight = valueOf(await door.flight({ ...asked, chain: true }));
    expect(flight).toMatchObject({
      outcome: "hello",
      suites: suite,
      anchor: "pinned-root",
      group: 29,
    });
    expect(flight.chain[0]?.altNames).toEqual([`dns:${HOST}`]);
    expect(flight.extensions).toContain(0xff01);
    expect(flight.leafSha256).toBe(flight.chain[0]?.sha256);
    expect(valueOf(await door.flight(asked)).chain).toEqual([]);
  });

  it.each<[string, Uint8Array]>([
    ["another host's name", hello({ servername: "khac.test" })],
    ["no hello at all", new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n")],
    ["a hello and more", Buffer.concat([hello(), Buffer.of(0)])],
    ["67 suites", hello({ suites: Array.from({ length: 67 }, (_, index) => index + 1) })],
  ])("sends nothing but a hello to this host: %s", async (_name, bytes) => {
    const server = await scripted();
    await expect(ask(server, bytes)).rejects.toMatchObject({ code: "net-bad-hello" });
    expect(server.connections()).toBe(0);
  });

  it("sends nothing to a port that is not registered, nor to another address, nor beyond the budget", async () => {
    const server = await scripted();
    const other = await scripted();
    const { door, ports } = openTestDoor({
      ports: [{ port: server.port, scheme: "https" }],
      budget: 1,
    });
    const base = { hello: hello(), probe: "t" };
    const at = { address: "127.0.0.1", port: server.port };
    expect(await door.flight({ ...base, ...at, port: other.port })).toMatchObject({
      reason: "port-not-registered",
    });
    expect(await door.flight({ ...base, ...at, address: "127.0.0.9" })).toMatchObject({
      reason: "address-outside-pin",
    });
    expect(await door.flight({ ...base, ...at })).toMatchObject({ status: "ok" });
    expect(await door.flight({ ...base, ...at })).toMatchObject({ reason: "budget-spent" });
    expect([server.connections(), other.connections()]).toEqual([1, 0]);
    expect(ports.refusals.map(({ reason }) => reason)).toEqual([
      "port-not-registered",
      "address-outside-pin",
    ]);
  });

  it("ends when the permit does", async () => {
    const server = await scripted({ refusal: "silence" });
    const { door, ports } = openTestDoor({
      ports: [{ port: server.port, scheme: "https" }],
      limits: { tlsMs: 5000, requestMs: 5000 },
    });
    setTimeout(() => ports.withdraw(HOST, "authorization-revoked"), 50);
    const attempt = await door.flight({
      port: server.port,
      address: "127.0.0.1",
      hello: hello({ suites: NEW }),
      probe: "t",
    });
    expect(attempt).toMatchObject({ status: "skipped", reason: "authorization-revoked" });
  });
});
