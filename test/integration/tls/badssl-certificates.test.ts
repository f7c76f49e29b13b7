// The certificate cases of the badssl catalogue (chromium/badssl.com, folder "domains"), mirrored on loopback under
// the names that they have there. What a look from outside cannot decide is held to saying nothing.
import { generateKeyPairSync, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  makeAuthority,
  makeCertificate,
  type Authority,
  type CertificateOptions,
} from "../../../src/cli/demo/certificates.ts";
import { createTrust } from "../../../src/net/trust.ts";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import { answering, http } from "../../helpers/loopback/servers.ts";
import { createSites, judge, secureOnly, wrongs, type Made } from "./sites.ts";

const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);
const rsa = (bits: number) => generateKeyPairSync("rsa", { modulusLength: bits }).privateKey;
const RSA_2048 = rsa(2048);
/** Kept because making one takes long; worth nothing anywhere else. */
const kept = (bits: number) =>
  createPrivateKey(
    readFileSync(join(import.meta.dirname, `../../fixtures/tls/rsa-${String(bits)}.key`)),
  );

const root = makeAuthority({ name: { commonName: "Catalogue Root" }, key: RSA_2048 });
const issuer = makeAuthority({
  name: { organization: "DigiCert Inc", commonName: "Catalogue CA" },
  issuer: root,
  key: RSA_2048,
});
const sha1Issuer = makeAuthority({
  name: { organization: "DigiCert Inc", commonName: "Catalogue SHA-1 CA" },
  issuer: root,
  key: RSA_2048,
  hash: "sha1",
});
const stranger = (commonName: string): Authority => makeAuthority({ name: { commonName } });
const trust = createTrust([root.certPem]);

const HSTS = answering(http(200, { "strict-transport-security": "max-age=31536000" }, "<p>A</p>"));
const sites = createSites();
afterAll(() => sites.closeAll());

const leaf = (changes: Partial<CertificateOptions> = {}) =>
  makeCertificate({ names: [HOST], issuer, key: RSA_2048, scts: 2, ...changes });

const from = (commonName: string): Made => leaf({ issuer: stranger(commonName) });

/** The certificates in the order given, whatever that makes of the chain. */
function sent(made: Made, ...pems: readonly string[]): Made {
  return { keyPem: made.keyPem, chainPem: pems.join("") };
}

function reversed(): Made {
  const made = leaf();
  return sent(made, made.certPem, root.certPem, issuer.certPem);
}

function incomplete(): Made {
  const made = leaf();
  return sent(made, made.certPem);
}

const OTHER_NAME = ["tls.certificate-name-mismatch"];
const UNTRUSTED = ["tls.certificate-untrusted"];
const manyNames = (count: number): readonly string[] => [
  HOST,
  ...Array.from({ length: count - 1 }, (_, index) => `n${String(index)}.bv-a.test`),
];

describe("the badssl catalogue, certificates", () => {
  it.each<[string, () => Made, readonly string[]]>([
    [
      "expired",
      () => leaf({ notBefore: inDays(-90), notAfter: inDays(-1) }),
      ["tls.certificate-expired"],
    ],
    ["wrong.host", () => leaf({ names: ["*.bv-b.test", "bv-b.test"] }), OTHER_NAME],
    ["self-signed", () => makeCertificate({ names: [HOST] }), ["tls.certificate-self-signed"]],
    ["untrusted-root", () => from("Untrusted Root"), UNTRUSTED],
    ["no-common-name", () => leaf({ subject: { organization: "BV A" } }), []],
    ["no-subject", () => leaf({ subject: {} }), []],
    [
      "no-san: the name in the CN only",
      () => leaf({ names: [], subject: { commonName: HOST } }),
      OTHER_NAME,
    ],
    ["incomplete-chain", incomplete, ["tls.chain-incomplete"]],
    ["reversed-chain", reversed, ["tls.chain-order"]],
    ["sha1-2017", () => leaf({ hash: "sha1" }), ["tls.certificate-weak-signature"]],
    [
      "sha1-intermediate",
      () => leaf({ issuer: sha1Issuer }),
      ["tls.certificate-weak-signature intermediate-1"],
    ],
    [
      "md5, as real sites of that age have it",
      () => leaf({ hash: "md5" }),
      ["tls.certificate-weak-signature"],
    ],
    ["sha256", () => leaf({ hash: "sha256" }), []],
    ["sha384", () => leaf({ hash: "sha384" }), []],
    ["sha512", () => leaf({ hash: "sha512" }), []],
    ["1000-sans", () => leaf({ names: manyNames(1000) }), []],
    ["ecc256", () => leaf({ key: "ec-p256" }), []],
    ["ecc384", () => leaf({ key: "ec-p384" }), []],
    ["rsa1024", () => leaf({ key: rsa(1024) }), ["tls.certificate-weak-key"]],
    ["rsa2048", () => leaf(), []],
    ["rsa4096", () => leaf({ key: kept(4096) }), []],
    ["rsa8192", () => leaf({ key: kept(8192) }), []],
    ["no-sct", () => leaf({ scts: 0 }), ["tls.certificate-no-sct"]],
    ["extended-validation", () => leaf({ policies: ["2.23.140.1.1"] }), []],
    ["subdomain of a wildcard", () => leaf({ names: ["*.bv-a.test"] }), []],
    ["a wildcard two labels up", () => leaf({ names: ["*.test"] }), OTHER_NAME],
    ["a wildcard inside a label", () => leaf({ names: ["w*.bv-a.test"] }), OTHER_NAME],
    ["superfish", () => from("Superfish, Inc."), UNTRUSTED],
    ["edellroot", () => from("eDellRoot"), UNTRUSTED],
    ["dsdtestprovider", () => from("DSDTestProvider"), UNTRUSTED],
    ["mitm-software", () => from("Web Filter"), UNTRUSTED],
    [
      "preact-cli: a key that everybody has",
      () => makeCertificate({ names: ["localhost"] }),
      [...OTHER_NAME, "tls.certificate-self-signed"],
    ],
    [
      "captive-portal",
      () => leaf({ names: ["login.bv-b.test"], issuer: stranger("Portal") }),
      [...OTHER_NAME, ...UNTRUSTED],
    ],
    [
      "a lifetime of 825 days, as before 2020",
      () => leaf({ notBefore: inDays(-1), notAfter: inDays(824) }),
      ["tls.certificate-lifetime-too-long"],
    ],
    // Nobody outside is asked whether it was revoked, and no page says that it was not.
    ["revoked: not decided", () => leaf(), []],
    // The pins were in the browser, not on the server.
    ["pinning-test: not decided", () => leaf(), []],
    // Whose signature a timestamp bears is not checked.
    ["invalid-expected-sct: not decided", () => leaf({ scts: 1 }), []],
  ])("%s", async (_name, make, expected) => {
    const server = await sites.secure(make(), { behaviour: HSTS });
    const { facts } = await judge(secureOnly(server), trust);
    expect(wrongs(facts)).toEqual(expected.toSorted());
  });

  it("10000-sans: too much to be read, which is no pass", async () => {
    const server = await sites.secure(leaf({ names: manyNames(10_000) }), { behaviour: HSTS });
    const { facts } = await judge(secureOnly(server), trust);
    expect(wrongs(facts).filter((one) => one.startsWith("tls.certificate"))).toEqual([]);
    const ofCertificate = facts.filter(({ predicate }) => predicate.startsWith("tls.certificate"));
    expect(new Set(ofCertificate.map(({ status }) => status))).toEqual(new Set(["unknown"]));
  });
});
