// CIDR ranges and the judgement which addresses are reserved. Fail-closed: what is not a clean
// IP literal is reserved and lies in no range. Resolves nothing.
import { type IpAddress, parseIp } from "../text/ip.ts";

export interface Cidr {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

/** A bare address counts as one of full length. Null when malformed or with bits set beyond the prefix. */
export function parseCidr(text: string): Cidr | null {
  const match = /^([0-9a-fA-F:.]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text);
  const address = match?.[1] === undefined ? null : parseIp(match[1]);
  if (address === null) return null;
  const width = widthOf(address.family);
  const prefix = match?.[2] === undefined ? width : Number(match[2]);
  if (prefix > width) return null;
  const hostBits = BigInt(width - prefix);
  if ((address.bits >> hostBits) << hostBits !== address.bits) return null;
  return { family: address.family, bits: address.bits, prefix };
}

/** Families never match one another: a v4-mapped IPv6 address is not the IPv4 address. */
export function cidrHolds(cidr: Cidr, address: IpAddress): boolean {
  if (cidr.family !== address.family) return false;
  const shift = BigInt(widthOf(cidr.family) - cidr.prefix);
  return address.bits >> shift === cidr.bits >> shift;
}

function widthOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function ranges(texts: readonly string[]): readonly Cidr[] {
  return texts.map((text) => {
    const cidr = parseCidr(text);
    if (cidr === null) throw new Error(`bad range in the table: ${text}`);
    return cidr;
  });
}

/** IANA IPv4 Special-Purpose Address Registry (RFC 6890 and later), multicast and class E. */
const RESERVED_V4 = ranges([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);

/**
 * Global unicast (RFC 4291 2.4). All outside it is reserved: unspecified, loopback, v4-mapped,
 * v4-compatible, NAT64 (64:ff9b::), discard, SRv6, fc00::/7, fe80::/10, site-local, multicast.
 */
const GLOBAL_V6 = ranges(["2000::/3"]);

/** Within global unicast: Teredo, ORCHID and the rest of 2001::/23, documentation, 6to4, 6bone, AS112. */
const RESERVED_V6 = ranges([
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "2620:4f:8000::/48",
  "3ffe::/16",
  "3fff::/20",
]);

/** True for every address that is not ordinary public unicast, and for anything not a clean literal. */
export function isReserved(address: string): boolean {
  const parsed = parseIp(address);
  if (parsed === null) return true;
  const within = (cidr: Cidr): boolean => cidrHolds(cidr, parsed);
  if (parsed.family === 4) return RESERVED_V4.some(within);
  return !GLOBAL_V6.some(within) || RESERVED_V6.some(within);
}
