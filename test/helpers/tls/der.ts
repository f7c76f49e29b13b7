// Writes DER piece by piece, right or wrong as the caller likes: for certificates that no library would issue.
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const size = body.length;
  const length =
    size < 0x80
      ? [size]
      : size < 0x100
        ? [0x81, size]
        : size < 0x1_0000
          ? [0x82, size >> 8, size & 0xff]
          : [0x83, size >> 16, (size >> 8) & 0xff, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => tlv(0x31, ...parts);
export const octets = (bytes: Uint8Array): Buffer => tlv(0x04, bytes);
export const nothing = tlv(0x05);
export const boolean = (value: boolean): Buffer => tlv(0x01, Buffer.from([value ? 0xff : 0]));
export const integer = (bytes: readonly number[]): Buffer => tlv(0x02, Buffer.from(bytes));
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text, "utf8"));
export const bmp = (text: string): Buffer => tlv(0x1e, Buffer.from(text, "utf16le").swap16());
export const t61 = (text: string): Buffer => tlv(0x14, Buffer.from(text, "latin1"));

export function bits(bytes: Uint8Array, unused = 0): Buffer {
  return tlv(0x03, Buffer.from([unused]), bytes);
}

/** A context tag around values. */
export const around = (tag: number, ...parts: readonly Uint8Array[]): Buffer =>
  tlv(0xa0 | tag, ...parts);

/** A context tag upon bytes; texts as Latin-1. */
export function plain(tag: number, bytes: Uint8Array | string): Buffer {
  return tlv(0x80 | tag, typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const arcs = rest.flatMap((arc) => {
    const septets = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      septets.unshift((left & 0x7f) | 0x80);
    }
    return septets;
  });
  return tlv(0x06, Buffer.from([first * 40 + second, ...arcs]));
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5280, section 4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+|[-:T]/g, "");
  const isShort = date.getUTCFullYear() >= 1950 && date.getUTCFullYear() < 2050;
  return isShort ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}
