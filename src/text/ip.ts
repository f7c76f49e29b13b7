// IP literals in their clean textual forms, as numbers. No ranges, no policy: src/registry judges.

export interface IpAddress {
  readonly family: 4 | 6;
  /** The 32 or 128 bits of the address. */
  readonly bits: bigint;
}

/**
 * Reads a clean literal only: four decimal octets without leading zeros, or RFC 4291 text without
 * brackets, zone or prefix. Every other spelling (octal, hexadecimal, short, padded) gives null.
 */
export function parseIp(text: string): IpAddress | null {
  const four = parseIpv4(text);
  if (four !== null) return { family: 4, bits: four };
  const six = parseIpv6(text);
  return six === null ? null : { family: 6, bits: six };
}

function parseIpv4(text: string): bigint | null {
  const octets = text.split(".");
  if (octets.length !== 4) return null;
  let bits = 0n;
  for (const octet of octets) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return null;
    bits = (bits << 8n) | BigInt(octet);
  }
  return bits;
}

function parseIpv6(text: string): bigint | null {
  if (text.length > 45 || !/^[0-9a-fA-F:.]+$/.test(text)) return null;
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = halves as [string, string | undefined];
  const before = parseGroups(head, tail === undefined);
  const after = tail === undefined ? [] : parseGroups(tail, true);
  if (before === null || after === null) return null;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array.from({ length: missing }, () => 0), ...after];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

/** Hexadecimal groups; the last may be an IPv4 tail where `mayEndInIpv4`. */
function parseGroups(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const four = mayEndInIpv4 && index === parts.length - 1 ? parseIpv4(part) : null;
    if (four === null) return null;
    groups.push(Number(four >> 16n), Number(four & 0xffffn));
  }
  return groups;
}
