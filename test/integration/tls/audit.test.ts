// The audit against servers that replay flights: every planted fault is found, none is invented, and nothing passes
// where the server went away.
import { generateKeyPairSync } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import type { Predicate } from "../../../src/model/predicate.ts";
import { makeAuthority, makeCertificate } from "../../../src/cli/demo/certificates.ts";
import { createTrust } from "../../../src/net/trust.ts";
import { AUDIT_PROBE } from "../../../src/text/tls/topics.ts";
import { the, word } from "../../detect/tls/looks.ts";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import { startScripted, suites, type Script } from "../../helpers/tls/scripted-server.ts";
import { judge, type Judged } from "./sites.ts";

const root = makeAuthority({ name: { commonName: "Audit Root" } });
const trust = createTrust([root.certPem]);
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const der = (pem: string): Uint8Array =>
  Buffer.from(pem.replace(/-----[^-]+-----/g, "").replace(/\s+/g, ""), "base64");
const RSA = makeCertificate({ names: [HOST], issuer: root, key: rsa });
const EC = makeCertificate({ names: [HOST], issuer: root });
const CHAINS = { rsa: [der(RSA.certPem)] };

const open: { close: () => Promise<void> }[] = [];
afterAll(() => Promise.all(open.map((server) => server.close())));

const TLS13 = suites(
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
);
const MODERN = suites(
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
);
const DHE = suites("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");
const CBC = suites("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
const FIXED = suites("TLS_RSA_WITH_AES_128_CBC_SHA");
const SOUND: Script = {
  versions: ["TLSv1.2", "TLSv1.3"],
  suites: [...TLS13, ...MODERN],
  groups: [0x11ec, 29, 23],
  chains: CHAINS,
};
const with_ = (...more: readonly number[]): readonly number[] => [...SOUND.suites, ...more];

/** A busy machine must not look like a server that is silent. */
const PATIENT = { connectMs: 5000, tlsMs: 5000, headersMs: 5000, requestMs: 10_000 };

interface Run extends Judged {
  readonly connections: number;
  readonly hellos: number;
}

async function look(changes: Partial<Script>): Promise<Run> {
  const server = await startScripted({ ...SOUND, ...changes });
  open.push(server);
  const silent = changes.limit?.how === "silence" || changes.longestHello !== undefined;
  const limits = silent ? {} : PATIENT;
  const judged = await judge([{ port: server.port, scheme: "https" }], trust, { limits });
  return { ...judged, connections: server.connections(), hellos: server.hellos.length };
}

const AUDITED = new Set<Predicate>([
  "tls.protocol-ssl2",
  "tls.protocol-ssl3",
  "tls.protocol-1-0",
  "tls.protocol-1-1",
  "tls.no-1-3",
  "tls.no-post-quantum",
  "tls.cipher-null",
  "tls.cipher-anonymous",
  "tls.cipher-export",
  "tls.cipher-rc4",
  "tls.cipher-des",
  "tls.cipher-3des",
  "tls.no-forward-secrecy",
  "tls.dh-weak",
  "tls.compression",
  "tls.renegotiation-insecure",
  "tls.fallback-scsv-missing",
  "tls.heartbeat-offered",
]);

const short = (predicate: string): string => predicate.replace(/^tls\./, "");

function present({ facts }: Judged): readonly string[] {
  return facts
    .filter(({ predicate, status }) => AUDITED.has(predicate) && status === "present")
    .map(({ predicate }) => short(predicate))
    .toSorted();
}

function unsure({ facts }: Judged): readonly string[] {
  return facts
    .filter(({ predicate, status }) => AUDITED.has(predicate) && status === "unknown")
    .map(({ predicate }) => short(predicate))
    .toSorted();
}

function passed({ facts }: Judged): readonly string[] {
  return facts
    .filter(({ predicate, status }) => AUDITED.has(predicate) && status === "absent")
    .map(({ predicate }) => short(predicate));
}

const OLD_TOO = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

describe("the audit finds what was planted and nothing else", () => {
  it.each<[string, Partial<Script>, readonly string[]]>([
    ["a sound server", {}, []],
    ["a sound server that chooses by the client's order", { clientOrder: true }, []],
    ["TLS 1.3 only", { versions: ["TLSv1.3"] }, []],
    ["no hybrid group", { groups: [29, 23] }, ["no-post-quantum"]],
    ["TLS 1.2 only", { versions: ["TLSv1.2"] }, ["no-1-3", "no-post-quantum"]],
    ["SSL 2.0", { ssl2: [0x010080] }, ["protocol-ssl2"]],
    ["SSL 2.0 without a common cipher", { ssl2: [] }, ["protocol-ssl2"]],
    [
      "TLS 1.1",
      { versions: ["TLSv1.1", "TLSv1.2", "TLSv1.3"], suites: with_(...CBC) },
      ["protocol-1-1"],
    ],
    [
      "TLS 1.0 and 1.1",
      { versions: OLD_TOO, suites: with_(...CBC) },
      ["protocol-1-0", "protocol-1-1"],
    ],
    [
      "TLS 1.0 without 1.1",
      { versions: ["TLSv1", "TLSv1.2", "TLSv1.3"], suites: with_(...CBC) },
      ["protocol-1-0"],
    ],
    [
      "SSL 3.0 beside TLS 1.2",
      { versions: ["SSLv3", "TLSv1.2", "TLSv1.3"], suites: with_(...CBC) },
      ["protocol-ssl3"],
    ],
    [
      "SSL 3.0 and nothing else",
      { versions: ["SSLv3"], suites: suites("TLS_DHE_RSA_WITH_AES_256_CBC_SHA") },
      ["no-1-3", "no-post-quantum", "protocol-ssl3", "renegotiation-insecure"],
    ],
    ["NULL", { suites: with_(...suites("TLS_ECDHE_RSA_WITH_NULL_SHA")) }, ["cipher-null"]],
    [
      "anonymous",
      { suites: with_(...suites("TLS_DH_anon_WITH_AES_128_CBC_SHA")) },
      ["cipher-anonymous"],
    ],
    [
      "anonymous on a curve",
      { suites: with_(...suites("TLS_ECDH_anon_WITH_AES_128_CBC_SHA")) },
      ["cipher-anonymous"],
    ],
    [
      "EXPORT",
      { suites: with_(...suites("TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA")) },
      ["cipher-export", "dh-weak"],
    ],
    [
      "EXPORT with RSA",
      { suites: with_(...suites("TLS_RSA_EXPORT_WITH_RC4_40_MD5")) },
      ["cipher-export", "no-forward-secrecy"],
    ],
    ["RC4", { suites: with_(...suites("TLS_ECDHE_RSA_WITH_RC4_128_SHA")) }, ["cipher-rc4"]],
    ["DES", { suites: with_(...suites("TLS_DHE_RSA_WITH_DES_CBC_SHA")) }, ["cipher-des"]],
    ["3DES", { suites: with_(...suites("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA")) }, ["cipher-3des"]],
    [
      "IDEA",
      { suites: with_(...suites("TLS_RSA_WITH_IDEA_CBC_SHA")) },
      ["cipher-3des", "no-forward-secrecy"],
    ],
    ["static RSA too", { suites: with_(...FIXED) }, ["no-forward-secrecy"]],
    ["DH of 512 bits", { suites: with_(...DHE), dhBits: 512 }, ["dh-weak"]],
    ["DH of 1024 bits", { suites: with_(...DHE), dhBits: 1024 }, ["dh-weak"]],
    ["DH of 2048 bits", { suites: with_(...DHE), dhBits: 2048 }, []],
    ["compression", { compression: true }, ["compression"]],
    ["no RFC 5746", { renegotiation: false }, ["renegotiation-insecure"]],
    ["heartbeat", { heartbeat: true }, ["heartbeat-offered"]],
    [
      "no RFC 7507",
      { versions: OLD_TOO, suites: with_(...CBC), fallback: false },
      ["fallback-scsv-missing", "protocol-1-0", "protocol-1-1"],
    ],
    [
      "NULL and nothing else up to TLS 1.2",
      { suites: [...TLS13, ...suites("TLS_RSA_WITH_NULL_SHA256")] },
      ["cipher-null", "no-forward-secrecy"],
    ],
    [
      "anonymous and nothing else",
      { versions: ["TLSv1.2"], suites: suites("TLS_DH_anon_WITH_AES_128_GCM_SHA256") },
      ["cipher-anonymous", "no-1-3", "no-post-quantum"],
    ],
    [
      "NULL in TLS 1.0 to 1.2 and nothing else",
      { versions: ["TLSv1", "TLSv1.1", "TLSv1.2"], suites: suites("TLS_RSA_WITH_NULL_SHA") },
      [
        "cipher-null",
        "no-1-3",
        "no-forward-secrecy",
        "no-post-quantum",
        "protocol-1-0",
        "protocol-1-1",
      ],
    ],
    [
      "CAMELLIA and ARIA and nothing else",
      {
        versions: ["TLSv1.2"],
        suites: suites(
          "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256",
          "TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384",
        ),
        dhBits: 1024,
      },
      ["dh-weak", "no-1-3", "no-post-quantum"],
    ],
    [
      "no suite up to TLS 1.2 that anybody knows",
      { versions: ["TLSv1.2", "TLSv1.3"], suites: TLS13 },
      [],
    ],
    [
      "an export suite with a prime behind one without",
      {
        suites: [
          ...TLS13,
          ...MODERN,
          ...suites("TLS_RSA_EXPORT_WITH_DES40_CBC_SHA", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"),
        ],
      },
      ["cipher-export", "dh-weak", "no-forward-secrecy"],
    ],
    [
      "everything at once",
      {
        versions: ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"],
        suites: suites(
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
          "TLS_RSA_WITH_RC4_128_SHA",
          "TLS_RSA_WITH_DES_CBC_SHA",
          "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
          "TLS_DH_anon_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_NULL_SHA",
        ),
        dhBits: 512,
        compression: true,
        renegotiation: false,
        fallback: false,
        heartbeat: true,
        ssl2: [0x020080],
      },
      [...AUDITED].map(short).toSorted(),
    ],
  ])("%s", async (_name, changes, expected) => {
    const run = await look(changes);
    expect(present(run)).toEqual(expected);
    expect(unsure(run)).toEqual([]);
    // One TCP connection is the full handshake, which a scripted server cannot finish.
    expect(run.hellos).toBeGreaterThanOrEqual(7);
  });

  it("says how a server stands without forward secrecy", async () => {
    const also = await look({ suites: with_(...FIXED) });
    expect(the(also.facts, "tls.no-forward-secrecy")).toMatchObject({
      attributes: { state: "also" },
    });
    const only = await look({ versions: ["TLSv1.2"], suites: FIXED });
    expect(the(only.facts, "tls.no-forward-secrecy")).toMatchObject({
      attributes: { state: "only" },
    });
  });

  it("measures the smallest prime", async () => {
    const run = await look({ suites: with_(...DHE), dhBits: 1024 });
    expect(the(run.facts, "tls.dh-weak")).toMatchObject({
      value: "dh=1024",
      attributes: { bits: 1024 },
    });
  });

  it.each([
    [
      "TLSv1.1 and up, with ECDSA only",
      ["TLSv1.1", "TLSv1.2"],
      ["TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"],
    ],
    [
      "old suites of a rare kind",
      ["TLSv1", "TLSv1.2"],
      ["TLS_DHE_DSS_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
    ],
  ] as const)("sees old versions with %s", async (_name, versions, names) => {
    const run = await look({
      versions: [...versions],
      suites: suites(...names),
      chains: { ecdsa: [der(EC.certPem)], dss: [der(EC.certPem)], ...CHAINS },
    });
    expect(present(run)).toContain(versions[0] === "TLSv1" ? "protocol-1-0" : "protocol-1-1");
  });
});

describe("gentleness", () => {
  it.each<[string, Partial<Script>, number]>([
    ["a modern server", {}, 12],
    ["TLS 1.3 only", { versions: ["TLSv1.3"] }, 8],
    ["an intermediate server", { groups: [29, 23], suites: with_(...DHE, ...CBC) }, 13],
    [
      "one that refuses by hanging up",
      { groups: [29, 23], suites: with_(...DHE), refusal: "close" },
      16,
    ],
    [
      "one that refuses by resets",
      { groups: [29, 23], suites: with_(...DHE), refusal: "reset" },
      16,
    ],
    [
      "TLS 1.0 to 1.2 with RC4 and 3DES",
      {
        versions: ["TLSv1", "TLSv1.1", "TLSv1.2"],
        suites: suites(
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_RC4_128_SHA",
          "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        ),
      },
      20,
    ],
  ])("%s: at most so many connections", async (_name, changes, most) => {
    const { looks, hellos } = await look(changes);
    expect(
      looks.filter(({ probe, attempt }) => probe === AUDIT_PROBE && attempt.status !== "skipped")
        .length,
    ).toBeLessThanOrEqual(most);
    // The full handshake and the page are the other two.
    expect(hellos).toBeLessThanOrEqual(most + 2);
  });

  it("ends with a server that says yes to everything", async () => {
    const every = await look({
      versions: ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
      stubborn: 0x0005,
    });
    expect(every.hellos).toBeLessThanOrEqual(34);
  });
});

describe("honesty", () => {
  const PLANTED: Partial<Script> = {
    versions: OLD_TOO,
    suites: with_(...CBC, ...FIXED, ...suites("TLS_RSA_WITH_RC4_128_SHA")),
  };

  // What an accepted hello proves by itself, whatever comes later.
  const PROVEN = new Set([
    "compression",
    "heartbeat-offered",
    "renegotiation-insecure",
    "no-1-3",
    "no-post-quantum",
  ]);

  it.each(["reset", "close", "silence", "http"] as const)(
    "passes nothing behind a limiter that answers by %s, wherever it sets in",
    async (how) => {
      for (const from of [2, 3, 4, 6, 8, 10, 12, 14]) {
        const run = await look({ ...PLANTED, limit: { from, how } });
        expect(passed(run).filter((one) => !PROVEN.has(one))).toEqual([]);
        const whole = ["cipher-rc4", "no-forward-secrecy", "protocol-1-0", "protocol-1-1"];
        const said = new Set([...present(run), ...unsure(run)]);
        expect(whole.filter((one) => !said.has(one))).toEqual([]);
        expect(present(run).filter((one) => !whole.includes(one))).toEqual([]);
      }
    },
    60_000,
  );

  it("stops when the server no longer answers what it answered before", async () => {
    const run = await look({ ...PLANTED, limit: { from: 6, how: "reset" } });
    expect(run.hellos).toBeLessThanOrEqual(9);
    expect(run.looks.at(-1)?.attempt).toMatchObject({ status: "skipped", reason: "host-given-up" });
  });

  it("concludes nothing when the canary gets another answer", async () => {
    const run = await look({ limit: { from: 11, how: "alert" } });
    expect(word(the(run.facts, "tls.protocol-1-0"))).toMatch(/^unknown/);
    expect(present(run)).toEqual([]);
  });

  it("takes a choice that nobody offered for no answer", async () => {
    const run = await look({ stubborn: 0x0005 });
    expect(word(the(run.facts, "tls.cipher-3des"))).toMatch(/^unknown/);
    expect(word(the(run.facts, "tls.cipher-null"))).toMatch(/^unknown/);
  });

  it("is unknown about a server that refuses everything", async () => {
    const run = await look({ versions: [], suites: [] });
    expect(passed(run)).toEqual([]);
    expect(present(run)).toEqual([]);
  });

  it("says what SSL 2.0 alone proves, and no more", async () => {
    const run = await look({ versions: [], suites: [], ssl2: [0x010080], refusal: "reset" });
    expect(present(run)).toEqual(["protocol-ssl2"]);
    expect(passed(run)).toEqual([]);
  });

  it("turns to a short hello for a server that chokes on a long one", async () => {
    const run = await look({
      versions: ["TLSv1.2"],
      suites: [...MODERN, ...FIXED],
      longestHello: 260,
    });
    expect(present(run)).toContain("no-forward-secrecy");
    expect(the(run.facts, "tls.compression")?.status).toBe("absent");
  }, 60_000);
});

describe("the second certificate", () => {
  const BOTH = suites(
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  );
  const both = (second: Uint8Array): Partial<Script> => ({
    suites: [...TLS13, ...BOTH],
    chains: { rsa: CHAINS.rsa, ecdsa: [second] },
  });
  const EXPIRED = makeCertificate({
    names: [HOST],
    issuer: root,
    notBefore: new Date(Date.now() - 100 * 86_400_000),
    notAfter: new Date(Date.now() - 86_400_000),
  });

  it.each<[string, Uint8Array, string, string]>([
    ["expired", der(EXPIRED.certPem), "tls.certificate-expired", "present"],
    [
      "another host's",
      der(makeCertificate({ names: ["khac.test"], issuer: root }).certPem),
      "tls.certificate-name-mismatch",
      "present",
    ],
    [
      "its own issuer",
      der(makeCertificate({ names: [HOST] }).certPem),
      "tls.certificate-self-signed",
      "present",
    ],
    ["sound", der(EC.certPem), "tls.certificate-expired", "unknown"],
  ])("is held against the same demands: %s", async (_name, second, predicate, expected) => {
    const run = await look(both(second));
    // A scripted server ends no full handshake, so that a sound second one alone proves nothing.
    expect(the(run.facts, predicate as Predicate, "leaf")?.status).toBe(expected);
  });
});
