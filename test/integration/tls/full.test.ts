// The full lists against servers that replay flights: exactly what they speak, in few connections, never whole when cut.
import { afterAll, describe, expect, it } from "vitest";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import { listAll, spentMiss, type Met, type TlsLists } from "../../../src/probes/tls/full.ts";
import { makeCertificate } from "../../../src/cli/demo/certificates.ts";
import { limits } from "../../detect/tls/looks.ts";
import { HOST, openTestDoor, testTarget } from "../../helpers/loopback/open-test-door.ts";
import { startScripted, suites, type Script } from "../../helpers/tls/scripted-server.ts";
import { der } from "./audited.ts";

const open: { close: () => Promise<void> }[] = [];
afterAll(() => Promise.all(open.map((server) => server.close())));

/** A busy machine must not look like a server that is silent. */
const PATIENT = { connectMs: 5000, tlsMs: 5000, requestMs: 10_000 };

const TLS13 = ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"];
const NEW = [
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
];
const OLD = [
  "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
  "TLS_RSA_WITH_AES_128_CBC_SHA",
  "TLS_RSA_WITH_RC4_128_MD5",
];

/** The scripted server has one temporary key for everybody. */
const ALPN = { alpn: "h2", keysUsedAgain: true };

async function list(
  script: Partial<Script>,
  met: Met | null = null,
  budget = 100_000,
): Promise<{ lists: TlsLists; connections: number }> {
  const server = await startScripted({
    versions: ["TLSv1.2", "TLSv1.3"],
    suites: suites(...TLS13, ...NEW),
    groups: [0x11ec, 29, 23, 0x100],
    ...script,
  });
  open.push(server);
  const ports = [{ port: server.port, scheme: "https" as const }];
  const silent = script.limit?.how === "silence";
  const { door, ports: fake } = openTestDoor({ ports, budget, limits: silent ? {} : PATIENT });
  const target = testTarget(ports);
  const context = { door, target, clock: fake.clock, knowledge: { tls: limits } as Knowledge };
  const place = { port: server.port, address: "127.0.0.1" };
  const lists = await listAll(context, place, {
    budget: () => spentMiss(door.budgetLeft()),
    before: met === null ? 0 : 1,
    met,
  });
  return { lists, connections: server.connections() };
}

function of({ versions }: TlsLists, version: string): readonly string[] | undefined {
  return versions.find((one) => one.version === version)?.suites;
}

describe("full lists", () => {
  it("names every suite and group of an intermediate server, in its own order", async () => {
    const { lists, connections } = await list({});
    expect(lists).toMatchObject({ incomplete: null, connections });
    expect(lists.versions.map(({ version }) => version)).toEqual(["TLSv1.3", "TLSv1.2"]);
    expect(of(lists, "TLSv1.3")).toEqual(TLS13);
    expect(of(lists, "TLSv1.2")?.toSorted()).toEqual(NEW.toSorted());
    expect(lists.versions[1]?.order).toBe("server");
    expect(lists.groups.tls13).toEqual(["X25519MLKEM768", "x25519", "secp256r1", "ffdhe2048"]);
    expect(lists.groups.older).toEqual(["x25519", "secp256r1"]);
    expect(connections).toBeLessThanOrEqual(30);
  });

  const MET = { protocol: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", group: "X25519" };

  it("does not ask again what a full handshake has shown: the same, in one connection less", async () => {
    const cold = await list({});
    const warm = await list({}, MET);
    expect(warm.connections).toBe(cold.connections - 1);
    expect(warm.lists.incomplete).toBeNull();
    const sorted = ({ lists }: typeof cold): unknown[] => [
      lists.versions.map(({ version, suites: names }) => [version, names.toSorted()]),
      lists.groups.tls13.toSorted(),
      lists.groups.older,
    ];
    expect(sorted(warm)).toEqual(sorted(cold));
  });

  it.each<[string, Partial<Met>]>([
    ["an older version", { protocol: "TLSv1.2", cipher: "ECDHE-RSA-AES128-GCM-SHA256" }],
    ["a group without a name", { group: null }],
    ["a group that is in no table", { group: "kaeding" }],
    ["a suite that is in no table", { cipher: "TLS_NEW" }],
  ])("asks everything itself after %s", async (_name, changes) => {
    const cold = await list({});
    const { lists, connections } = await list({}, { ...MET, ...changes });
    expect({ ...lists, wireMs: 0 }).toMatchObject({
      versions: cold.lists.versions,
      groups: cold.lists.groups,
      incomplete: null,
    });
    expect(connections).toBe(cold.connections);
  });

  it.each([
    ["prime256v1", "secp256r1"],
    ["X25519MLKEM768", "X25519MLKEM768"],
  ])("knows %s by OpenSSL's name for it", async (group, name) => {
    const { lists } = await list({}, { ...MET, group });
    expect(lists.groups.tls13[0]).toBe(name);
    expect(lists.groups.tls13).toHaveLength(4);
  });

  it.each<[string, Partial<Script>, Partial<NonNullable<TlsLists["features"]>> | null]>([
    ["ALPN alone", {}, { ...ALPN, sessionTickets: false }],
    ["ALPN and tickets", { tickets: true }, { ...ALPN, sessionTickets: true }],
    ["heartbeat", { heartbeat: true }, { heartbeat: true, secureRenegotiation: true }],
    ["compression", { compression: true }, { compression: true, heartbeat: false }],
    ["nothing, of TLS 1.3 alone", { versions: ["TLSv1.3"], suites: suites(...TLS13) }, null],
    ["nothing, of SSL 3.0 alone", { versions: ["SSLv3"], suites: suites(...OLD) }, null],
  ])("shows in the same hellos: %s", async (_name, script, expected) => {
    const { lists } = await list(script);
    expect(lists.incomplete).toBeNull();
    if (expected === null) expect(lists.features).toBeNull();
    else expect(lists.features).toMatchObject(expected);
  });

  const ECDSA = NEW.map((name) => name.replace("_RSA_", "_ECDSA_"));
  const ecdsa = [der(makeCertificate({ names: [HOST] }).certPem)];

  it.each<[string, readonly string[], Partial<Script>, readonly string[]]>([
    [
      "which comes last",
      ECDSA,
      { groups: [29, 24, 25, 23] },
      ["x25519", "secp384r1", "secp521r1", "secp256r1"],
    ],
    ["which comes first", ECDSA, { groups: [23, 29] }, ["secp256r1"]],
    [
      "which is not the only key",
      [...ECDSA, ...NEW],
      { groups: [23, 29, 24] },
      ["secp256r1", "x25519", "secp384r1"],
    ],
    [
      "with a single suite",
      ECDSA.slice(0, 1),
      { groups: [29, 24, 23] },
      ["x25519", "secp384r1", "secp256r1"],
    ],
  ])(
    "names every curve beside that of an ECDSA key, %s",
    async (_name, names, script, expected) => {
      const chains = { ecdsa, rsa: ecdsa };
      const { lists } = await list({ suites: suites(...names), chains, keyGroup: 23, ...script });
      expect(lists.incomplete).toBeNull();
      expect(of(lists, "TLSv1.2")?.toSorted()).toEqual(names.toSorted());
      expect(lists.groups.older).toEqual(expected);
    },
  );

  it.each<[string, readonly string[], Partial<Script>, string | null]>([
    ["the client", [...NEW, ...OLD], { clientOrder: true }, "client"],
    ["the client, with one curve", [...NEW, ...OLD], { clientOrder: true, groups: [23] }, "client"],
    ["the server", [...OLD, ...NEW], {}, "server"],
    ["the server, with one curve", [...NEW, ...OLD], { groups: [23] }, "server"],
    ["nobody, where three do not tell", NEW, { clientOrder: true }, null],
  ])("tells who decides: %s", async (_name, names, script, expected) => {
    const { lists } = await list({ suites: suites(...names), ...script });
    expect(lists.versions.find(({ version }) => version === "TLSv1.2")?.order).toBe(expected);
  });

  it("lists old versions by what is shared and what is theirs alone", async () => {
    const script = {
      versions: ["SSLv3", "TLSv1", "TLSv1.2"] as const,
      suites: suites(...NEW, ...OLD),
      ssl2: [0x010080],
    };
    const { lists } = await list(script);
    expect(lists.versions.map(({ version }) => version)).toEqual([
      "TLSv1.2",
      "TLSv1",
      "SSLv3",
      "SSLv2",
    ]);
    expect(of(lists, "TLSv1.2")?.toSorted()).toEqual([...NEW, ...OLD].toSorted());
    expect(of(lists, "TLSv1")?.toSorted()).toEqual(OLD.toSorted());
    expect(of(lists, "SSLv2")).toEqual(["SSL_CK_RC4_128_WITH_MD5"]);
    expect(lists.incomplete).toBeNull();
  });

  it("finds all of fifty suites, whatever their place in the table", async () => {
    const many = limits.suites
      .filter(({ kx }) => kx !== "tls13")
      .filter((_, index) => index % 5 === 0);
    const { lists } = await list({
      versions: ["TLSv1.2"],
      suites: many.map(({ code }) => Number.parseInt(code, 16)),
    });
    expect(of(lists, "TLSv1.2")?.toSorted()).toEqual(many.map(({ name }) => name).toSorted());
    expect(lists.incomplete).toBeNull();
  });

  it.each(["reset", "close", "alert", "silence"] as const)(
    "is never whole behind a limiter that answers by %s",
    async (how) => {
      for (const from of [3, 8, 14]) {
        const { lists } = await list({ limit: { from, how } });
        expect(lists.incomplete).not.toBeNull();
      }
    },
    60_000,
  );

  it("opens ninety connections at most and says that it stopped", async () => {
    const every = limits.suites.map(({ code }) => Number.parseInt(code, 16));
    const { lists, connections } = await list({ suites: every });
    expect(connections).toBe(90);
    expect(lists.incomplete).toBe("budget-spent");
  });

  it.each([1, 2, 3])("says so too where the last %i hellos are beyond it", async (beyond) => {
    const { connections } = await list({});
    const { lists } = await list({}, null, connections - beyond);
    expect(lists.incomplete).toBe("budget-spent");
  });

  it("counts the handshake before among the ninety", async () => {
    const every = limits.suites.map(({ code }) => Number.parseInt(code, 16));
    const { connections } = await list({ suites: every }, MET);
    expect(connections).toBe(89);
  });

  it("is empty and not whole where nothing is accepted", async () => {
    const { lists } = await list({ versions: [], suites: [] });
    expect(lists).toMatchObject({ versions: [], incomplete: "inconclusive" });
  });
});
