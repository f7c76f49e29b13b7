import { expect, it } from "vitest";
import { wholeRun } from "../../src/cli/runs.ts";
import { letGo } from "../../src/run/retention.ts";
import { Settings } from "../../src/model/settings.ts";
import { commit, freshStore, NOW, run } from "../store/samples.ts";

const day = (count: number): Date => new Date(NOW.getTime() + count * 86_400_000);

it("a run that retention has been at is refused in words that say so, and one that is whole is not", async () => {
  const store = freshStore();
  const runs = [0, 61, 100, 150].map((at) =>
    run({ id: `r${String(at)}`, startedAt: day(at).toISOString(), status: "done" }),
  );
  for (const one of runs) {
    store.createRun(one);
    store.commitTarget(commit({ run: one.id, findings: [], events: [] }));
  }
  const deps = { store, clock: { now: () => day(150) }, settings: Settings.parse({}) };
  expect(await letGo(deps, 1)).toEqual({ results: 1, coverage: 0, targets: 0 });
  expect(await letGo(deps)).toEqual({ results: 0, coverage: 1, targets: 1 });
  const [oldest, ...others] = runs;
  if (oldest === undefined) throw new Error("no run");
  expect(() => wholeRun(store, oldest)).toThrow(
    expect.objectContaining({ code: "RUN_NOT_WHOLE", exit: 2 }),
  );
  expect(() => wholeRun(store, oldest, ["BV-A"])).toThrow(/retention.resultDays/);
  expect(wholeRun(store, oldest, ["BV-B"])).toBe(oldest);
  for (const one of others) expect(wholeRun(store, one)).toBe(one);
});
