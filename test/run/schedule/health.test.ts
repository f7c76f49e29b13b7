// How the schedule fares, as told from the store.
import { describe, expect, it } from "vitest";
import { scheduleHealth } from "../../../src/run/schedule/health.ts";
import type { Store } from "../../../src/store/store.ts";
import { freshStore, NOW } from "../../store/samples.ts";

const HOURS = (night: string) => ({
  night,
  from: `${night}T15:00:00.000Z`,
  until: `${night}T22:00:00.000Z`,
});

function plan(store: Store, host: string, dueAt: string | null): void {
  const refused = dueAt === null ? "authorization-revoked" : null;
  store.replanWatch(() => ({
    changed: [{ host, unit: "BV-A", everyMinutes: 30, dueAt, refused }],
    gone: [],
  }));
}

describe("health of the schedule", () => {
  it("says nothing where nothing has run", () => {
    const health = scheduleHealth(freshStore(), NOW);
    expect(health).toMatchObject({ nights: [], lastDone: null });
    expect(health.watch).toMatchObject({ hosts: 0, refused: 0, next: null, lateSeconds: 0 });
    expect(health.verifying).toEqual({ waiting: 0, lateSeconds: 0 });
  });

  it("tells the last night and the last that was done apart", () => {
    const store = freshStore();
    const lease = store.leaseNight(HOURS("2026-11-20"));
    if (lease === null) throw new Error("not leased");
    store.endNight(lease, { state: "done", reason: null });
    store.missNight(HOURS("2026-11-21"), "not-running");
    const { nights, lastDone } = scheduleHealth(store, NOW);
    expect(nights.map(({ night, state }) => [night, state])).toEqual([
      ["2026-11-21", "missed"],
      ["2026-11-20", "done"],
    ]);
    expect(lastDone?.night).toBe("2026-11-20");
  });

  it("a night that has its row is not missed over it", () => {
    const store = freshStore();
    expect(store.leaseNight(HOURS("2026-11-21"))).not.toBeNull();
    store.missNight(HOURS("2026-11-21"), "not-running");
    expect(store.nights()).toMatchObject([{ state: "running" }]);
  });

  it("counts the watched, how late the first is, and what the last looks came to", () => {
    const store = freshStore();
    plan(store, "a.test", new Date(NOW.getTime() - 90_000).toISOString());
    plan(store, "b.test", new Date(NOW.getTime() + 60_000).toISOString());
    plan(store, "c.test", null);
    expect(scheduleHealth(store, NOW).watch).toMatchObject({
      hosts: 2,
      refused: 1,
      next: { host: "a.test" },
      lateSeconds: 90,
    });
    const lease = store.leaseWatch();
    if (lease === undefined) throw new Error("not due");
    expect(lease.item.host).toBe("a.test");
    const sign = { outcome: "sign", reason: null, run: "R1" } as const;
    store.endWatch(lease, { lookedAt: NOW.toISOString(), ...sign });
    const { outcomes, lateSeconds } = scheduleHealth(store, NOW).watch;
    expect(outcomes).toEqual({ quiet: 0, sign: 1, unconfirmed: 0, "could-not": 0 });
    expect(lateSeconds).toBe(0);
    expect(store.watchedHost("a.test")).toMatchObject({ run: "R1", outcome: "sign" });
  });

  it("a verifying look that waits for its hour is not late", () => {
    const store = freshStore();
    const asked = { unit: "BV-A", host: "a.test", finding: "f", askedBy: "A" };
    const later = new Date(NOW.getTime() + 3_600_000).toISOString();
    const past = new Date(NOW.getTime() - 30_000).toISOString();
    store.askVerifying({ ...asked, group: "g1", notBefore: later, wait: "outside-window" });
    store.askVerifying({ ...asked, group: "g2", notBefore: past, wait: "asked" });
    expect(scheduleHealth(store, NOW).verifying).toEqual({ waiting: 2, lateSeconds: 30 });
  });
});
