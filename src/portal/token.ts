// Random names and secrets, and the proof that a form came from our own page.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 bit, for sessions and invitations. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** 128 bit, for ids that people see. */
export function newId(): string {
  return randomBytes(16).toString("hex");
}

/** Bound to a secret cookie: another site cannot know it, another session has another. */
export function formToken(cookie: string): string {
  return createHmac("sha256", cookie).update("form").digest("base64url");
}

export function isFormToken(cookie: string, shown: string): boolean {
  const expected = Buffer.from(formToken(cookie));
  const given = Buffer.from(shown);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

export function isToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** The whole id of a finding; beginnings of ids are for the command line. */
export function isFindingId(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}
