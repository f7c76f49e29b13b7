import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headerLength } from "../../src/net/gzip-header.ts";

const fixed = (flags: number): number[] => [0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3];

describe("headerLength", () => {
  it.each<[string, number[], number | "more" | "malformed"]>([
    ["plain", fixed(0), 10],
    ["nothing yet", [], "more"],
    ["one byte", [0x1f], "more"],
    ["no magic", [0x3c, 0x68], "malformed"],
    ["another method", [0x1f, 0x8b, 7], "malformed"],
    ["extra field", [...fixed(4), 2, 0, 9, 9, 1], 14],
    ["extra field, cut", [...fixed(4), 2, 0, 9], "more"],
    ["name", [...fixed(8), 97, 0, 1], 12],
    ["name without end", [...fixed(8), 97, 98], "more"],
    ["name and comment", [...fixed(24), 97, 0, 98, 0], 14],
    ["header checksum", [...fixed(2), 1, 2, 3], 12],
  ])("%s", (_, bytes, length) => {
    expect(headerLength(Uint8Array.from(bytes))).toBe(length);
  });

  it("is the same however the stream is cut", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(10), (body, cut) => {
        const wire = gzipSync(body);
        const part = headerLength(wire.subarray(0, cut));
        return headerLength(wire) === 10 && (part === "more" || part === 10);
      }),
    );
  });
});
