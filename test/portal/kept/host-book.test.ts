// What the book says after a change is what judging all anew would say, and is judged only as far as the change reaches.
import { describe, expect, it } from "vitest";
import type { Registry, Unit } from "../../../src/model/registry.ts";
import { createHostBook } from "../../../src/portal/kept/host-book.ts";
import { hostStates } from "../../../src/portal/standing/registry-state.ts";
import { createRepository } from "../../../src/portal/repository.ts";
import { coverOn } from "../../../src/registry/cover.ts";
import type { Store } from "../../../src/store/store.ts";
import {
  authorization,
  freshStore,
  NOW,
  registry,
  system,
  target,
  unit,
} from "../../store/samples.ts";

const BY = { actor: "test", note: "" };
const TODAY = "2026-11-22";
const CODES = ["SYT", "BV-A", "BV-B", "KHOA-B", "TT-C"];
const PARENTS: Readonly<Record<string, string>> = {
  "BV-A": "SYT",
  "BV-B": "SYT",
  "KHOA-B": "BV-B",
};

function filled(): Store {
  const store = freshStore();
  store.saveRegistry(
    registry({
      units: CODES.map((code) => unit({ code, parent: PARENTS[code] ?? null, formerly: [] })),
      systems: CODES.map((code) => system({ code: `${code}-WEB`, unit: code })),
      targets: [
        ...CODES.map((code) => target({ unit: code, host: `www.${code.toLowerCase()}.test` })),
        target({ unit: "TT-C", host: "www.bv-b.test" }),
      ],
      authorizations: ["SYT", "BV-A", "TT-C"].map((code) =>
        authorization({ unit: code, document: `1/QĐ-${code}`, hosts: "all-registered" }),
      ),
    }),
    BY,
  );
  return store;
}

type Change = (registry: Registry) => Registry;
const onUnit =
  (code: string, over: Partial<Unit>): Change =>
  (now) => ({
    ...now,
    units: now.units.map((one) => (one.code === code ? { ...one, ...over } : one)),
  });
const paused = { by: "a", at: NOW.toISOString(), reason: "bảo trì" };

describe("which hosts are permitted", () => {
  it.each<[string, ...Change[]]>([
    [
      "a unit that pauses, and goes on",
      onUnit("BV-A", { paused }),
      onUnit("BV-A", { paused: null }),
    ],
    ["a name", onUnit("BV-B", { name: "Tên mới" })],
    ["a unit above that is retired", onUnit("SYT", { retired: true })],
    ["a unit of a host that stands twice", onUnit("TT-C", { retired: true })],
    ["another unit above", onUnit("BV-B", { parent: "TT-C" }), onUnit("BV-B", { parent: null })],
    [
      "a document",
      (now) => ({
        ...now,
        authorizations: now.authorizations.map((one) => ({ ...one, status: "suspended" as const })),
      }),
    ],
    ["a host", (now) => ({ ...now, targets: now.targets.slice(1) })],
    ["a unit that is gone", (now) => ({ ...now, units: now.units.slice(0, -1) })],
    [
      "the order of units",
      (now) => ({
        ...onUnit("BV-A", { name: "x" })(now),
        units: onUnit("BV-A", { name: "x" })(now).units.toReversed(),
      }),
    ],
  ])("is right after %s", (_what, ...changes) => {
    const store = filled();
    const book = createHostBook();
    const ask = () =>
      book({ mine: createRepository(store, "central", TODAY), now: NOW, today: TODAY });
    ask();
    for (const change of changes) {
      store.reviseRegistry(change, BY);
      const all = store.registry();
      expect(ask()).toEqual(hostStates(all, coverOn(all, NOW)));
      expect(ask()).toBe(ask());
    }
  });

  it("keeps what a unit's change does not reach, and judges all on another day", () => {
    const store = filled();
    const book = createHostBook();
    const mine = () => createRepository(store, "central", TODAY);
    const before = book({ mine: mine(), now: NOW, today: TODAY });
    store.reviseRegistry(onUnit("BV-A", { paused }), BY);
    const after = book({ mine: mine(), now: NOW, today: TODAY });
    const kept = after
      .filter((state) => before.includes(state))
      .map(({ target: { unit: code } }) => code);
    expect(kept).not.toContain("BV-A");
    expect(new Set(kept)).toEqual(new Set(["SYT", "BV-B", "KHOA-B", "TT-C"]));
    const next = new Date(NOW.getTime() + 86_400_000);
    const tomorrow = book({ mine: mine(), now: next, today: "2026-11-23" });
    expect(tomorrow.some((state) => after.includes(state))).toBe(false);
  });
});
