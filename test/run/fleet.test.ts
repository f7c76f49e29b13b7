import { describe, expect, it } from "vitest";
import type { FleetLeaf, FleetPort } from "../../src/store/runs/fleet.ts";
import {
  defaultCertificates,
  postQuantumByProvince,
  sharedKeys,
  unregisteredNames,
} from "../../src/run/fleet.ts";
import { registry, target, unit } from "../store/samples.ts";

const hosts = (code: string, ...names: string[]) =>
  names.map((host) => target({ unit: code, host }));

const fleet = registry({
  units: [
    unit({ code: "BV-A", province: "Hà Nội" }),
    unit({ code: "BV-B", province: "Huế" }),
    unit({ code: "BV-C", province: null }),
    unit({ code: "BV-OLD", retired: true }),
  ],
  targets: [
    ...hosts("BV-A", "www.bv-a.test", "dat-lich.bv-a.test"),
    ...hosts("BV-B", "bv-b.test"),
    ...hosts("BV-C", "www.soyte.example", "x.hosting.example"),
    ...hosts("BV-OLD", "old.test"),
  ],
});

function leaf(unitCode: string, host: string, changes: Partial<FleetLeaf> = {}): FleetLeaf {
  return {
    unit: unitCode,
    host,
    port: 443,
    address: "127.0.0.10",
    role: "named",
    sha256: host,
    spkiSha256: host,
    subject: `CN=${host}`,
    issuer: "CN=R12",
    notAfter: "2027-01-01T00:00:00.000Z",
    altNames: [`dns:${host}`],
    at: "2026-11-22T00:00:00.000Z",
    ...changes,
  };
}

function port(unitCode: string, host: string, changes: Partial<FleetPort> = {}): FleetPort {
  const features = { tls13: null, postQuantum: null, ssl2: null, http3: null };
  return { unit: unitCode, host, port: 443, at: "", ...features, ...changes };
}

describe("shared keys", () => {
  const key = { spkiSha256: "shared" };

  it("names the units that hold one key", () => {
    const leaves = [
      leaf("BV-A", "www.bv-a.test", key),
      leaf("BV-B", "bv-b.test", key),
      leaf("BV-C", "www.soyte.example"),
    ];
    expect(sharedKeys(leaves, [], fleet)).toEqual([
      {
        spkiSha256: "shared",
        units: ["BV-A", "BV-B"],
        places: ["bv-b.test:443", "www.bv-a.test:443"],
        subjects: ["CN=bv-b.test", "CN=www.bv-a.test"],
        ssl2: [],
      },
    ]);
  });

  it.each<[string, FleetLeaf[]]>([
    [
      "one unit with one key on two hosts",
      ["www.bv-a.test", "dat-lich.bv-a.test"].map((host) => leaf("BV-A", host, key)),
    ],
    ["a retired unit", [leaf("BV-A", "www.bv-a.test", key), leaf("BV-OLD", "old.test", key)]],
    [
      "a host that has changed hands",
      [leaf("BV-A", "www.bv-a.test", key), leaf("BV-A", "bv-b.test", key)],
    ],
    [
      "a certificate for clients that name nobody",
      [leaf("BV-A", "www.bv-a.test", key), leaf("BV-B", "bv-b.test", { ...key, role: "nameless" })],
    ],
  ])("says nothing of %s", (_name, leaves) => {
    expect(sharedKeys(leaves, [], fleet)).toEqual([]);
  });

  it("names a unit's own key where SSL 2.0 endangers it elsewhere (DROWN)", () => {
    const leaves = ["www.bv-a.test", "dat-lich.bv-a.test"].map((host) => leaf("BV-A", host, key));
    const ports = [port("BV-A", "dat-lich.bv-a.test", { ssl2: true })];
    expect(sharedKeys(leaves, ports, fleet)).toMatchObject([
      { units: ["BV-A"], ssl2: ["dat-lich.bv-a.test:443"] },
    ]);
  });
});

describe("names that no registry entry has", () => {
  const said = (
    [unitCode, host]: readonly [string, string],
    altNames: string[],
    shared: string[] = [],
  ) =>
    unregisteredNames([leaf(unitCode, host, { altNames })], fleet, shared).map(
      ({ name, relation, owner }) => [name, relation, owner],
    );

  it.each<[string, string[], unknown[]]>([
    ["nothing but its own host", ["dns:www.bv-a.test"], []],
    ["the name without www", ["dns:bv-a.test"], [["bv-a.test", "own", null]]],
    ["one below it", ["dns:his.bv-a.test"], [["his.bv-a.test", "own", null]]],
    ["one of another host of the unit", ["dns:dat-lich.bv-a.test"], []],
    ["another unit's", ["dns:bv-b.test"], [["bv-b.test", "foreign", "BV-B"]]],
    ["one below another unit's", ["dns:mail.bv-b.test"], [["mail.bv-b.test", "unclear", null]]],
    ["a stranger's", ["dns:other.test"], [["other.test", "unclear", null]]],
    ["a name that only ends alike", ["dns:xbv-a.test"], [["xbv-a.test", "unclear", null]]],
    ["wildcards and addresses", ["dns:*.bv-a.test", "ip:127.0.0.1"], []],
    ["what is no name", ["dns:a b", "dns:..", "dns:127.0.0.1"], []],
  ])("%s", (_name, altNames, expected) => {
    expect(said(["BV-A", "www.bv-a.test"], altNames)).toEqual(expected);
  });

  it("keeps from a unit what lies below a shared domain", () => {
    const names = ["dns:a.x.hosting.example"];
    expect(said(["BV-C", "x.hosting.example"], names)).toEqual([
      ["a.x.hosting.example", "own", null],
    ]);
    expect(said(["BV-C", "x.hosting.example"], names, ["x.hosting.example"])).toEqual([
      ["a.x.hosting.example", "unclear", null],
    ]);
  });

  it("keeps from a unit what lies below a name under which another unit has hosts", () => {
    const crowded = registry({
      units: fleet.units,
      targets: [...hosts("BV-A", "www.so.example"), ...hosts("BV-B", "bv-b.so.example")],
    });
    const leaves = [leaf("BV-A", "www.so.example", { altNames: ["dns:new.so.example"] })];
    expect(unregisteredNames(leaves, crowded, [])).toMatchObject([{ relation: "unclear" }]);
  });

  it("keeps from a unit what lies below a province's name", () => {
    const province = registry({ targets: hosts("BV-A", "www.hanoi.gov.vn") });
    const leaves = [leaf("BV-A", "www.hanoi.gov.vn", { altNames: ["dns:soyte.hanoi.gov.vn"] })];
    expect(unregisteredNames(leaves, province, [])).toMatchObject([{ relation: "unclear" }]);
  });

  it("asks of each name its own neighbours only: the sector's 8,000 hosts take no minutes", () => {
    const count = 8000;
    const names = Array.from({ length: count }, (_, index) => `www.dv-${String(index)}.test`);
    const units = Array.from({ length: count }, (_, index) =>
      unit({ code: `DV-${String(index)}` }),
    );
    const sector = registry({
      units,
      targets: names.map((host, index) => target({ unit: `DV-${String(index)}`, host })),
    });
    const leaves = names.map((host, index) =>
      leaf(`DV-${String(index)}`, host, { altNames: [`dns:kho.dv-${String(index)}.test`] }),
    );
    const began = performance.now();
    const found = unregisteredNames(leaves, sector, []);
    expect(found.filter(({ relation }) => relation === "own")).toHaveLength(count);
    // It took 11 s when each base was laid beside every host; now a fraction of a second.
    expect(performance.now() - began).toBeLessThan(4000);
  });

  it("names every place once", () => {
    const altNames = ["dns:his.bv-a.test"];
    const leaves = [
      leaf("BV-A", "www.bv-a.test", { altNames }),
      leaf("BV-A", "www.bv-a.test", { altNames, address: "127.0.0.11" }),
      leaf("BV-A", "dat-lich.bv-a.test", { altNames }),
    ];
    expect(unregisteredNames(leaves, fleet, [])).toMatchObject([
      { places: ["dat-lich.bv-a.test:443", "www.bv-a.test:443"] },
    ]);
  });
});

describe("default certificates", () => {
  it("says whose they are, unless they speak for the host itself", () => {
    const nameless = (altNames: string[]) =>
      leaf("BV-A", "www.bv-a.test", { role: "nameless", altNames, subject: "CN=default" });
    const said = (altNames: string[]) => defaultCertificates([nameless(altNames)], fleet);
    expect(said(["dns:www.bv-a.test"])).toEqual([]);
    expect(said(["dns:bv-b.test", "dns:other.test"])).toEqual([
      {
        unit: "BV-A",
        place: "www.bv-a.test:443",
        address: "127.0.0.10",
        subject: "CN=default",
        names: ["bv-b.test", "other.test"],
        units: ["BV-B"],
      },
    ]);
  });
});

describe("the move to post-quantum key exchange", () => {
  it("is counted by province, with what is not known", () => {
    const ports = [
      port("BV-A", "www.bv-a.test", { postQuantum: true, tls13: true, http3: true }),
      port("BV-A", "dat-lich.bv-a.test", { postQuantum: false, tls13: true }),
      port("BV-B", "bv-b.test"),
      port("BV-OLD", "old.test", { postQuantum: true }),
    ];
    expect(postQuantumByProvince(ports, fleet)).toEqual([
      { province: "Hà Nội", ports: 2, postQuantum: 1, notYet: 1, unknown: 0, tls13: 2, http3: 1 },
      { province: "Huế", ports: 1, postQuantum: 0, notYet: 0, unknown: 1, tls13: 0, http3: 0 },
    ]);
  });
});
