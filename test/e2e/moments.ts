// Moments at which tests interfere with a program: pseudo-random ones, and those that a condition brings about.
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** Pseudo-random numbers in [0, 1): the same on every machine. */
export function chance(seed: string): () => number {
  let state = seed;
  return () => {
    state = createHash("sha256").update(state).digest("hex");
    return Number.parseInt(state.slice(0, 8), 16) / 2 ** 32;
  };
}

/** Waits until it is so. @throws after the time is over */
export async function until(isSo: () => boolean, ms = 20_000, everyMs = 20): Promise<void> {
  const end = Date.now() + ms;
  while (!isSo()) {
    if (Date.now() > end) throw new Error("it did not come about");
    await sleep(everyMs);
  }
}
