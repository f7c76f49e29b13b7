import { X509Certificate, createPrivateKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  makeAuthority,
  makeCertificate,
  type KeySpec,
} from "../../../src/cli/demo/certificates.ts";

const rsaKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const root = makeAuthority({ name: { organization: "Gốc thử", commonName: "Gốc thử" } });

describe("makeCertificate", () => {
  it.each<[KeySpec | "rsa", string, string | number]>([
    ["rsa", "rsa", 2048],
    ["rsa-1024", "rsa", 1024],
    ["ec-p256", "ec", "prime256v1"],
    ["ec-p384", "ec", "secp384r1"],
    ["ed25519", "ed25519", ""],
  ])("makes a leaf with a %s key that its issuer verifies", (key, type, size) => {
    const made = makeCertificate({
      names: ["a.test", "*.b.test"],
      addresses: ["127.0.0.9", "::1"],
      issuer: root,
      key: key === "rsa" ? rsaKey : key,
    });
    const certificate = new X509Certificate(made.certPem);
    const issuer = new X509Certificate(root.certPem);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(made.keyPem))).toBe(true);
    expect(certificate.publicKey.asymmetricKeyType).toBe(type);
    const details = certificate.publicKey.asymmetricKeyDetails;
    expect(details?.modulusLength ?? details?.namedCurve ?? "").toBe(size);
    expect(certificate.subjectAltName).toBe(
      "DNS:a.test, DNS:*.b.test, IP Address:127.0.0.9, IP Address:0:0:0:0:0:0:0:1",
    );
  });

  it.each(["md5", "sha1", "sha256", "sha512"] as const)("signs RSA with %s", (hash) => {
    const made = makeCertificate({ names: ["a.test"], key: rsaKey, hash });
    const certificate = new X509Certificate(made.certPem);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subject).toBe(certificate.issuer);
  });

  it.each([
    ["2019-02-03T04:05:06Z", "2020-01-01T00:00:00Z"],
    ["2049-12-31T23:59:59Z", "2051-01-01T00:00:00Z"],
  ])("keeps the dates %s – %s", (from, to) => {
    const notBefore = new Date(from);
    const notAfter = new Date(to);
    const certificate = new X509Certificate(
      makeCertificate({ names: ["a.test"], notBefore, notAfter }).certPem,
    );
    expect(new Date(certificate.validFrom)).toEqual(notBefore);
    expect(new Date(certificate.validTo)).toEqual(notAfter);
  });

  it("sends the intermediates but not the root", () => {
    const middle = makeAuthority({ name: { commonName: "Trung gian" }, issuer: root });
    const made = makeCertificate({ names: ["a.test"], issuer: middle });
    expect(made.chainPem).toBe(made.certPem + middle.certPem);
    expect(root.chainPem).toBe("");
    const sent = new X509Certificate(middle.certPem);
    expect(sent.ca).toBe(true);
    expect(sent.checkIssued(new X509Certificate(root.certPem))).toBe(true);
  });

  it("refuses an ECDSA signature with MD5", () => {
    expect(() => makeCertificate({ names: ["a.test"], hash: "md5" })).toThrow("MD5");
  });
});
