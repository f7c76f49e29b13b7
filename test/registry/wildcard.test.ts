import { describe, expect, it } from "vitest";
import { judgeWildcard } from "../../src/registry/wildcard.ts";
import { problems, read, SHARED } from "./reading.ts";
import { authorization, registryWith, system, target, unit } from "./sample.ts";

// Real suffixes stand here as text only: they are parsed and never resolved.
const OWNERS = new Map([
  ["bv-a.test", "A"],
  ["www.bv-a.test", "A"],
  ["bv-b.test", "A"],
  ["b.bv-b.test", "B"],
  ["bv-c.test", "C"],
  ["soyte.hanoi.gov.vn", "A"],
  ["hanoi.gov.vn", "A"],
  ["gov.vn", "A"],
  ["vn", "A"],
  ["health.vn", "A"],
  ["hanoi.vn", "A"],
  ["bv.health.vn", "A"],
  ["hmu.edu.vn", "A"],
  ["cntt.hmu.edu.vn", "A"],
  ["edu.vn", "A"],
  ["com.vn", "A"],
  ["wordpress.com", "A"],
  ["bv-a.wordpress.com", "A"],
  ["google.com", "A"],
  ["github.io", "A"],
  ["bv-a.github.io", "A"],
  ["xn--bnhvin-ik8be.vn", "A"],
]);

describe("judgeWildcard", () => {
  it.each([
    ["*.bv-a.test", "*.bv-a.test"],
    ["*.BV-A.test.", "*.bv-a.test"],
    ["*.www.bv-a.test", "*.www.bv-a.test"],
    ["*.soyte.hanoi.gov.vn", "*.soyte.hanoi.gov.vn"],
    ["*.cntt.hmu.edu.vn", "*.cntt.hmu.edu.vn"],
    ["*.bv.health.vn", "*.bv.health.vn"],
    ["*.bv-a.wordpress.com", "*.bv-a.wordpress.com"],
    ["*.bv-a.github.io", "*.bv-a.github.io"],
    ["*.bệnhviện.vn", "*.xn--bnhvin-ik8be.vn"],
  ])("%s is allowed", (pattern, canonical) => {
    const verdict = judgeWildcard(pattern, { unit: "A", owners: OWNERS, sharedDomains: SHARED });
    expect(verdict).toEqual({ ok: true, pattern: canonical });
  });

  it.each([
    ["*", "wildcard-form"],
    ["*.", "wildcard-form"],
    ["*bv-a.test", "wildcard-form"],
    ["www.*.test", "wildcard-form"],
    ["*.*.test", "wildcard-form"],
    ["**.bv-a.test", "wildcard-form"],
    ["*.127.0.0.1", "wildcard-form"],
    ["*.bv-a.test/x", "wildcard-form"],
    ["*.bv-a.test:80", "wildcard-form"],
    ["*.vn", "wildcard-suffix"],
    ["*.test", "wildcard-suffix"],
    ["*.gov.vn", "wildcard-suffix"],
    ["*.edu.vn", "wildcard-suffix"],
    ["*.com.vn", "wildcard-suffix"],
    ["*.health.vn", "wildcard-suffix"],
    ["*.hanoi.vn", "wildcard-suffix"],
    ["*.github.io", "wildcard-suffix"],
    ["*.hanoi.gov.vn", "wildcard-government"],
    ["*.HANOI.gov.vn.", "wildcard-government"],
    ["*.hmu.edu.vn", "wildcard-government"],
    ["*.wordpress.com", "wildcard-shared"],
    ["*.google.com", "wildcard-shared"],
    ["*.khac.test", "wildcard-unregistered"],
    ["*.bv-c.test", "wildcard-unregistered"],
    ["*.b.bv-b.test", "wildcard-unregistered"],
    ["*.bv-b.test", "wildcard-other-unit"],
  ])("%s is refused: %s", (pattern, code) => {
    const verdict = judgeWildcard(pattern, { unit: "A", owners: OWNERS, sharedDomains: SHARED });
    expect(verdict).toMatchObject({ ok: false, code });
  });
});

describe("in a file", () => {
  const text = (pattern: string, more = ""): string => `units:
  - {code: A, name: A, hosts: [bv-a.test, www.bv-a.test, soyte.hanoi.gov.vn, hanoi.gov.vn]}
  - {code: B, name: B, parent: A, hosts: [bv-b.test${more}]}
authorizations:
  - {document: 1/QĐ, unit: A, signedBy: X, validFrom: 2026-01-01, validTo: 2026-12-31, hosts: ["${pattern}"], areas: [tls]}
`;

  it.each([
    ["*.bv-a.test", "", []],
    [
      "*.hanoi.gov.vn",
      "",
      ["r.yaml:5: *.hanoi.gov.vn is not allowed: many agencies have names below hanoi.gov.vn"],
    ],
    [
      "*.gov.vn",
      "",
      ["r.yaml:5: *.gov.vn is not allowed: gov.vn is a public suffix with many owners below it"],
    ],
    [
      "*.health.vn",
      "",
      [
        "r.yaml:5: *.health.vn is not allowed: health.vn is a public suffix with many owners below it",
      ],
    ],
    [
      "*.wordpress.com",
      "",
      ["r.yaml:5: *.wordpress.com is not allowed: wordpress.com is listed as a shared domain"],
    ],
    [
      "*.github.io",
      "",
      [
        "r.yaml:5: *.github.io is not allowed: github.io is a public suffix with many owners below it",
      ],
    ],
    [
      "*.bv-b.test",
      "",
      ["r.yaml:5: *.bv-b.test is not allowed: bv-b.test is not registered for the unit A"],
    ],
    [
      "*.bv-a.test",
      ", b.bv-a.test",
      ["r.yaml:5: *.bv-a.test is not allowed: the host b.bv-a.test belongs to the unit B"],
    ],
    ["www.*.test", "", ["r.yaml:5: the wildcard “www.*.test” is malformed"]],
  ])("%s %s", async (pattern, more, expected) => {
    expect(await problems("r.yaml", text(pattern, more))).toEqual(expected);
  });

  it("goes to the unit that owns its name, of several", async () => {
    const file = text("*.bv-b.test")
      .replace("unit: A,", "units: [A, B],")
      .replace('["*', '[bv-a.test, "*');
    const { authorizations } = await read("r.yaml", file);
    expect(authorizations.map((one) => [one.unit, one.hosts])).toEqual([
      ["A", ["bv-a.test"]],
      ["B", ["*.bv-b.test"]],
    ]);
  });

  it("a recorded wildcard keeps other units' hosts out, until it is revoked", async () => {
    const wild = authorization("7/QĐ", "BV-A", { hosts: ["*.bv-a.test"] });
    const more = {
      units: [unit("BV-A"), unit("BV-B")],
      systems: [system("BV-A-WEB", "BV-A")],
      targets: [target("bv-a.test", "BV-A")],
    };
    const file = "units:\n  - code: BV-B\n    hosts: [khac.test, b.bv-a.test]\n";
    const current = registryWith([wild], more);
    expect(await problems("r.yaml", file, { current })).toEqual([
      "r.yaml:3: the host b.bv-a.test lies within *.bv-a.test, which the document 7/QĐ gives to the unit BV-A",
    ]);
    const revoked = registryWith([{ ...wild, status: "revoked" }], more);
    expect(await problems("r.yaml", file, { current: revoked })).toEqual([]);
  });
});
