// The client for services of the operator reaches exactly what is listed, with the tripwire installed; everything
// else that could go wrong on the way is a value.
import { get as httpGet } from "node:http";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { makeAuthority, makeCertificate } from "../../src/cli/demo/certificates.ts";
import { createNameResolver } from "../../src/net/dns.ts";
import { createOperatorClient, type OperatorOptions } from "../../src/net/operator.ts";
import { installTripwire } from "../../src/net/tripwire.ts";
import {
  answering,
  type Behaviour,
  drip,
  startServer,
  startTlsServer,
} from "../helpers/loopback/servers.ts";

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

function clientFor(origins: readonly string[], over: Partial<OperatorOptions> = {}) {
  const lines: object[] = [];
  const note = (message: string, fields: object = {}) => lines.push({ message, ...fields });
  const client = createOperatorClient({
    service: "oidc",
    origins,
    dns: createNameResolver({
      servers: ["127.0.0.1:9"],
      overrides: [{ host: "provider.test", address: "127.0.0.1" }],
    }),
    trustRoots: [],
    log: { debug: note, info: note, warn: note, error: note },
    signal: new AbortController().signal,
    limits: { connectMs: 500, tlsMs: 500, headersMs: 200, bodyMs: 200, requestMs: 900 },
    ...over,
  });
  return { client, lines };
}

async function plain(behaviour: Behaviour) {
  const server = await startServer(behaviour);
  onTestFinished(() => server.close());
  return { server, origin: `http://127.0.0.1:${String(server.port)}` };
}

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

describe("the tripwire", () => {
  it("lets this client through to what is listed, and nothing else", async () => {
    const { server, origin } = await plain(answering(OK));
    const stopped: string[] = [];
    undo.push(installTripwire((error) => stopped.push(error.code)));
    const { client } = clientFor([origin]);
    const asked = await client.ask({ url: `${origin}/a?b=c`, headers: { accept: "x/y" } });
    expect(asked).toMatchObject({ status: "ok", value: { status: 200, text: "ok" } });
    expect(server.requests).toEqual(["GET /a?b=c HTTP/1.1"]);
    expect(stopped).toEqual([]);

    await expect(fetch(origin)).rejects.toThrow("fetch failed");
    expect(() => httpGet(origin)).toThrow("net-tripwire");
    expect(stopped).toEqual(["net-tripwire", "net-tripwire"]);
    expect(server.connections()).toBe(1);
  });
});

describe("an address", () => {
  it.each([
    ["another port", (port: number) => `http://127.0.0.1:${String(port + 1)}/`],
    ["another host", (port: number) => `http://127.0.0.2:${String(port)}/`],
    ["another scheme", (port: number) => `https://127.0.0.1:${String(port)}/`],
    ["a name in it", (port: number) => `http://a:b@127.0.0.1:${String(port)}/`],
    ["none at all", () => "khong phai dia chi"],
    ["a file", () => "file:///etc/hosts"],
  ])("with %s is not asked", async (_what, url) => {
    const { server, origin } = await plain(answering(OK));
    const { client, lines } = clientFor([`${origin}/duong/dan`]);
    expect(client.admits(`${origin}/khac`)).toBe(true);
    expect(await client.ask({ url: url(server.port), headers: {} })).toMatchObject({
      status: "skipped",
      reason: "url-not-allowed",
    });
    expect([server.connections(), lines]).toEqual([0, []]);
  });

  it.each(["http://provider.test", "http://192.0.2.1:80", "http://127.evil.test"])(
    "%s without encryption is refused at the start",
    (origin) => {
      expect(() => clientFor([origin])).toThrow("net-operator-plain");
    },
  );
});

describe("what is asked", () => {
  it("is posted as a form, and its secrets are not in the log", async () => {
    const { server, origin } = await plain(answering(OK));
    const { client, lines } = clientFor([origin]);
    const form = new URLSearchParams({ code: "bí mật" });
    await client.ask({
      url: `${origin}/token?x=bi-mat`,
      headers: { authorization: "bi-mat" },
      form,
    });
    expect(server.received[0]).toContain("POST /token?x=bi-mat HTTP/1.1");
    expect(server.received[0]).toMatch(/content-length: 24\r\n\r\ncode=b%C3%AD\+m%E1%BA%ADt$/);
    expect(lines).toEqual([
      expect.objectContaining({ service: "oidc", method: "POST", path: "/token", status: 200 }),
    ]);
    expect(JSON.stringify(lines)).not.toContain("bi-mat");
  });
});

describe("what comes back", () => {
  it.each<[string, Behaviour, string]>([
    ["nothing", () => undefined, "http-timeout"],
    ["a drip", (socket) => drip(socket, "HTTP/1.1 200 OK\r\nX: ", 50), "http-timeout"],
    ["no HTTP", answering("SSH-2.0-x\r\n\r\n"), "http-malformed"],
    ["an end", (socket) => socket.end(), "connection-reset"],
    [
      "headers without end",
      answering(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(20_000)}\r\n\r\n`),
      "headers-too-large",
    ],
    [
      "a body without end",
      answering(`HTTP/1.1 200 OK\r\n\r\n${"x".repeat(300_000)}`),
      "body-too-large",
    ],
    ["half a body", answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), "connection-reset"],
  ])("%s: a reason", async (_what, behaviour, reason) => {
    const { origin } = await plain(behaviour);
    const { client, lines } = clientFor([origin]);
    expect(await client.ask({ url: origin, headers: {} })).toMatchObject({
      status: "failed",
      reason,
    });
    expect(lines).toEqual([expect.objectContaining({ why: reason, status: null })]);
  });

  it("a redirect is not followed", async () => {
    const other = await plain(answering(OK));
    const location = `HTTP/1.1 302 Found\r\nLocation: ${other.origin}\r\nContent-Length: 0\r\n\r\n`;
    const { origin } = await plain(answering(location));
    const { client } = clientFor([origin, other.origin]);
    const asked = await client.ask({ url: origin, headers: {} });
    expect(asked).toMatchObject({ status: "ok", value: { status: 302 } });
    expect(other.server.connections()).toBe(0);
  });

  it("nobody listens, or the portal is closing: a reason", async () => {
    const { server, origin } = await plain(answering(OK));
    const closing = AbortSignal.abort();
    const { client } = clientFor([origin], { signal: closing });
    expect(await client.ask({ url: origin, headers: {} })).toMatchObject({ reason: "stopped" });
    await server.close();
    const { client: later } = clientFor([origin]);
    expect(await later.ask({ url: origin, headers: {} })).toMatchObject({
      reason: "connect-refused",
    });
  });
});

describe("a certificate", () => {
  const root = makeAuthority({ name: { commonName: "Gốc thử" } });

  async function secure(names: readonly string[], trusted: boolean) {
    const made = makeCertificate({ names, issuer: root });
    const server = await startTlsServer({ key: made.keyPem, cert: made.chainPem }, answering(OK));
    onTestFinished(() => server.close());
    const origin = `https://provider.test:${String(server.port)}`;
    const { client } = clientFor([origin], { trustRoots: trusted ? [root.certPem] : [] });
    return { server, asked: await client.ask({ url: origin, headers: {} }) };
  }

  it("of a configured root for that very name is taken", async () => {
    const { asked } = await secure(["provider.test"], true);
    expect(asked).toMatchObject({ status: "ok", value: { status: 200 } });
  });

  it.each([
    ["of an unknown root", ["provider.test"], false],
    ["for another name", ["khac.test"], true],
  ])("%s ends it before anything is said", async (_what, names, trusted) => {
    const { server, asked } = await secure(names, trusted);
    expect(asked).toMatchObject({ status: "failed", reason: "tls-failed" });
    expect(server.requests).toEqual([]);
  });
});
