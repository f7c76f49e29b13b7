// The size of pictures by their first bytes: of our own, of a view into other bytes, and of what is none.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pngSize } from "../../../src/portal/view/png-size.ts";

const FOLDER = new URL("../../../docs/pictures/", import.meta.url);
const HEAD = [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82];
const SMALL = [...HEAD, 0, 0, 1, 2, 0, 0, 0, 3];

describe("the size of a picture", () => {
  it.each(readdirSync(FOLDER))("of the guides is as wide as it was taken: %s", (name) => {
    const size = pngSize(readFileSync(new URL(name, FOLDER)));
    expect(size?.width).toBe(1280);
    expect(size?.height).toBeGreaterThanOrEqual(800);
  });

  it("is read where the picture lies within other bytes", () => {
    const all = Uint8Array.of(9, 9, 9, ...SMALL, 9);
    expect(pngSize(all.subarray(3))).toEqual({ width: 258, height: 3 });
  });

  it.each([
    ["nothing", []],
    ["bytes that end too early", SMALL.slice(0, -1)],
    ["something else", SMALL.with(1, 81)],
    ["a PNG that begins with another chunk", SMALL.with(12, 74)],
  ])("%s has none", (_name, bytes) => {
    expect(pngSize(Uint8Array.from(bytes))).toBeNull();
  });
});
