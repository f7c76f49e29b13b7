import { connect, type Socket } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { exchange } from "../../../src/net/exchange.ts";
import { DEFAULT_LIMITS } from "../../../src/net/limits.ts";
import { openWatch } from "../../../src/net/watch.ts";
import { skipped } from "../../../src/model/attempt.ts";
import { parseTarget } from "../../../src/text/host.ts";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import { answering, startServer, type TestServer } from "../../helpers/loopback/servers.ts";
import { STATUS_OK } from "../../helpers/loopback/visit.ts";

const servers: TestServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

/** An exchange whose TCP socket says that it ended in this way. */
async function exchangeEnding(errored: Error | null, before?: (socket: Socket) => void) {
  const server = await startServer(answering(`${STATUS_OK}\r\nabc`));
  servers.push(server);
  const socket = await new Promise<Socket>((resolve) => {
    const opened = connect(server.port, server.address, () => resolve(opened));
  });
  socket.on("error", () => undefined);
  before?.(socket);
  const target = parseTarget(`http://${HOST}:${String(server.port)}/`);
  if (!target.ok) throw new Error(target.detail);
  const watch = openWatch({
    totalMs: 1000,
    signal: new AbortController().signal,
    onStop: () => skipped("stopped"),
    recheck: () => null,
    recheckMs: 1000,
  });
  const raw = { bytesRead: 0, errored } as unknown as Socket;
  const answer = await exchange(
    { target, method: "GET", headers: {}, maxBytes: 1000 },
    { socket, raw, watch, limits: DEFAULT_LIMITS },
  );
  watch.end();
  return answer;
}

describe("a body without length", () => {
  it("is whole when the connection was closed", async () => {
    expect(await exchangeEnding(null)).toMatchObject({ status: "ok", value: { truncated: false } });
  });

  it("is marked as cut when a reset ended it, which the client takes for an end like any other", async () => {
    const reset = Object.assign(new Error("reset"), { code: "ECONNRESET" });

    expect(await exchangeEnding(reset)).toMatchObject({ status: "ok", value: { truncated: true } });
  });
});

describe("a line that ended before anything was asked", () => {
  it("is a reset at once, not a wait for an answer", async () => {
    const before = performance.now();

    expect(await exchangeEnding(null, (socket) => socket.destroy())).toMatchObject({
      status: "failed",
      reason: "connection-reset",
    });
    expect(performance.now() - before).toBeLessThan(800);
  });
});
