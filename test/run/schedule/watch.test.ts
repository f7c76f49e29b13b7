// The watch as it is kept: planned, taken up and made by workers that run, by the system's clock.
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { WatchedHost } from "../../../src/model/schedule.ts";
import { Settings } from "../../../src/model/settings.ts";
import { keepWatch } from "../../../src/run/schedule/watch.ts";
import { openStore, type Store } from "../../../src/store/store.ts";
import { HOST, scene, site, UNIT, type Scene } from "../verifying/scene.ts";

async function stage(address: string, settings: Partial<Settings> = {}) {
  const served = await site(address, {});
  const document = { watch: { everyMinutes: 30 } };
  const made = scene({ served: [{ site: served, scheme: "http" }], document, settings });
  return { ...made, served };
}

/** Due at this moment, as if its place had come. */
function makeDue(store: Store): void {
  const plan = { host: HOST, unit: UNIT, everyMinutes: 30, refused: null };
  const dueAt = new Date().toISOString();
  store.replanWatch(() => ({ changed: [{ ...plan, dueAt }], gone: [] }));
}

/** Keeps the watch until the signal aborts. @returns the looks it made */
async function keep({ deps }: Scene, store: Store, signal: AbortSignal): Promise<WatchedHost[]> {
  const told: WatchedHost[] = [];
  await keepWatch({ ...deps, store, signal }, (host) => {
    told.push(host);
  });
  return told;
}

describe("workers that keep the watch", { timeout: 60_000 }, () => {
  it("two on one database make one look between them", async () => {
    const made = await stage("127.0.74.1");
    makeDue(made.store);
    const other = openStore(made.store.path, { groupCommitMs: 1 });
    const end = new AbortController();
    const both = Promise.all([keep(made, made.store, end.signal), keep(made, other, end.signal)]);
    await sleep(4_000);
    end.abort();
    const told = await both;
    other.close();
    expect(told.flat()).toMatchObject([{ host: HOST, outcome: "quiet" }]);
    expect(made.served.requests).toEqual(["/"]);
    // One run of the day for both.
    expect(made.store.listRuns({ kind: "watch" }).length).toBeLessThanOrEqual(2);
  });

  it("a document that is revoked while it runs: due no more within seconds, and nothing is sent", async () => {
    const made = await stage("127.0.74.2");
    const end = new AbortController();
    const kept = keep(made, made.store, end.signal);
    await sleep(1_500);
    expect(made.store.watchedHost(HOST)?.dueAt).not.toBeNull();
    made.document({ watch: { everyMinutes: 30 }, status: "revoked" });
    await sleep(2_500);
    end.abort();
    expect(await kept).toEqual([]);
    expect(made.store.watchedHost(HOST)).toMatchObject({
      dueAt: null,
      refused: "authorization-revoked",
    });
    expect(made.served.requests).toEqual([]);
  });

  it("switched off in the settings: nobody is due", async () => {
    const off = Settings.parse({ schedule: { watch: "off" } }).schedule;
    const made = await stage("127.0.74.3", { schedule: off });
    makeDue(made.store);
    expect(await keep(made, made.store, new AbortController().signal)).toEqual([]);
    expect(made.store.watchedHost(HOST)).toMatchObject({ dueAt: null, refused: "stopped" });
    expect(made.served.requests).toEqual([]);
  });

  it("without a document that asks for it, it waits and does nothing", async () => {
    const made = await stage("127.0.74.4");
    made.document({ watch: null });
    const end = new AbortController();
    const kept = keep(made, made.store, end.signal);
    await sleep(1_200);
    end.abort();
    expect(await kept).toEqual([]);
    expect([made.store.watchedHosts(), made.store.listRuns({ kind: "watch" })]).toEqual([[], []]);
  });
});
