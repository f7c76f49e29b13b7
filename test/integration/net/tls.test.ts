import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SecureVersion } from "node:tls";
import {
  makeAuthority,
  makeCertificate,
  type MadeCertificate,
} from "../../../src/cli/demo/certificates.ts";
import type { LedgerIntent } from "../../../src/model/ledger.ts";
import { createTrust } from "../../../src/net/trust.ts";
import { createFakePorts } from "../../helpers/loopback/fake-ports.ts";
import { HOST, openTestDoor } from "../../helpers/loopback/open-test-door.ts";
import {
  answering,
  flood,
  http,
  startServer,
  startTlsServer,
  type Behaviour,
  type TestServer,
} from "../../helpers/loopback/servers.ts";

const root = makeAuthority({ name: { commonName: "Test Root" } });
const intermediate = makeAuthority({ name: { commonName: "Test CA 1" }, issuer: root });
const stranger = makeAuthority({ name: { commonName: "Unknown Root" } });
const expired = {
  notBefore: new Date("2025-01-01T00:00:00Z"),
  notAfter: new Date("2025-06-01T00:00:00Z"),
};
const good = makeCertificate({ names: [HOST, "*.bv-a.test"], issuer: intermediate });
const trust = createTrust([root.certPem]);

const servers: TestServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

async function tlsServer(
  made: MadeCertificate,
  options: { cert?: string; minVersion?: SecureVersion; maxVersion?: SecureVersion } = {},
  behaviour: Behaviour = answering(http(200, {}, "hello")),
): Promise<TestServer> {
  const server = await startTlsServer(
    {
      key: made.keyPem,
      cert: made.chainPem,
      minVersion: "TLSv1",
      ciphers: "ALL:@SECLEVEL=0",
      ...options,
    },
    behaviour,
  );
  servers.push(server);
  return server;
}

async function plainServer(behaviour: Behaviour): Promise<TestServer> {
  const server = await startServer(behaviour);
  servers.push(server);
  return server;
}

function doorTo(server: TestServer) {
  return openTestDoor({ ports: [{ port: server.port, scheme: "https" }], trust });
}

function handshake(server: TestServer, min = "TLSv1.2", max = "TLSv1.3") {
  const { door } = doorTo(server);
  const { port, address } = server;
  return door.tls({ port, address, minVersion: min, maxVersion: max, probe: "certificate" });
}

describe("handshakes", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await tlsServer(good);
  });

  it.each(["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])("speaks %s alone", async (version) => {
    const attempt = await handshake(server, version, version);

    expect(attempt).toMatchObject({
      status: "ok",
      value: {
        accepted: true,
        protocol: version,
        servername: HOST,
        offered: { min: version, max: version },
        verification: { trusted: true, error: null, anchor: "pinned-root" },
        chain: [
          {
            subject: `CN=${HOST}`,
            issuer: "CN=Test CA 1",
            altNames: [`dns:${HOST}`, "dns:*.bv-a.test"],
            keyType: "ec",
            keyBits: 256,
            curve: "prime256v1",
            signatureOid: "1.2.840.10045.4.3.2",
            signature: "ecdsa-with-SHA256",
            isCa: false,
            selfIssued: false,
          },
          { subject: "CN=Test CA 1", isCa: true },
        ],
      },
    });
  });

  it.each([
    ["unknown root", { names: [HOST], issuer: stranger }, "unknown", "issuer-missing"],
    ["self-signed", { names: [HOST] }, "DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed"],
    [
      "expired",
      { names: [HOST], issuer: intermediate, ...expired },
      "CERT_HAS_EXPIRED",
      "pinned-root",
    ],
    [
      "expired, unknown",
      { names: [HOST], issuer: stranger, ...expired },
      "CERT_HAS_EXPIRED",
      "issuer-missing",
    ],
    ["another name", { names: ["other.test"], issuer: intermediate }, null, "pinned-root"],
    [
      "RSA-1024, SHA-1",
      { names: [HOST], issuer: intermediate, key: "rsa-1024" as const, hash: "sha1" as const },
      null,
      "pinned-root",
    ],
  ])("verifies without the name: %s", async (_, options, error, anchor) => {
    const attempt = await handshake(await tlsServer(makeCertificate(options)));
    const verification = attempt.status === "ok" ? attempt.value.verification : null;

    expect(verification).toMatchObject({ trusted: error === null, anchor });
    if (error !== "unknown") expect(verification?.error).toBe(error);
  });

  it("keeps the chain as sent: order and superfluous certificates", async () => {
    const cert = good.certPem + stranger.certPem + intermediate.certPem;
    const attempt = await handshake(await tlsServer(good, { cert }));
    const subjects = attempt.status === "ok" ? attempt.value.chain.map((c) => c.subject) : [];

    expect(subjects).toEqual([`CN=${HOST}`, "CN=Unknown Root", "CN=Test CA 1"]);
  });

  it("takes a refused version for an answer", async () => {
    const modern = await tlsServer(good, { minVersion: "TLSv1.3" });

    expect(await handshake(modern, "TLSv1", "TLSv1.1")).toMatchObject({
      status: "ok",
      value: { accepted: false, refusal: "protocol_version", chain: [], verification: null },
    });
  });

  it.each<[string, Behaviour, string]>([
    [
      "plain HTTP",
      (s) => s.once("data", () => s.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      "not-tls",
    ],
    ["SSH", (s) => s.write("SSH-2.0-x\r\n"), "not-tls"],
    ["silence", () => undefined, "tls-timeout"],
    [
      "half a record",
      (s) => s.once("data", () => s.write(Buffer.from([22, 3, 3, 0, 200, 2]))),
      "tls-timeout",
    ],
    ["end of stream", (s) => s.once("data", () => s.end()), "connection-reset"],
    ["reset", (s) => s.once("data", () => s.resetAndDestroy()), "connection-reset"],
    [
      "garbage in a record",
      (s) => s.once("data", () => s.write(Buffer.from([22, 3, 3, 0, 4, 99, 0, 0, 0]))),
      "tls-failed",
    ],
    [
      "endless close alerts",
      (s) => s.once("data", () => flood(s, records([21, 3, 3, 0, 2, 1, 0]))),
      "connection-reset",
    ],
    [
      "endless warning alerts",
      (s) => s.once("data", () => flood(s, records([21, 3, 3, 0, 2, 1, 90]))),
      "tls-failed",
    ],
    [
      "endless HelloRequests",
      (s) => s.once("data", () => flood(s, records([22, 3, 3, 0, 4, 0, 0, 0, 0]))),
      "tls-message-too-large",
    ],
    [
      "a huge certificate message",
      (s) => s.once("data", () => flood(s, hugeRecord())),
      "tls-failed",
    ],
  ])("names what is no handshake: %s", async (_, behaviour, reason) => {
    const attempt = await handshake(await plainServer(behaviour));

    expect(attempt).toMatchObject({ status: "failed", reason });
  });

  it("notes a demanded client certificate", async () => {
    const strict = await startTlsServer(
      { key: good.keyPem, cert: good.chainPem, requestCert: true, rejectUnauthorized: true },
      () => undefined,
    );
    servers.push(strict);

    expect(await handshake(strict, "TLSv1.2", "TLSv1.2")).toMatchObject({
      status: "failed",
      reason: "client-certificate-required",
    });
    expect(await handshake(strict, "TLSv1.3", "TLSv1.3")).toMatchObject({
      status: "ok",
      value: { accepted: true },
    });
  });
});

describe("pages over TLS", () => {
  it.each([
    ["a client's certificate is demanded", "client-certificate-required"],
    ["the connection is cut", "connection-reset"],
  ])("says at once that %s, also while the ledger is being written", async (what, reason) => {
    const isCut = what.includes("cut");
    const server = await startTlsServer(
      { key: good.keyPem, cert: good.chainPem, requestCert: !isCut, rejectUnauthorized: !isCut },
      (socket) => void (isCut && socket.destroy()),
    );
    servers.push(server);
    const listed = [{ port: server.port, scheme: "https" }] as const;
    const ports = createFakePorts([{ host: HOST, ports: listed }]);
    const ledger = {
      ...ports.ledger,
      // As a real one takes its time until a row is durable.
      async intend(intent: LedgerIntent) {
        if (intent.kind === "request") await new Promise((resolve) => setTimeout(resolve, 40));
        return ports.ledger.intend(intent);
      },
    };
    const { door } = openTestDoor({
      ports: listed,
      sharedPorts: { ...ports, ledger },
      limits: { headersMs: 5000, requestMs: 8000 },
    });
    const url = `https://${HOST}:${String(server.port)}/`;
    const before = performance.now();
    expect(await door.http({ url, area: "tls", probe: "test" })).toMatchObject({
      status: "failed",
      reason,
    });
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it.each([
    ["good", good, true],
    ["wrong name", makeCertificate({ names: ["other.test"], issuer: intermediate }), false],
    ["CN only", makeCertificate({ subject: { commonName: HOST }, issuer: intermediate }), false],
    ["self-signed", makeCertificate({ names: [HOST] }), false],
    ["expired", makeCertificate({ names: [HOST], issuer: intermediate, ...expired }), false],
  ])(
    "reads them whatever the certificate, and says what it was worth: %s",
    async (_, made, trusted) => {
      const server = await tlsServer(made);
      const { door, ports } = doorTo(server);
      const url = `https://${HOST}:${String(server.port)}/`;

      expect(await door.http({ url, area: "tls", probe: "home" })).toMatchObject({
        status: "ok",
        value: { exchange: { status: 200, tls: { protocol: "TLSv1.3", trusted } } },
      });
      expect(ports.intents.map(({ method }) => method)).toEqual(["TLS", "GET"]);
      expect(server.received[0]).toMatch(/^GET \/ HTTP\/1\.1\r\nhost: www\.bv-a\.test:\d+\r\n/i);
    },
  );

  it.each(["TLSv1", "TLSv1.1", "TLSv1.2"] as const)("reads old servers: %s", async (version) => {
    const server = await tlsServer(good, { maxVersion: version });
    const url = `https://${HOST}:${String(server.port)}/`;
    const { door } = doorTo(server);

    expect(await door.http({ url, area: "tls", probe: "home" })).toMatchObject({
      status: "ok",
      value: { exchange: { tls: { protocol: version } } },
    });
  });

  it("tells plain HTTP on the TLS port", async () => {
    const server = await plainServer(answering("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const url = `https://${HOST}:${String(server.port)}/`;

    expect(await doorTo(server).door.http({ url, area: "tls", probe: "home" })).toMatchObject({
      status: "failed",
      reason: "not-tls",
    });
  });
});

/** One record some thousand times over. */
function records(bytes: readonly number[]): Buffer {
  return Buffer.concat(Array<Buffer>(3000).fill(Buffer.from(bytes)));
}

/** Handshake records that announce a message of 16 MiB and never end. */
function hugeRecord(): Buffer {
  const body = Buffer.alloc(16_384);
  body.set([11, 0xff, 0xff, 0xff]);
  return Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0x00]), body]);
}
