import { createHash, X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import * as fc from "fast-check";
import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate } from "../../src/cli/demo/certificates.ts";
import { describeCertificate } from "../../src/net/certificate.ts";
import { readDetails } from "../../src/net/certificate-extensions.ts";
import { MAX_DER_BYTES, readDer, timeOf } from "../../src/net/certificate-der.ts";

const { asn1 } = forge;
const root = makeAuthority({
  name: { country: "VN", organization: "Sở Y tế", commonName: "Root" },
});

function facts(options: Parameters<typeof makeCertificate>[0]) {
  const made = makeCertificate({ issuer: root, ...options });
  return describeCertificate(new X509Certificate(made.certPem));
}

describe("describeCertificate", () => {
  it.each([
    ["rsa-1024", "rsa", 1024, null],
    ["rsa-2048", "rsa", 2048, null],
    ["ec-p256", "ec", 256, "prime256v1"],
    ["ec-p384", "ec", 384, "secp384r1"],
    ["ed25519", "ed25519", 256, null],
  ] as const)("reads the key of %s", (key, keyType, keyBits, curve) => {
    expect(facts({ names: ["a.test"], key })).toMatchObject({ keyType, keyBits, curve });
  });

  it("reads names, addresses, dates, issuer and hashes", () => {
    const notBefore = new Date("2026-01-02T03:04:05Z");
    const notAfter = new Date("2051-01-02T03:04:05Z");
    const made = makeCertificate({
      names: ["A.bv-a.test", "*.bv-a.test"],
      addresses: ["127.0.0.1", "::1"],
      issuer: root,
      notBefore,
      notAfter,
    });
    const certificate = new X509Certificate(made.certPem);
    const spki = certificate.publicKey.export({ type: "spki", format: "der" });

    expect(describeCertificate(certificate)).toMatchObject({
      sha256: createHash("sha256").update(certificate.raw).digest("hex"),
      subject: "CN=A.bv-a.test",
      issuer: "C=VN, O=Sở Y tế, CN=Root",
      notBefore: notBefore.toISOString(),
      notAfter: notAfter.toISOString(),
      altNames: ["dns:a.bv-a.test", "dns:*.bv-a.test", "ip:127.0.0.1", "ip:::1"],
      spkiSha256: createHash("sha256").update(spki).digest("hex"),
      isCa: false,
      selfIssued: false,
      der: certificate.raw.toString("base64"),
    });
  });

  it("reads must-staple, timestamps, policies and key ids", () => {
    const dv = "2.23.140.1.2.1";
    const made = facts({ names: ["a.test"], mustStaple: true, scts: 3, policies: [dv, "1.2.3"] });
    const issuer = describeCertificate(new X509Certificate(root.certPem));
    expect(made?.details).toMatchObject({
      mustStaple: true,
      embeddedScts: 3,
      policies: [dv, "1.2.3"],
      authorityKeyId: issuer?.details?.subjectKeyId,
      issuerUrls: [],
      ocspUrls: [],
    });
    expect(issuer?.details?.subjectKeyId).toMatch(/^[0-9a-f]{40}$/);
  });

  it("says that there is none of it where there is none", () => {
    expect(facts({ names: ["a.test"] })?.details).toMatchObject({
      mustStaple: false,
      embeddedScts: 0,
      policies: [],
    });
  });

  it("reads every root that the runtime ships, in agreement with the runtime", () => {
    for (const pem of rootCertificates) {
      const certificate = new X509Certificate(pem);
      const described = describeCertificate(certificate);
      const spki = certificate.publicKey.export({ type: "spki", format: "der" });

      expect(described).toMatchObject({
        isCa: true,
        selfIssued: true,
        notBefore: new Date(certificate.validFrom).toISOString(),
        notAfter: new Date(certificate.validTo).toISOString(),
        spkiSha256: createHash("sha256").update(spki).digest("hex"),
      });
      expect(described?.signature).toMatch(/^(?:sha\d+WithRSA|ecdsa-with)/);
    }
  });
});

/** CRLDistributionPoints of one point (RFC 5280, section 4.2.1.13): [0] holds [0] with its names. */
function crlPoint(outer: number, inner: number, ...names: readonly (readonly [number, string])[]) {
  const tagged = (tag: number, content: string): string =>
    String.fromCharCode(tag, content.length) + content;
  const list = names.map(([tag, name]) => tagged(tag, name)).join("");
  return tagged(0x30, tagged(0x30, tagged(outer, tagged(inner, list))));
}

describe("lists of revoked certificates", () => {
  const url = "http://crl.test/a.crl";
  const crlsIn = (value: string) => readDetails(new Map([["2.5.29.31", value]])).crlUrls;

  it.each<[string, string, readonly string[]]>([
    ["an address", crlPoint(0xa0, 0xa0, [0x86, url]), [url]],
    ["two", crlPoint(0xa0, 0xa0, [0x86, url], [0x86, "http://b.test"]), [url, "http://b.test"]],
    ["a name that is no address", crlPoint(0xa0, 0xa0, [0x82, "crl.test"]), []],
    ["a name relative to the issuer", crlPoint(0xa0, 0xa1, [0x86, url]), []],
    ["reasons alone", crlPoint(0xa1, 0xa0, [0x86, url]), []],
    ["no DER", "\x30\x7fabc", []],
    ["nothing", "", []],
  ])("%s", (_name, value, expected) => {
    expect(crlsIn(value)).toEqual(expected);
  });

  it("keeps four at most", () => {
    const one = crlPoint(0xa0, 0xa0, [0x86, "http://x.test"]).slice(2);
    const many = String.fromCharCode(0x30, one.length * 5) + one.repeat(5);
    expect(crlsIn(many)).toHaveLength(4);
  });
});

describe("readDer", () => {
  it("survives any damage: null or facts, never an exception", () => {
    const { raw } = new X509Certificate(root.certPem);
    fc.assert(
      fc.property(fc.nat(raw.length - 1), fc.nat(255), fc.nat(raw.length), (at, byte, length) => {
        const damaged = Buffer.from(raw.subarray(0, length));
        if (at < damaged.length) damaged[at] = byte;
        const read = readDer(damaged);
        return read === null || typeof read.signatureOid === "string";
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses what is too large, deep or lying", () => {
    const deep = Buffer.from("3080".repeat(20_000), "hex");

    expect(readDer(new Uint8Array(MAX_DER_BYTES + 1))).toBeNull();
    expect(readDer(deep)).toBeNull();
    expect(readDer(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]))).toBeNull();
  });
});

describe("timeOf", () => {
  const utc = (text: string) => asn1.create(asn1.Class.UNIVERSAL, asn1.Type.UTCTIME, false, text);
  const generalized = (text: string) =>
    asn1.create(asn1.Class.UNIVERSAL, asn1.Type.GENERALIZEDTIME, false, text);

  it.each([
    [utc("491231235959Z"), "2049-12-31T23:59:59.000Z"],
    [utc("500101000000Z"), "1950-01-01T00:00:00.000Z"],
    [generalized("20500101000000Z"), "2050-01-01T00:00:00.000Z"],
    [generalized("99991231235959Z"), "9999-12-31T23:59:59.000Z"],
    [utc("20500101000000Z"), null],
    [generalized("500101000000Z"), null],
    [utc("261301000000Z"), null],
    [utc("260230000000Z"), null],
    [utc("2601010000Z"), null],
    [utc("260101000000+0700"), null],
    [generalized("20xx0101000000Z"), null],
    [undefined, null],
  ])("%#", (node, iso) => {
    expect(timeOf(node)).toBe(iso);
  });
});
