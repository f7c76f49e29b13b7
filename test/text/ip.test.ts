import { isIP } from "node:net";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseIp } from "../../src/text/ip.ts";

it.each([
  ["0.0.0.0", 4, 0n],
  ["127.0.0.1", 4, 0x7f000001n],
  ["255.255.255.255", 4, 0xffffffffn],
  ["::", 6, 0n],
  ["::1", 6, 1n],
  ["1::", 6, 1n << 112n],
  ["::ffff:127.0.0.1", 6, 0xffff7f000001n],
  ["2001:DB8::a:0:1", 6, 0x20010db8000000000000000a00000001n],
] as const)("reads %s", (text, family, bits) => {
  expect(parseIp(text)).toEqual({ family, bits });
});

it.each([
  "",
  "1",
  "127.1",
  "127.0.0.01",
  "0x7f.0.0.1",
  "1.2.3.4.5",
  "1.2.3.256",
  " 1.2.3.4",
  "1.2.3.4 ",
  "1.2.3.4/32",
  "[::1]",
  "::1%lo",
  ":::",
  "1::2::3",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7::8",
  "::1.2.3.4:5",
  "1.2.3.4::",
  "12345::",
  "g::",
])("refuses %j", (text) => {
  expect(parseIp(text)).toBeNull();
});

it("agrees with the runtime on every address and every mangled address", () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  const mangled = fc
    .tuple(address, fc.nat(40), fc.constantFrom("", "0", ":", ".", "f", "::", "x"))
    .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));
  fc.assert(
    fc.property(fc.oneof(address, mangled), (text) => {
      expect(parseIp(text)?.family ?? 0).toBe(isIP(text));
    }),
    { numRuns: 2000 },
  );
});
