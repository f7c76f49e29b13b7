import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judgeNorms, topicsOf, type Trait } from "../../../src/detect/tls/norms.ts";
import { traitsOf } from "../../../src/detect/tls/traits.ts";
import type { TlsFlight } from "../../../src/model/observation.ts";
import { AUDIT_PROBE } from "../../../src/text/tls/topics.ts";
import {
  INTERMEDIATE,
  SELF_SIGNED,
  certificate,
  exchange,
  flight,
  handshake,
  handshakeLook,
  input,
  limits,
  look,
} from "./looks.ts";

const trait = (topic: string, ...values: (string | number)[]): Trait => ({
  topic,
  values,
  complete: true,
});

/** Grades in the order Mozilla, NCSC-NL, TT 39/2017, RFC 9325, CA/B. */
function grades(of: Trait): string {
  const [row] = judgeNorms([of], limits);
  return row === undefined ? "no row" : row.verdicts.map(({ grade }) => grade).join(" ");
}

describe("the data", () => {
  const ids = limits.normTopics.map(({ id }) => id);
  const rules = readdirSync("rules/tls").map((file) => file.replace(".yaml", ""));

  it("speaks of known topics and rules only, once each", () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(limits.norms.map(({ id }) => id)).size).toBe(limits.norms.length);
    for (const { demands } of limits.norms) {
      const topics = demands.map(({ topic }) => topic);
      expect(new Set(topics).size).toBe(topics.length);
      expect(ids).toEqual(expect.arrayContaining(topics));
    }
    expect(rules).toEqual(expect.arrayContaining(limits.normTopics.flatMap((one) => one.rules)));
  });

  it("leaves out only rules of which none of these norms speaks", () => {
    expect(rules.filter((rule) => topicsOf(rule, limits).length === 0)).toEqual([
      "http-insecure-form",
      "http-mixed-content",
      "tls-addresses-differ",
      "tls-cert-expiring",
      "tls-cert-no-sct",
      "tls-chain-order",
      "tls-heartbeat-offered",
      "tls-must-staple-missing",
    ]);
  });
});

describe("grades", () => {
  it.each<[Trait, string]>([
    [trait("protocol", "TLSv1.3"), "good good sufficient good silent"],
    [trait("protocol", "TLSv1.3", "TLSv1.2"), "sufficient sufficient sufficient sufficient silent"],
    [
      trait("protocol", "TLSv1.2", "TLSv1"),
      "insufficient insufficient sufficient insufficient silent",
    ],
    [trait("protocol", "TLSv1"), "insufficient insufficient insufficient insufficient silent"],
    [trait("protocol", "SSLv2"), "insufficient insufficient insufficient insufficient silent"],
    [trait("suite", "TLS_AES_256_GCM_SHA384"), "good good good good silent"],
    [
      trait("suite", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
      "sufficient sufficient good good silent",
    ],
    [
      trait("suite", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
      "insufficient phase-out good phase-out silent",
    ],
    [
      trait("suite", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
      "insufficient insufficient sufficient phase-out silent",
    ],
    [
      trait("suite", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
      "insufficient insufficient sufficient phase-out silent",
    ],
    [
      trait("suite", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"),
      "insufficient phase-out sufficient phase-out silent",
    ],
    [
      trait("suite", "TLS_RSA_WITH_RC4_128_SHA"),
      "insufficient insufficient silent insufficient silent",
    ],
    [
      trait("suite", "TLS_RSA_WITH_DES_CBC_SHA"),
      "insufficient insufficient silent insufficient silent",
    ],
    [
      trait("suite", "TLS_DH_anon_WITH_AES_128_CBC_SHA"),
      "insufficient insufficient silent silent silent",
    ],
    [trait("group", "x25519"), "sufficient sufficient silent good silent"],
    [trait("group", "secp384r1"), "sufficient sufficient silent sufficient silent"],
    [trait("group", "secp192r1"), "phase-out insufficient silent insufficient silent"],
    [trait("group", "X25519MLKEM768"), "good good silent silent silent"],
    [trait("group", "ffdhe3072"), "phase-out phase-out silent sufficient silent"],
    [trait("group", "ffdhe2048"), "phase-out insufficient silent sufficient silent"],
    [trait("dh", 1024), "insufficient silent silent insufficient silent"],
    [trait("dh", 512), "insufficient silent silent insufficient silent"],
    [trait("dh", 3072), "insufficient silent silent phase-out silent"],
    [trait("dh-prime", "ffdhe3072"), "silent phase-out silent silent silent"],
    [trait("dh-prime", "ffdhe2048"), "silent insufficient silent silent silent"],
    [trait("dh-prime", "own"), "silent insufficient silent silent silent"],
    [trait("rsa-key", 2048), "sufficient phase-out silent sufficient sufficient"],
    [trait("rsa-key", 3072), "sufficient sufficient silent sufficient sufficient"],
    [trait("rsa-key", 1024), "insufficient insufficient silent insufficient insufficient"],
    [trait("ec-key", 256), "good sufficient silent silent sufficient"],
    [trait("ec-key", 224), "insufficient phase-out silent silent insufficient"],
    [
      trait("signature", "sha1WithRSAEncryption"),
      "insufficient insufficient phase-out insufficient insufficient",
    ],
    [
      trait("signature", "sha224WithRSAEncryption"),
      "insufficient phase-out good sufficient insufficient",
    ],
    [trait("signature", "sha256WithRSAEncryption"), "good sufficient good sufficient sufficient"],
    [trait("handshake-signature", "sha1"), "silent insufficient silent insufficient silent"],
    [trait("handshake-signature", "sha224"), "silent phase-out silent sufficient silent"],
    [trait("handshake-signature", "sha2"), "silent good silent good silent"],
    [trait("extended-master-secret", "yes"), "silent good silent good silent"],
    [trait("extended-master-secret", "no"), "silent insufficient silent insufficient silent"],
    [trait("ocsp", "none"), "silent good silent silent silent"],
    [trait("ocsp", "not-stapled"), "silent sufficient silent silent silent"],
    [trait("http-compression", "no"), "silent good silent silent silent"],
    [trait("http-compression", "gzip"), "silent sufficient silent silent silent"],
    [trait("alpn", "h2"), "silent silent good silent silent"],
    [trait("alpn", "none"), "silent silent sufficient silent silent"],
    [trait("order", "client"), "no row"],
    [trait("hsts", 63_072_000), "good good silent sufficient silent"],
    [trait("hsts", 31_536_000), "insufficient good silent sufficient silent"],
    [trait("hsts", 0), "insufficient insufficient silent phase-out silent"],
    [trait("https", "no"), "silent insufficient insufficient silent silent"],
    [trait("compression", "on"), "silent insufficient silent phase-out silent"],
    [trait("post-quantum", "yes"), "good good silent silent silent"],
    [trait("post-quantum", "no"), "phase-out sufficient silent silent silent"],
    [trait("nobody asks for this", 1), "no row"],
    [trait("suite"), "no row"],
  ])("%j: %s", (of, expected) => {
    expect(grades(of)).toBe(expected);
  });

  it.each<[number, string, string]>([
    [398, "2026-03-14", "insufficient silent silent silent sufficient"],
    [399, "2026-03-14", "insufficient silent silent silent insufficient"],
    [200, "2026-03-15", "sufficient silent silent silent sufficient"],
    [201, "2026-03-15", "sufficient silent silent silent insufficient"],
    [101, "2027-03-15", "sufficient silent silent silent insufficient"],
    [47, "2029-03-15", "good silent silent silent sufficient"],
  ])("a certificate of %i days issued on %s: %s", (days, issuedOn, expected) => {
    expect(grades({ ...trait("lifetime", days), issuedOn })).toBe(expected);
  });

  it("says what it says against some values, whatever it leaves unsaid of others", () => {
    const anonymous = "TLS_DH_anon_WITH_AES_128_CBC_SHA";
    expect(grades(trait("suite", anonymous, "TLS_RSA_WITH_AES_128_CBC_SHA"))).toBe(
      "insufficient insufficient silent phase-out silent",
    );
    expect(grades(trait("suite", anonymous, "TLS_AES_256_GCM_SHA384"))).toBe(
      "insufficient insufficient silent silent silent",
    );
  });

  it("names what pulled the grade down, and nothing where nothing did", () => {
    const [row] = judgeNorms([trait("protocol", "TLSv1.3", "TLSv1.1", "TLSv1")], limits);
    expect(row?.verdicts.map(({ because }) => because)).toEqual([
      ["TLSv1.1", "TLSv1"],
      ["TLSv1.1", "TLSv1"],
      [],
      ["TLSv1.1", "TLSv1"],
      [],
    ]);
  });
});

describe("a list that may lack something", () => {
  const partly = (...values: string[]): Trait => ({ topic: "protocol", values, complete: false });

  it("never passes, but fails by what was seen", () => {
    expect(grades(partly("TLSv1.3"))).toBe("unknown unknown sufficient unknown silent");
    expect(grades(partly("TLSv1.3", "TLSv1"))).toBe(
      "insufficient insufficient sufficient insufficient silent",
    );
    // What must be there may still be found.
    expect(grades(partly("TLSv1.1"))).toBe("insufficient insufficient unknown insufficient silent");
  });
});

describe("traits of a port", () => {
  const audited = (role: string, about: string, changes: Partial<TlsFlight> = {}) =>
    look({
      probe: AUDIT_PROBE,
      role,
      about,
      locator: "tls",
      attempt: { status: "ok", value: flight(changes) },
    });
  const refused = { outcome: "refused" as const, refusal: "protocol_version", suites: [] };
  const sound = [
    handshakeLook(handshake()),
    audited("baseline", "TLSv1.2", { extensions: [0xff01, 23], signature: 0x0401 }),
    audited("post-quantum", "TLSv1.3", refused),
    audited("version", "TLSv1.1", refused),
    audited("ssl2", "SSLv2", refused),
    audited("canary", "TLSv1.2"),
  ];
  const said = (looks: Parameters<typeof input>[0], port = 443) =>
    Object.fromEntries(
      traitsOf(input(looks), port).map(({ topic, values, complete }) => [
        topic,
        complete ? values : [...values, "…"],
      ]),
    );

  it("follow the detectors' own facts", () => {
    expect(said(sound)).toMatchObject({
      protocol: ["TLSv1.3", "TLSv1.2"],
      suite: ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "…"],
      group: ["x25519", "…"],
      dh: [],
      "post-quantum": ["no"],
      compression: ["off"],
      renegotiation: ["protected"],
      "extended-master-secret": ["yes"],
      trust: ["sound"],
      "ec-key": [256],
      "rsa-key": [],
      signature: ["sha256WithRSAEncryption"],
      lifetime: [90],
    });
  });

  it("tell besides what answers showed, and nothing that was not asked", () => {
    const page = look({
      probe: "home",
      role: "home",
      locator: "/",
      attempt: { status: "ok", value: exchange({ headers: [["content-encoding", "gzip"]] }) },
    });
    const [shaken, , ...rest] = sound;
    const main = audited("baseline", "TLSv1.2", { extensions: [0xff01, 35], alpn: "h2" });
    const others = [shaken, main, ...rest].flatMap((one) => one ?? []);
    expect(said([...others, page])).toMatchObject({
      "extended-master-secret": ["no"],
      "session-tickets": ["yes"],
      alpn: ["h2"],
      heartbeat: ["no"],
      ocsp: ["none"],
      "certificate-kind": ["dv"],
      transparency: [2],
      "http-compression": ["gzip"],
      http3: ["no"],
    });
    expect(said(others)["http-compression"]).toBeUndefined();
  });

  const [SHA1, SHA224] = ["TLSv1.2 sha1-signature", "TLSv1.2 sha224-signature"];
  it.each<[string, readonly ReturnType<typeof audited>[], readonly string[] | undefined]>([
    ["SHA-1", [audited("signature", SHA1, { signature: 0x0203 })], ["sha1"]],
    [
      "SHA-224",
      [audited("signature", SHA1, refused), audited("signature", SHA224, { signature: 0x0301 })],
      ["sha224"],
    ],
    [
      "neither",
      [audited("signature", SHA1, refused), audited("signature", SHA224, refused)],
      ["sha2"],
    ],
    [
      "neither, whatever was asked for",
      [audited("signature", SHA1, { signature: 0x0401 })],
      ["sha2"],
    ],
    [
      "SHA-224, whatever was asked for",
      [audited("signature", SHA1, { signature: 0x0303 })],
      ["sha224"],
    ],
    ["SHA-224, and SHA-1 not asked", [audited("signature", SHA224, refused)], undefined],
    ["no SHA-1, and SHA-224 not asked", [audited("signature", SHA1, refused)], undefined],
    [
      "neither, in looks that do not name SHA-1 yet",
      [audited("signature", "TLSv1.2", refused), audited("signature", SHA224, refused)],
      ["sha2"],
    ],
    ["nothing was asked", [], undefined],
  ])("name the weakest hash of handshakes: %s", (_name, signed, expected) => {
    const looks = sound.toSpliced(2, 0, ...signed);
    expect(said(looks)["handshake-signature"]).toEqual(expected);
  });

  it("name no hash where nothing was signed", () => {
    const unsigned = audited("baseline", "TLSv1.2", { signature: null });
    const neither = [audited("signature", SHA1, refused), audited("signature", SHA224, refused)];
    const looks = sound.toSpliced(1, 1, unsigned, ...neither);
    expect(said(looks)).not.toHaveProperty("handshake-signature");
  });

  it("name no hash where only versions are spoken that have none", () => {
    const [shaken, , ...rest] = sound.slice(0, -1);
    const old = (role: string) => audited(role, "TLSv1.2", { version: "TLSv1" });
    const looks = [shaken, old("baseline"), ...rest, old("canary")];
    const traits = said(looks.flatMap((one) => one ?? []));
    expect(traits["compression"]).toEqual(["off"]);
    expect(traits).not.toHaveProperty("handshake-signature");
  });

  it("name that of TLS 1.3 by its own standard", () => {
    const [shaken, , ...rest] = sound.slice(0, -1);
    const retry = (role: string) =>
      audited(role, "TLSv1.3", { version: "TLSv1.3", outcome: "retry" });
    const main = audited("baseline", "TLSv1.2", refused);
    const looks = [shaken, main, retry("baseline"), ...rest, retry("canary")];
    expect(said(looks.flatMap((one) => one ?? []))["handshake-signature"]).toEqual(["sha2"]);
  });

  it("say nothing of extensions that a short hello leaves out", () => {
    const [shaken, , ...rest] = sound;
    const short = audited("baseline", "TLSv1.2 short", { extensions: [] });
    const traits = said([...[shaken, ...rest].flatMap((one) => one ?? []), short]);
    expect(traits["hello-size"]).toEqual(["short-only"]);
    for (const topic of ["extended-master-secret", "heartbeat", "alpn", "session-tickets"]) {
      expect(traits).not.toHaveProperty(topic);
    }
  });

  it("call the versions incomplete while an old one is not ruled out", () => {
    expect(said(sound.slice(0, 3))["protocol"]).toEqual(["TLSv1.3", "TLSv1.2", "…"]);
  });

  it("say what is wrong with the certificate, and nothing while that is unknown", () => {
    expect(said([handshakeLook(handshake(SELF_SIGNED))])["trust"]).toEqual(["self-signed"]);
    const old = handshake({ chain: [certificate({ notAfter: "2026-01-01T00:00:00.000Z" })] });
    expect(said([handshakeLook(old)])["trust"]).toEqual(["expired"]);
    const above = { ...INTERMEDIATE, notAfter: "2026-01-01T00:00:00.000Z" };
    const oldAbove = handshake({
      chain: [certificate(), above],
      verification: { trusted: false, error: "CERT_HAS_EXPIRED", anchor: "pinned-root" },
    });
    expect(said([handshakeLook(oldAbove)])["trust"]).toEqual(["expired"]);
    expect(said([])).toEqual({ suite: ["…"], group: ["…"], dh: [] });
  });

  it("read the age of HSTS where it was judged, 0 where there is none", () => {
    const page = (headers: [string, string][]) =>
      look({
        probe: "home",
        role: "home",
        locator: "/",
        attempt: { status: "ok", value: exchange({ headers }) },
      });
    const header: [string, string] = ["strict-transport-security", "max-age=31536000"];
    expect(said([...sound, page([header])])["hsts"]).toEqual([31_536_000]);
    expect(said([...sound, page([])])["hsts"]).toEqual([0]);
    expect(said(sound)["hsts"]).toBeUndefined();
  });
});
