import { describe, expect, it } from "vitest";
import type { Certificate, Look, TlsFlight, TlsHandshake } from "../../../src/model/observation.ts";
import { certificateDetector } from "../../../src/detect/tls/certificate.ts";
import { AUDIT_PROBE } from "../../../src/text/tls/topics.ts";
import { certificate, flight, handshake, handshakeLook, input, look, the, word } from "./looks.ts";

const SOUND = certificate().details;

function leaf(details: Partial<NonNullable<Certificate["details"]>>, changes = {}): Certificate {
  return certificate({
    ...(SOUND === undefined ? {} : { details: { ...SOUND, ...details } }),
    ...changes,
  });
}

function audited(changes: Partial<TlsFlight>, role = "baseline"): Look {
  const value = flight({ ...changes });
  return look({ probe: AUDIT_PROBE, role, locator: "tls", attempt: { status: "ok", value } });
}

function said(
  predicate: "tls.must-staple-missing" | "tls.certificate-no-sct",
  changes: Partial<TlsHandshake>,
  ...audit: readonly Look[]
): string {
  const facts = certificateDetector.detect(input([handshakeLook(handshake(changes)), ...audit]));
  return word(the(facts, predicate));
}

describe("must-staple", () => {
  const bound = { chain: [leaf({ mustStaple: true })] };

  it.each<[string, Partial<TlsHandshake>, Look[], string]>([
    ["not asked for", {}, [], "absent"],
    ["asked for and not kept", bound, [audited({})], "present must-staple=unkept"],
    ["kept in the full handshake", { ...bound, stapled: true }, [], "absent"],
    ["kept in a later hello only", bound, [audited({}), audited({ stapled: true })], "absent"],
    [
      "a staple for another certificate",
      bound,
      [audited({ stapled: true, leafSha256: "ff" })],
      "present must-staple=unkept",
    ],
    [
      "a staple for a client that names nobody",
      bound,
      [audited({ stapled: true }, "nameless")],
      "present must-staple=unkept",
    ],
  ])("%s", (_name, changes, audit, expected) => {
    expect(said("tls.must-staple-missing", changes, ...audit)).toBe(expected);
  });

  it("leaves it open where an old look did not ask", () => {
    const { stapled: _, ...old } = handshake(bound);
    const facts = certificateDetector.detect(input([handshakeLook(old)]));
    expect(word(the(facts, "tls.must-staple-missing"))).toBe("unknown inconclusive");
  });

  it("leaves it open where an old look did not read the certificate's extensions", () => {
    const { details: _, ...old } = certificate();
    expect(said("tls.must-staple-missing", { chain: [old] })).toBe("unknown inconclusive");
  });
});

describe("timestamps of public logs", () => {
  const bare = { chain: [leaf({ embeddedScts: 0 })] };

  it.each<[string, Partial<TlsHandshake>, Look[], string]>([
    ["in the certificate", {}, [], "absent"],
    ["nowhere", bare, [audited({})], "present scts=0"],
    ["in the handshake", bare, [audited({ extensions: [18] })], "absent"],
    ["perhaps in a stapled answer", bare, [audited({ stapled: true })], "unknown inconclusive"],
    ["no clear-text flight to look at", bare, [], "unknown inconclusive"],
    [
      "issued before browsers insisted",
      { chain: [leaf({ embeddedScts: 0 }, { notBefore: "2018-04-30T00:00:00.000Z" })] },
      [audited({})],
      "absent",
    ],
    [
      "a private authority that the operator trusts",
      { chain: [leaf({ embeddedScts: 0 }, { issuer: "O=Bộ Y tế, CN=CA nội bộ" })] },
      [audited({})],
      "absent",
    ],
  ])("%s", (_name, changes, audit, expected) => {
    expect(said("tls.certificate-no-sct", changes, ...audit)).toBe(expected);
  });

  it("is never called certain", () => {
    const facts = certificateDetector.detect(input([handshakeLook(handshake(bare)), audited({})]));
    expect(the(facts, "tls.certificate-no-sct")).toMatchObject({ confidence: "firm" });
  });
});

describe("the order of the chain", () => {
  const named = (subject: string, issuer: string): Certificate =>
    certificate({
      sha256: subject + issuer,
      subject: `CN=${subject}`,
      issuer: `CN=${issuer}`,
      selfIssued: subject === issuer,
    });
  const [site, low, high, root] = [
    named("site", "low"),
    named("low", "high"),
    named("high", "root"),
    named("root", "root"),
  ];

  it.each<[string, Certificate[], string]>([
    ["in order", [site, low, high], "absent"],
    ["the leaf alone", [site], "absent"],
    ["with its root", [site, low, high, root], "absent"],
    ["reversed behind the leaf", [site, root, high, low], "present chain=order"],
    ["two changed round", [site, high, low], "present chain=order"],
    ["a stranger at the end", [site, low, named("other", "x")], "present chain=extra other"],
    ["a stranger in between", [site, named("other", "x"), low], "present chain=extra other"],
    ["one of them twice", [site, low, low, high], "present chain=extra low"],
    ["the leaf twice", [site, site, low], "present chain=extra site"],
    ["two ways up (cross-signed)", [site, low, named("low", "other"), high], "absent"],
    ["a loop of names", [site, named("low", "low2"), named("low2", "low")], "absent"],
  ])("%s", (_name, chain, expected) => {
    const facts = certificateDetector.detect(input([handshakeLook(handshake({ chain }))]));
    expect(word(the(facts, "tls.chain-order"))).toBe(expected);
  });
});
