import { createServer, Socket, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { connectLiteral, installTripwire } from "../../src/net/tripwire.ts";

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

describe("installTripwire", () => {
  it.each([
    ["port and host", [9, "127.0.0.1"], "127.0.0.1:9"],
    ["options", [{ port: 9, host: "127.0.0.1" }], "127.0.0.1:9"],
    ["a name", [{ port: 9, host: "a.test" }], "a.test:9"],
    ["no host", [{ port: 9 }], "localhost:9"],
    ["a path", ["/tmp/x"], "/tmp/x"],
    ["an imitated pass", [{ port: 9, host: "127.0.0.1", autoSelectFamily: false }], "127.0.0.1:9"],
  ])("stops and reports %s", (_, args, target) => {
    const reports: string[] = [];
    undo.push(installTripwire((error) => reports.push(`${error.code} ${error.message}`)));
    const connect = () =>
      (new Socket() as { connect(...all: unknown[]): unknown }).connect(...args);

    expect(connect).toThrow("net-tripwire");
    expect(reports).toHaveLength(1);
    expect(reports[0]).toContain(`(to ${target})`);
  });

  it("lets listening and the house's own connects be, and goes when asked", async () => {
    undo.push(installTripwire(() => undefined));
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const socket = new Socket();
    const connected = new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    connectLiteral(socket, "127.0.0.1", port);
    await connected;
    socket.destroy();
    for (const step of undo.splice(0)) step();
    const free = new Socket().connect(port, "127.0.0.1");
    await new Promise((resolve) => free.once("connect", resolve));
    free.destroy();
    await new Promise((resolve) => server.close(resolve));

    expect(socket.destroyed).toBe(true);
  });

  it.each(["localhost", "a.test", "127.1", "0x7f000001", "127.0.0.1:80", ""])(
    "gives no pass to what is no literal address: %s",
    (address) => {
      expect(() => connectLiteral(new Socket(), address, 9)).toThrow("net-tripwire");
    },
  );
});
