// No acceptance and no false alarm without an end that somebody will live to see; the settings may say how long.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { addDays } from "../../src/text/days.ts";
import { localDay } from "../../src/text/moment.ts";
import { openStore } from "../../src/store/store.ts";
import { finding, freshStore, registry, run } from "../store/samples.ts";
import { runHere } from "./here.ts";

const FOUND = finding();

function database(): string {
  const store = freshStore();
  store.saveRegistry(registry(), { actor: "t", note: "" });
  store.createRun(run());
  store.saveFinding(FOUND, []);
  return store.path;
}

const inDays = (days: number): string => addDays(localDay(new Date().toISOString()), days);
const say = (db: string, word: string, until: string, ...more: readonly string[]) =>
  runHere("finding", word, FOUND.id, "--reason", "x", "--until", until, "--db", db, ...more);

function stateIn(path: string): string | undefined {
  const store = openStore(path, { create: false });
  const state = store.findFinding("central", FOUND.id)?.state;
  store.close();
  return state;
}

it.each(["accept", "false-positive"])(
  "%s for fifty years is refused with the last day that may be",
  async (word) => {
    const db = database();
    const [vi, en] = [
      await say(db, word, inDays(50 * 365)),
      await say(db, word, inDays(50 * 365), "--lang", "en"),
    ];
    expect([vi.code, vi.out, en.code, en.out]).toEqual([2, "", 2, ""]);
    expect(vi.err).toContain("tối đa 365 ngày");
    expect(vi.err).toContain(`Chọn ngày ${inDays(365)}`);
    expect(en.err).toContain(`Choose ${inDays(365)} or earlier`);
    expect(stateIn(db)).toBe("open");
  },
);

it.each([
  [400, inDays(400), 0, "accepted"],
  [400, inDays(401), 2, "open"],
  [30, inDays(31), 2, "open"],
])("where the settings say %i days, %s ends with %i", async (longestDays, until, code, state) => {
  const db = database();
  const config = join(dirname(db), "rasoat.yaml");
  writeFileSync(config, `exceptions: {longestDays: ${String(longestDays)}}\n`);
  expect((await say(db, "accept", until, "--config", config)).code).toBe(code);
  expect(stateIn(db)).toBe(state);
});

it.each([0, 1_827, "mãi mãi"])(
  "the settings themselves know an end: %s is refused",
  async (days) => {
    const db = database();
    const config = join(dirname(db), "rasoat.yaml");
    writeFileSync(config, `exceptions: {longestDays: ${String(days)}}\n`);
    const ended = await say(db, "accept", inDays(1), "--config", config);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain("exceptions.longestDays");
  },
);

it.each(["2026-02-30", "31/12/2026", "mai"])("%s is no day", async (until) => {
  const ended = await say(database(), "accept", until);
  expect(ended.code).toBe(2);
  expect(ended.err).toContain("YYYY-MM-DD");
});
