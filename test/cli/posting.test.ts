import { expect, it } from "vitest";
import { keepPosting } from "../../src/cli/posting.ts";
import type { PostTurn } from "../../src/notify/post-office.ts";

const NOTHING: PostTurn = {
  planned: 0,
  sent: 0,
  postponed: 0,
  failed: 0,
  dropped: 0,
  trouble: null,
};

it("takes a turn a minute, goes on after one that failed, and ends when it is told to", async () => {
  const stop = new AbortController();
  const slept: number[] = [];
  const faults: unknown[] = [];
  let turns = 0;
  const quiet = (): void => undefined;

  await keepPosting(
    () => ({
      turn: () => {
        turns++;
        return turns === 2 ? Promise.reject(new Error("hỏng")) : Promise.resolve(NOTHING);
      },
    }),
    {
      clock: {
        now: () => new Date(),
        sleep: (ms) => {
          slept.push(ms);
          if (slept.length === 4) stop.abort();
          return Promise.resolve();
        },
      },
      log: {
        debug: quiet,
        info: quiet,
        warn: quiet,
        error: (_message, fields) => faults.push(fields),
      },
      signal: stop.signal,
    },
  );

  expect(turns).toBe(4);
  expect(slept).toEqual([60_000, 60_000, 60_000, 60_000]);
  expect(faults).toEqual([{ why: expect.stringContaining("hỏng") as unknown }]);
});
