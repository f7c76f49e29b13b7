// Codes on paper for the day the telephone is lost: each works once, in place of the six digits.
import { randomBytes } from "node:crypto";
import { toBase32 } from "./totp.ts";

const CODES = 10;
/** 80 random bits: 16 characters of base32. */
const BYTES = 10;

/** As they are stored: without the marks between their parts. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: CODES }, () => toBase32(randomBytes(BYTES)));
}

/** "ABCD-EFGH-IJKL-MNOP", for people. */
export function recoveryText(code: string): string {
  return code.replace(/(.{4})(?=.)/g, "$1-");
}

/** As it is stored; null when what was typed has not the form of one. */
export function recoveryCode(typed: string): string | null {
  const code = typed.replace(/[\s-]/g, "").toUpperCase();
  return /^[A-Z2-7]{16}$/.test(code) ? code : null;
}
