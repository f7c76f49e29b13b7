import { describe, expect, it } from "vitest";
import { fingerprintOf, groupOf, idOf } from "../../src/run/fingerprint.ts";

const parts = { rule: "tls-cert-expired", host: "www.bv-a.test", port: 443, subject: "leaf" };

describe("fingerprintOf", () => {
  it("does not depend on the order of keys, nor on anything else that is carried along", () => {
    const shuffled = {
      value: "other",
      subject: "leaf",
      port: 443,
      host: "www.bv-a.test",
      rule: "tls-cert-expired",
    };

    expect(fingerprintOf(shuffled)).toBe(fingerprintOf(parts));
  });

  it.each([
    ["rule", { ...parts, rule: "tls-cert-expiring" }],
    ["host", { ...parts, host: "bv-a.test" }],
    ["port", { ...parts, port: 8443 }],
    ["subject", { ...parts, subject: "intermediate-1" }],
  ])("moves with the %s", (_name, other) => {
    expect(fingerprintOf(other)).not.toBe(fingerprintOf(parts));
  });

  it("gives an id that people can type", () => {
    expect(idOf(fingerprintOf(parts))).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("groupOf", () => {
  it("joins ports, and www with apex, of one unit only", () => {
    const group = groupOf("BV-A", parts);

    expect(groupOf("BV-A", { ...parts, port: 80 })).toBe(group);
    expect(groupOf("BV-A", { ...parts, host: "bv-a.test" })).toBe(group);
    expect(groupOf("BV-B", parts)).not.toBe(group);
    expect(groupOf("BV-A", { ...parts, host: "mail.bv-a.test" })).not.toBe(group);
  });
});
