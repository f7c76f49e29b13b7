// The audit and the full lists against real TLS stacks of the distribution: what was planted is found, nothing else is
// said, and the sets of suites and groups are those that nmap, sslscan and testssl.sh see.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditsAt } from "../../../src/detect/tls/audit.ts";
import { weakestHash } from "../../../src/detect/tls/features.ts";
import { createTrust, type Trust } from "../../../src/net/trust.ts";
import type { TlsLists } from "../../../src/probes/tls/full.ts";
import { listPlace } from "../../../src/run/tls-list.ts";
import { AUDIT_PROBE } from "../../../src/text/tls/topics.ts";
import { limits } from "../../detect/tls/looks.ts";
import { judge } from "../../integration/tls/sites.ts";
import { auditContext } from "./context.ts";
import { serverOf, startLab, type Lab } from "./lab.ts";
import { nmapSuites, signsWith, sslscanView, testsslSuites, type Suites } from "./peers.ts";

const PATIENT = { connectMs: 5000, tlsMs: 5000, headersMs: 5000, bodyMs: 5000, requestMs: 15_000 };

let lab: Lab;
let trust: Trust;
/** It takes most of a minute, so that it begins with the rest. */
let ofTestssl: Promise<Suites>;
beforeAll(async () => {
  lab = await startLab();
  trust = createTrust([lab.rootPem]);
  ofTestssl = testsslSuites(serverOf(lab, "GnuTLS RC4 and 3DES").port);
});
afterAll(() => {
  lab.end();
});

const OLD = ["no-forward-secrecy", "no-post-quantum", "protocol-1-0", "protocol-1-1"];
const FATAL = ["cipher-anonymous", "cipher-null"];

/** What is planted, and the most connections that the audit may take, the page included. */
const PLANTED: readonly (readonly [string, readonly string[], number])[] = [
  ["nginx modern", ["no-post-quantum"], 18],
  ["nginx intermediate", ["no-post-quantum"], 18],
  ["nginx early data", ["early-data", "no-post-quantum"], 18],
  ["nginx default", ["no-1-3", "no-forward-secrecy", "no-post-quantum"], 18],
  ["nginx old", ["cipher-anonymous", "dh-weak", "handshake-sha1", ...OLD], 23],
  ["Apache modern", ["no-post-quantum"], 18],
  ["Apache intermediate", ["no-post-quantum"], 18],
  ["Apache default", ["no-forward-secrecy", "no-post-quantum"], 18],
  ["Apache old", ["dh-weak", "handshake-sha1", ...OLD], 22],
  // OpenSSL chooses a prime of 1024 bits for anonymous suites at security level 0.
  [
    "OpenSSL NULL and anonymous too",
    [...FATAL, "dh-weak", "handshake-sha1", "no-forward-secrecy", "no-post-quantum"],
    20,
  ],
  [
    "OpenSSL NULL and anonymous only",
    [...FATAL, "dh-weak", "handshake-sha1", "no-1-3", "no-forward-secrecy", "no-post-quantum"],
    20,
  ],
  ["OpenSSL NULL below TLS 1.3", ["cipher-null", "no-forward-secrecy", "no-post-quantum"], 20],
  [
    "OpenSSL TLS 1.0 only",
    [
      "cipher-anonymous",
      "dh-weak",
      "no-1-3",
      "no-forward-secrecy",
      "no-post-quantum",
      "protocol-1-0",
    ],
    22,
  ],
  ["OpenSSL client certificate", ["no-forward-secrecy", "no-post-quantum"], 18],
  ["GnuTLS RC4 and 3DES", ["cipher-3des", "cipher-rc4", "handshake-sha1", ...OLD], 24],
  ["GnuTLS as it comes", ["handshake-sha1", ...OLD], 22],
  [
    "OpenJDK with everything",
    [
      "cipher-3des",
      "cipher-anonymous",
      "cipher-des",
      "cipher-export",
      "cipher-null",
      "cipher-rc4",
      "dh-weak",
      "fallback-scsv-missing",
      "handshake-sha1",
      ...OLD,
      "protocol-ssl3",
    ],
    29,
  ],
  ["Node 24 as it comes", [], 18],
];

/** No ordinary visitor is served there, so that nobody can say what one would be given. */
const CLOSED: ReadonlySet<string> = new Set([
  "OpenSSL NULL and anonymous only",
  "OpenSSL client certificate",
]);

const short = (predicate: string): string => predicate.replace(/^tls\./, "");
/** Certificates of the lab's own root carry no timestamps; its faults are those of protocols and suites. */
const OF_CERTIFICATES = /^(?:certificate|chain|must-staple|addresses)-/;

async function look(name: string) {
  const { port } = serverOf(lab, name);
  const judged = await judge([{ port, scheme: "https" }], trust, { limits: PATIENT });
  const facts = judged.facts
    .filter(({ predicate }) => predicate.startsWith("tls."))
    .map((fact) => ({ ...fact, predicate: short(fact.predicate) }))
    .filter(({ predicate }) => !OF_CERTIFICATES.test(predicate));
  const of = (status: string) =>
    facts
      .filter((fact) => fact.status === status)
      .map(({ predicate }) => predicate)
      .toSorted();
  return { ...judged, facts, present: of("present"), unknown: of("unknown") };
}

describe("real TLS stacks", () => {
  it.each(PLANTED)("%s: exactly what was planted", async (name, expected, most) => {
    const { present, unknown, cost, looks } = await look(name);
    const flights = looks.filter(({ probe }) => probe === AUDIT_PROBE).length;
    process.stdout.write(
      `${name}: ${String(cost)} connections, ${String(flights)} of them hellos\n`,
    );
    expect(unknown).toEqual(CLOSED.has(name) ? ["early-data"] : []);
    expect(present).toEqual(expected.toSorted());
    expect(cost).toBeLessThanOrEqual(most);
  });

  it("takes a server without TLS on a TLS port for what it is", async () => {
    const { present, facts, cost } = await look("nginx plain HTTP");
    expect(present).toEqual([]);
    const said = facts.map((fact) => (fact.status === "unknown" ? fact.reason : fact.status));
    expect(new Set(said)).toEqual(new Set(["not-tls"]));
    expect(cost).toBeLessThanOrEqual(2);
  });

  it("says that a server wants a client's certificate, which TLS 1.3 tells only after the handshake", async () => {
    const { looks } = await look("OpenSSL client certificate");
    const page = looks.find(({ role }) => role === "home");
    expect(page?.attempt).toMatchObject({
      status: "failed",
      reason: "client-certificate-required",
    });
  });

  it.each([
    ["nginx modern", "sha2"],
    ["nginx intermediate", "sha224"],
    ["nginx old", "sha1"],
    ["Apache default", "sha224"],
    ["GnuTLS as it comes", "sha1"],
    ["OpenJDK with everything", "sha1"],
    ["Node 24 as it comes", "sha224"],
  ])("%s: the weakest hash of signatures is %s, as OpenSSL's client has it", async (name, hash) => {
    const { port } = serverOf(lab, name);
    const theirs = (await signsWith(port, "SHA1"))
      ? "sha1"
      : (await signsWith(port, "SHA224"))
        ? "sha224"
        : "sha2";
    expect(theirs).toBe(hash);
    const { looks } = await look(name);
    const [audit] = auditsAt(looks, port, limits);
    expect(audit === undefined ? null : weakestHash(audit)).toBe(hash);
  });

  it("finds the prime of 512 bits behind export suites", async () => {
    const { facts } = await look("OpenJDK with everything");
    expect(facts.find(({ predicate }) => predicate === "dh-weak")).toMatchObject({
      value: "dh=512",
      attributes: { bits: 512 },
    });
  });
});

async function listsOf(name: string): Promise<TlsLists> {
  const { port } = serverOf(lab, name);
  const context = auditContext(port, { trust, limits: PATIENT });
  const lists = await listPlace(context, { port, address: "127.0.0.1" });
  process.stdout.write(
    `${name}: full lists in ${String(lists.connections)} connections, ${String(lists.wireMs)} ms\n`,
  );
  expect(lists.incomplete).toBeNull();
  return lists;
}

function suitesOf({ versions }: TlsLists): Suites {
  return new Map(versions.map(({ version, suites }) => [version, suites.toSorted()]));
}

describe("full lists", () => {
  it.each([
    ["nginx modern", 30],
    ["nginx intermediate", 30],
    ["nginx default", 40],
    ["nginx old", 85],
    ["Apache modern", 30],
    ["Apache intermediate", 30],
    ["Apache default", 85],
    ["Apache old", 85],
    ["OpenSSL NULL and anonymous only", 60],
    ["OpenSSL TLS 1.0 only", 60],
    ["GnuTLS RC4 and 3DES", 85],
    ["OpenJDK with everything", 85],
    ["Node 24 as it comes", 50],
  ])("%s: the suites that nmap and sslscan see, within %i connections", async (name, most) => {
    const { port } = serverOf(lab, name);
    const lists = await listsOf(name);
    const ours = suitesOf(lists);
    expect(ours).toEqual(await nmapSuites(port));
    const { suites, groups } = await sslscanView(port);
    for (const [version, names] of suites)
      expect([version, ours.get(version)]).toEqual([version, names]);
    // Hybrid groups are beyond the OpenSSL that sslscan is built with.
    const classical = lists.groups.tls13.filter((group) => !group.includes("MLKEM"));
    expect(classical.toSorted()).toEqual(groups);
    expect(lists.connections).toBeLessThanOrEqual(most);
  });

  it("GnuTLS RC4 and 3DES: the suites that testssl.sh sees", async () => {
    const theirs = await ofTestssl;
    expect(theirs.size).toBe(4);
    expect(suitesOf(await listsOf("GnuTLS RC4 and 3DES"))).toEqual(theirs);
  });

  it("names the hybrid group that no other tool here can see", async () => {
    const { groups } = await listsOf("Node 24 as it comes");
    expect(groups.tls13).toContain("X25519MLKEM768");
  });
});
