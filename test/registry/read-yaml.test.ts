import { describe, expect, it } from "vitest";
import { problems, read, registryOf } from "./reading.ts";
import { authorization, registryWith, system, target, unit } from "./sample.ts";

const FULL = `units:
  - code: SYT-HN
    name: Sở Y tế Hà Nội
  - code: BV-A
    name: Bệnh viện A
    kind: hospital
    province: Hà Nội
    parent: SYT-HN
    formerly: [TTYT-X]
    head: Nguyễn Văn A
    contacts: [{email: cntt@bv-a.test, role: security}]
    incidentPlan: {decision: 20/QĐ-BVA, date: 2026-02-01}
    systems:
      - code: BV-A-WEB
        name: Cổng thông tin điện tử
        exposure: public
        level: 2
        levelApproval: {status: approved, decision: 15/QĐ-BVA, date: 2026-03-01, body: Sở Y tế}
        operator: Trung tâm CNTT
        onlineService: true
        personalData: basic
        contractor: Công ty X
        type: Dịch vụ trực tuyến
        securityRegulation: {decision: 30/QĐ-BVA, date: 2026-02-01}
        measures: full
        assessed: [periodic]
        hosts:
          - host: WWW.BV-A.test.
            ports: [80, 443, {port: 8443, scheme: https}]
            paths: ["/", "/tin tức?a=1"]
            addresses: ["127.0.0.10/32"]
      - code: BV-A-HIS
        exposure: internal
        securityRegulation: none
        approvalExpected: 2026-12
        measuresExpected: 2027-06-30
        assessed: none
authorizations:
  - document: 12/QĐ-BVA
    unit: BV-A
    signedBy: Giám đốc
    signedOn: 2026-01-05
    hosterNotified: true
    emergencyContact: "0123"
    validFrom: 2026-01-05
    validTo: 2026-12-31
    hosts: [www.bv-a.test]
    areas: [tls, cms, panels, defacement]
    window: {from: "22:00", to: "05:00"}
    verify: {from: "07:00", to: "18:00", maxRequests: 20}
    watch: {everyMinutes: 30}
    requestsPerSecond: 2
`;

describe("a whole file", () => {
  it("becomes the registry", async () => {
    expect(await registryOf("r.yaml", FULL)).toEqual({
      units: [
        unit("SYT-HN", { name: "Sở Y tế Hà Nội", kind: "other" }),
        unit("BV-A", {
          name: "Bệnh viện A",
          province: "Hà Nội",
          parent: "SYT-HN",
          formerly: ["TTYT-X"],
          head: "Nguyễn Văn A",
          contacts: [{ email: "cntt@bv-a.test", role: "security" }],
          incidentPlan: { decision: "20/QĐ-BVA", date: "2026-02-01" },
        }),
      ],
      systems: [
        system("BV-A-WEB", "BV-A", {
          name: "Cổng thông tin điện tử",
          level: 2,
          levelApproval: {
            status: "approved",
            decision: "15/QĐ-BVA",
            date: "2026-03-01",
            body: "Sở Y tế",
          },
          operator: "Trung tâm CNTT",
          onlineService: true,
          personalData: "basic",
          contractor: "Công ty X",
          type: "Dịch vụ trực tuyến",
          securityRegulation: { decision: "30/QĐ-BVA", date: "2026-02-01", body: null },
          measures: "full",
          assessed: ["periodic"],
        }),
        system("BV-A-HIS", "BV-A", {
          exposure: "internal",
          securityRegulation: "none",
          approvalExpected: "2026-12",
          measuresExpected: "2027-06-30",
          assessed: "none",
        }),
      ],
      targets: [
        target("www.bv-a.test", "BV-A", {
          ports: [
            { port: 80, scheme: "http" },
            { port: 443, scheme: "https" },
            { port: 8443, scheme: "https" },
          ],
          paths: ["/", "/tin%20t%E1%BB%A9c?a=1"],
          addresses: ["127.0.0.10/32"],
        }),
      ],
      authorizations: [
        authorization("12/QĐ-BVA", "BV-A", {
          hosterNotified: true,
          emergencyContact: "0123",
          hosts: ["www.bv-a.test"],
          window: { from: "22:00", to: "05:00", timezone: "Asia/Ho_Chi_Minh" },
          verify: { from: "07:00", to: "18:00", maxRequests: 20 },
          watch: { everyMinutes: 30 },
          requestsPerSecond: 2,
        }),
      ],
    });
  });

  it("is the same in NFD, with CRLF and with a byte order mark", async () => {
    const other = `\uFEFF${FULL.normalize("NFD").replaceAll("\n", "\r\n")}`;
    expect(await read("r.yml", other)).toEqual(await read("r.yaml", FULL));
  });

  it("fills in what the contract says is the default", async () => {
    const text =
      "units: [{code: A, name: A, hosts: [www.a.test, {host: b.a.test, ports: [8080]}]}]";
    expect(await registryOf("r.yaml", text)).toEqual({
      units: [unit("A", { name: "A", kind: "other" })],
      systems: [system("A-WEB", "A")],
      targets: [
        target("www.a.test", "A"),
        target("b.a.test", "A", { ports: [{ port: 8080, scheme: "http" }] }),
      ],
      authorizations: [],
    });
  });

  it("keeps 'none' apart from what is not declared", async () => {
    const text = `units:
  - {code: A, name: A, contacts: none, incidentPlan: none, systems: [{level: none, levelApproval: {status: none}}]}
  - {code: B, name: B, contacts: , incidentPlan: , systems: [{level: , levelApproval: }]}`;
    const { units, systems } = await registryOf("r.yaml", text);
    expect(units.map((one) => [one.contacts, one.incidentPlan])).toEqual([
      ["none", "none"],
      [null, null],
    ]);
    expect(systems.map((one) => [one.level, one.levelApproval?.status])).toEqual([
      ["none", "none"],
      [null, undefined],
    ]);
  });
});

describe("several units in one document", () => {
  const UNITS = `units:
  - {code: S, name: S}
  - {code: A, name: A, parent: S, hosts: [a.test1.test, b.test1.test]}
  - {code: B, name: B, parent: S, hosts: [a.test2.test]}
authorizations:
  - {document: "1", signedBy: X, validFrom: 2026-01-01, validTo: 2026-12-31, areas: [tls], `;

  it.each([
    [
      "units: [A, B], hosts: [a.test1.test, a.test2.test]",
      [
        ["A", ["a.test1.test"]],
        ["B", ["a.test2.test"]],
      ],
    ],
    [
      "units: [A, B], hosts: all-registered",
      [
        ["A", "all-registered"],
        ["B", "all-registered"],
      ],
    ],
    ["unit: S, hosts: [a.test1.test, a.test2.test]", [["S", ["a.test1.test", "a.test2.test"]]]],
    ["unit: A, hosts: a.test1.test", [["A", ["a.test1.test"]]]],
    ["units: [A, A], hosts: [a.test1.test, A.test1.test]", [["A", ["a.test1.test"]]]],
  ])("%s", async (rest, expected) => {
    const { authorizations } = await read("r.yaml", `${UNITS}${rest}}`);
    expect(authorizations.map((one) => [one.unit, one.hosts])).toEqual(expected);
  });

  it.each([
    ["units: [A, B], hosts: [a.test1.test]", "r.yaml:6: the document covers no host of the unit B"],
    [
      "unit: A, hosts: [a.test2.test]",
      "r.yaml:6: the host a.test2.test belongs neither to the unit A nor to a unit below it",
    ],
    [
      "unit: A, units: [B], hosts: all-registered",
      "r.yaml:6: an authorization takes exactly one of “unit” and “units”",
    ],
    ["hosts: all-registered", "r.yaml:6: an authorization takes exactly one of “unit” and “units”"],
    ["units: [A, C], hosts: all-registered", "r.yaml:6: no unit has the code C"],
  ])("%s is refused", async (rest, expected) => {
    expect(await problems("r.yaml", `${UNITS}${rest}}`)).toEqual([expected]);
  });
});

describe("against the registry", () => {
  const current = registryWith([], {
    units: [unit("BV-A"), unit("BV-B"), unit("BV-C", { retired: true })],
    systems: [system("BV-A-WEB", "BV-A"), system("BV-B-WEB", "BV-B")],
    targets: [
      target("www.bv-a.test", "BV-A"),
      target("www.bv-b.test", "BV-B"),
      target("www.bv-c.test", "BV-C"),
    ],
  });

  it.each<[text: string, expected: string[]]>([
    ["units: [{code: BV-A, hosts: [www.bv-a.test]}]", []],
    ["units: [{code: BV-A, hosts: [www.bv-c.test]}]", []],
    ["units: [{code: BV-X, name: X, parent: BV-B}]", []],
    [
      "units: [{code: BV-A, hosts: [www.bv-b.test]}]",
      ["r.yaml:1: the host www.bv-b.test is registered for the unit BV-B"],
    ],
    [
      "units: [{code: BV-A, systems: [{code: BV-B-WEB}]}]",
      ["r.yaml:1: the system code BV-B-WEB belongs to the unit BV-B"],
    ],
    [
      "units: [{code: BV-A, systems: [{code: BV-A-WEB, exposure: internal}]}]",
      ["r.yaml:1: the internal system BV-A-WEB must not list hosts"],
    ],
    [
      "units: [{code: BV-A, parent: BV-B}, {code: BV-B, parent: BV-A}]",
      ["r.yaml:1: the parents form a circle: BV-A → BV-B → BV-A"],
    ],
  ])("%s", async (text, expected) => {
    expect(await problems("r.yaml", text, { current })).toEqual(expected);
  });

  const DOCUMENT =
    "{document: 1/QĐ, signedBy: X, validFrom: 2026-01-01, validTo: 2026-12-31, areas: [tls], ";

  it.each<[text: string, expected: string[]]>([
    [`authorizations: [${DOCUMENT}unit: BV-A, hosts: [www.bv-a.test]}]`, []],
    [
      `authorizations: [${DOCUMENT}unit: BV-A, hosts: [www.bv-b.test]}]`,
      ["r.yaml:1: the host www.bv-b.test belongs neither to the unit BV-A nor to a unit below it"],
    ],
    [
      `authorizations: [${DOCUMENT}unit: BV-X, hosts: all-registered}]`,
      ["r.yaml:1: no unit has the code BV-X"],
    ],
    ["authorizations: []", ["r.yaml: the file holds nothing to import"]],
    ["units: [{code: BV-A, name: A}]", ["r.yaml:1: this file may hold “authorizations” only"]],
  ])("authorizations alone: %s", async (text, expected) => {
    const found = await problems("r.yaml", text, { current, only: "authorizations" });
    expect(
      found.map((line) => line.replace("r.yaml:1: the file holds", "r.yaml: the file holds")),
    ).toEqual(expected);
  });
});

it.each<[name: string, bytes: Uint8Array, expected: string]>([
  ["r.yaml", Uint8Array.of(0x75, 0xff, 0xfe), "the file is not UTF-8"],
  ["r.yaml", new TextEncoder().encode("units: \u0000"), "the file is not UTF-8"],
  ["r.csv", Uint8Array.of(0x75, 0xc3, 0x28), "the file is not UTF-8"],
  ["r.json", new TextEncoder().encode("{}"), "this kind of file is not read"],
  ["r.xls", new TextEncoder().encode("x"), "this kind of file is not read"],
  ["r.xlsx", new TextEncoder().encode("no zip"), "the workbook cannot be read"],
  ["r.yaml", new Uint8Array(64 * 1024 * 1024 + 1), "the file is larger than 64 MB"],
])("%s as bytes: %#", async (name, bytes, expected) => {
  expect(await problems(name, bytes)).toEqual([`${name}: ${expected}`]);
});
