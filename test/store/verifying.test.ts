// The queue of verifying looks and the holds on addresses, over one file and several openings of it.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { NewVerifying } from "../../src/store/queues/verifying.ts";
import { folder, freshStore, NOW } from "./samples.ts";

const later = (ms: number): Date => new Date(NOW.getTime() + ms);

function asked(over: Partial<NewVerifying> = {}): NewVerifying {
  return {
    unit: "BV-A",
    host: "www.bv-a.test",
    finding: "f1",
    group: "g1",
    askedBy: "Người A (a)",
    notBefore: NOW.toISOString(),
    wait: "asked",
    ...over,
  };
}

/** Two processes over one file, with one clock. */
function two() {
  const clock = { now: NOW };
  const path = join(folder(), "rasoat.db");
  const open = () => freshStore({ path, now: () => clock.now });
  return { clock, one: open(), other: open() };
}

describe("asking", () => {
  it("keeps one waiting for one thing, however often the button is pressed", () => {
    const { one, other } = two();
    const first = one.askVerifying(asked());
    expect(other.askVerifying(asked({ askedBy: "Người B (b)" }))).toEqual(first);
    expect(one.askVerifying(asked({ group: "g2" })).id).not.toBe(first.id);
    expect(one.openVerifying("central")).toHaveLength(2);
  });

  it("begins anew when the earlier one is done", () => {
    const { one } = two();
    const first = one.askVerifying(asked());
    const lease = one.leaseVerifying();
    if (lease === undefined) throw new Error("no lease");
    one.endVerifying(lease, {
      outcome: "still",
      reason: null,
      lookedAt: NOW.toISOString(),
      again: null,
    });
    expect(one.askVerifying(asked()).id).not.toBe(first.id);
    expect(one.verifyingOf("central", "BV-A", "g1").map(({ outcome }) => outcome)).toEqual([
      null,
      "still",
    ]);
  });

  it("is seen by its own unit only", () => {
    const { one } = two();
    one.askVerifying(asked());
    const other = { units: ["BV-B"] };
    expect(one.verifyingOf(other, "BV-A", "g1")).toEqual([]);
    expect(one.openVerifying(other)).toEqual([]);
    expect(one.openVerifying({ units: ["BV-A"] })).toHaveLength(1);
  });
});

describe("leases", () => {
  it("go to one process, oldest first, and not before their time", () => {
    const { clock, one, other } = two();
    one.askVerifying(asked({ group: "late", notBefore: later(60_000).toISOString() }));
    const item = one.askVerifying(asked());
    expect(one.leaseVerifying()?.item.id).toBe(item.id);
    expect(other.leaseVerifying()).toBeUndefined();
    clock.now = later(60_000);
    expect(other.leaseVerifying()?.item.group).toBe("late");
  });

  it("end by themselves with their process, and the dead one can say no more", () => {
    const { clock, one, other } = two();
    one.askVerifying(asked());
    const dead = one.leaseVerifying();
    if (dead === undefined) throw new Error("no lease");
    expect(one.beginVerifying(dead, "R1")).toBe(true);
    clock.now = later(29_000);
    expect(one.renewVerifying(dead)).toBe(true);
    clock.now = later(58_000);
    expect(other.leaseVerifying()).toBeUndefined();
    clock.now = later(60_000);
    const taken = other.leaseVerifying();
    expect(taken?.item).toMatchObject({ run: "R1", attempts: 1, state: "running" });
    expect(one.renewVerifying(dead)).toBe(false);
    one.endVerifying(dead, {
      outcome: "gone",
      reason: null,
      lookedAt: NOW.toISOString(),
      again: null,
    });
    expect(one.findVerifying(dead.item.id)).toMatchObject({ state: "running", outcome: null });
    if (taken === undefined) throw new Error("no lease");
    expect(other.beginVerifying(taken, "R1")).toBe(true);
    expect(other.findVerifying(dead.item.id)?.attempts).toBe(2);
    expect(other.beginVerifying(taken, "R2")).toBe(true);
    expect(other.findVerifying(dead.item.id)).toMatchObject({ run: "R2", attempts: 1 });
  });

  it("of a chain: by host, or by the address that was found out before", () => {
    const { one } = two();
    one.askVerifying(asked());
    const chain = (host: string, address: string) => ({ hosts: [host], addresses: [address] });
    expect(one.leaseVerifying({ chain: chain("www.bv-b.test", "127.0.0.10") })).toBeUndefined();
    const lease = one.leaseVerifying({ chain: chain("www.bv-a.test", "127.0.0.9") });
    if (lease === undefined) throw new Error("no lease");
    const until = { notBefore: NOW.toISOString(), wait: "address-busy" } as const;
    one.postponeVerifying(lease, { ...until, addresses: ["127.0.0.10"] });
    expect(one.leaseVerifying({ chain: chain("www.bv-b.test", "127.0.0.10") })?.item).toMatchObject(
      { addresses: ["127.0.0.10"] },
    );
  });

  it("a chain tries each once at one head, however busy it stays", () => {
    const { one } = two();
    const { id } = one.askVerifying(asked());
    const chain = { hosts: ["www.bv-a.test"], addresses: [] };
    const lease = one.leaseVerifying({ chain });
    if (lease === undefined) throw new Error("no lease");
    const until = { notBefore: later(3_000).toISOString(), wait: "address-busy" } as const;
    one.postponeVerifying(lease, until);
    expect(one.leaseVerifying({ chain, without: [id] })).toBeUndefined();
    expect(one.leaseVerifying({ chain })?.item.id).toBe(id);
  });

  it("a look that needs another waits again and is counted", () => {
    const { clock, one } = two();
    const { id } = one.askVerifying(asked());
    const lease = one.leaseVerifying({ id });
    if (lease === undefined) throw new Error("no lease");
    const again = { notBefore: later(600_000).toISOString(), wait: "second-look" } as const;
    one.endVerifying(lease, { outcome: "gone", reason: null, lookedAt: NOW.toISOString(), again });
    expect(one.findVerifying(id)).toMatchObject({
      state: "waiting",
      outcome: "gone",
      looks: 1,
      ...again,
    });
    expect(one.leaseVerifying()).toBeUndefined();
    clock.now = later(600_000);
    expect(one.leaseVerifying()?.item.id).toBe(id);
  });
});

describe("holds on addresses", () => {
  it("are taken all or none, by one at a time, and lapse with a silent holder", () => {
    const { clock, one, other } = two();
    expect(one.holdAddresses("scan", ["127.0.0.1", "127.0.0.2"])).toBe(true);
    expect(one.holdAddresses("scan", ["127.0.0.1"])).toBe(true);
    expect(other.holdAddresses("look", ["127.0.0.3", "127.0.0.2"])).toBe(false);
    expect(other.heldAddresses().map(({ address }) => address)).toEqual(["127.0.0.1", "127.0.0.2"]);
    clock.now = later(20_000);
    one.renewHolds("scan");
    clock.now = later(45_000);
    expect(other.holdAddresses("look", ["127.0.0.2"])).toBe(false);
    one.releaseAddresses("scan");
    expect(other.holdAddresses("look", ["127.0.0.2"])).toBe(true);
    clock.now = later(80_000);
    expect(one.holdAddresses("scan", ["127.0.0.2"])).toBe(true);
  });
});
