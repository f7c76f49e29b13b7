import { describe, expect, it } from "vitest";
import type { AuthorizationStatus } from "../../src/model/registry.ts";
import type { Draft } from "../../src/registry/draft.ts";
import { mergeRegistry } from "../../src/registry/merge.ts";
import { read, registryOf } from "./reading.ts";
import { authorization, registryWith, system, target, unit } from "./sample.ts";

const NOTHING: Draft = {
  units: [],
  systems: [],
  targets: [],
  authorizations: [],
  hostLists: "whole",
};

const TERMS = {
  document: "1/QĐ",
  unit: "BV-A",
  signedBy: "Giám đốc",
  validFrom: "2026-01-05",
  validTo: "2026-12-31",
  hosts: ["www.bv-a.test"],
  areas: ["tls", "cms", "panels", "defacement"],
} as const;

describe("what a file says is put in, what it does not say stays", () => {
  const current = registryWith([authorization("1/QĐ", "BV-A", { hosts: ["www.bv-a.test"] })], {
    units: [unit("BV-A", { province: "Hà Nội", head: "Nguyễn Văn A" })],
    systems: [system("BV-A-WEB", "BV-A", { level: 2 })],
    targets: [target("www.bv-a.test", "BV-A", { addresses: ["127.0.0.10/32"] })],
  });

  it.each<[name: string, draft: Partial<Draft>, changes: string[]]>([
    ["nothing", {}, []],
    ["what is known", { units: [{ code: "BV-A", province: "Hà Nội" }] }, []],
    [
      "another name",
      { units: [{ code: "BV-A", name: "Mới" }] },
      ['updated unit BV-A: name: "Đơn vị BV-A" → "Mới"'],
    ],
    [
      "a first parent",
      {
        units: [
          { code: "B", name: "B" },
          { code: "BV-A", parent: "B" },
        ],
      },
      ["added unit B", 'updated unit BV-A: parent: — → "B"'],
    ],
    [
      "another level",
      { systems: [{ code: "BV-A-WEB", unit: "BV-A", level: 3 }] },
      ["updated system BV-A-WEB (BV-A): level: 2 → 3"],
    ],
    [
      "a pin taken out",
      { targets: [{ host: "www.bv-a.test", unit: "BV-A", system: "BV-A-WEB", addresses: [] }] },
      ['updated host www.bv-a.test (BV-A): addresses: ["127.0.0.10/32"] → []'],
    ],
    [
      "a longer term",
      { authorizations: [{ ...TERMS, validTo: "2027-06-30" }] },
      ['updated authorization 1/QĐ (BV-A): validTo: "2026-12-31" → "2027-06-30"'],
    ],
    ["the same document", { authorizations: [TERMS] }, []],
    [
      "the same document of another unit",
      { units: [{ code: "B", name: "B" }], authorizations: [{ ...TERMS, unit: "B" }] },
      ["added unit B", "added authorization 1/QĐ (B)"],
    ],
  ])("%s", (_name, draft, changes) => {
    const merged = mergeRegistry(current, { ...NOTHING, ...draft });
    expect(merged.changes.map(({ text }) => text.en)).toEqual(changes);
    expect(merged.notices).toEqual([]);
    if (changes.length === 0) expect(merged.registry).toEqual(current);
    expect(mergeRegistry(merged.registry, { ...NOTHING, ...draft }).changes).toEqual([]);
  });

  it("keeps the rest of a record", () => {
    const { registry } = mergeRegistry(current, {
      ...NOTHING,
      units: [{ code: "BV-A", name: "Mới" }],
      targets: [{ host: "www.bv-a.test", unit: "BV-A", system: "BV-A-WEB", paths: ["/tin"] }],
    });
    expect(registry.units[0]).toMatchObject({
      name: "Mới",
      province: "Hà Nội",
      head: "Nguyễn Văn A",
    });
    expect(registry.targets[0]).toMatchObject({ paths: ["/tin"], addresses: ["127.0.0.10/32"] });
    expect(Object.isFrozen(registry) && Object.isFrozen(registry.units)).toBe(true);
  });

  it("the order of keys in a stored record is no change", () => {
    const approval = { status: "approved", decision: "1", date: "2026-01-01", body: "S" } as const;
    const stored = registryWith([], {
      systems: [system("BV-A-WEB", "BV-A", { levelApproval: approval })],
    });
    const { decision, ...rest } = approval;
    const said = { code: "BV-A-WEB", unit: "BV-A", levelApproval: { ...rest, decision } };
    expect(mergeRegistry(stored, { ...NOTHING, systems: [said] }).changes).toEqual([]);
  });
});

describe("the same file twice", () => {
  const YAML = `units:
  - code: BV-A
    name: Bệnh viện A
    contacts: [{role: head, email: a@b.test}]
    incidentPlan: {date: 2026-01-01, decision: "1"}
    systems: [{level: 2, levelApproval: {status: none}, hosts: [{host: www.bv-a.test, ports: [443, 80]}]}]
authorizations:
  - {document: 1/QĐ, unit: BV-A, signedBy: X, validFrom: 2026-01-01, validTo: 2026-12-31, hosts: all-registered, areas: [cms, tls]}
`;
  const CSV = `unit,name,host,ports,document,signedBy,validFrom,validTo,areas
BV-A,Bệnh viện A,www.bv-a.test,443 80,1/QĐ,X,1/1/2026,31/12/2026,tls;cms
BV-A,Bệnh viện A,b.bv-a.test,,1/QĐ,X,1/1/2026,31/12/2026,cms;tls
`;

  it.each([
    ["r.yaml", YAML, 4],
    ["r.csv", CSV, 5],
  ])("%s changes nothing", async (name, text, added) => {
    const empty = registryWith([], { units: [], systems: [], targets: [] });
    const first = mergeRegistry(empty, await read(name, text));
    expect(first.changes.map(({ kind }) => kind)).toEqual(
      Array.from({ length: added }, () => "added"),
    );
    const stored = JSON.parse(JSON.stringify(first.registry)) as typeof first.registry;
    const second = mergeRegistry(stored, await read(name, text, { current: stored }));
    expect(second).toMatchObject({ changes: [], notices: [], registry: first.registry });
  });

  it("a table adds hosts to a document, a YAML file states them all", async () => {
    const current = await registryOf("r.csv", CSV);
    const more =
      CSV.split("\n")[0] + "\nBV-A,Bệnh viện A,c.bv-a.test,,1/QĐ,X,1/1/2026,31/12/2026,tls;cms\n";
    const added = await registryOf("r.csv", more, { current });
    expect(added.authorizations[0]?.hosts).toEqual(["www.bv-a.test", "b.bv-a.test", "c.bv-a.test"]);
    const whole =
      "authorizations: [{document: 1/QĐ, unit: BV-A, signedBy: X, validFrom: 2026-01-01, validTo: 2026-12-31, hosts: [c.bv-a.test], areas: [tls, cms]}]";
    const stated = await registryOf("r.yaml", whole, { current: added });
    expect(stated.authorizations[0]?.hosts).toEqual(["c.bv-a.test"]);
  });
});

type StatusRow = [
  before: AuthorizationStatus,
  said: AuthorizationStatus | undefined,
  after: AuthorizationStatus,
  validTo: string,
  changes: number,
  notices: number,
];

describe("what no file can do", () => {
  const said = (status?: "active" | "suspended" | "revoked"): Draft => ({
    ...NOTHING,
    authorizations: [
      { ...TERMS, validTo: "2030-01-01", ...(status === undefined ? {} : { status }) },
    ],
  });

  it.each<StatusRow>([
    ["revoked", "active", "revoked", "2026-12-31", 0, 1],
    ["revoked", undefined, "revoked", "2026-12-31", 0, 1],
    ["revoked", "suspended", "revoked", "2026-12-31", 0, 1],
    ["suspended", "active", "suspended", "2030-01-01", 1, 1],
    ["suspended", undefined, "suspended", "2030-01-01", 1, 0],
    ["suspended", "revoked", "revoked", "2030-01-01", 1, 0],
    ["active", "suspended", "suspended", "2030-01-01", 1, 0],
    ["active", "revoked", "revoked", "2030-01-01", 1, 0],
    ["active", undefined, "active", "2030-01-01", 1, 0],
  ])("%s, and the file says %s: %s", (before, status, ...expected) => {
    const [after, validTo, changes, notices] = expected;
    const current = registryWith([authorization("1/QĐ", "BV-A", { status: before })]);
    const merged = mergeRegistry(current, said(status));
    expect(merged.registry.authorizations[0]).toMatchObject({ status: after, validTo });
    expect([merged.changes.length, merged.notices.length]).toEqual([changes, notices]);
    const kind = after === before ? "updated" : after;
    if (changes > 0) expect(merged.changes[0]?.kind).toBe(kind);
  });

  it("bring back a retired unit", () => {
    const current = registryWith([], { units: [unit("BV-A", { retired: true })] });
    const merged = mergeRegistry(current, { ...NOTHING, units: [{ code: "BV-A", name: "Mới" }] });
    expect(merged.registry.units[0]).toMatchObject({ retired: true, name: "Mới" });
    expect(merged.notices[0]?.vi).toContain("Đơn vị BV-A đã ngừng theo dõi");
  });

  it.each([
    ["a living unit's host", false, "HOST_MOVED"],
    ["a retired unit's host may", true, null],
  ])("move %s", (_name, retired, code) => {
    const current = registryWith([], { units: [unit("BV-A", { retired }), unit("BV-B")] });
    const draft: Draft = {
      ...NOTHING,
      systems: [{ code: "BV-B-WEB", unit: "BV-B" }],
      targets: [{ host: "www.bv-a.test", unit: "BV-B", system: "BV-B-WEB" }],
    };
    if (code === null) {
      const { registry, changes } = mergeRegistry(current, draft);
      expect(registry.targets).toEqual([target("www.bv-a.test", "BV-B")]);
      expect(changes.map(({ text }) => text.vi)).toEqual([
        "thêm hệ thống BV-B-WEB (BV-B)",
        'sửa máy chủ www.bv-a.test (BV-B): unit: "BV-A" → "BV-B"; system: "BV-A-WEB" → "BV-B-WEB"',
      ]);
    } else {
      expect(() => mergeRegistry(current, draft)).toThrow(code);
    }
  });

  it("move a system", () => {
    const draft: Draft = { ...NOTHING, systems: [{ code: "BV-A-WEB", unit: "BV-B" }] };
    expect(() => mergeRegistry(registryWith([]), draft)).toThrow("SYSTEM_MOVED");
  });
});
