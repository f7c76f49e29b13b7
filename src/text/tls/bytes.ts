// Bytes of TLS structures: big-endian numbers and vectors with a length before them. Keeps no state but a position.

export function u8(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff);
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of((value >> 8) & 0xff, value & 0xff);
}

export function u24(value: number): Uint8Array {
  return Uint8Array.of((value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The parts with their length before them in 1, 2 or 3 bytes. */
export function vector(width: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts);
  const length = width === 1 ? u8(body.length) : width === 2 ? u16(body.length) : u24(body.length);
  return concat(length, body);
}

/** Reads forwards; every read answers null once the bytes are not enough, and then nothing more is read. */
export interface ByteReader {
  readonly left: () => number;
  readonly number: (width: 1 | 2 | 3) => number | null;
  readonly bytes: (count: number) => Uint8Array | null;
  /** A vector with its length before it. */
  readonly vector: (width: 1 | 2 | 3) => Uint8Array | null;
}

export function createByteReader(source: Uint8Array): ByteReader {
  let at = 0;
  const bytes = (count: number): Uint8Array | null => {
    if (at + count > source.length) {
      at = source.length;
      return null;
    }
    const part = source.subarray(at, at + count);
    at += count;
    return part;
  };
  const number = (width: 1 | 2 | 3): number | null => {
    const part = bytes(width);
    return part === null ? null : part.reduce((sum, byte) => sum * 256 + byte, 0);
  };
  return {
    left: () => source.length - at,
    number,
    bytes,
    vector: (width) => {
      const length = number(width);
      return length === null ? null : bytes(length);
    },
  };
}

/** The numbers of a list of two-byte values; null when its length is odd. */
export function numbersOf(list: Uint8Array | null): readonly number[] | null {
  if (list === null || list.length % 2 !== 0) return null;
  return Array.from(
    { length: list.length / 2 },
    (_, index) => (list[2 * index] ?? 0) * 256 + (list[2 * index + 1] ?? 0),
  );
}
