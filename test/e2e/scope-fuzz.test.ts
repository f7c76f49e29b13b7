// Hostile addresses by the hundred, as redirects of authorized sites and as input: nothing but the authorized
// addresses is ever connected to. Two witnesses: the forbidden listeners, and the system's own record of connects.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { startDnsServer, type DnsServer } from "../helpers/loopback/dns-server.ts";
import { http, startServer, type TestServer } from "../helpers/loopback/servers.ts";
import { canonicalHost } from "../../src/text/host.ts";
import { tricksFor, type Trick } from "../integration/net/scope-urls.ts";
import type { Launch, ServedSite } from "./program.ts";
import { day, openScene, traced, type LedgerRow } from "./scene.ts";

const HOSTS = 14;
const CANARY_NAME = "canary.test";
const CANARY_ADDRESS = "127.0.42.200";

interface Site {
  readonly host: string;
  readonly address: string;
  readonly tricks: readonly Trick[];
}

const stage = openScene();
let sites: readonly Site[] = [];
let port = 0;
let names: DnsServer;
let canaries: readonly ServedSite[] = [];
let served: readonly TestServer[] = [];

const hasStrace = spawnSync("strace", ["-qq", "true"], { stdio: "ignore" }).status === 0;
const witness = hasStrace ? "system-call trace" : "hook below the program's own sockets";

/** Each site answers "/r<n>" with a redirect to its n-th trick, and all else with a small page. */
async function serveTricks(index: number, at: number): Promise<[Site, TestServer]> {
  const address = `127.0.42.${String(index + 1)}`;
  const host = `www.bv-${String.fromCodePoint(97 + index)}.test`;
  let tricks: readonly Trick[] = [];
  const server = await startServer(
    (socket) => {
      socket.once("data", (chunk: Buffer) => {
        const [, asked] = /^GET \/r(\d+) /.exec(chunk.toString("latin1")) ?? [];
        const trick = asked === undefined ? undefined : tricks[Number(asked)];
        const page = http(200, { "content-type": "text/html" }, "<title>Trang</title><p>Nội dung");
        socket.end(trick === undefined ? page : http(302, { location: trick.url }));
      });
    },
    address,
    at,
  );
  const scene = {
    host,
    port: server.port,
    canaryAddress: CANARY_ADDRESS,
    otherPort: canaries[0]?.port ?? 1,
    canaryName: CANARY_NAME,
  };
  tricks = tricksFor(scene).filter((_, place) => place % HOSTS === index);
  return [{ host, address, tricks }, server];
}

function registry(hosts: readonly unknown[]): string {
  return stringify({
    units: [{ code: "BV-A", name: "Bệnh viện A", systems: [{ code: "BV-A-WEB", hosts }] }],
    authorizations: [
      {
        document: "1/QĐ-BVA",
        unit: "BV-A",
        signedBy: "Giám đốc",
        signedOn: day(-9),
        validFrom: day(-9),
        validTo: day(90),
        hosts: "all-registered",
        areas: ["tls", "cms", "panels", "defacement"],
        requestsPerSecond: 100,
      },
    ],
  });
}

function entryOf({ host, address, tricks }: Site) {
  const paths = tricks.map((_, index) => `/r${String(index)}`);
  return { host, ports: [{ port, scheme: "http" }], paths, addresses: [`${address}/32`] };
}

beforeAll(async () => {
  const other = await stage.canary("127.0.42.1");
  canaries = [other];
  const [first, firstServer] = await serveTricks(0, 0);
  port = firstServer.port;
  const rest = await Promise.all(
    Array.from({ length: HOSTS - 1 }, (_, index) => serveTricks(index + 1, port)),
  );
  sites = [first, ...rest.map(([site]) => site)];
  served = [firstServer, ...rest.map(([, server]) => server)];
  for (const one of served) stage.own(one);
  const forbidden = [CANARY_ADDRESS, "127.0.0.1", "::1", "127.0.42.100"];
  canaries = [other, ...(await Promise.all(forbidden.map((at) => stage.canary(at, port))))];
  names = await startDnsServer((name) => ({
    addresses: [sites.find(({ host }) => host === name)?.address ?? CANARY_ADDRESS],
  }));
  stage.own(names);
  stage.configure({ resolvers: [names.server], rate: { cap: 100 } });
  stage.write("registry.yaml", registry(sites.map(entryOf)));
  await stage.run("registry", "import", "registry.yaml");
});

afterAll(() => stage.close());

/** "address:port" of every TCP or UDP connect that the trace shows. */
function connectsIn(trace: string): string[] {
  const four = /sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)/g;
  const six = /sin6_port=htons\((\d+)\),.*?inet_pton\(AF_INET6, "([^"]+)"/g;
  return [four, six].flatMap((pattern) =>
    [...trace.matchAll(pattern)].map(([, at = "", address = ""]) => `${address}:${at}`),
  );
}

/** Without a tracer: patched in before the program starts, so that the program's own guard lies above it. */
const HOOK = `
import { appendFileSync } from "node:fs";
import { Socket } from "node:net";
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const to = Array.isArray(args[0]) ? args[0][0] : args[0];
  appendFileSync(process.env.WITNESS, "sin_port=htons(" + to.port + "), sin_addr=inet_addr(\\"" + to.host + "\\")\\n");
  return Reflect.apply(connect, this, args);
};
`;

function witnessed(args: readonly string[], file: string): Launch {
  if (hasStrace) return traced(args, file);
  const hook = stage.write("hook.mjs", HOOK);
  return { args, env: { NODE_OPTIONS: `--import=${hook}`, WITNESS: file } };
}

describe("redirects to hostile addresses", () => {
  it(`500 or more, and only the authorized addresses are connected to (also by ${witness})`, async () => {
    const tricks = sites.flatMap((site) => site.tricks);
    expect(tricks.length).toBeGreaterThanOrEqual(500);
    const trace = stage.path("connects.txt");
    const launch = witnessed(["scan", "--area", "cms", "--allow-reserved"], trace);
    const ended = await stage.launch(launch).ended;

    expect([ended.code, ended.err.includes("lỗi của chính")]).toEqual([4, false]);
    const asked = served.flatMap(({ requests }) => requests);
    for (const [index, site] of sites.entries()) {
      const paths = served[index]?.requests.map((line) => line.split(" ")[1]);
      expect(paths).toEqual(expect.arrayContaining(site.tricks.map((_, at) => `/r${String(at)}`)));
    }
    expect(canaries.map((one) => one.connections())).toEqual(canaries.map(() => 0));
    const allowed = new Set(sites.map(({ address }) => `${address}:${String(port)}`));
    const connects = connectsIn(readFileSync(trace, "utf8")).filter((to) => to !== names.server);
    expect(connects.filter((to) => !allowed.has(to))).toEqual([]);
    expect(connects.length).toBeGreaterThanOrEqual(asked.length);
    expect(new Set(names.queries.map(({ name }) => name))).toEqual(
      new Set(sites.map(({ host }) => host)),
    );
    const ledger = await stage.rows<LedgerRow>("ledger");
    const refusals = ledger.filter(({ kind }) => kind === "refusal");
    const own = tricks.filter((trick) => trick.own === true).length;
    expect(refusals.length).toBeGreaterThanOrEqual(500 - own);
    expect(ledger.filter(({ kind }) => kind === "request").length).toBe(asked.length);
  }, 180_000);
});

describe("hostile addresses as input", () => {
  it("as hosts of a registry file: hundreds refused by name in one go, and nothing imported", async () => {
    const empty = openScene();
    stage.own(empty);
    const spoken = sites.flatMap(({ tricks }) => tricks).map(({ url }) => authorityOf(url));
    const bad = [...new Set(spoken)].filter(
      (text) =>
        canonicalHost(text) === null && !/[\u0000-\u001f\u007f-\u009f\u200b\ufeff]/.test(text),
    );
    expect(bad.length).toBeGreaterThan(200);
    empty.write("registry.yaml", registry(bad.map((host) => ({ host }))));
    const ended = await empty.run("registry", "import", "registry.yaml");

    expect(ended.code).toBe(2);
    const refused = ended.err.split("\n").filter((line) => line.startsWith("registry.yaml:"));
    expect(refused.length).toBeGreaterThanOrEqual(bad.length);
    const listed = await empty.run("registry", "list", "--json");
    expect(listed.out).toBe("");
  });

  it("as names that anybody could register: a name of its own each, refused as not registered", async () => {
    const registered = new Set<string | null>([null, ...sites.map(({ host }) => host)]);
    const lookAlikes = sites
      .flatMap(({ tricks }) => tricks)
      .filter(({ family }) => family === "look-alike")
      .map(({ url }) => authorityOf(url).replace(/:\d+$/, ""))
      .filter((name) => !registered.has(canonicalHost(name)));
    expect(lookAlikes.length).toBeGreaterThan(10);
    const ended = await stage.run("scan", "--json", "--allow-reserved", "--host", ...lookAlikes);

    expect(ended.code).toBe(3);
    const run = ended.json<{ run: string }>()[0]?.run ?? "";
    const ledger = await stage.rows<LedgerRow>("ledger", "--run", run);
    expect(ledger.length).toBeGreaterThan(10);
    for (const row of ledger)
      expect(row).toMatchObject({ kind: "refusal", reason: "not-registered" });
    expect(canaries.map((one) => one.connections())).toEqual(canaries.map(() => 0));
  });

  it.concurrent.each([
    "127.0.42.200",
    "0x7f002ac8",
    "[::1]",
    "::ffff:127.0.42.200",
    "www.bv-a.test@127.0.42.200",
    "http://www.bv-a.test",
    "www.bv-a.test:80",
    "www.bv-a.test\\.canary.test",
    "１２７.0.42.200",
    "www.bv-a.test/..",
    "*.bv-a.test",
    "..",
  ])("--host %s: exit 2, one clear message", async (host) => {
    const ended = await stage.run("scan", "--allow-reserved", `--host=${host}`);

    expect(ended.code).toBe(2);
    expect(ended.err).toContain("không phải tên máy chủ");
    expect(ended.err.trim().split("\n")).toHaveLength(1);
  });

  it.concurrent.each([
    "www.bv-a.test",
    "www.bv-a.test:",
    "www.bv-a.test:canary.test",
    "www.bv-a.test:127.1",
    "www.bv-a.test:0x7f002ac8",
    "www.bv-a.test:127.0.42.1:80",
    "www.bv-a.test:[::1]",
    "www.bv-a.test:127.0.42.200",
    "www.bv-a.test:::1",
    "www.bv-a.test:::ffff:127.0.42.1",
    "canary.test:127.0.42.1",
    "127.0.42.1:127.0.42.1",
  ])("--resolve %s: exit 2, nothing sent", async (value) => {
    const before = served.map((one) => one.connections());
    const ended = await stage.run("scan", "--allow-reserved", "--resolve", value);

    expect(ended.code).toBe(2);
    expect(ended.err.trim().split("\n")).toHaveLength(1);
    expect(served.map((one) => one.connections())).toEqual(before);
    expect(canaries.map((one) => one.connections())).toEqual(canaries.map(() => 0));
  });
});

/** What stands where a URL has its host: userinfo and port included, since people paste such things. */
function authorityOf(url: string): string {
  return url.replace(/^[a-z-]+:[/\\]*/i, "").replace(/\/$/, "");
}

describe("the tripwire", () => {
  /** Tries to leave by Node's own means once the program has put its guard in. */
  const ESCAPE = (at: number) => `
import { appendFileSync } from "node:fs";
import dgram from "node:dgram";
import net, { Socket } from "node:net";
const before = Socket.prototype.connect;
const tell = (text) => appendFileSync(process.env.WITNESS, text + "\\n");
const timer = setInterval(() => {
  if (Socket.prototype.connect === before) return;
  clearInterval(timer);
  try { net.connect(${String(at)}, "${CANARY_ADDRESS}"); tell("tcp connected"); } catch (e) { tell("tcp " + e.code); }
  try { dgram.createSocket("udp4").send("x", ${String(at)}, "${CANARY_ADDRESS}"); tell("udp sent"); } catch (e) { tell("udp " + e.code); }
  fetch("http://${CANARY_ADDRESS}:${String(at)}/").then(() => tell("fetch got out"), (e) => tell("fetch " + e.cause?.code));
}, 1);
`;

  it("stands in the built program: no other code of the process can open a socket", async () => {
    const hook = stage.write("escape.mjs", ESCAPE(port));
    const witnessFile = stage.path("escape.txt");
    const ended = await stage.launch({
      args: ["scan", "--area", "cms", "--host", "la.example"],
      env: { NODE_OPTIONS: `--import=${hook}`, WITNESS: witnessFile },
    }).ended;

    expect(existsSync(witnessFile)).toBe(true);
    expect(readFileSync(witnessFile, "utf8").trim().split("\n").toSorted()).toEqual([
      "fetch net-tripwire",
      "tcp net-tripwire",
      "udp net-tripwire",
    ]);
    expect(ended.code).toBe(3);
    expect(canaries.map((one) => one.connections())).toEqual(canaries.map(() => 0));
  });
});
