// How large a PNG picture is, from its first bytes, so that a page can keep its place before it is loaded.

export interface PictureSize {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** "\x89PNG\r\n\x1a\n", then the length and name of the first chunk (PNG, third edition, 5.2 and 11.2.1). */
const HEAD = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];

/** null: not a PNG picture. */
export function pngSize(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < HEAD.length + 8 || HEAD.some((byte, at) => bytes[at] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(HEAD.length), height: view.getUint32(HEAD.length + 4) };
}
