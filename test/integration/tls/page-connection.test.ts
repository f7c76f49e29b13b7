// A start page's own connection shows the certificate: whose, at which address, and never more than was granted.
// Real servers, the real door; what of it becomes a look.
import { createSecureContext } from "node:tls";
import { afterAll, describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate } from "../../../src/cli/demo/certificates.ts";
import type { Area } from "../../../src/model/area.ts";
import type { Authority } from "../../../src/model/grant.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { Look } from "../../../src/model/observation.ts";
import type { Port } from "../../../src/model/registry.ts";
import { createTrust } from "../../../src/net/trust.ts";
import { homeProbe } from "../../../src/probes/home.ts";
import { tlsSpent } from "../../../src/probes/tls/budget.ts";
import { certificateProbe } from "../../../src/probes/tls/certificate.ts";
import { coverageOf } from "../../../src/run/coverage.ts";
import { visit } from "../../../src/run/visit.ts";
import { limits } from "../../detect/tls/looks.ts";
import { createFakePorts, type FakePorts } from "../../helpers/loopback/fake-ports.ts";
import { HOST, openTestDoor, type TestDoorOptions } from "../../helpers/loopback/open-test-door.ts";
import {
  answering,
  http,
  startTlsServer,
  type Behaviour,
  type TestServer,
} from "../../helpers/loopback/servers.ts";
import { PAGE, createSites, judge, secureOnly, type Made } from "./sites.ts";

const OTHER = "www.bv-b.test";
const root = makeAuthority({ name: { commonName: "Test Root" } });
const good = makeCertificate({ names: [HOST], issuer: root });
const others = makeCertificate({ names: [OTHER], issuer: root });
const trust = createTrust([root.certPem]);
const sites = createSites();
const servers: TestServer[] = [];
afterAll(async () => {
  await sites.closeAll();
  await Promise.all(servers.map((server) => server.close()));
});

interface Asked extends Partial<TestDoorOptions> {
  readonly paths?: readonly string[];
  readonly areas?: readonly Area[];
}

/** Pass one of the areas, as a scan makes it. */
async function looksAt(ports: readonly Port[], asked: Asked = {}): Promise<readonly Look[]> {
  const { paths = ["/"], areas = ["tls", "defacement"], ...options } = asked;
  const { door, ports: fake } = openTestDoor({ ports, trust, ...options });
  const target = { unit: "BV-A", system: "BV-A-WEB", host: HOST, ports, paths, addresses: [] };
  const { looks } = await visit(
    {
      target,
      areas,
      door,
      pass: 1,
      earlier: [],
      body: () => undefined,
      firstTime: false,
    },
    {
      probes: [homeProbe, certificateProbe],
      knowledge: { tls: limits } as Knowledge,
      clock: fake.clock,
      log: fake.log,
      signal: fake.signal,
    },
  );
  return looks;
}

const certificatesIn = (looks: readonly Look[]): readonly Look[] =>
  looks.filter(({ probe }) => probe === "certificate");

/** Whose certificate, or why there is none. */
function shown({ attempt }: Look): string {
  if (attempt.status !== "ok") return attempt.reason;
  if (attempt.value.kind !== "tls-handshake") return attempt.value.kind;
  return attempt.value.chain[0]?.altNames.join(",") ?? "no certificate";
}

/** Two hosts at one address and port, told apart by the name in the hello alone. */
async function twoHosts(behaviour: (port: () => number) => Behaviour): Promise<TestServer> {
  const contextOf = ({ chainPem, keyPem }: Made) =>
    createSecureContext({ cert: chainPem, key: keyPem });
  const [mine, theirs] = [contextOf(good), contextOf(others)];
  let port = 0;
  const server = await startTlsServer(
    {
      cert: others.chainPem,
      key: others.keyPem,
      SNICallback: (name, answer) => answer(null, name === HOST ? mine : theirs),
    },
    behaviour(() => port),
  );
  ({ port } = server);
  servers.push(server);
  return server;
}

const redirect = (host: string, port: () => number): Behaviour => {
  return (socket) => {
    socket.once("data", (data: Buffer) => {
      const isFirst = data.toString("latin1").startsWith("GET / ");
      const location = `https://${host}:${String(port())}/vi/`;
      socket.end(isFirst ? http(301, { location }) : http(200, {}, "<p>A</p>"));
    });
  };
};

describe("the certificate that a page's connection shows", () => {
  it.each([HOST, OTHER])("is the host's own where its page leads on to %s", async (led) => {
    const server = await twoHosts((port) => redirect(led, port));
    const ports = secureOnly(server);
    const looks = await looksAt(ports, { others: [{ host: OTHER, ports }], names: both() });
    expect(certificatesIn(looks).map(shown)).toEqual([`dns:${HOST}`]);
    // Two hops, and nothing besides.
    expect(server.connections()).toBe(2);
  });

  it("is not taken from the other host where plain HTTP leads there, nor on the way back", async () => {
    const server = await twoHosts(
      (port) => (socket) =>
        socket.once("data", (data: Buffer) => {
          const back = `https://${HOST}:${String(port())}/vi/`;
          const isTheirs = data.toString("latin1").includes(`Host: ${OTHER}`);
          socket.end(isTheirs ? http(302, { location: back }) : http(200, {}, "<p>A</p>"));
        }),
    );
    const ports = secureOnly(server);
    const plain = await sites.plain(
      answering(http(301, { location: `https://${OTHER}:${String(server.port)}/` })),
    );
    const looks = await looksAt([{ port: plain.port, scheme: "http" }, ...ports], {
      others: [{ host: OTHER, ports }],
      names: both(),
    });
    expect(certificatesIn(looks).map(shown)).toEqual([`dns:${HOST}`]);
  });

  it("is each port's own, whatever port its page leads to", async () => {
    const second = await sites.secure(makeCertificate({ names: ["hai.bv-a.test"], issuer: root }));
    const first = await sites.secure(good, { behaviour: redirect(HOST, () => second.port) });
    const looks = await looksAt([...secureOnly(first), ...secureOnly(second)]);
    expect(certificatesIn(looks).map((look) => [look.port, shown(look)])).toEqual([
      [first.port, `dns:${HOST}`],
      [second.port, "dns:hai.bv-a.test"],
    ]);
    expect([first.connections(), second.connections()]).toEqual([1, 2]);
  });

  it("is at the same address every night, in whatever order DNS answers", async () => {
    const low = await sites.secure(good, { address: "127.0.0.9" });
    await sites.secureAt(others, "127.0.0.10", low.port);
    for (const addresses of [
      ["127.0.0.10", "127.0.0.9"],
      ["127.0.0.9", "127.0.0.10"],
    ]) {
      const before = low.connections();
      const looks = await looksAt(secureOnly(low), { names: { [HOST]: addresses } });
      expect(certificatesIn(looks).map((look) => [look.address, shown(look)])).toEqual([
        ["127.0.0.9", `dns:${HOST}`],
        ["127.0.0.10", `dns:${OTHER}`],
      ]);
      expect(low.connections() - before).toBe(1);
    }
  });

  it("is known of one family although the other is not there", async () => {
    const server = await sites.secure(good);
    const looks = await looksAt(secureOnly(server), { names: { [HOST]: ["::1", "127.0.0.1"] } });
    expect(certificatesIn(looks).map((look) => [look.address, shown(look)])).toEqual([
      ["127.0.0.1", `dns:${HOST}`],
      ["::1", "connect-refused"],
    ]);
  });

  it("is asked for once for all start pages", async () => {
    const server = await sites.secure(good);
    const looks = await looksAt(secureOnly(server), { paths: ["/", "/vi", "/en"] });
    expect(certificatesIn(looks).map(shown)).toEqual([`dns:${HOST}`]);
    expect(server.connections()).toBe(3);
  });
});

describe("a handshake whose page came to nothing", () => {
  it.each<[string, Behaviour, string]>([
    ["never answers", () => undefined, "http-timeout"],
    ["resets", (socket) => socket.destroy(), "connection-reset"],
    ["answers in another language", (socket) => socket.end("SSH-2.0-x\r\n"), "http-malformed"],
  ])("stands where HTTP %s", async (_name, behaviour, reason) => {
    const server = await sites.secure(good, { behaviour });
    const ports = secureOnly(server);
    const looks = await looksAt(ports);
    const home = looks.find(({ probe }) => probe === "home");
    expect(certificatesIn(looks).map(shown)).toEqual([`dns:${HOST}`]);
    expect(home?.attempt).toMatchObject({ status: "failed", reason });
    expect(server.connections()).toBe(1);
    expect(coverage(ports, looks)).toEqual([
      ["tls", "partial", reason],
      ["defacement", "not-assessed", reason],
    ]);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "says what a separate one says where %s wants the visitor's certificate",
    async (max) => {
      const server = await startTlsServer(
        {
          cert: good.chainPem,
          key: good.keyPem,
          requestCert: true,
          rejectUnauthorized: true,
          maxVersion: max,
        },
        PAGE,
      );
      servers.push(server);
      const looks = await looksAt(secureOnly(server));
      const alone = await openTestDoor({ ports: secureOnly(server), trust }).door.tls({
        port: server.port,
        address: "127.0.0.1",
        minVersion: "TLSv1",
        maxVersion: "TLSv1.3",
        probe: "test",
      });
      const [look] = certificatesIn(looks);
      expect(certificatesIn(looks)).toHaveLength(1);
      const chainOf = (attempt: Look["attempt"]) =>
        attempt.status === "ok" && attempt.value.kind === "tls-handshake"
          ? attempt.value.chain.map(({ sha256 }) => sha256)
          : attempt.status;
      expect(look === undefined ? null : chainOf(look.attempt)).toEqual(chainOf(alone));
    },
  );

  it("is said as it was where nobody shakes hands, and the other address is still looked at", async () => {
    const dead = await sites.plain((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    await sites.secureAt(good, "127.0.0.2", dead.port);
    const looks = await looksAt(secureOnly(dead), {
      names: { [HOST]: ["127.0.0.1", "127.0.0.2"] },
    });
    expect(certificatesIn(looks).map(shown)).toEqual(["connection-reset", `dns:${HOST}`]);
    expect(dead.connections()).toBe(1);
  });
});

describe("what ends between the handshake and the page", () => {
  /** Something happens as soon as hands are shaken; the page is being asked for by then, or is about to be. */
  async function meanwhile(
    what: (ports: FakePorts) => void,
  ): Promise<{ readonly looks: readonly Look[]; readonly server: TestServer }> {
    const fake: { ports?: FakePorts } = {};
    const server = await sites.secure(good, {
      behaviour: () => {
        if (fake.ports !== undefined) what(fake.ports);
      },
    });
    const ports = secureOnly(server);
    fake.ports = createFakePorts([{ host: HOST, ports }]);
    const looks = await looksAt(ports, {
      sharedPorts: fake.ports,
      limits: { headersMs: 2000, requestMs: 3000 },
    });
    return { looks, server };
  }

  it.each(["authorization-revoked", "outside-window", "authorization-suspended"] as const)(
    "leaves the certificate that was seen, says that there may be more, and asks nothing more: %s",
    async (reason) => {
      const { looks, server } = await meanwhile((ports) => ports.withdraw(HOST, reason));
      const home = looks.find(({ probe }) => probe === "home");
      expect(home?.attempt).toMatchObject({ status: "skipped", reason });
      expect(certificatesIn(looks).map(shown)).toEqual([`dns:${HOST}`, reason]);
      expect(server.connections()).toBe(1);
    },
  );

  it("leaves nothing half-said when the operator stops", async () => {
    const { looks, server } = await meanwhile((ports) => ports.stop());
    expect(looks.find(({ probe }) => probe === "home")?.attempt.status).toBe("skipped");
    expect(certificatesIn(looks).map(shown)).toEqual([`dns:${HOST}`]);
    expect(server.connections()).toBe(1);
  });
});

describe("where the area tls alone is granted", () => {
  it("the area's share is what the ledger says was sent", async () => {
    const server = await sites.secure(good);
    const plain = await sites.plain();
    await sites.secureAt(good, "127.0.0.2", server.port);
    const ports = [...secureOnly(server), { port: plain.port, scheme: "http" }] as const;
    const names = { [HOST]: ["127.0.0.1", "127.0.0.2"] };
    const { looks, cost } = await judge(ports, trust, { names });
    expect(certificatesIn(looks).map(shown)).toEqual([`dns:${HOST}`, `dns:${HOST}`]);
    expect(looks.filter(({ probe }) => probe === "tls-audit").length).toBeGreaterThan(5);
    expect(tlsSpent({ areas: ["tls"], looks })).toBe(cost);
  });
});

describe("where the area tls is not granted", () => {
  it("is no look when it was not asked for", async () => {
    const server = await sites.secure(good);
    const looks = await looksAt(secureOnly(server), { areas: ["cms", "defacement"] });
    expect(certificatesIn(looks)).toEqual([]);
    expect(server.connections()).toBe(1);
  });

  it("takes nothing from a page that is granted for the sake of other areas alone", async () => {
    const server = await sites.secure(good);
    const ports = secureOnly(server);
    const fake = createFakePorts([{ host: HOST, ports }]);
    const refusal = { reason: "outside-window", document: "12/QĐ-BVA", detail: "" } as const;
    const authority: Authority = {
      ...fake.authority,
      judge: (ask) =>
        ask.area === "tls" ? { granted: false, refusal } : fake.authority.judge(ask),
    };
    const looks = await looksAt(ports, { sharedPorts: { ...fake, authority } });
    expect(looks.find(({ probe }) => probe === "home")?.attempt.status).toBe("ok");
    expect(certificatesIn(looks).map(shown)).toEqual(["outside-window"]);
    expect(server.connections()).toBe(1);
  });
});

function both(): Readonly<Record<string, string>> {
  return { [HOST]: "127.0.0.1", [OTHER]: "127.0.0.1" };
}

function coverage(ports: readonly Port[], looks: readonly Look[]): readonly unknown[] {
  const areas = ["tls", "defacement"] as const;
  const target = { unit: "BV-A", system: "BV-A-WEB", host: HOST, ports, paths: ["/"] };
  return coverageOf({
    target: { ...target, addresses: [] },
    areas,
    looks,
    body: () => undefined,
    tls: limits,
    run: "run-1",
    at: "2026-11-22T15:00:00.000Z",
    otherwise: "not-planned",
  }).map(({ area, status, reason }) => [area, status, reason]);
}
