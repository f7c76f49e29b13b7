import { describe, expect, it } from "vitest";
import { sharedSignal, systemClock } from "../../src/run/clock.ts";

describe("a signal that every host under way waits on", () => {
  it("is no leak to the runtime, and wakes them all", async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): unknown => warnings.push(name);
    process.on("warning", note);
    try {
      const stop = new AbortController();
      const signal = sharedSignal(stop.signal);
      const asleep = Array.from({ length: 100 }, () => systemClock.sleep(60_000, signal));
      stop.abort();
      await Promise.all(asleep);
      // Warnings come with the next turn of the loop.
      await new Promise((resolve) => setImmediate(resolve));
      expect(warnings).toEqual([]);
    } finally {
      process.off("warning", note);
    }
  });
});
