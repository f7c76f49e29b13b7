import { describe, expect, it } from "vitest";
import { isSameAddress } from "../../src/net/dial.ts";

describe("isSameAddress", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1", true],
    ["::1", "0:0:0:0:0:0:0:1", true],
    ["2001:db8::A", "2001:db8:0::a", true],
    ["127.0.0.1", "127.0.0.2", false],
    ["::ffff:127.0.0.1", "127.0.0.1", false],
    [undefined, "127.0.0.1", false],
    ["", "", false],
    ["localhost", "localhost", false],
  ])("%s and %s: %s", (peer, dialled, same) => {
    expect(isSameAddress(peer, dialled)).toBe(same);
  });
});
