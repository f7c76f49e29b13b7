import { afterEach, describe, expect, it } from "vitest";
import { HOST, openTestDoor } from "../../helpers/loopback/open-test-door.ts";
import {
  answering,
  drip,
  flood,
  http,
  startServer,
  type TestServer,
} from "../../helpers/loopback/servers.ts";
import { afterRequest, visitServer } from "../../helpers/loopback/visit.ts";

const servers: TestServer[] = [];
const visit = visitServer.bind(null, servers);
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe("redirects", () => {
  it("gives up a loop, an endless chain and a drip of redirects", async () => {
    const loop = await visit(answering(http(302, { location: "/" })));
    let count = 0;
    const endless = await visit(
      afterRequest((s) => s.end(http(302, { location: `/${String(count++)}` }))),
    );
    const slow = await visit(
      afterRequest((s) => (s.write("HTTP/1.1 302 X\r\nlocation: /next\r\n\r\n"), drip(s, "x", 20))),
      { follow: "none" },
    );

    expect(loop.attempt).toMatchObject({
      status: "ok",
      value: { exchange: { status: 302, unfollowed: { location: "/", why: "loop" } } },
    });
    expect(endless.attempt).toMatchObject({
      status: "ok",
      value: { exchange: { unfollowed: { why: "limit" } } },
    });
    expect(endless.attempt.status === "ok" && endless.attempt.value.exchange.hops.length).toBe(5);
    expect(endless.server.connections()).toBe(6);
    expect(slow.attempt).toMatchObject({
      status: "ok",
      value: { exchange: { unfollowed: { location: "/next", why: "not-asked" } } },
    });
  });

  it("judges one redirect with an endless body by its header", async () => {
    const { attempt } = await visit(
      afterRequest(
        (s) => (
          s.write("HTTP/1.1 302 X\r\nlocation: https://casino.example/\r\n\r\n"),
          flood(s, "x".repeat(4096))
        ),
      ),
    );

    expect(attempt).toMatchObject({
      status: "ok",
      value: {
        exchange: { unfollowed: { location: "https://casino.example/", why: "out-of-scope" } },
      },
    });
  });

  it.each([
    ["mailto:a@bv-a.test", "not-http"],
    ["javascript:alert(1)", "not-http"],
    ["http://[", "malformed"],
    ["http://other.test/", "out-of-scope"],
    ["/fhir/Patient/1", "not-asked"],
  ])("says why %s is not followed", async (location, why) => {
    const { attempt } = await visit(answering(http(301, { location })));

    expect(attempt).toMatchObject({
      status: "ok",
      value: { exchange: { hops: [], unfollowed: { location, why } } },
    });
  });
});

describe("one connection, one answer", () => {
  it("never takes a late or unasked answer for another's", async () => {
    const server = await startServer((socket, index) => {
      socket.once("data", (chunk: Buffer) => {
        const path = /^GET (\S+)/.exec(chunk.toString())?.[1] ?? "";
        socket.write(http(200, { connection: "keep-alive" }, `answer to ${path}`));
        setImmediate(() => socket.write(http(200, {}, `poison ${String(index)}`)));
      });
    });
    servers.push(server);
    const { door } = openTestDoor({ ports: [{ port: server.port, scheme: "http" }] });
    let wrong = 0;
    for (let at = 0; at < 100; at++) {
      const url = `http://${HOST}:${String(server.port)}/${String(at)}`;
      const attempt = await door.http({ url, area: "cms", probe: "late" });
      const body = attempt.status === "ok" ? Buffer.from(attempt.value.body).toString() : "";
      if (body !== `answer to /${String(at)}`) wrong += 1;
    }

    expect(wrong).toBe(0);
    expect(server.connections()).toBe(100);
  });
});
