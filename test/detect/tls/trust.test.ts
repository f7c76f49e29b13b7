import { describe, expect, it } from "vitest";
import type { Certificate, TlsHandshake } from "../../../src/model/observation.ts";
import { certificateDetector } from "../../../src/detect/tls/certificate.ts";
import {
  HOST,
  INTERMEDIATE,
  SELF_SIGNED,
  certificate,
  handshake,
  handshakeLook,
  input,
  limits,
  the,
  word,
} from "./looks.ts";

const PREDICATES = [
  "tls.certificate-self-signed",
  "tls.certificate-untrusted",
  "tls.chain-incomplete",
] as const;

describe("trust: at most one word on whom the chain leads to", () => {
  const privateLeaf = certificate({ issuer: "O=BV-A, CN=Noi bo CA" });
  const privateRoot = certificate({
    subject: "O=BV-A, CN=Noi bo CA",
    issuer: "O=BV-A, CN=Noi bo CA",
    selfIssued: true,
  });
  const missing = (chain: Certificate[]): Partial<TlsHandshake> => ({
    chain,
    verification: {
      trusted: false,
      error: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      anchor: "issuer-missing",
    },
  });
  const rootFault = (error: string, chain?: Certificate[]): Partial<TlsHandshake> => ({
    chain: chain ?? [certificate(), INTERMEDIATE],
    verification: { trusted: false, error, anchor: "pinned-root" },
  });

  const refusedFor = (error: string | null, faults: string[]): Partial<TlsHandshake> => ({
    verification: { trusted: error === null, error, anchor: "pinned-root", path: [], faults },
  });

  it.each<[string, Partial<TlsHandshake>, [string, string, string]]>([
    ["sound", {}, ["absent", "absent", "absent"]],
    ["self-signed", SELF_SIGNED, [`present subject=${HOST}`, "absent", "absent"]],
    [
      "a private root that was sent",
      {
        chain: [privateLeaf, privateRoot],
        verification: {
          trusted: false,
          error: "SELF_SIGNED_CERT_IN_CHAIN",
          anchor: "unknown-root",
        },
      },
      ["absent", "present issuer=Noi bo CA", "absent"],
    ],
    [
      "a private root that was not sent",
      missing([privateLeaf]),
      ["absent", "present issuer=Noi bo CA", "unknown inconclusive"],
    ],
    [
      "the leaf of a public authority alone",
      missing([certificate()]),
      ["absent", "absent", "present missing=R12"],
    ],
    [
      "a public authority whose name holds a comma",
      missing([certificate({ issuer: "C=US, O=DigiCert\\, Inc., CN=DigiCert TLS" })]),
      ["absent", "absent", "present missing=DigiCert TLS"],
    ],
    [
      "one that only calls itself like a public one",
      missing([certificate({ issuer: "O=Let's Encrypt Fake, CN=R12" })]),
      ["absent", "present issuer=R12", "unknown inconclusive"],
    ],
    ["expired below a pinned root", rootFault("CERT_HAS_EXPIRED"), ["absent", "absent", "absent"]],
    ["not yet valid", rootFault("CERT_NOT_YET_VALID"), ["absent", "absent", "absent"]],
    [
      "too weak for the runtime",
      rootFault("UNSPECIFIED", [certificate({ keyType: "rsa", keyBits: 1024 }), INTERMEDIATE]),
      ["absent", "absent", "absent"],
    ],
    [
      "refused for an unnamed reason",
      rootFault("UNSPECIFIED"),
      ["absent", "unknown inconclusive", "absent"],
    ],
    [
      "a wrong purpose",
      rootFault("INVALID_PURPOSE"),
      ["absent", "present error=INVALID_PURPOSE", "absent"],
    ],
    [
      "a fault that the runtime does not name",
      refusedFor("UNSPECIFIED", ["PERMITTED_VIOLATION"]),
      ["absent", "present error=PERMITTED_VIOLATION", "absent"],
    ],
    [
      "a fault that the runtime hides behind a date",
      refusedFor("CERT_HAS_EXPIRED", ["INVALID_CA"]),
      ["absent", "present error=INVALID_CA", "absent"],
    ],
    [
      "a root that has run out",
      refusedFor("CERT_HAS_EXPIRED", ["ROOT_HAS_EXPIRED"]),
      ["absent", "present error=ROOT_HAS_EXPIRED", "absent"],
    ],
    [
      "a fault that the runtime does not see",
      refusedFor(null, ["KEY_USAGE"]),
      ["absent", "present error=KEY_USAGE", "absent"],
    ],
    [
      "another way than the one that the runtime took",
      refusedFor("UNABLE_TO_GET_ISSUER_CERT_LOCALLY", []),
      ["absent", "absent", "absent"],
    ],
    [
      "refused for an unnamed reason, though no fault is seen",
      refusedFor("UNSPECIFIED", []),
      ["absent", "unknown inconclusive", "absent"],
    ],
    [
      "an authority that bears a public one's name within its own",
      missing([certificate({ issuer: "CN=Noi bo\\, O=DigiCert Inc, O=BV-A" })]),
      ["absent", "present issuer=Noi bo, O=DigiCert Inc", "unknown inconclusive"],
    ],
    [
      "not verified at all",
      { verification: null },
      ["unknown inconclusive", "unknown inconclusive", "unknown inconclusive"],
    ],
  ])("%s", (_name, changes, expected) => {
    const facts = certificateDetector.detect(input([handshakeLook(handshake(changes))]));
    const words = PREDICATES.map((predicate) => word(the(facts, predicate, "leaf")));
    expect(words).toEqual(expected);
  });

  it("is sure of a missing intermediate that another address sends", () => {
    const facts = certificateDetector.detect(
      input([
        handshakeLook(handshake(), "127.0.0.10"),
        handshakeLook(
          handshake({ ...missing([certificate()]), address: "127.0.0.11" }),
          "127.0.0.11",
        ),
      ]),
    );
    expect(the(facts, "tls.chain-incomplete")).toMatchObject({
      status: "present",
      confidence: "certain",
      value: "missing=R12 @ 127.0.0.11",
    });
  });

  it("is less sure when only the authority's name says that it is public", () => {
    const facts = certificateDetector.detect(
      input([handshakeLook(handshake(missing([certificate()])))]),
    );
    expect(the(facts, "tls.chain-incomplete")).toMatchObject({ confidence: "firm" });
  });
});

describe("an intermediate that other hosts send", () => {
  const keyed = (authorityKeyId: string | null): Certificate => {
    const { details } = certificate();
    if (details === undefined) throw new Error("details are read");
    return certificate({
      issuer: "O=CA Bộ Y tế, CN=CA 1",
      details: { ...details, authorityKeyId },
    });
  };
  const known = (subjectKeyId: string | null) => ({
    sha256: "5a".repeat(32),
    subject: "O=CA Bộ Y tế, CN=CA 1",
    issuer: "CN=Root",
    subjectKeyId,
    notAfter: "2030-01-01T00:00:00.000Z",
  });

  it.each<[string, [string | null, string | null], string, string]>([
    ["the very key", ["ab", "ab"], "present missing=CA 1", "certain"],
    ["the name, the key not told", [null, "ab"], "present missing=CA 1", "firm"],
    ["the name, its key not told", ["ab", null], "present missing=CA 1", "firm"],
    ["another key of that name", ["ab", "cd"], "unknown inconclusive", ""],
  ])("%s", (_name, [authority, subject], expected, confidence) => {
    const broken = handshake({
      chain: [keyed(authority)],
      verification: { trusted: false, error: "X", anchor: "issuer-missing" },
    });
    const facts = certificateDetector.detect({
      ...input([handshakeLook(broken)]),
      intermediates: [known(subject)],
    });
    const fact = the(facts, "tls.chain-incomplete");
    expect(word(fact)).toBe(expected);
    expect(word(the(facts, "tls.certificate-untrusted"))).toBe(
      confidence === "" ? "present issuer=CA 1" : "absent",
    );
    if (fact?.status === "present") {
      expect(fact.confidence).toBe(confidence);
      expect(fact.evidence[0]?.text).toContain("5a5a5a");
    }
  });
});

describe("an intermediate that its authority has disclosed", () => {
  const [subject, keyId, sha256] = limits.intermediates.find(([name]) =>
    name.includes("Let's Encrypt"),
  ) ?? ["", "", ""];

  it.each<[string, string | null, string]>([
    ["by its key", keyId, "certain"],
    ["by its name", null, "firm"],
  ])("is named %s", (_name, authorityKeyId, confidence) => {
    const { details } = certificate();
    if (details === undefined) throw new Error("details are read");
    const leaf = certificate({ issuer: subject, details: { ...details, authorityKeyId } });
    const broken = handshake({
      chain: [leaf],
      verification: { trusted: false, error: "X", anchor: "issuer-missing" },
    });
    const fact = the(
      certificateDetector.detect(input([handshakeLook(broken)])),
      "tls.chain-incomplete",
    );
    expect(fact).toMatchObject({ status: "present", confidence });
    expect(JSON.stringify(fact)).toContain(sha256);
  });
});
