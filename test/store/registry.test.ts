import { describe, expect, it } from "vitest";
import type { Registry } from "../../src/model/registry.ts";
import { RasoatError } from "../../src/model/error.ts";
import { connect } from "../../src/store/connection.ts";
import { openStore } from "../../src/store/store.ts";
import { authorization, freshStore, NOW, registry, system, target, unit } from "./samples.ts";

const BY = { actor: "an.nguyen", note: "nhập danh-muc.yaml" };

function fleet(hosts: number): Registry {
  const numbers = Array.from({ length: hosts }, (_, index) => index);
  return {
    units: numbers.map((n) => unit({ code: `U${n}`, name: `Trạm y tế ${n}` })),
    systems: numbers.map((n) => system({ code: `U${n}-WEB`, unit: `U${n}` })),
    targets: numbers.map((n) => target({ unit: `U${n}`, host: `www.u${n}.test` })),
    authorizations: numbers.map((n) => authorization({ unit: `U${n}` })),
  };
}

describe("registry", () => {
  it("is empty, at version 0, before the first save", () => {
    const store = freshStore();
    expect(store.registryVersion()).toBe(0);
    expect(store.registry()).toEqual({ units: [], systems: [], targets: [], authorizations: [] });
  });

  it("comes back as it went in, in its order, and frozen", () => {
    const store = freshStore();
    const next = registry({
      units: [
        unit({ code: "Z", contacts: "none", incidentPlan: "none" }),
        unit({ code: "BV-A", contacts: null, incidentPlan: null, retired: true }),
      ],
      systems: [system({ level: "none" }), system({ code: "B", level: null, levelApproval: null })],
      targets: [target(), target({ host: "a.bv-a.test", addresses: [] })],
      authorizations: [
        authorization({ hosts: ["www.bv-a.test"], window: null, signedOn: null }),
        authorization({ document: "13", verify: { from: "07:00", to: "18:00", maxRequests: 20 } }),
      ],
    });
    expect(store.saveRegistry(next, BY)).toEqual({
      version: 1,
      at: NOW.toISOString(),
      ...BY,
      added: 8,
      changed: 0,
      removed: 0,
    });
    expect(store.registry()).toEqual(next);
    expect(() => Object.assign(store.registry().units[0] ?? {}, { name: "x" })).toThrow(TypeError);
    const again = openStore(store.path);
    expect(again.registry()).toEqual(next);
    again.close();
  });

  it("changes nothing, not even the version, when the same is saved twice", () => {
    const store = freshStore();
    store.saveRegistry(registry(), BY);
    expect(store.saveRegistry(registry(), BY)).toBeNull();
    expect(store.registryVersion()).toBe(1);
  });

  it("keeps who changed what, before and after", () => {
    const store = freshStore();
    store.saveRegistry(registry(), BY);
    const revoked = authorization({ status: "revoked" });
    const save = store.saveRegistry(registry({ targets: [], authorizations: [revoked] }), {
      actor: "binh.tran",
      note: "thu hồi",
    });
    expect(save).toMatchObject({ version: 2, added: 0, changed: 1, removed: 1 });
    expect(store.registrySaves().map(({ version, actor }) => [version, actor])).toEqual([
      [2, "binh.tran"],
      [1, "an.nguyen"],
    ]);
    expect(store.registryChanges(2)).toEqual([
      { kind: "authorization", key: "BV-A 12/QĐ-BVA", before: authorization(), after: revoked },
      { kind: "target", key: "BV-A www.bv-a.test", before: target(), after: null },
    ]);
  });

  it("shows another process's save at once", () => {
    const store = freshStore();
    const other = openStore(store.path);
    store.saveRegistry(registry(), BY);
    expect(other.registry()).toEqual(registry());
    other.saveRegistry(registry({ authorizations: [] }), BY);
    expect(store.registry().authorizations).toEqual([]);
    other.close();
  });

  it("is half-saved never: a row that is not valid leaves everything as it was", () => {
    const store = freshStore();
    store.saveRegistry(registry(), BY);
    const broken = { ...unit({ code: "BAD" }), retired: "no" } as never;
    expect(() => store.saveRegistry(registry({ units: [unit(), broken] }), BY)).toThrow(/retired/);
    expect(store.registry()).toEqual(registry());
    expect(store.registryVersion()).toBe(1);
  });

  it("is checked when read back", () => {
    const store = freshStore();
    store.saveRegistry(registry(), BY);
    const { db } = connect(store.path, "FULL");
    db.exec(`UPDATE registry_rows SET json = '{"code":"BV-A"}' WHERE kind = 'unit'`);
    db.close();
    expect(() => openStore(store.path).registry()).toThrow(RasoatError);
  });

  it("serves 8,000 hosts in well under a second, and the version in far less", () => {
    const store = freshStore();
    store.saveRegistry(fleet(8000), BY);
    const cold = openStore(store.path);
    const start = performance.now();
    expect(cold.registry().targets.length).toBe(8000);
    const loadMs = performance.now() - start;
    for (let i = 0; i < 1000; i++) cold.registry();
    const pollMs = (performance.now() - start - loadMs) / 1000;
    cold.close();
    expect(loadMs).toBeLessThan(3000);
    expect(pollMs).toBeLessThan(2);
  });
});
