// Sets the date of every entry of a ZIP to one fixed day, in place, so that the same document is the same
// file. Reads the central directory only (PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16).

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
/** 1 January 1980, 00:00: the first moment a ZIP can hold. */
const DATE = 0x0021;

/** @throws Error when the bytes are no ZIP as our own writers make them (no ZIP64) */
export function withFixedDates(zip: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(zip);
  const view = new DataView(bytes.buffer);
  const end = endOf(view);
  const entries = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let entry = 0; entry < entries; entry++) {
    if (view.getUint32(at, true) !== CENTRAL) throw new Error("ZIP: central directory is damaged");
    stamp(view, at + 12);
    stamp(view, view.getUint32(at + 42, true) + 10);
    at += 46 + [28, 30, 32].reduce((sum, offset) => sum + view.getUint16(at + offset, true), 0);
  }
  return bytes;
}

function endOf(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new Error("ZIP: end of central directory is missing");
}

function stamp(view: DataView, at: number): void {
  view.setUint16(at, 0, true);
  view.setUint16(at + 2, DATE, true);
}
