import { describe, expect, it } from "vitest";
import { failed, skipped } from "../../../src/model/attempt.ts";
import type { Certificate, TlsHandshake } from "../../../src/model/observation.ts";
import type { Predicate } from "../../../src/model/predicate.ts";
import { certificateDetector } from "../../../src/detect/tls/certificate.ts";
import {
  HOST,
  INTERMEDIATE,
  NOW,
  REFUSED,
  SELF_SIGNED,
  certificate,
  handshake,
  handshakeLook,
  input,
  look,
  the,
  word,
} from "./looks.ts";

function leafWord(
  predicate: Predicate,
  changes: Partial<TlsHandshake>,
  options: Parameters<typeof input>[1] = {},
): string {
  const facts = certificateDetector.detect(
    input([handshakeLook(handshake(changes))], { now: NOW, ...options }),
  );
  return word(the(facts, predicate, "leaf"));
}

function leaf(changes: Partial<Certificate>): Partial<TlsHandshake> {
  return { chain: [certificate(changes), INTERMEDIATE] };
}

describe("dates", () => {
  const year = { notBefore: "2025-12-01T00:00:00.000Z", notAfter: "2026-12-31T23:59:59.000Z" };

  it.each<[string, string, Partial<Certificate>, string]>([
    ["a second before the end", "2027-01-12T23:59:59Z", {}, "absent"],
    ["at the very end", "2027-01-13T00:00:00Z", {}, "absent"],
    ["a second after the end", "2027-01-13T00:00:01Z", {}, "present notAfter=2027-01-13T00:00:00Z"],
    ["an unreadable date", NOW, { notAfter: "soon" }, "unknown inconclusive"],
  ])("expired: %s", (_name, now, changes, expected) => {
    expect(leafWord("tls.certificate-expired", leaf(changes), { now })).toBe(expected);
  });

  it.each<[string, string, string]>([
    ["at its first second", "2026-10-15T00:00:00Z", "absent"],
    ["a second before", "2026-10-14T23:59:59Z", "present notBefore=2026-10-15T00:00:00Z"],
  ])("not yet valid: %s", (_name, now, expected) => {
    expect(leafWord("tls.certificate-not-yet-valid", leaf({}), { now })).toBe(expected);
  });

  it.each<[string, Partial<Certificate>, string, string]>([
    ["19 of 90 days left", {}, "2026-12-25T00:00:00Z", "absent"],
    ["17 of 90 days left", {}, "2026-12-27T00:00:00Z", "present notAfter=2027-01-13T00:00:00Z"],
    ["31 of 396 days left", year, "2026-11-30T12:00:00Z", "absent"],
    ["29 of 396 days left", year, "2026-12-02T12:00:00Z", "present notAfter=2026-12-31T23:59:59Z"],
    ["expired already", {}, "2027-02-01T00:00:00Z", "absent"],
    ["not yet valid", {}, "2026-01-01T00:00:00Z", "absent"],
    [
      "two of six days left",
      { notBefore: "2026-11-18T00:00:00Z", notAfter: "2026-11-24T00:00:00Z" },
      NOW,
      "absent",
    ],
    [
      "half a day of six left",
      { notBefore: "2026-11-16T12:00:00Z", notAfter: "2026-11-22T12:00:00Z" },
      NOW,
      "present notAfter=2026-11-22T12:00:00Z",
    ],
  ])("expiring: %s", (_name, changes, now, expected) => {
    expect(leafWord("tls.certificate-expiring", leaf(changes), { now })).toBe(expected);
  });

  it("counts the days that are left, for rules to weigh", () => {
    const facts = certificateDetector.detect(
      input([handshakeLook(handshake())], { now: "2027-01-10T12:00:00Z" }),
    );
    expect(the(facts, "tls.certificate-expiring")).toMatchObject({ attributes: { daysLeft: 2 } });
  });

  it.each<[string, string, string]>([
    ["2026-03-14T00:00:00Z", "2027-04-16T00:00:00Z", "absent"],
    [
      "2026-03-14T00:00:00Z",
      "2027-04-16T00:00:01Z",
      "present issued=2026-03-14 days=399 limit=398",
    ],
    ["2026-03-15T00:00:00Z", "2026-10-01T00:00:00Z", "absent"],
    [
      "2026-03-15T00:00:00Z",
      "2026-10-01T00:00:01Z",
      "present issued=2026-03-15 days=201 limit=200",
    ],
    [
      "2027-03-15T00:00:00Z",
      "2027-06-24T00:00:00Z",
      "present issued=2027-03-15 days=101 limit=100",
    ],
    ["2029-03-15T00:00:00Z", "2029-05-01T00:00:00Z", "absent"],
    ["2029-03-15T00:00:00Z", "2029-05-02T00:00:00Z", "present issued=2029-03-15 days=48 limit=47"],
    ["2019-01-01T00:00:00Z", "2021-04-05T00:00:00Z", "absent"],
    [
      "2010-01-01T00:00:00Z",
      "2030-01-01T00:00:00Z",
      "present issued=2010-01-01 days=7305 limit=1188",
    ],
  ])("lifetime from %s to %s", (notBefore, notAfter, expected) => {
    const changes = leaf({ notBefore, notAfter });
    expect(leafWord("tls.certificate-lifetime-too-long", changes)).toBe(expected);
  });

  it("judges the lifetime of a self-signed certificate too", () => {
    const own = certificate({ selfIssued: true, notAfter: "2036-10-15T00:00:00Z" });
    expect(leafWord("tls.certificate-lifetime-too-long", { ...SELF_SIGNED, chain: [own] })).toMatch(
      /^present issued=2026-10-15/,
    );
  });
});

describe("names", () => {
  it.each<[string[], string]>([
    [[`dns:${HOST}`], "absent"],
    [["dns:b.test", "dns:a.test"], "present names=a.test,b.test"],
    [[], "present names=none"],
    [
      Array.from({ length: 10 }, (_, index) => `dns:n${String(index)}.test`),
      "present names=n0.test,n1.test,n2.test,n3.test,n4.test,n5.test,n6.test,n7.test,+2",
    ],
  ])("mismatch: %j", (altNames, expected) => {
    expect(leafWord("tls.certificate-name-mismatch", leaf({ altNames }))).toBe(expected);
  });
});

describe("keys and signatures", () => {
  it.each<[Partial<Certificate>, string]>([
    [{ keyType: "rsa", keyBits: 2048, curve: null }, "absent"],
    [{ keyType: "rsa", keyBits: 2047, curve: null }, "present key=RSA-2047"],
    [{ keyType: "rsa", keyBits: 1024, curve: null }, "present key=RSA-1024"],
    [{ keyType: "rsa", keyBits: null, curve: null }, "unknown inconclusive"],
    [{ keyType: "ec", keyBits: 224, curve: "secp224r1" }, "present key=EC-224"],
    [{ keyType: "ec", keyBits: null, curve: "secp384r1" }, "absent"],
    [{ keyType: "ec", keyBits: null, curve: null }, "unknown inconclusive"],
    [{ keyType: "ed25519", keyBits: 256, curve: null }, "absent"],
    [{ keyType: "dsa", keyBits: 2048, curve: null }, "present key=DSA"],
    [{ keyType: "other", keyBits: null, curve: null }, "unknown inconclusive"],
  ])("weak key: %j", (changes, expected) => {
    expect(leafWord("tls.certificate-weak-key", leaf(changes))).toBe(expected);
  });

  it.each<[string, boolean, string]>([
    ["1.2.840.113549.1.1.11", false, "absent"],
    ["1.3.101.112", false, "absent"],
    ["1.2.840.113549.1.1.5", false, "present signature=sha1WithRSAEncryption"],
    ["1.2.840.113549.1.1.4", false, "present signature=md5WithRSAEncryption"],
    ["1.2.840.10045.4.1", false, "present signature=ecdsa-with-SHA1"],
    ["1.2.840.113549.1.1.5", true, "absent"],
  ])("weak signature: %s, self-issued %s", (signatureOid, selfIssued, expected) => {
    expect(leafWord("tls.certificate-weak-signature", leaf({ signatureOid, selfIssued }))).toBe(
      expected,
    );
  });
});

describe("intermediates", () => {
  const bySha = (sha256: string, changes: Partial<Certificate> = {}) =>
    certificate({ ...INTERMEDIATE, sha256, ...changes });
  const SHA_1 = { signatureOid: "1.2.840.113549.1.1.5" };

  it.each<[string, Certificate[], string[]]>([
    // Its own root is pinned: nobody needs the way over the older one, whose signature may be what it likes.
    [
      "a cross-certificate beside the way",
      [certificate(), bySha("aa"), bySha("bb", SHA_1)],
      ["aa"],
    ],
    [
      "one of the way's name, another key",
      [certificate(), bySha("bb", SHA_1), bySha("aa")],
      ["aa"],
    ],
  ])("%s is not judged", (_name, chain, above) => {
    const path = [chain[0]?.sha256 ?? "", ...above];
    const verification = { trusted: false, error: "X", anchor: "pinned-root", path } as const;
    const facts = certificateDetector.detect(
      input([handshakeLook(handshake({ chain, verification }))]),
    );
    expect(word(the(facts, "tls.certificate-weak-signature", "intermediate-1"))).toBe("absent");
    expect(word(the(facts, "tls.certificate-weak-signature", "intermediate-2"))).toBe("absent");
  });

  it("not yet valid is told as well as expired", () => {
    const chain = [certificate(), { ...INTERMEDIATE, notBefore: "2027-01-01T00:00:00.000Z" }];
    const verification = {
      trusted: false,
      error: "CERT_NOT_YET_VALID",
      anchor: "pinned-root",
    } as const;
    const facts = certificateDetector.detect(
      input([handshakeLook(handshake({ chain, verification }))]),
    );
    expect(word(the(facts, "tls.certificate-not-yet-valid", "intermediate-1"))).toBe(
      "present notBefore=2027-01-01T00:00:00Z",
    );
  });

  const old = { ...INTERMEDIATE, notAfter: "2026-01-01T00:00:00.000Z" };

  it.each<[string, Partial<TlsHandshake>, string]>([
    [
      "expired, and the chain refused",
      {
        chain: [certificate(), old],
        verification: { trusted: false, error: "CERT_HAS_EXPIRED", anchor: "pinned-root" },
      },
      "present notAfter=2026-01-01T00:00:00Z",
    ],
    ["expired, yet the chain is trusted another way", { chain: [certificate(), old] }, "absent"],
    [
      "expired, but not on the leaf's path",
      {
        ...SELF_SIGNED,
        chain: [certificate({ issuer: `CN=${HOST}`, selfIssued: true }), old],
      },
      "absent",
    ],
    ["none sent", { chain: [certificate()] }, "absent"],
  ])("expired: %s", (_name, changes, expected) => {
    const facts = certificateDetector.detect(input([handshakeLook(handshake(changes))]));
    expect(word(the(facts, "tls.certificate-expired", "intermediate-1"))).toBe(expected);
  });

  it("names the one that is weak", () => {
    const weak = { ...INTERMEDIATE, signatureOid: "1.2.840.113549.1.1.5" };
    const facts = certificateDetector.detect(
      input([handshakeLook(handshake({ chain: [certificate(), weak] }))]),
    );
    expect(word(the(facts, "tls.certificate-weak-signature", "leaf"))).toBe("absent");
    expect(word(the(facts, "tls.certificate-weak-signature", "intermediate-1"))).toMatch(
      /^present/,
    );
  });

  it("does not mind the signature of a root that was sent along", () => {
    const root = certificate({
      subject: INTERMEDIATE.issuer,
      issuer: INTERMEDIATE.issuer,
      selfIssued: true,
      signatureOid: "1.2.840.113549.1.1.5",
      keyType: "rsa",
      keyBits: 1024,
    });
    const facts = certificateDetector.detect(
      input([handshakeLook(handshake({ chain: [certificate(), INTERMEDIATE, root] }))]),
    );
    expect(word(the(facts, "tls.certificate-weak-signature", "intermediate-2"))).toBe("absent");
    expect(word(the(facts, "tls.certificate-weak-key", "intermediate-2"))).toBe("absent");
  });
});

describe("several addresses", () => {
  const bad = handshake({ ...leaf({ altNames: ["dns:b.test"] }), address: "127.0.0.11" });

  it("states what any address shows, and where", () => {
    const facts = certificateDetector.detect(
      input([handshakeLook(handshake()), handshakeLook(bad, "127.0.0.11")]),
    );
    expect(word(the(facts, "tls.certificate-name-mismatch"))).toBe(
      "present names=b.test @ 127.0.0.11",
    );
  });

  it("states it even if another address could not be looked at", () => {
    const facts = certificateDetector.detect(
      input([handshakeLook(failed("connect-timeout")), handshakeLook(bad, "127.0.0.11")]),
    );
    expect(word(the(facts, "tls.certificate-name-mismatch"))).toMatch(/^present/);
  });

  it.each([
    [failed("connect-timeout"), "unknown connect-timeout"],
    [failed("tls-failed"), "unknown tls-failed"],
    [failed("not-tls"), "unknown not-tls"],
    [skipped("not-planned"), "unknown not-planned"],
    [skipped("budget-spent"), "unknown budget-spent"],
    [{ status: "ok" as const, value: handshake(REFUSED) }, "unknown tls-failed"],
    [{ status: "ok" as const, value: handshake({ chain: [] }) }, "unknown inconclusive"],
  ])("calls nothing absent while one address answered %j", (attempt, expected) => {
    const facts = certificateDetector.detect(
      input([handshakeLook(handshake()), handshakeLook(attempt, "127.0.0.11")]),
    );
    expect(new Set(facts.map(word))).toEqual(new Set([expected]));
    expect(facts.length).toBeGreaterThan(10);
  });
});

describe("what it says nothing of", () => {
  it("speaks of no port that was not asked", () => {
    expect(certificateDetector.detect(input([]))).toEqual([]);
  });

  it("keeps ports apart", () => {
    const facts = certificateDetector.detect(
      input([
        handshakeLook(handshake()),
        look({ port: 8443, attempt: { status: "ok", value: handshake(SELF_SIGNED) } }),
      ]),
    );
    const selfSigned = facts.filter(
      ({ predicate, subject }) => predicate === "tls.certificate-self-signed" && subject === "leaf",
    );
    expect(selfSigned.map((fact) => [fact.port, fact.status])).toEqual([
      [443, "absent"],
      [8443, "present"],
    ]);
  });

  it("shows no control characters and no endless text of a hostile certificate", () => {
    const hostile = certificate({
      altNames: [`dns:\u001b[31m\u202eevil${"x".repeat(5_000)}`],
      subject: "CN=<script>\n\u0000O=\u2028x",
    });
    const facts = certificateDetector.detect(
      input([handshakeLook(handshake({ chain: [hostile] }))]),
    );
    const texts = facts.flatMap((fact) =>
      fact.status === "unknown"
        ? []
        : [
            ...fact.evidence.map(({ text }) => text),
            ...(fact.status === "present" ? [fact.value] : []),
          ],
    );
    expect(texts.length).toBeGreaterThan(5);
    for (const text of texts) {
      expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
      expect(text.length).toBeLessThanOrEqual(300);
    }
  });
});
