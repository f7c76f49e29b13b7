// The audit and the full lists against real TLS stacks of the distribution: what was planted is found, nothing else is
// said, and the sets of suites are those that nmap sees.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import { createTrust, type Trust } from "../../../src/net/trust.ts";
import { listAll, spentMiss } from "../../../src/probes/tls/full.ts";
import { AUDIT_PROBE } from "../../../src/text/tls/topics.ts";
import { limits } from "../../detect/tls/looks.ts";
import { HOST, openTestDoor } from "../../helpers/loopback/open-test-door.ts";
import { judge } from "../../integration/tls/sites.ts";
import { missingPrograms, nmapSuites, startLab, type Lab } from "./lab.ts";

const SLOW = { connectMs: 5000, tlsMs: 5000, headersMs: 5000, bodyMs: 5000, requestMs: 15_000 };

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

function portOf(name: string): number {
  const server = lab.servers.find((one) => one.name === name);
  if (server === undefined) throw new Error(`no server ${name}`);
  return server.port;
}

const OLD_FAULTS = [
  "tls.cipher-anonymous",
  "tls.dh-weak",
  "tls.no-forward-secrecy",
  "tls.no-post-quantum",
  "tls.protocol-1-0",
  "tls.protocol-1-1",
];

describe("real TLS stacks", () => {
  it.each<[string, readonly string[], number]>([
    ["nginx modern", ["tls.no-post-quantum"], 8],
    ["nginx intermediate", ["tls.no-post-quantum"], 16],
    ["nginx default", ["tls.no-1-3", "tls.no-forward-secrecy", "tls.no-post-quantum"], 16],
    ["nginx old", OLD_FAULTS, 22],
    [
      "openssl NULL and anonymous",
      [
        "tls.cipher-anonymous",
        "tls.cipher-null",
        // OpenSSL chooses a prime of 1024 bits for anonymous suites at security level 0.
        "tls.dh-weak",
        "tls.no-forward-secrecy",
        "tls.no-post-quantum",
      ],
      18,
    ],
    [
      "gnutls RC4 and 3DES",
      [
        "tls.cipher-3des",
        "tls.cipher-rc4",
        "tls.no-forward-secrecy",
        "tls.no-post-quantum",
        "tls.protocol-1-0",
        "tls.protocol-1-1",
      ],
      22,
    ],
    [
      "OpenJDK with everything",
      [
        "tls.cipher-3des",
        "tls.cipher-anonymous",
        "tls.cipher-des",
        "tls.cipher-export",
        "tls.cipher-null",
        "tls.cipher-rc4",
        "tls.fallback-scsv-missing",
        "tls.no-forward-secrecy",
        "tls.no-post-quantum",
        "tls.protocol-1-0",
        "tls.protocol-1-1",
        "tls.protocol-ssl3",
      ],
      32,
    ],
  ])("%s: exactly what was planted", async (name, expected, most) => {
    const judged = await judge([{ port: portOf(name), scheme: "https" }], trust, { limits: SLOW });
    const ofTls = judged.facts.filter(({ predicate }) => predicate.startsWith("tls."));
    expect(ofTls.filter(({ status }) => status === "unknown")).toEqual([]);
    expect(
      ofTls
        .filter(({ status }) => status === "present")
        .map(({ predicate }) => predicate)
        .toSorted(),
    ).toEqual(expected);
    expect(judged.cost).toBeLessThanOrEqual(most);
    const flights = judged.looks.filter(({ probe }) => probe === AUDIT_PROBE).length;
    process.stdout.write(
      `${name}: ${String(judged.cost)} connections, ${String(flights)} hellos\n`,
    );
  });

  it.each([
    ["nginx modern", 20],
    ["nginx intermediate", 30],
    ["nginx default", 40],
    ["nginx old", 85],
    ["gnutls RC4 and 3DES", 60],
    ["OpenJDK with everything", 85],
  ])(
    "%s: the sets of nmap, within %i connections",
    async (name, most) => {
      const port = portOf(name);
      const ports = [{ port, scheme: "https" as const }];
      const { door, ports: fake } = openTestDoor({ ports, trust, limits: SLOW });
      const target = {
        unit: "BV-A",
        system: "BV-A-WEB",
        host: HOST,
        ports,
        paths: ["/"],
        addresses: [],
      };
      const context = { door, target, clock: fake.clock, knowledge: { tls: limits } as Knowledge };
      const lists = await listAll(context, { port, address: "127.0.0.1" }, () =>
        spentMiss(door.budgetLeft()),
      );
      process.stdout.write(
        `${name}: full lists in ${String(lists.connections)} connections, ${String(lists.wireMs)} ms\n`,
      );
      const theirs = nmapSuites(port);
      const ours = new Map(
        lists.versions.map(({ version, suites }) => [version as string, suites.toSorted()]),
      );
      expect(lists.incomplete).toBeNull();
      // nmap names TLS 1.3 suites in a way of its own.
      for (const [version, names] of theirs) {
        if (version === "TLSv1.3") continue;
        expect([version, ours.get(version)]).toEqual([version, names]);
      }
      expect(lists.connections).toBeLessThanOrEqual(most);
    },
    180_000,
  );
});
