// An address is one address, however it is written: pace, holds and budgets know it by its text.
import { afterEach, expect, it } from "vitest";
import { createFakeClock } from "../../helpers/loopback/fake-ports.ts";
import { HOST, openTestDoor } from "../../helpers/loopback/open-test-door.ts";
import { answering, http, startServer, type TestServer } from "../../helpers/loopback/servers.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

it("keeps one pace where an operator names it in two ways", async () => {
  const clock = createFakeClock();
  const server = await startServer(answering(http(200, {}, "x")), "::1");
  servers.push(server);
  const ports = [{ port: server.port, scheme: "http" as const }];
  const entry = { requestsPerSecond: 1, addresses: ["::1", "0:0:0:0:0:0:0:1"] };
  const other = "b.bv-a.test";
  const first = openTestDoor({
    ports,
    others: [{ host: other, ports, ...entry }],
    entry,
    clock,
    names: { [HOST]: "::1" },
  });
  const second = openTestDoor({
    host: other,
    ports,
    entry,
    names: { [other]: "0:0:0:0:0:0:0:1" },
    sharedPorts: first.ports,
  });
  const start = clock.now().getTime();
  for (const [door, host] of [
    [first.door, HOST],
    [second.door, other],
  ] as const) {
    await door.http({ url: `http://${host}:${String(server.port)}/`, area: "cms", probe: "t" });
  }

  expect(new Set(first.ports.intents.flatMap(({ address }) => address ?? []))).toEqual(
    new Set(["::1"]),
  );
  expect(server.connections()).toBe(2);
  expect(clock.now().getTime() - start).toBe(1000);
});
