// Our audit and full lists beside sslscan, nmap and testssl.sh on the same servers, in one run: connections counted at
// the server's door, wall time, CPU on both sides; then many hosts at once behind a slow line. Prints a table.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Knowledge } from "../../src/model/knowledge.ts";
import { createTrust, type Trust } from "../../src/net/trust.ts";
import { createAsker } from "../../src/probes/tls/asker.ts";
import { audit } from "../../src/probes/tls/audit.ts";
import { listAll } from "../../src/probes/tls/full.ts";
import { limits } from "../detect/tls/looks.ts";
import { HOST, openTestDoor } from "../helpers/loopback/open-test-door.ts";
import { judge } from "../integration/tls/sites.ts";
import { missingPrograms, startLab, type Lab, type LabServer } from "../real/tls/lab.ts";

const PATIENT = {
  connectMs: 10_000,
  tlsMs: 10_000,
  headersMs: 10_000,
  bodyMs: 10_000,
  requestMs: 30_000,
  recheckMs: 1000,
};
const knowledge = { tls: limits } as Knowledge;

interface Door {
  readonly port: number;
  readonly count: () => number;
  readonly close: () => void;
}

/** Counts what reaches a server; `delayMs` each way. */
function counting(port: number, delayMs = 0): Promise<Door> {
  let count = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    count += 1;
    const onward = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => open.delete(one) && other.destroy());
      one.on("data", (chunk) => {
        if (delayMs === 0) other.write(chunk);
        else setTimeout(() => other.destroyed || other.write(chunk), delayMs);
      });
      one.on("end", () => setTimeout(() => other.end(), delayMs));
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const close = (): void => {
        server.close();
        for (const socket of open) socket.destroy();
      };
      resolve({ port: (server.address() as AddressInfo).port, count: () => count, close });
    });
  });
}

/** User and system time of a process, in milliseconds (ticks of 10 ms). */
function cpuOf(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, "utf8")
      .split(") ")[1]
      ?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

interface Row {
  readonly server: string;
  readonly tool: string;
  readonly connections: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly targetMs: number;
}

let lab: Lab;
let trust: Trust;
beforeAll(async () => {
  const missing = missingPrograms().join(", ");
  if (missing !== "") throw new Error(`run test/real/install-tls.sh first; missing: ${missing}`);
  lab = await startLab();
  trust = createTrust([lab.rootPem]);
});
afterAll(() => {
  lab.end();
});

async function measure(
  server: LabServer,
  tool: string,
  work: (port: number) => Promise<number>,
): Promise<Row> {
  const door = await counting(server.port);
  const [target, start] = [cpuOf(server.pid), performance.now()];
  const cpuMs = await work(door.port);
  const wallMs = Math.round(performance.now() - start);
  const row = {
    server: server.name,
    tool,
    connections: door.count(),
    wallMs,
    cpuMs: Math.round(cpuMs),
    targetMs: cpuOf(server.pid) - target,
  };
  door.close();
  return row;
}

/** Runs another program without blocking the counting door; answers its CPU time. */
function external(command: string, ...args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>/dev/null </dev/null';
    const child = spawn("bash", ["-c", script, "bash", command, ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", reject);
    child.on("close", () => {
      const [user = 0, system = 0] = said.trim().split(/\s+/).map(Number);
      resolve((user + system) * 1000);
    });
  });
}

async function own(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function doorTo(port: number) {
  const ports = [{ port, scheme: "https" as const }];
  const { door, ports: fake } = openTestDoor({ ports, trust, limits: PATIENT });
  const target = {
    unit: "BV-A",
    system: "BV-A-WEB",
    host: HOST,
    ports,
    paths: ["/"],
    addresses: [],
  };
  return { door, target, clock: fake.clock, knowledge };
}

const WHOLE: readonly (readonly [string, (port: number) => Promise<number>])[] = [
  [
    "rasoat audit",
    (port) => own(() => judge([{ port, scheme: "https" }], trust, { limits: PATIENT })),
  ],
  [
    "rasoat full",
    (port) => own(() => listAll(doorTo(port), { port, address: "127.0.0.1" }, () => null)),
  ],
  ["sslscan", (port) => external("sslscan", "--no-colour", `127.0.0.1:${String(port)}`)],
  [
    "nmap",
    (port) =>
      external(
        "nmap",
        "-Pn",
        "-n",
        "-p",
        String(port),
        "--script",
        "+ssl-enum-ciphers",
        "127.0.0.1",
      ),
  ],
];

describe("beside other tools", () => {
  it("takes fewer connections and less time", async () => {
    const rows: Row[] = [];
    for (const server of lab.servers) {
      // Once before, so that both sides are warm.
      for (const [, work] of WHOLE.slice(0, 2)) await work(server.port);
      for (const [tool, work] of WHOLE) rows.push(await measure(server, tool, work));
    }
    const intermediate = lab.servers.find(({ name }) => name === "nginx intermediate");
    if (intermediate !== undefined) {
      const run = (port: number) =>
        external(
          "testssl",
          "--quiet",
          "--warnings",
          "off",
          "--color",
          "0",
          `127.0.0.1:${String(port)}`,
        );
      rows.push(await measure(intermediate, "testssl", run));
    }
    const lines = rows.map((row) =>
      [
        row.server.padEnd(28),
        row.tool.padEnd(13),
        ...[row.connections, row.wallMs, row.cpuMs, row.targetMs].map((one) =>
          String(one).padStart(7),
        ),
      ].join(" "),
    );
    process.stdout.write(
      `${"server".padEnd(28)} tool            conns wall ms  cpu ms target ms\n${lines.join("\n")}\n`,
    );
    const sum = (tool: string, key: "wallMs" | "connections") =>
      rows.filter((row) => row.tool === tool).reduce((total, row) => total + row[key], 0);
    process.stdout.write(
      `wall over all: rasoat audit ${String(sum("rasoat audit", "wallMs"))} ms, sslscan ${String(sum("sslscan", "wallMs"))} ms, nmap ${String(sum("nmap", "wallMs"))} ms\n`,
    );
    expect(sum("rasoat audit", "connections") * 3).toBeLessThan(sum("sslscan", "connections"));
    expect(sum("rasoat full", "connections")).toBeLessThan(sum("sslscan", "connections"));
    expect(sum("rasoat audit", "wallMs") * 5).toBeLessThan(sum("sslscan", "wallMs"));
  }, 600_000);

  it("looks at 200 hosts behind 30 ms, 40 at once", async () => {
    const server = lab.servers.find(({ name }) => name === "nginx intermediate");
    if (server === undefined) throw new Error("no intermediate server");
    const slow = await counting(server.port, 15);
    const limit = pLimit(40);
    const start = performance.now();
    const cpu = process.cpuUsage();
    await Promise.all(
      Array.from({ length: 200 }, () =>
        limit(() => {
          const context = doorTo(slow.port);
          const record = (look: Parameters<Parameters<typeof createAsker>[0]["record"]>[0]) => ({
            id: "",
            ...look,
          });
          const asker = createAsker(
            { ...context, record },
            { port: slow.port, address: "127.0.0.1" },
            () => null,
          );
          return audit(asker, { knowledge: limits, shaken: null });
        }),
      ),
    );
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(
      `200 hosts, 40 at once, 30 ms: ${(200 / seconds).toFixed(1)} hosts/s, ${((user + system) / 200_000).toFixed(1)} ms CPU a host (with the slow line), ${String(slow.count())} connections\n`,
    );
    slow.close();
    expect(slow.count()).toBeLessThanOrEqual(200 * 13);
  }, 300_000);
});
