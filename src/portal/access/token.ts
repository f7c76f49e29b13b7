// Random names and secrets, and the proof that a form came from our own page.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 bit, for sessions and invitations. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

const API_PREFIX = "rasoat_";

/** 256 bit; the beginning tells people and scanners of leaked secrets what it is. */
export function newApiToken(): string {
  return `${API_PREFIX}${newToken()}`;
}

/** The token of an "Authorization: Bearer …" header; "" when there is none of our form. */
export function bearerToken(header: string | undefined): string {
  const [, token = ""] = /^Bearer +(\S+) *$/i.exec(header ?? "") ?? [];
  return token.startsWith(API_PREFIX) && isToken(token.slice(API_PREFIX.length)) ? token : "";
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

export function isIncidentId(text: string): boolean {
  return /^SC\d{8}-[0-9a-f]{8}(?:-\d{1,4})?$/.test(text);
}
