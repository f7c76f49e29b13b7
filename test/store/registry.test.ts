import { describe, expect, it } from "vitest";
import type { Registry, Unit } from "../../src/model/registry.ts";
import { RasoatError } from "../../src/model/error.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { registryStore } from "../../src/store/registry/registry.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { authorization, freshStore, NOW, registry, system, target, unit } from "./samples.ts";

function renamed(one: Unit, code: string): Unit {
  return one.code === code ? { ...one, name: "tên mới" } : one;
}

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

  it.each([
    ["this process", (store: Store) => store],
    ["another one", (store: Store) => openStore(store.path)],
  ])("keeps what a save of %s did not change the same values", (_who, saver) => {
    const store = freshStore();
    store.saveRegistry(registry({ units: [unit(), unit({ code: "BV-B" })] }), BY);
    const before = store.registry();
    saver(store).reviseRegistry(
      (now) => ({ ...now, units: now.units.map((one) => renamed(one, "BV-B")) }),
      BY,
    );
    const after = store.registry();
    expect(after.units.map(({ name }) => name)).toEqual([unit().name, "tên mới"]);
    expect(after.units[0]).toBe(before.units[0]);
    expect(after.systems).toBe(before.systems);
    expect(after.targets).toBe(before.targets);
    expect(after.authorizations).toBe(before.authorizations);
    expect(Object.isFrozen(after.units[1])).toBe(true);
    expect(openStore(store.path).registry()).toEqual(after);
  });

  it.each([
    ["this process", (store: Store) => store],
    ["another one", (store: Store) => openStore(store.path)],
  ])("shows rows added, moved and removed by %s in their order", (_who, saver) => {
    const store = freshStore();
    const hosts = (...names: string[]) =>
      registry({ targets: names.map((host) => target({ host: `${host}.test` })) });
    store.saveRegistry(hosts("a", "b", "c"), BY);
    store.registry();
    for (const next of [hosts("d", "c", "a"), hosts("c", "e", "d"), hosts("e")]) {
      saver(store).saveRegistry(next, BY);
      expect(store.registry()).toEqual(next);
      expect(openStore(store.path).registry()).toEqual(next);
    }
  });

  it("takes another order alone for no change, and leaves the rows as they are", () => {
    const store = freshStore();
    const units = [unit(), unit({ code: "BV-B" })];
    store.saveRegistry(registry({ units }), BY);
    expect(store.saveRegistry(registry({ units: units.toReversed() }), BY)).toBeNull();
    expect(store.registry().units).toEqual(units);
    expect(openStore(store.path).registry().units).toEqual(units);
  });

  it("forgets what a larger transaction took back", () => {
    const store = freshStore();
    store.saveRegistry(registry(), BY);
    const other = openStore(store.path);
    const connection = connect(store.path, "FULL");
    const inner = registryStore(connection, () => NOW);
    const rename = (name: string) => (now: Registry) => ({
      ...now,
      units: now.units.map((one) => ({ ...one, name })),
    });
    expect(() =>
      connection.transact(() => {
        inner.reviseRegistry(rename("bị huỷ"), BY);
        expect(inner.registry().units[0]?.name).toBe("bị huỷ");
        throw new Error("taken back");
      }),
    ).toThrow("taken back");
    expect(inner.registry()).toEqual(registry());
    other.reviseRegistry(rename("được giữ"), BY);
    expect(inner.registryVersion()).toBe(2);
    expect(inner.registry().units[0]?.name).toBe("được giữ");
    connection.db.close();
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
