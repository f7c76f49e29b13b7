import { describe, expect, it } from "vitest";
import type { Letter } from "../../src/model/letter.ts";
import type { NewLetter } from "../../src/store/queues/outbox.ts";
import { freshStore, NOW } from "./samples.ts";

const TEST: Letter = { kind: "test" };

function letter(over: Partial<NewLetter> = {}): NewLetter {
  return { unit: "BV-A", letter: TEST, isUrgent: false, to: ["a@bv-a.test"], tells: [], ...over };
}

function scene() {
  const clock = { now: NOW };
  const store = freshStore({ now: () => clock.now });
  const later = (minutes: number): string => {
    clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    return clock.now.toISOString();
  };
  return { store, later };
}

describe("adding letters", () => {
  it("notes what they tell, the marks, and one delivery an address", () => {
    const { store } = scene();

    const added = store.addLetters(
      [letter({ tells: ["x", "y"], to: ["a@bv-a.test", "b@bv-a.test", "a@bv-a.test"] })],
      [{ name: "digest/BV-A", value: "2026-11-22" }],
    );

    expect(added).toBe(1);
    expect(store.toldAmong(["x", "z", "y"])).toEqual(new Set(["x", "y"]));
    expect(store.mark("digest/BV-A")).toBe("2026-11-22");
    expect(store.outbox({ limit: 10 }).map(({ address }) => address)).toEqual([
      "b@bv-a.test",
      "a@bv-a.test",
    ]);
  });

  it("leaves out a letter of which another process has told a thing meanwhile", () => {
    const { store } = scene();
    store.addLetters([letter({ tells: ["x"] })], []);

    const added = store.addLetters([letter({ tells: ["w", "x"] }), letter({ tells: ["v"] })], []);

    expect(added).toBe(1);
    expect(store.toldAmong(["v", "w", "x"])).toEqual(new Set(["v", "x"]));
    expect(store.outbox({ limit: 10 })).toHaveLength(2);
  });

  it("adds nothing at all when it cannot add everything", () => {
    const { store } = scene();
    const broken = { ...letter({ tells: ["second"] }), isUrgent: Number.NaN as unknown as boolean };

    expect(() =>
      store.addLetters([letter({ tells: ["first"] }), broken], [{ name: "m", value: "v" }]),
    ).toThrow(/letters.urgent|NOT NULL|cannot/i);
    expect(store.toldAmong(["first", "second"]).size).toBe(0);
    expect(store.mark("m")).toBeUndefined();
    expect(store.outbox({ limit: 10 })).toEqual([]);
  });
});

describe("sending", () => {
  it("hands out urgent letters first, each to one process", () => {
    const { store } = scene();
    store.addLetters([letter(), letter({ unit: null, isUrgent: true })], []);

    const units = [store.leaseDelivery(), store.leaseDelivery(), store.leaseDelivery()].map(
      (lease) => (lease === undefined ? "none" : lease.delivery.unit),
    );

    expect(units).toEqual([null, "BV-A", "none"]);
  });

  it("hands out again what its process never ended, and takes no word of the dead one", () => {
    const { store, later } = scene();
    store.addLetters([letter()], []);
    const first = store.leaseDelivery();
    later(6);
    const second = store.leaseDelivery();
    if (first === undefined || second === undefined) throw new Error("no lease");

    expect(second.delivery.id).toBe(first.delivery.id);
    expect(store.endDelivery(first, { state: "sent" })).toBe(false);
    expect(store.endDelivery(second, { state: "sent" })).toBe(true);
    expect(store.leaseDelivery()).toBeUndefined();
  });

  it("keeps the reason of a vain try, counts it, and waits", () => {
    const { store, later } = scene();
    store.addLetters([letter()], []);
    const lease = store.leaseDelivery();
    if (lease === undefined) throw new Error("no lease");
    const notBefore = new Date(NOW.getTime() + 60_000).toISOString();

    store.endDelivery(lease, { state: "waiting", error: "RCPT TO: 451 later", notBefore });

    expect(store.leaseDelivery()).toBeUndefined();
    expect(store.outbox({ states: ["waiting"], limit: 1 })[0]).toMatchObject({
      attempts: 1,
      lastError: "RCPT TO: 451 later",
      notBefore,
    });
    later(1);
    expect(store.leaseDelivery()?.delivery.attempts).toBe(1);
  });

  it("does not count what was put back untried", () => {
    const { store } = scene();
    store.addLetters([letter()], []);
    const lease = store.leaseDelivery();
    if (lease === undefined) throw new Error("no lease");

    store.endDelivery(lease, { state: "waiting", notBefore: NOW.toISOString() });

    expect(store.leaseDelivery()?.delivery).toMatchObject({ attempts: 0, lastError: null });
  });

  it("knows how many letters an address got lately", () => {
    const { store, later } = scene();
    for (const tells of [["a"], ["b"]]) {
      store.addLetters([letter({ tells })], []);
      const lease = store.leaseDelivery();
      if (lease !== undefined) store.endDelivery(lease, { state: "sent" });
      later(30);
    }

    expect(store.sentTo("a@bv-a.test", NOW.toISOString())).toHaveLength(2);
    expect(store.sentTo("a@bv-a.test", later(-40))).toHaveLength(1);
    expect(store.sentTo("b@bv-a.test", NOW.toISOString())).toEqual([]);
    expect(store.countDeliveries({ states: ["sent"], endedSince: NOW.toISOString() })).toBe(2);
  });
});

describe("the last letter of a kind", () => {
  it("is stuck while nobody has got it", () => {
    const { store } = scene();
    const about = { unit: "BV-A", kind: "test" } as const;
    expect(store.lastLetter(about)).toBeUndefined();
    store.addLetters([letter({ to: ["a@bv-a.test", "b@bv-a.test"] })], []);
    expect(store.lastLetter(about)?.isStuck).toBe(true);
    expect(store.lastLetter({ ...about, unit: null })).toBeUndefined();

    const lease = store.leaseDelivery();
    if (lease !== undefined) store.endDelivery(lease, { state: "sent" });

    expect(store.lastLetter(about)).toEqual({ plannedAt: NOW.toISOString(), isStuck: false });
  });

  it("is told to no other unit than its own, nor mistaken for the centre's", () => {
    const { store } = scene();
    store.addLetters([letter({ unit: null })], []);

    expect(store.lastLetter({ unit: null, kind: "test" })).toBeDefined();
    expect(store.lastLetter({ unit: "BV-A", kind: "test" })).toBeUndefined();
  });
});

it("forgets the content of old letters, but not that their things were told, nor what still waits", () => {
  const { store, later } = scene();
  store.addLetters([letter({ tells: ["sent"] })], []);
  const lease = store.leaseDelivery();
  if (lease !== undefined) store.endDelivery(lease, { state: "sent" });
  store.addLetters([letter({ tells: ["waiting"] })], []);

  expect(store.forgetLetters(later(60))).toBe(1);
  expect(store.forgetLetters(later(60))).toBe(0);
  expect(store.toldAmong(["sent", "waiting"]).size).toBe(2);
  expect(store.leaseDelivery()?.letter).toEqual(TEST);
});
