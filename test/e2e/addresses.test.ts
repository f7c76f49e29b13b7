// Every address is judged, whoever named it: an override, a DNS answer, the configuration. What is not the host's
// own is refused with its reason, and not one connection reaches it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { startDnsServer, type DnsAnswer } from "../helpers/loopback/dns-server.ts";
import type { ServedSite } from "./program.ts";
import { day, oneSite, openScene, type CoverageRow, type LedgerRow, type Scene } from "./scene.ts";

const AREAS = ["tls", "cms", "panels", "defacement"];

const scenes: Scene[] = [];

function scene(): Scene {
  const opened = openScene();
  scenes.push(opened);
  return opened;
}

afterEach(async () => {
  for (const one of scenes.splice(0)) await one.close();
});

describe("an address that is not the host's own", () => {
  it("--resolve outside the pin: exit 2, a refusal in the ledger, nothing sent", async () => {
    const stage = scene();
    const { served } = await oneSite(stage, "127.0.41.30");
    const canary = await stage.canary("127.0.41.31", served.port);
    const resolve = ["--resolve", "www.bv-a.test:127.0.41.31"];
    const ended = await stage.run("scan", "--allow-reserved", ...resolve);
    const english = await stage.run("scan", "--allow-reserved", ...resolve, "--lang", "en");

    expect([ended.code, english.code]).toEqual([2, 2]);
    expect(ended.err).toContain("không nằm trong dải đã ghim");
    expect(english.err).toContain("outside the host's pin (127.0.41.30/32)");
    expect(ended.out).toBe("");
    const ledger = await stage.rows<LedgerRow>("ledger");
    expect(ledger.map(({ kind, reason, address }) => [kind, reason, address])).toEqual([
      ["refusal", "address-outside-pin", "127.0.41.31"],
      ["refusal", "address-outside-pin", "127.0.41.31"],
    ]);
    expect([canary.connections(), served.connections()]).toEqual([0, 0]);
  });

  it("--resolve of a host that nobody registered: exit 2, nothing sent", async () => {
    const stage = scene();
    const { served } = await oneSite(stage, "127.0.41.32");
    const canary = await stage.canary("127.0.41.33", served.port);
    const ended = await stage.run(
      "scan",
      "--allow-reserved",
      "--resolve",
      "la.example:127.0.41.33",
    );

    expect(ended.code).toBe(2);
    expect(ended.err).toContain("la.example");
    const ledger = await stage.rows<LedgerRow>("ledger");
    expect(ledger.map(({ kind, reason, host }) => [kind, reason, host])).toEqual([
      ["refusal", "not-registered", "la.example"],
    ]);
    expect([canary.connections(), served.connections()]).toEqual([0, 0]);
  });

  it("--resolve to a pinned private address without --allow-reserved: exit 3, no packet", async () => {
    const stage = scene();
    const { served, scan } = await oneSite(stage, "127.0.41.42");
    const ended = await stage.run(...scan.filter((word) => word !== "--allow-reserved"));

    expect(ended.code).toBe(3);
    const ledger = await stage.rows<LedgerRow>("ledger");
    expect(ledger.map(({ kind, reason, address }) => [kind, reason, address])).toEqual([
      ["refusal", "address-reserved", "127.0.41.42"],
    ]);
    expect(served.connections()).toBe(0);
  });
});

interface Answered {
  readonly name: string;
  readonly host: string;
  readonly addresses: readonly string[];
  readonly pin: readonly string[];
  readonly allow: boolean;
  readonly reason: string;
}

const ANSWERS: readonly Answered[] = [
  {
    host: "dns-1.test",
    name: "an address outside the pin",
    addresses: ["127.0.41.41"],
    pin: ["127.0.41.40/32"],
    allow: true,
    reason: "address-outside-pin",
  },
  {
    host: "dns-2.test",
    name: "one address inside the pin and one outside",
    addresses: ["127.0.41.40", "127.0.41.41"],
    pin: ["127.0.41.40/32"],
    allow: true,
    reason: "address-outside-pin",
  },
  {
    host: "dns-3.test",
    name: "a pinned loopback address, without --allow-reserved",
    addresses: ["127.0.41.41"],
    pin: ["127.0.41.41/32"],
    allow: false,
    reason: "address-reserved",
  },
  {
    host: "dns-4.test",
    name: "a loopback address that nobody pinned, with --allow-reserved",
    addresses: ["127.0.41.41"],
    pin: [],
    allow: true,
    reason: "address-reserved",
  },
  {
    host: "dns-5.test",
    name: "a documentation address that nobody pinned",
    addresses: ["203.0.113.7"],
    pin: [],
    allow: true,
    reason: "address-reserved",
  },
  {
    host: "dns-6.test",
    name: "a v4-mapped loopback address",
    addresses: ["::ffff:127.0.41.41"],
    pin: ["127.0.41.41/32"],
    allow: true,
    reason: "address-outside-pin",
  },
];

describe("a name whose answer is not the host's own address", () => {
  const stage = openScene();
  let canaries: readonly ServedSite[] = [];
  const ended: Record<
    string,
    { readonly code: number | null; readonly queried: readonly string[] }
  > = {};

  beforeAll(async () => {
    const inside = await stage.canary("127.0.41.40");
    canaries = [inside, await stage.canary("127.0.41.41", inside.port)];
    const dns = await startDnsServer((name): DnsAnswer => {
      const answered = ANSWERS.find(({ host }) => host === name);
      return { addresses: mapped(answered?.addresses ?? []) };
    });
    stage.own(dns);
    stage.configure({ resolvers: [dns.server] });
    const ports = [{ port: inside.port, scheme: "http" }];
    stage.write("registry.yaml", pinned(ANSWERS.map(({ host, pin }) => ({ host, ports, pin }))));
    await stage.run("registry", "import", "registry.yaml");
    for (const allow of [true, false]) {
      const hosts = ANSWERS.filter((one) => one.allow === allow).map(({ host }) => host);
      const flags = allow ? ["--allow-reserved"] : [];
      const { code } = await stage.run("scan", "--host", ...hosts, ...flags);
      const queried = dns.queries.map(({ name }) => name);
      for (const host of hosts) ended[host] = { code, queried };
    }
  });

  afterAll(() => stage.close());

  it.each(ANSWERS)("DNS answers with $name: exit 3, no packet", async ({ host, reason }) => {
    expect(ended[host]?.queried).toContain(host);
    expect(ended[host]?.code).toBe(3);
    const ledger = await stage.rows<LedgerRow>("ledger", "--host", host);
    expect(ledger.filter(({ kind }) => kind !== "resolve")).toMatchObject([
      { kind: "refusal", reason, host },
    ]);
    const coverage = await stage.rows<CoverageRow>("coverage", "--host", host);
    expect(coverage).toHaveLength(AREAS.length);
    for (const row of coverage) expect(row).toMatchObject({ status: "not-assessed", reason });
    expect(canaries.map((one) => one.connections())).toEqual([0, 0]);
  });
});

/** The little DNS server writes IPv6 groups, so a v4-mapped address is given to it as such. */
function mapped(addresses: readonly string[]): string[] {
  return addresses.map((address) => {
    const [, quad] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
    if (quad === undefined) return address;
    const [a = 0, b = 0, c = 0, d = 0] = quad.split(".").map(Number);
    return `::ffff:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
}

interface PinnedHost {
  readonly host: string;
  readonly ports: readonly unknown[];
  readonly pin: readonly string[];
}

/** A registry of these hosts with exactly these pins. */
function pinned(hosts: readonly PinnedHost[]): string {
  const entries = hosts.map(({ host, ports, pin }) => ({
    host,
    ports,
    ...(pin.length === 0 ? {} : { addresses: pin }),
  }));
  return stringify({
    units: [{ code: "BV-A", name: "Bệnh viện A", systems: [{ code: "BV-A-WEB", hosts: entries }] }],
    authorizations: [
      {
        document: "1/QĐ-BVA",
        unit: "BV-A",
        signedBy: "Giám đốc",
        signedOn: day(-9),
        validFrom: day(-9),
        validTo: day(90),
        hosts: "all-registered",
        areas: AREAS,
      },
    ],
  });
}
