import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { Attempt } from "../../../src/model/attempt.ts";
import { HOST, openTestDoor } from "../../helpers/loopback/open-test-door.ts";
import { answering, http, startServer, type TestServer } from "../../helpers/loopback/servers.ts";

const servers: TestServer[] = [];
async function serve(...args: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...args);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function value<T>(attempt: Attempt<T>): T {
  if (attempt.status !== "ok")
    throw new Error(`${attempt.status}: ${attempt.reason} ${attempt.detail}`);
  return attempt.value;
}

describe("door over http", () => {
  it("brings a page home with the ledger written", async () => {
    const page = "<title>Bệnh viện A</title>";
    const server = await serve(
      answering(
        http(200, { "content-type": "text/html", "content-encoding": "gzip" }, gzipSync(page)),
      ),
    );
    const { door, ports } = openTestDoor({ ports: [{ port: server.port, scheme: "http" }] });
    const url = `http://${HOST}:${String(server.port)}/a?token=abc`;
    const answer = value(await door.http({ url, area: "cms", probe: "t" }));

    expect(Buffer.from(answer.body).toString()).toBe(page);
    expect(answer.truncated).toBe(false);
    expect(answer.exchange).toMatchObject({
      kind: "http",
      method: "GET",
      requested: url,
      url,
      address: "127.0.0.1",
      hops: [],
      unfollowed: null,
      status: 200,
      tls: null,
    });
    expect(server.received[0]).toContain("user-agent: rasoat/0.1.0 (loopback only)\r\n");
    expect(ports.intents.map(({ kind, method, cost, url }) => [kind, method, cost, url])).toEqual([
      ["connect", "TCP", 1, null],
      ["request", "GET", 0, `http://${HOST}:${String(server.port)}/a?token=***`],
    ]);
    expect([...ports.outcomes.values()].map(({ result, status }) => [result, status])).toEqual([
      ["ok", null],
      ["ok", 200],
    ]);
  });
});
