// Decodes one A-label to its U-label (RFC 3492), for showing to people and to see whether it is one. Never to compare.

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;

/** @returns the label in Unicode, or the label as given when it is no valid A-label */
export function toUnicodeLabel(label: string): string {
  if (!label.startsWith("xn--")) return label;
  return decode(label.slice(4)) ?? label;
}

function decode(encoded: string): string | null {
  const split = encoded.lastIndexOf("-");
  const output = Array.from(encoded.slice(0, Math.max(split, 0)), (char) => char.charCodeAt(0));
  let position = split < 0 ? 0 : split + 1;
  let n = INITIAL_N;
  let bias = INITIAL_BIAS;
  let i = 0;
  while (position < encoded.length) {
    const start = i;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = digitOf(encoded.charCodeAt(position));
      if (digit === null) return null;
      position += 1;
      i += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
      if (weight > 0x7fffffff) return null;
    }
    const length = output.length + 1;
    bias = adapt(i - start, length, start === 0);
    n += Math.floor(i / length);
    i %= length;
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return null;
    output.splice(i, 0, n);
    i += 1;
  }
  return String.fromCodePoint(...output);
}

function digitOf(code: number): number | null {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  return null;
}

function adapt(delta: number, length: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? DAMP : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  while (rest > ((BASE - T_MIN) * T_MAX) / 2) {
    rest = Math.floor(rest / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
