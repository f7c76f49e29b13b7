// What the doctor says of the schedule.
import { expect, it } from "vitest";
import { createContext } from "../../src/cli/context.ts";
import { scheduleChecks } from "../../src/cli/schedule-checks.ts";
import { Settings } from "../../src/model/settings.ts";
import { authorization, freshStore, registry } from "../store/samples.ts";
import type { Store } from "../../src/store/store.ts";

const ON = Settings.parse({ schedule: { nightly: { at: "22:00", until: "05:00" } } });
const OFF = Settings.parse({ schedule: { watch: "off" } });
const NEVER = { write: () => true };

function checks(dbPath: string, settings = Settings.parse({})): string[] {
  const streams = { out: NEVER, err: NEVER };
  const context = createContext({ db: dbPath }, streams, new AbortController().signal, {});
  return scheduleChecks({ ...context, settings }).map(({ id, level }) => `${id} ${level}`);
}

function watchedStore(): Store {
  const store = freshStore();
  const asks = authorization({ areas: ["defacement"], watch: { everyMinutes: 30 } });
  store.saveRegistry(registry({ authorizations: [asks] }), { actor: "test", note: "" });
  return store;
}

function plan(store: Store, minutes: number): void {
  const dueAt = new Date(Date.now() + minutes * 60_000).toISOString();
  const host = { host: "www.bv-a.test", unit: "BV-A", everyMinutes: 30, dueAt, refused: null };
  store.replanWatch(() => ({ changed: [host], gone: [] }));
}

it("says nothing without a database", () => {
  expect(checks("/nowhere/rasoat.db")).toEqual([]);
});

it("that nothing runs at night is told, and is no fault", () => {
  expect(checks(freshStore().path)).toEqual(["nightly ok"]);
});

it("a night that was missed", () => {
  const store = freshStore();
  const hours = { from: "2026-11-21T15:00:00.000Z", until: "2026-11-21T22:00:00.000Z" };
  store.missNight({ night: "2026-11-21", ...hours }, "not-running");
  expect(checks(store.path, ON)).toEqual(["nightly warn"]);
});

it("home pages that nobody looks at, that are looked at, and that are switched off", () => {
  const store = watchedStore();
  expect(checks(store.path)).toEqual(["nightly ok", "watch warn"]);
  plan(store, 10);
  expect(checks(store.path)).toEqual(["nightly ok", "watch ok"]);
  expect(checks(store.path, OFF)).toEqual(["nightly ok", "watch warn"]);
  plan(store, -10);
  expect(checks(store.path)).toEqual(["nightly ok", "watch warn"]);
});
