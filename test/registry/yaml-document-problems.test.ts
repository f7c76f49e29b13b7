import { describe, expect, it } from "vitest";
import { problems } from "./reading.ts";

const TERMS = `    unit: A
    signedBy: X
    validFrom: 2026-01-01
    validTo: 2026-12-31
    hosts: all-registered
    areas: [tls]
`;

/** The document stands on line 3, its areas on line 9. */
function documentWith(more: string, replace: readonly [string, string] = ["", ""]): string {
  return `units: [{code: A, name: A, hosts: [www.a.test]}]
authorizations:
  - document: 1/QĐ
${TERMS.replace(...replace)}${more}`;
}

describe("a problem of an authorization is told with its line", () => {
  it.each<[from: string, to: string, expected: string]>([
    ["[tls]", "[]", "r.yaml:9: “areas” is empty"],
    ["[tls]", "[tls, ports]", "r.yaml:9: the value of “areas” is none of the choices"],
    ["[tls]", "tls", "r.yaml:9: “areas” must be a list"],
    [
      "2026-12-31",
      "2025-12-31",
      "r.yaml:7: the last day 2025-12-31 lies before the first day 2026-01-01",
    ],
    ["2026-12-31", "31/12/2026", "r.yaml:7: the date “31/12/2026” in “validTo” is not valid"],
    ["    hosts: all-registered\n", "", "r.yaml:3: “hosts” is missing"],
    ["    signedBy: X\n", "", "r.yaml:3: “signedBy” is missing"],
    ["all-registered", "[]", "r.yaml:8: “hosts” is empty"],
    ["all-registered", "[127.0.0.1]", "r.yaml:8: “127.0.0.1” is an IP address"],
    [
      "all-registered",
      "[www.a.test, evil.test]",
      "r.yaml:8: the host evil.test belongs neither to the unit A nor to a unit below it",
    ],
    ["all-registered", "[all]", "r.yaml:8: “all” is not a valid host name"],
    ["all-registered", "all", "r.yaml:8: “all” is not a valid host name"],
    ["all-registered", "{a: 1}", "r.yaml:8: “hosts” must be a list"],
    ["unit: A", "unit: B", "r.yaml:4: no unit has the code B"],
    ["unit: A", "units: []", "r.yaml:4: “units” is empty"],
  ])("%j -> %j", async (from, to, expected) => {
    expect(await problems("r.yaml", documentWith("", [from, to]))).toEqual([expected]);
  });

  it.each<[more: string, expected: string]>([
    ['window: {from: "24:00", to: "05:00"}', "the time in “from” is not valid"],
    ['window: {from: "7:00", to: "05:00"}', "the time in “from” is not valid"],
    ['window: {from: "05:00"}', "“to” is missing"],
    ['window: {from: "05:00", to: "05:00"}', "the window begins and ends at the same time"],
    [
      'window: {from: "22:00", to: "05:00", timezone: Asia/Hue}',
      "there is no time zone “Asia/Hue”",
    ],
    [
      'verify: {from: "05:00", to: "05:00", maxRequests: 1}',
      "the window begins and ends at the same time",
    ],
    [
      'verify: {from: "05:00", to: "06:00", maxRequests: 1000}',
      "“maxRequests” must be a number within its limits",
    ],
    ["watch: {everyMinutes: 0}", "“everyMinutes” must be a number within its limits"],
    ["requestsPerSecond: 0", "“requestsPerSecond” must be a number within its limits"],
    ["requestsPerSecond: fast", "“requestsPerSecond” must be a number within its limits"],
    ["status: paused", "the value of “status” is none of the choices"],
    ["documentSha256: abc", "the SHA-256 is not valid"],
    ["hosterNotified: maybe", "“hosterNotified” takes yes or no"],
    ["ports: [80]", "unknown key “ports”"],
  ])("%s", async (more, expected) => {
    expect(await problems("r.yaml", documentWith(`    ${more}\n`))).toEqual([
      `r.yaml:10: ${expected}`,
    ]);
  });

  it("the same document twice for one unit", async () => {
    const second = `  - document: 1/QĐ\n${TERMS}`;
    expect(await problems("r.yaml", documentWith(second))).toEqual([
      "r.yaml:10: the document 1/QĐ of the unit A already stands at r.yaml:3",
    ]);
  });
});
