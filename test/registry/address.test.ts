import { BlockList } from "node:net";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { cidrHolds, isReserved, parseCidr } from "../../src/registry/address.ts";
import { parseIp } from "../../src/text/ip.ts";

it.each([
  ["0.0.0.0", "this network"],
  ["0.255.255.255", "this network"],
  ["10.0.0.1", "private"],
  ["10.255.255.255", "private"],
  ["100.64.0.1", "carrier-grade NAT"],
  ["100.127.255.255", "carrier-grade NAT"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["169.254.0.1", "link-local"],
  ["169.254.169.254", "cloud metadata"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.0.0.8", "IETF protocol assignments"],
  ["192.0.2.1", "documentation"],
  ["192.88.99.1", "6to4 relay"],
  ["192.168.1.1", "private"],
  ["198.18.0.1", "benchmarking"],
  ["198.19.255.255", "benchmarking"],
  ["198.51.100.7", "documentation"],
  ["203.0.113.7", "documentation"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.250", "multicast"],
  ["240.0.0.1", "class E"],
  ["255.255.255.255", "broadcast"],
  ["::", "unspecified"],
  ["::1", "loopback"],
  ["0:0:0:0:0:0:0:1", "loopback, long"],
  ["::ffff:127.0.0.1", "v4-mapped loopback"],
  ["::ffff:8.8.8.8", "v4-mapped public"],
  ["::ffff:7f00:1", "v4-mapped, hexadecimal"],
  ["::127.0.0.1", "v4-compatible"],
  ["::ffff:0:8.8.8.8", "v4-translated"],
  ["64:ff9b::8.8.8.8", "NAT64"],
  ["64:ff9b:1::1", "local NAT64"],
  ["100::1", "discard"],
  ["2001::1", "Teredo"],
  ["2001:2::1", "benchmarking"],
  ["2001:10::1", "ORCHID"],
  ["2001:20::1", "ORCHIDv2"],
  ["2001:db8::1", "documentation"],
  ["2002:7f00:1::", "6to4 of loopback"],
  ["2002:808:808::1", "6to4 of a public address"],
  ["3ffe::1", "6bone"],
  ["3fff::1", "documentation"],
  ["5f00::1", "SRv6"],
  ["fc00::1", "unique local"],
  ["fdff::1", "unique local"],
  ["fe80::1", "link-local"],
  ["febf::1", "link-local"],
  ["fec0::1", "site-local"],
  ["ff02::1", "multicast"],
  ["", "nothing"],
  ["bv-a.test", "a name"],
  ["127.1", "a short form"],
  ["2130706433", "a number"],
  ["[::1]", "brackets"],
  ["8.8.8.8 ", "white space"],
  ["8.8.8.8/32", "a range"],
  ["fe80::1%lo", "a zone"],
  ["08.8.8.8", "a leading zero"],
])("%s is reserved (%s)", (address) => {
  expect(isReserved(address)).toBe(true);
});

it.each([
  "1.1.1.1",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.0",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
  "2001:200::1",
  "2400:cb00::1",
  "2606:4700::1111",
  "3ffd::1",
])("%s is public", (address) => {
  expect(isReserved(address)).toBe(false);
});

it.each([
  ["127.0.0.10", 32],
  ["127.0.0.0/8", 8],
  ["0.0.0.0/0", 0],
  ["::1/128", 128],
  ["2001:db8::/32", 32],
])("reads the range %s", (text, prefix) => {
  expect(parseCidr(text)?.prefix).toBe(prefix);
});

it.each([
  "",
  "/8",
  "10.0.0.1/8",
  "10.0.0.0/33",
  "10.0.0.0/08",
  "::/129",
  "::1/64",
  "10.0.0.0/",
  "a/8",
])("refuses the range %j", (text) => {
  expect(parseCidr(text)).toBeNull();
});

it("holds exactly what the runtime's block list holds", () => {
  const v4 = fc.tuple(fc.ipV4(), fc.ipV4(), fc.nat(32), fc.constant(4 as const));
  const v6 = fc.tuple(fc.ipV6(), fc.ipV6(), fc.nat(128), fc.constant(6 as const));
  fc.assert(
    fc.property(fc.oneof(v4, v6), ([base, other, prefix, family]) => {
      const width = BigInt((family === 4 ? 32 : 128) - prefix);
      const bits = ((parseIp(base)?.bits ?? 0n) >> width) << width;
      const cidr = { family, bits, prefix };
      const list = new BlockList();
      list.addSubnet(base, prefix, family === 4 ? "ipv4" : "ipv6");
      for (const text of [base, other]) {
        const address = parseIp(text);
        if (address === null) throw new Error(text);
        expect(cidrHolds(cidr, address)).toBe(list.check(text, family === 4 ? "ipv4" : "ipv6"));
      }
    }),
    { numRuns: 1000 },
  );
});

it("never takes one family for the other", () => {
  const cidr = parseCidr("127.0.0.1/32");
  const mapped = parseIp("::ffff:127.0.0.1");
  expect(cidr !== null && mapped !== null && cidrHolds(cidr, mapped)).toBe(false);
});
