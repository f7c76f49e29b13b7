// How the program speaks to people when something is wrong.
import { expect } from "vitest";
import type { Ended } from "./program.ts";

/** One message: no stack, no log line, nothing on stdout. */
export function expectPlain(ended: Ended): void {
  expect(ended.out).toBe("");
  expect(ended.err.trim()).not.toBe("");
  expect(ended.err).not.toMatch(/^\s+at |"level":|Error:|undefined|\[object/m);
}
