// One request through a real door to one scripted server, and what came of it.
import type { Socket } from "node:net";
import type { Attempt } from "../../../src/model/attempt.ts";
import type { HttpAnswer, HttpAsk } from "../../../src/model/door.ts";
import { HOST, openTestDoor, type TestDoor } from "./open-test-door.ts";
import { startServer, type Behaviour, type TestServer } from "./servers.ts";

export interface Visit extends TestDoor {
  readonly attempt: Attempt<HttpAnswer>;
  readonly ms: number;
  readonly server: TestServer;
}

/** The server is pushed to `servers`, for the test file to close. */
export async function visitServer(
  servers: TestServer[],
  behaviour: Behaviour,
  ask: Partial<HttpAsk> = {},
): Promise<Visit> {
  const server = await startServer(behaviour);
  servers.push(server);
  const opened = openTestDoor({ ports: [{ port: server.port, scheme: "http" }] });
  const url = `http://${HOST}:${String(server.port)}/`;
  const start = performance.now();
  const attempt = await opened.door.http({ url, area: "cms", probe: "visit", ...ask });
  return { ...opened, attempt, ms: performance.now() - start, server };
}

/** Waits for the request, then does it. */
export function afterRequest(act: (socket: Socket) => void): Behaviour {
  return (socket) => void socket.once("data", () => act(socket));
}

export const STATUS_OK = "HTTP/1.1 200 OK\r\n";
