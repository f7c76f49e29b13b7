// One-time codes after RFC 6238 (SHA-1, 30 s, 6 digits): what every authenticator app speaks.
// Whether a code was used before is kept in the store.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const STEP_MS = 30_000;
const DIGITS = 6;
/** Clocks of telephones differ: the step before and the step after count as well. */
const DRIFT = [0, -1, 1] as const;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** 160 random bits in base32. */
export function newTotpSecret(): string {
  return toBase32(randomBytes(20));
}

/** @returns the counter that the code belongs to; null when it is none of the present ones */
export function matchTotp(secret: string, code: string, now: Date): number | null {
  const typed = code.replace(/\s/g, "");
  if (!/^\d{6}$/.test(typed)) return null;
  const present = Math.floor(now.getTime() / STEP_MS);
  const counter = DRIFT.map((drift) => present + drift).find((candidate) =>
    timingSafeEqual(Buffer.from(totpCode(secret, candidate)), Buffer.from(typed)),
  );
  return counter ?? null;
}

/** RFC 4226, section 5.3. */
export function totpCode(secret: string, counter: number): string {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac("sha1", fromBase32(secret)).update(moving).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

/** The code for a moment: for tests and the demo's sample accounts. */
export function totpAt(secret: string, now: Date): string {
  return totpCode(secret, Math.floor(now.getTime() / STEP_MS));
}

/** What authenticator apps read from a picture or a pasted line. */
export function totpUri(secret: string, login: string, issuer: string): string {
  const label = encodeURIComponent(`${issuer}:${login}`);
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
}

/** RFC 4648, whole groups of five bits only. */
export function toBase32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join("");
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (one) => ALPHABET.indexOf(one).toString(2).padStart(5, "0")).join(
    "",
  );
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
