// A schedule with its nights, a watch and an outbox, put into the store of house.ts: one of each kind.
import type { Letter } from "../../src/model/letter.ts";
import type { NightHours } from "../../src/store/queues/nights.ts";
import { NOW } from "../store/samples.ts";
import type { House } from "./house.ts";

export const NIGHTLY = { nightly: { at: "22:00", until: "05:00" } };
export const NOTIFY = {
  smtp: { host: "127.0.0.1", port: 25, security: "none" },
  from: "rasoat@centre.test",
  central: ["truc@centre.test"],
};

/** The night before NOW, in its hours. */
export const HOURS: NightHours = {
  night: "2026-11-21",
  from: "2026-11-21T15:00:00.000Z",
  until: "2026-11-21T22:00:00.000Z",
};

/** At a moment of that night, and back. */
export function at(on: House, moment: string, act: () => void): void {
  const { now } = on.clock;
  on.clock.now = new Date(moment);
  act();
  on.clock.now = now;
}

export function begun(
  on: House,
  moment: string,
): NonNullable<ReturnType<House["store"]["leaseNight"]>> {
  let lease = null as ReturnType<House["store"]["leaseNight"]>;
  at(on, moment, () => {
    lease = on.store.leaseNight(HOURS);
  });
  if (lease === null) throw new Error("no lease");
  return lease;
}

const HOSTS = ["www.bv-a.test", "www.bv-b.test", "www.tt-c.test"] as const;

/** One that is quiet, one that could not be looked at, one that is not granted any more. */
export function watch({ store }: House): void {
  const plan = { unit: "BV-A", everyMinutes: 30, refused: null };
  const dueAt = new Date(NOW.getTime() - 60_000).toISOString();
  const changed = HOSTS.map((host) => ({ ...plan, host, dueAt }));
  store.replanWatch(() => ({ changed, gone: [] }));
  const ends = [
    { outcome: "quiet", reason: null },
    { outcome: "could-not", reason: "connect-timeout" },
  ] as const;
  for (const end of ends) {
    const lease = store.leaseWatch();
    if (lease === null || lease === undefined) throw new Error("none is due");
    store.endWatch(lease, { lookedAt: NOW.toISOString(), ...end });
  }
  const [, , last] = HOSTS;
  store.replanWatch(() => ({
    changed: [{ ...plan, host: last, dueAt: null, refused: "authorization-expired" }],
    gone: [],
  }));
}

export const LETTER: Letter = { kind: "expiry", documents: { shown: [], total: 0 } };

/** One in each state, and one that waits for its share of the hour. */
export function post({ store }: House): void {
  const addresses = ["gui", "hong", "bo", "cho", "nghi", "du"].map((name) => `${name}@bv-a.test`);
  store.addLetters(
    addresses.map((to) => ({ unit: "BV-A", letter: LETTER, isUrgent: false, to: [to], tells: [] })),
    [],
  );
  const later = new Date(NOW.getTime() + 900_000).toISOString();
  const ends = [
    { state: "sent" },
    { state: "failed", error: "550 no such user <b>" },
    { state: "dropped", error: "not-a-recipient" },
    { state: "waiting", error: "451 try later", notBefore: later },
    { state: "waiting", notBefore: later },
  ] as const;
  for (const end of ends) {
    const lease = store.leaseDelivery();
    if (lease === undefined) throw new Error("none is due");
    store.endDelivery(lease, end);
  }
}
