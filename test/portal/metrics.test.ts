// Figures of operation: what they say of the schedule, and that they name nobody.
import { describe, expect, it } from "vitest";
import { createMetrics } from "../../src/portal/metrics.ts";
import { createRepository } from "../../src/portal/repository.ts";
import { scheduleHealth } from "../../src/run/schedule/health.ts";
import type { Store } from "../../src/store/store.ts";
import { freshStore, NOW } from "../store/samples.ts";
import { house } from "./house.ts";

function figures(store: Store): string {
  const repository = createRepository(store, "central", "2026-11-22");
  return createMetrics().text({
    sessions: 0,
    repository,
    schedule: scheduleHealth(store, NOW),
  });
}

it("a night that never was has no time", () => {
  const text = figures(freshStore());
  expect(text).not.toContain("rasoat_last_night_done");
  expect(text).toContain("rasoat_recent_nights_missed 0\n");
  expect(text).toContain('rasoat_queue_late_seconds{queue="watch"} 0\n');
});

it("the last night that was done, what was missed since, and the watch that is late", () => {
  const store = freshStore();
  const hours = (night: string) => ({
    night,
    from: `${night}T15:00:00Z`,
    until: `${night}T22:00:00Z`,
  });
  const lease = store.leaseNight(hours("2026-11-20"));
  if (lease === null) throw new Error("not leased");
  store.endNight(lease, { state: "done", reason: null });
  store.missNight(hours("2026-11-21"), "not-running");
  const dueAt = new Date(NOW.getTime() - 45_000).toISOString();
  const host = { host: "www.bv-a.test", unit: "BV-A", everyMinutes: 30, dueAt, refused: null };
  store.replanWatch(() => ({ changed: [host], gone: [] }));
  const text = figures(store);
  const done = String(NOW.getTime() / 1000);
  expect(text).toContain(`rasoat_last_night_done_timestamp_seconds ${done}\n`);
  expect(text).toContain("rasoat_recent_nights_missed 1\n");
  expect(text).toContain("rasoat_watched_hosts 1\n");
  expect(text).toContain('rasoat_queue_late_seconds{queue="watch"} 45\n');
  expect(text).not.toMatch(/bv-a|BV-A/);
});

describe("who is told them", () => {
  const HERE = "http://127.0.0.1:8080";
  const PUBLIC = "https://rasoat.example";
  const on = () => house({ origins: () => [PUBLIC, HERE], secure: true });
  const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });

  const PROXY = { "x-forwarded-for": "192.0.2.1" };
  it.each([
    ["this machine under its own address", HERE, "127.0.0.1", {}],
    ["another machine", HERE, "192.0.2.1", {}],
    ["a proxy that names its visitor", HERE, "127.0.0.1", PROXY],
    ["a proxy that names nobody, for the public address", PUBLIC, "127.0.0.1", {}],
  ] as const)("%s: %s from %s", async (who, origin, address, headers) => {
    const { host } = new URL(origin);
    const asked = new Request(`${origin}/metrics`, { headers: { ...headers, host } });
    const answer = await on().portal.app.fetch(asked, from(address));
    const isTold = who.startsWith("this machine");
    expect(answer.status).toBe(isTold ? 200 : 303);
    expect((await answer.text()).includes("rasoat_open_findings")).toBe(isTold);
  });
});
