// The audit against servers that replay flights: every planted fault is found and none is invented, within so many
// connections.
import { describe, expect, it } from "vitest";
import { AUDIT_PROBE } from "../../../src/text/tls/topics.ts";
import { the } from "../../detect/tls/looks.ts";
import { suites, type Script } from "../../helpers/tls/scripted-server.ts";
import {
  AUDITED,
  CBC,
  CHAINS,
  DHE,
  EC,
  FIXED,
  MODERN,
  OLD_TOO,
  TLS13,
  der,
  look,
  present,
  short,
  unsure,
  with_,
} from "./audited.ts";

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
      "TLS 1.0 without 1.1, where a hello for 1.1 is refused",
      { versions: ["TLSv1", "TLSv1.2"], suites: with_(...CBC), gapsRefused: true },
      ["no-1-3", "no-post-quantum", "protocol-1-0"],
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
    ["SHA-1 for whoever asks for it", { sha1: true }, ["handshake-sha1"]],
    ["SHA-1 for everybody", { sha1: "always" }, ["handshake-sha1"]],
    ["SHA-224 and nothing weaker", { sha224: true }, []],
    ["SHA-1 and SHA-224", { sha1: true, sha224: true }, ["handshake-sha1"]],
    [
      "SHA-1 in TLS 1.0, which knows nothing else",
      { versions: ["TLSv1"], suites: CBC, sha1: true },
      ["no-1-3", "no-post-quantum", "protocol-1-0"],
    ],
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
      "an export suite with a prime behind anonymous ones without",
      {
        suites: [
          ...TLS13,
          ...MODERN,
          ...suites(
            "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
            "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA",
            "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA",
          ),
        ],
      },
      ["cipher-anonymous", "cipher-export", "dh-weak", "no-forward-secrecy"],
    ],
    [
      "an anonymous suite with a prime behind one without",
      {
        suites: with_(
          ...suites("TLS_ECDH_anon_WITH_AES_128_CBC_SHA", "TLS_DH_anon_WITH_AES_128_CBC_SHA"),
        ),
        dhBits: 1024,
      },
      ["cipher-anonymous", "dh-weak"],
    ],
    [
      "anonymous up to TLS 1.2, and SHA-1 for signatures",
      {
        versions: ["TLSv1.2"],
        suites: suites(
          "TLS_ECDH_anon_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256",
        ),
        sha1: true,
      },
      ["cipher-anonymous", "handshake-sha1", "no-1-3", "no-post-quantum"],
    ],
    [
      "RC4 behind an anonymous suite without it",
      {
        suites: with_(
          ...suites("TLS_ECDH_anon_WITH_AES_128_CBC_SHA", "TLS_ECDH_anon_WITH_RC4_128_SHA"),
        ),
      },
      ["cipher-anonymous", "cipher-rc4"],
    ],
    [
      "static RSA with NULL alone behind forward secrecy with NULL",
      { suites: with_(...suites("TLS_ECDHE_RSA_WITH_NULL_SHA", "TLS_RSA_WITH_NULL_SHA")) },
      ["cipher-null", "no-forward-secrecy"],
    ],
    [
      "SHA-1 by a DSA key",
      {
        versions: ["TLSv1.2"],
        suites: suites("TLS_DHE_DSS_WITH_AES_128_GCM_SHA256"),
        chains: { dss: [der(EC.certPem)] },
        sha1: true,
      },
      ["handshake-sha1", "no-1-3", "no-post-quantum"],
    ],
    [
      "no RFC 7507, with suites of a rare kind in old versions",
      {
        versions: OLD_TOO,
        suites: with_(...suites("TLS_DHE_DSS_WITH_AES_128_CBC_SHA")),
        chains: { dss: [der(EC.certPem)], ...CHAINS },
        fallback: false,
      },
      ["fallback-scsv-missing", "protocol-1-0", "protocol-1-1"],
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
        sha1: true,
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

function askedIn({ looks }: Awaited<ReturnType<typeof look>>): number {
  return looks.filter(({ probe, attempt }) => probe === AUDIT_PROBE && attempt.status !== "skipped")
    .length;
}

describe("gentleness", () => {
  it.each<[string, Partial<Script>, number]>([
    ["a modern server", {}, 14],
    ["TLS 1.3 only", { versions: ["TLSv1.3"] }, 8],
    ["one that signs with SHA-1", { sha1: true, sha224: true }, 13],
    ["an intermediate server", { groups: [29, 23], suites: with_(...DHE, ...CBC) }, 15],
    [
      "one that refuses by hanging up",
      { groups: [29, 23], suites: with_(...DHE), refusal: "close" },
      17,
    ],
    [
      "one that refuses by resets",
      { groups: [29, 23], suites: with_(...DHE), refusal: "reset" },
      17,
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
      22,
    ],
  ])("%s: at most so many connections", async (_name, changes, most) => {
    const alone = await look(changes, "alone");
    expect(askedIn(alone)).toBeLessThanOrEqual(most);
    // The full handshake and the page are the other two.
    expect(alone.hellos).toBeLessThanOrEqual(most + 2);
    // A server that hangs up is asked once more for each of two that went together.
    const hasty = most + (changes.refusal === undefined ? 0 : 2);
    expect(askedIn(await look(changes, "together"))).toBeLessThanOrEqual(hasty);
  });

  it("ends with a server that says yes to everything", async () => {
    const every = await look({
      versions: ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
      stubborn: 0x0005,
    });
    expect(every.hellos).toBeLessThanOrEqual(34);
  });
});
