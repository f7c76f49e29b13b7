import { generateKeyPairSync } from "node:crypto";
import type { SecureVersion } from "node:tls";
import { afterAll, describe, expect, it } from "vitest";
import {
  makeAuthority,
  makeCertificate,
  type CertificateOptions,
} from "../../../src/cli/demo/certificates.ts";
import { createTrust } from "../../../src/net/trust.ts";
import { the, word } from "../../detect/tls/looks.ts";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import { answering, http } from "../../helpers/loopback/servers.ts";
import { createSites, judge, secureOnly, wrongs, type Made, type Served } from "./sites.ts";

const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

const root = makeAuthority({ name: { organization: "Gốc thử", commonName: "Test Root" } });
const middle = makeAuthority({
  name: { organization: "Let's Encrypt", commonName: "Test R1" },
  issuer: root,
});
const lowerMiddle = makeAuthority({
  name: { organization: "Let's Encrypt", commonName: "Test R2" },
  issuer: middle,
});
const privateMiddle = makeAuthority({
  name: { organization: "BV-A", commonName: "Rieng" },
  issuer: root,
});
const stranger = makeAuthority({ name: { organization: "BV-A", commonName: "Noi bo" } });
const strangeMiddle = makeAuthority({
  name: { organization: "BV-A", commonName: "Noi bo 1" },
  issuer: stranger,
});
const oldMiddle = makeAuthority({
  name: { organization: "Let's Encrypt", commonName: "Test R0" },
  issuer: root,
  notBefore: inDays(-400),
  notAfter: inDays(-5),
});
const sha1Middle = makeAuthority({
  name: { commonName: "Test SHA-1" },
  issuer: makeAuthority({ name: { commonName: "RSA Root" }, key: "rsa-2048" }),
  key: "rsa-2048",
  hash: "sha1",
});
const rsaRoot = makeAuthority({ name: { commonName: "RSA Test Root" }, key: "rsa-2048" });
const rsa2048 = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const trust = createTrust([root.certPem, rsaRoot.certPem]);

const HSTS = answering(http(200, { "strict-transport-security": "max-age=31536000" }, "<p>A</p>"));
const sites = createSites();
afterAll(() => sites.closeAll());

async function factsOf(made: Made, served: Served = {}) {
  const server = await sites.secure(made, { behaviour: HSTS, ...served });
  return judge(secureOnly(server), trust);
}

function leaf(changes: Partial<CertificateOptions> = {}) {
  return makeCertificate({ names: [HOST], issuer: middle, scts: 2, ...changes });
}

/** The leaf alone, as a careless administrator installs it. */
function alone(changes: Partial<CertificateOptions> = {}): Made {
  const made = leaf(changes);
  return { chainPem: made.certPem, keyPem: made.keyPem };
}

describe("certificates on real servers", () => {
  it.each<[string, () => Made, readonly string[]]>([
    ["sound, EC", () => leaf(), []],
    ["sound, P-384", () => leaf({ key: "ec-p384" }), []],
    ["sound, Ed25519", () => leaf({ key: "ed25519" }), []],
    ["sound, RSA", () => leaf({ key: rsa2048 }), []],
    ["sound, wildcard", () => leaf({ names: ["*.bv-a.test"] }), []],
    ["sound, several names", () => leaf({ names: ["bv-a.test", HOST.toUpperCase()] }), []],
    [
      "expired",
      () => leaf({ notBefore: inDays(-100), notAfter: inDays(-10) }),
      ["tls.certificate-expired"],
    ],
    [
      "expired, and its issuer unknown too",
      () => leaf({ issuer: strangeMiddle, notBefore: inDays(-100), notAfter: inDays(-10) }),
      ["tls.certificate-expired", "tls.certificate-untrusted"],
    ],
    [
      "not yet valid",
      () => leaf({ notBefore: inDays(2), notAfter: inDays(90) }),
      ["tls.certificate-not-yet-valid"],
    ],
    [
      "about to expire",
      () => leaf({ notBefore: inDays(-85), notAfter: inDays(5) }),
      ["tls.certificate-expiring"],
    ],
    ["another host's", () => leaf({ names: ["khac.test"] }), ["tls.certificate-name-mismatch"]],
    [
      "the name in the CN only",
      () => leaf({ names: [], subject: { commonName: HOST } }),
      ["tls.certificate-name-mismatch"],
    ],
    [
      "a wildcard one level too high",
      () => leaf({ names: ["*.test"] }),
      ["tls.certificate-name-mismatch"],
    ],
    [
      "a wildcard for the level below",
      () => leaf({ names: [`*.${HOST}`] }),
      ["tls.certificate-name-mismatch"],
    ],
    ["self-signed", () => makeCertificate({ names: [HOST] }), ["tls.certificate-self-signed"]],
    [
      "self-signed and expired",
      () => makeCertificate({ names: [HOST], notBefore: inDays(-100), notAfter: inDays(-10) }),
      ["tls.certificate-expired", "tls.certificate-self-signed"],
    ],
    [
      "an unknown authority with its intermediate",
      () => leaf({ issuer: strangeMiddle }),
      ["tls.certificate-untrusted"],
    ],
    [
      "an unknown authority without its intermediate",
      () => alone({ issuer: strangeMiddle }),
      ["tls.certificate-untrusted"],
    ],
    [
      "an unknown authority's root sent too",
      () => {
        const made = leaf({ issuer: strangeMiddle });
        return { keyPem: made.keyPem, chainPem: made.chainPem + stranger.certPem };
      },
      ["tls.certificate-untrusted"],
    ],
    ["a public authority's intermediate missing", () => alone(), ["tls.chain-incomplete"]],
    [
      "expired, and the intermediate missing",
      () => alone({ notBefore: inDays(-100), notAfter: inDays(-10) }),
      ["tls.certificate-expired", "tls.chain-incomplete"],
    ],
    [
      "superfluous and in the wrong order",
      () => {
        const made = leaf();
        return {
          keyPem: made.keyPem,
          chainPem: made.certPem + stranger.certPem + middle.certPem + root.certPem,
        };
      },
      ["tls.chain-order"],
    ],
    [
      "its own root sent along",
      () => {
        const made = leaf();
        return { keyPem: made.keyPem, chainPem: made.chainPem + root.certPem };
      },
      [],
    ],
    [
      "two intermediates the wrong way round",
      () => {
        const made = leaf({ issuer: lowerMiddle });
        return {
          keyPem: made.keyPem,
          chainPem: made.certPem + middle.certPem + lowerMiddle.certPem,
        };
      },
      ["tls.chain-order"],
    ],
    ["two intermediates in order", () => leaf({ issuer: lowerMiddle }), []],
    [
      "must-staple without a stapled answer",
      () => leaf({ mustStaple: true }),
      ["tls.must-staple-missing"],
    ],
    ["no timestamp of a public log", () => leaf({ scts: 0 }), ["tls.certificate-no-sct"]],
    ["no timestamp, of a private authority", () => leaf({ scts: 0, issuer: privateMiddle }), []],
    [
      "an expired intermediate",
      () => leaf({ issuer: oldMiddle }),
      ["tls.certificate-expired intermediate-1"],
    ],
    ["RSA of 1024 bits", () => leaf({ key: "rsa-1024" }), ["tls.certificate-weak-key"]],
    [
      "signed with SHA-1",
      () => leaf({ issuer: rsaRoot, hash: "sha1" }),
      ["tls.certificate-weak-signature"],
    ],
    [
      "signed with MD5",
      () => leaf({ issuer: rsaRoot, hash: "md5" }),
      ["tls.certificate-weak-signature"],
    ],
    [
      "an intermediate signed with SHA-1, of an unknown root",
      () => leaf({ issuer: sha1Middle }),
      ["tls.certificate-untrusted", "tls.certificate-weak-signature intermediate-1"],
    ],
    ["825 days", () => leaf({ notAfter: inDays(824) }), ["tls.certificate-lifetime-too-long"]],
  ])("%s", async (_name, make, expected) => {
    const { facts } = await factsOf(make());
    expect(wrongs(facts)).toEqual(expected);
  });
});

describe("two certificates on real servers", () => {
  // The handshake shows one of them, and a hello that lists static RSA first gets the other.
  const ciphers = "AES128-SHA:ECDHE-ECDSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256:@SECLEVEL=0";

  it.each<[string, () => Made, readonly string[]]>([
    ["a weak key", () => leaf({ key: "rsa-1024" }), ["tls.certificate-weak-key"]],
    [
      "an expired one",
      () => leaf({ key: rsa2048, notBefore: inDays(-100), notAfter: inDays(-10) }),
      ["tls.certificate-expired"],
    ],
    ["a sound one", () => leaf({ key: rsa2048 }), []],
  ])("judges the one that the handshake does not show: %s", async (_name, make, expected) => {
    const { facts } = await factsOf(leaf(), { ciphers, beside: make() });
    expect(wrongs(facts)).toEqual([...expected, "tls.no-forward-secrecy tls"]);
  });
});

describe("a stapled answer on real servers", () => {
  it.each<[string, SecureVersion]>([
    ["TLS 1.3", "TLSv1.3"],
    ["TLS 1.2", "TLSv1.2"],
  ])("is seen in %s, so must-staple is kept", async (_name, max) => {
    const server = await sites.secure(leaf({ mustStaple: true }), { max, stapled: true });
    const { facts } = await judge(secureOnly(server), trust);
    expect(word(the(facts, "tls.must-staple-missing"))).toBe("absent");
  });
});

describe("several addresses on real servers", () => {
  const both = { names: { [HOST]: ["127.0.0.2", "127.0.0.3"] } };

  it("names the address that shows the fault", async () => {
    const good = await sites.secure(leaf(), { behaviour: HSTS, address: "127.0.0.2" });
    await sites.secureAt(makeCertificate({ names: [HOST] }), "127.0.0.3", good.port);
    const { facts } = await judge(secureOnly(good), trust, both);
    expect(word(the(facts, "tls.certificate-self-signed", "leaf"))).toBe(
      `present subject=${HOST} @ 127.0.0.3`,
    );
    expect(word(the(facts, "tls.certificate-expired", "leaf"))).toBe("absent");
  });

  it("is sure of an intermediate that only one address leaves out", async () => {
    const good = await sites.secure(leaf(), { behaviour: HSTS, address: "127.0.0.2" });
    await sites.secureAt(alone(), "127.0.0.3", good.port);
    const { facts } = await judge(secureOnly(good), trust, both);
    expect(the(facts, "tls.chain-incomplete")).toMatchObject({
      status: "present",
      confidence: "certain",
      value: "missing=Test R1 @ 127.0.0.3",
    });
  });

  it("calls nothing absent while an address refuses", async () => {
    const good = await sites.secure(leaf(), { behaviour: HSTS, address: "127.0.0.2" });
    const { facts } = await judge(secureOnly(good), trust, both);
    expect(word(the(facts, "tls.certificate-expired", "leaf"))).toBe("unknown connect-refused");
  });
});

describe("what the site gives for coming back", () => {
  const lifetime = 7200;

  it.each<SecureVersion>(["TLSv1.3", "TLSv1.2"])(
    "is read on the page's own connection: tickets of %s",
    async (version) => {
      const { facts, looks } = await factsOf(leaf(), { min: version, max: version });
      const page = looks.find(({ probe, role }) => probe === "home" && role === "home");
      expect(page?.attempt).toMatchObject({
        status: "ok",
        value: { tls: { protocol: version, resumption: { by: "ticket", lifetime, earlyData: 0 } } },
      });
      expect(word(the(facts, "tls.early-data"))).toBe("absent");
    },
  );
});
