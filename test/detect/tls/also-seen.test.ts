import { createHash, getDiffieHellman } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  leafSeenTraits,
  pageTraits,
  stackTraits,
  type PageSeen,
} from "../../../src/detect/tls/also-seen.ts";
import type { Trait } from "../../../src/detect/tls/norms.ts";
import type {
  CertificateDetails,
  TlsFlight,
  TlsResumption,
} from "../../../src/model/observation.ts";
import { featuresOf } from "../../../src/text/tls/flight-features.ts";
import { certificate, flight, limits } from "./looks.ts";

function said(traits: readonly Trait[]): Record<string, readonly (string | number)[]> {
  return Object.fromEntries(traits.map(({ topic, values }) => [topic, values]));
}

const primeSha256 = limits.primes.find(({ name }) => name === "modp1024")?.sha256 ?? "";

describe("of a stack", () => {
  it.each<[string, readonly Partial<TlsFlight>[], object]>([
    ["HTTP/2", [{ alpn: "h2" }], { alpn: ["h2"] }],
    ["no protocol chosen", [{ alpn: null }], { alpn: ["none"] }],
    ["a key used twice", [{ shareSha256: "a" }, { shareSha256: "a" }], { "key-reuse": ["yes"] }],
    ["keys used once", [{ shareSha256: "a" }, { shareSha256: "b" }], { "key-reuse": ["no"] }],
    ["a client's certificate", [{ certificateRequested: true }], { "client-certificate": ["yes"] }],
    ["none asked for", [{}], { "client-certificate": ["no"], heartbeat: ["no"] }],
    [
      "heartbeat and tickets",
      [{ extensions: [15, 35] }],
      { heartbeat: ["yes"], "session-tickets": ["yes"] },
    ],
    [
      "a prime that many share",
      [{ temporaryKey: { kind: "dhe", bits: 1024, primeSha256 } }],
      { "dh-prime": ["modp1024"] },
    ],
    [
      "a prime that nobody knows",
      [{ temporaryKey: { kind: "dhe", bits: 1024, primeSha256: "00" } }],
      { "dh-prime": ["own"] },
    ],
    ["no Diffie-Hellman", [{}], { "dh-prime": [] }],
  ])("%s", (_name, flights, expected) => {
    expect(said(stackTraits(featuresOf(flights.map(flight)), limits))).toMatchObject(expected);
  });

  it.each<[string, readonly Partial<TlsFlight>[], string]>([
    ["one key alone tells nothing of its use", [{ shareSha256: "a" }], "key-reuse"],
    [
      "an answer cut short tells nothing of client certificates",
      [{ complete: false }],
      "client-certificate",
    ],
    ["TLS 1.3 alone tells nothing", [{ version: "TLSv1.3" }], "alpn"],
  ])("%s", (_name, flights, topic) => {
    expect(said(stackTraits(featuresOf(flights.map(flight)), limits))).not.toHaveProperty(topic);
  });
});

function page(changes: Partial<PageSeen> = {}): PageSeen {
  const tls = { protocol: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", trusted: true };
  return { status: 200, headers: [], tls, bytes: 10_000, ...changes };
}
const headed = (name: string, value: string): PageSeen => page({ headers: [[name, value]] });
const given = (resumption: TlsResumption): PageSeen =>
  page({ tls: { protocol: "TLSv1.3", cipher: "", trusted: true, resumption } });

describe("of a page", () => {
  it.each<[string, PageSeen, object]>([
    ["compressed", headed("content-encoding", "gzip"), { "http-compression": ["gzip"] }],
    [
      "compressed twice",
      headed("content-encoding", "br, GZIP"),
      { "http-compression": ["br", "gzip"] },
    ],
    ["as it is", page(), { "http-compression": ["no"] }],
    [
      "as it is, and says so",
      headed("content-encoding", "identity"),
      { "http-compression": ["no"] },
    ],
    ["HTTP/3 announced", headed("alt-svc", 'h3=":443"; ma=86400'), { http3: ["yes"] }],
    ["a draft of HTTP/3", headed("alt-svc", 'h2=":443", h3-29=":443"'), { http3: ["yes"] }],
    ["HTTP/3 withdrawn", headed("alt-svc", "clear"), { http3: ["no"] }],
    ["another HTTP/2", headed("alt-svc", 'h2="other.test:443"'), { http3: ["no"] }],
    [
      "tickets of two hours",
      given({ by: "ticket", lifetime: 7200, earlyData: 0 }),
      { resumption: ["ticket"], "ticket-lifetime": [7200] },
    ],
    [
      "session ids",
      given({ by: "session-id", lifetime: null, earlyData: 0 }),
      { resumption: ["session-id"] },
    ],
    ["neither", given({ by: "none", lifetime: null, earlyData: 0 }), { resumption: ["none"] }],
    [
      "HSTS of one name",
      headed("strict-transport-security", "max-age=9"),
      { "hsts-scope": ["host"] },
    ],
    [
      "HSTS of all names below",
      headed("strict-transport-security", "max-age=9; includeSubDomains; preload"),
      { "hsts-scope": ["includeSubDomains", "preload"] },
    ],
  ])("%s", (_name, seen, expected) => {
    expect(said(pageTraits(seen))).toMatchObject(expected);
  });

  it.each<[string, PageSeen, string]>([
    ["a short page tells nothing of compression", page({ bytes: 200 }), "http-compression"],
    ["an error page neither", page({ status: 404 }), "http-compression"],
    ["what was not read of sessions", page(), "resumption"],
    [
      "a lifetime that nobody named",
      given({ by: "ticket", lifetime: null, earlyData: 0 }),
      "ticket-lifetime",
    ],
    ["HSTS switched off", headed("strict-transport-security", "max-age=0"), "hsts-scope"],
    ["HSTS that browsers ignore", headed("strict-transport-security", "preload"), "hsts-scope"],
  ])("not: %s", (_name, seen, topic) => {
    expect(said(pageTraits(seen))).not.toHaveProperty(topic);
  });
});

describe("of a certificate", () => {
  const seen = (
    changes: Partial<CertificateDetails>,
    isPublic = true,
    stapled: boolean | null = false,
  ) => {
    const { details } = certificate();
    if (details === undefined) throw new Error("the sample has details");
    const leaf = certificate({ details: { ...details, ...changes } });
    return said(leafSeenTraits({ leaf, isPublic, stapled }));
  };

  it.each<[string, object, object]>([
    ["domain", seen({}), { "certificate-kind": ["dv"], transparency: [2], ocsp: ["none"] }],
    [
      "organisation",
      seen({ policies: ["1.2.3", "2.23.140.1.2.2"] }),
      { "certificate-kind": ["ov"] },
    ],
    ["individual", seen({ policies: ["2.23.140.1.2.3"] }), { "certificate-kind": ["iv"] }],
    ["extended", seen({ policies: ["2.23.140.1.1"] }), { "certificate-kind": ["ev"] }],
    ["of no stated kind", seen({ policies: [] }), { "certificate-kind": ["unstated"] }],
    ["in no log", seen({ embeddedScts: 0 }), { transparency: ["none"] }],
    ["a revocation list named", seen({ crlUrls: ["http://c.test"] }), { crl: ["yes"] }],
    ["no revocation list named", seen({ crlUrls: [] }), { crl: ["no"] }],
    ["OCSP stapled", seen({ ocspUrls: ["http://o.test"] }, true, true), { ocsp: ["stapled"] }],
    ["OCSP not stapled", seen({ ocspUrls: ["http://o.test"] }), { ocsp: ["not-stapled"] }],
  ])("%s", (_name, found, expected) => {
    expect(found).toMatchObject(expected);
  });

  it("believes no private authority what it writes of kind and logs", () => {
    expect(seen({ policies: ["2.23.140.1.1"] }, false)).toEqual({ ocsp: ["none"] });
  });

  it("says nothing where nothing was read, or nobody asked for a stapled answer", () => {
    const { details: _, ...old } = certificate();
    expect(leafSeenTraits({ leaf: old, isPublic: true, stapled: false })).toEqual([]);
    expect(seen({ ocspUrls: ["http://o.test"] }, false, null)).toEqual({});
  });
});

/** floor(2^bits · e), by its series. */
function eulerTimes(bits: number): bigint {
  const guard = 64n;
  let term = 1n << (BigInt(bits) + guard);
  let sum = 0n;
  for (let index = 1n; term > 0n; index += 1n) {
    sum += term;
    term /= index;
  }
  return sum >> guard;
}

describe("primes that many share", () => {
  const shaOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
  const known = Object.fromEntries(limits.primes.map(({ name, sha256 }) => [name, sha256]));

  it.each([
    ["modp1", "modp768"],
    ["modp2", "modp1024"],
    ["modp5", "modp1536"],
    ["modp14", "modp2048"],
    ["modp15", "modp3072"],
    ["modp16", "modp4096"],
    ["modp17", "modp6144"],
    ["modp18", "modp8192"],
  ])("%s of the runtime is %s", (group, name) => {
    expect(known[name]).toBe(shaOf(getDiffieHellman(group).getPrime()));
  });

  // RFC 7919, appendix A: 2^b - 2^(b-64) + (floor(2^(b-130) e) + X) * 2^64 - 1, and its last digits before the ones.
  it.each([
    [2048, 560_316n, "61285c97"],
    [3072, 2_625_351n, "66c62e37"],
    [4096, 5_736_041n, "5e655f6a"],
    [6144, 15_705_020n, "d0e40e65"],
    [8192, 10_965_728n, "c5c6424c"],
  ])("ffdhe%i follows its formula", (bits, offset, digits) => {
    const top = (1n << BigInt(bits)) - (1n << BigInt(bits - 64));
    const prime = top + ((eulerTimes(bits - 130) + offset) << 64n) - 1n;
    const hex = prime.toString(16);
    expect(hex.slice(-24)).toBe(`${digits}ffffffffffffffff`);
    expect(known[`ffdhe${String(bits)}`]).toBe(shaOf(Buffer.from(hex, "hex")));
  });

  it("holds no others", () => {
    expect(Object.keys(known)).toHaveLength(13);
  });
});
