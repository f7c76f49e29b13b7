import * as fc from "fast-check";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { makeCertificate } from "../../../src/cli/demo/certificates.ts";
import { createTrust } from "../../../src/net/trust.ts";
import { HOST, openTestDoor } from "../../helpers/loopback/open-test-door.ts";
import {
  answering,
  drip,
  flood,
  http,
  startServer,
  startTlsServer,
  type Behaviour,
  type TestServer,
} from "../../helpers/loopback/servers.ts";
import { afterRequest, STATUS_OK } from "../../helpers/loopback/visit.ts";

// Whatever a server sends, cut and timed in whatever way: a value comes back, nothing is thrown, nothing stays open.

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
process.on("uncaughtExceptionMonitor", note);
process.on("unhandledRejection", note);
afterAll(() => {
  process.off("uncaughtExceptionMonitor", note);
  process.off("unhandledRejection", note);
});

const made = makeCertificate({ names: [HOST] });
const trust = createTrust();
const LIMITS = { connectMs: 80, tlsMs: 80, headersMs: 80, bodyMs: 80, requestMs: 250 };

const answers = [
  http(200, { "content-type": "text/html" }, "x".repeat(3000)),
  http(200, { "content-encoding": "gzip" }, gzipSync("y".repeat(3000))),
  Buffer.from(`${STATUS_OK}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`),
  Buffer.from(`${STATUS_OK}\r\n${"z".repeat(200_000)}`),
  http(302, { location: "/next" }, "moved"),
  Buffer.from(`HTTP/1.1 103 E\r\n\r\nHTTP/1.1 304 N\r\n\r\n`),
  Buffer.from(
    `${STATUS_OK}connection: keep-alive\r\nkeep-alive: timeout=0\r\ncontent-length: 0\r\n\r\n`,
  ),
];

interface Script {
  readonly bytes: Buffer;
  readonly cuts: readonly number[];
  readonly end: "end" | "reset" | "destroy" | "stay";
  readonly early: boolean;
}

const scripts = fc
  .record({
    base: fc.constantFrom(...answers),
    twice: fc.boolean(),
    edits: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 3 }),
    cuts: fc.array(fc.nat(400), { maxLength: 4 }),
    end: fc.constantFrom("end", "reset", "destroy", "stay"),
    early: fc.boolean(),
  })
  .map(({ base, twice, edits, cuts, end, early }): Script => {
    const bytes = Buffer.concat(twice ? [base, base] : [base]);
    for (const [at, byte] of edits) if (at < bytes.length) bytes[at] = byte;
    return { bytes, cuts: cuts.toSorted((a, b) => a - b), end, early };
  });

/** Plays the script: its pieces in turns of the event loop, then its end. */
const play =
  (script: () => Script): Behaviour =>
  (socket) => {
    const { bytes, cuts, end, early } = script();
    const start = async (): Promise<void> => {
      for (const [index, cut] of [0, ...cuts].entries()) {
        socket.write(bytes.subarray(cut, cuts[index] ?? bytes.length));
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (end === "end") socket.end();
      // A TLS stream cannot reset the line beneath it.
      if (end === "reset" && !("encrypted" in socket)) socket.resetAndDestroy();
      else if (end === "reset" || end === "destroy") socket.destroy();
    };
    if (early) void start();
    else socket.once("data", () => void start());
  };

describe("fuzz", () => {
  it.each(["http", "https"] as const)(
    "survives mutated, cut and timed answers: %s",
    async (scheme) => {
      let current: Script = { bytes: Buffer.alloc(0), cuts: [], end: "end", early: false };
      const behaviour = play(() => current);
      const options = { key: made.keyPem, cert: made.chainPem };
      const server =
        scheme === "http" ? await startServer(behaviour) : await startTlsServer(options, behaviour);
      servers.push(server);
      const ports = [{ port: server.port, scheme }];
      const { door } = openTestDoor({ ports, limits: LIMITS, trust });
      const url = `${scheme}://${HOST}:${String(server.port)}/`;
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(scripts, async (script) => {
          current = script;
          const attempt = await door.http({ url, area: "cms", probe: "fuzz" });
          seen.add(attempt.status === "ok" ? "ok" : attempt.reason);
        }),
        { numRuns: 300, seed: 20_261_122, interruptAfterTimeLimit: 20_000 },
      );
      await new Promise((resolve) => setTimeout(resolve, 100));

      expect(uncaught).toEqual([]);
      expect(seen.has("ok") && seen.has("http-malformed")).toBe(true);
      await expect.poll(() => server.open()).toBe(0);
    },
  );

  it.each<[string, Behaviour, string]>([
    ["silence after the handshake", () => undefined, "http-timeout"],
    ["the end after the handshake", (s) => s.end(), "connection-reset"],
    ["a reset after the handshake", (s) => s.destroy(), "connection-reset"],
    [
      "dripping headers",
      afterRequest((s) => (s.write(STATUS_OK), drip(s, "a: b\r\n", 10))),
      "http-timeout",
    ],
    [
      "endless headers",
      afterRequest((s) => (s.write(STATUS_OK), flood(s, "a: b\r\n".repeat(2000)))),
      "headers-too-large",
    ],
    ["a body cut short", answering(`${STATUS_OK}content-length: 9\r\n\r\nabc`), "connection-reset"],
    ["garbage", answering("\u0001\u0002\r\n\r\n"), "http-malformed"],
  ])("names it inside TLS as well: %s", async (_, behaviour, reason) => {
    const server = await startTlsServer({ key: made.keyPem, cert: made.chainPem }, behaviour);
    servers.push(server);
    const { door } = openTestDoor({
      ports: [{ port: server.port, scheme: "https" }],
      trust,
    });
    const url = `https://${HOST}:${String(server.port)}/`;

    expect(await door.http({ url, area: "cms", probe: "fuzz" })).toMatchObject({ reason });
    await expect.poll(() => server.open()).toBe(0);
    expect(uncaught).toEqual([]);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("survives damaged handshakes: %s", async (version) => {
    const behind = await startTlsServer({ key: made.keyPem, cert: made.chainPem }, () => undefined);
    let damage: readonly (readonly [number, number])[] = [];
    const proxy = await startServer((socket) => {
      let at = 0;
      const line = connect(behind.port, behind.address);
      line.on("error", () => socket.destroy());
      line.on("data", (chunk: Buffer) => {
        for (const [place, byte] of damage) {
          if (place >= at && place < at + chunk.length) chunk[place - at] = byte;
        }
        at += chunk.length;
        socket.write(chunk);
      });
      line.on("close", () => socket.end());
      socket.on("data", (chunk: Buffer) => line.write(chunk));
      socket.on("close", () => line.destroy());
    });
    servers.push(behind, proxy);
    const { door } = openTestDoor({
      ports: [{ port: proxy.port, scheme: "https" }],
      limits: LIMITS,
      trust,
    });
    const { port, address } = proxy;
    const versions = { minVersion: version, maxVersion: version };
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 2 }),
        async (bytes) => {
          damage = bytes;
          const attempt = await door.tls({ port, address, ...versions, probe: "fuzz" });
          seen.add(attempt.status === "ok" ? "ok" : attempt.reason);
        },
      ),
      { numRuns: 200, seed: 20_261_122, interruptAfterTimeLimit: 20_000 },
    );

    expect(uncaught).toEqual([]);
    expect(seen.has("ok") && seen.has("tls-failed")).toBe(true);
    await expect.poll(() => proxy.open()).toBe(0);
  });

  it("cuts an endless body inside TLS", async () => {
    const server = await startTlsServer(
      { key: made.keyPem, cert: made.chainPem },
      afterRequest((s) => (s.write(`${STATUS_OK}\r\n`), flood(s, Buffer.alloc(65_536, 97)))),
    );
    servers.push(server);
    const { door } = openTestDoor({ ports: [{ port: server.port, scheme: "https" }], trust });
    const url = `https://${HOST}:${String(server.port)}/`;

    expect(await door.http({ url, area: "cms", probe: "fuzz" })).toMatchObject({
      status: "ok",
      value: { truncated: true },
    });
    await expect.poll(() => server.open()).toBe(0);
  });
});
