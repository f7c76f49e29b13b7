// The stable names of findings. They do not move when the value does, nor with the order of keys.
import { createHash } from "node:crypto";
import { canonicalJson } from "../text/canonical-json.ts";

export interface FingerprintParts {
  readonly rule: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly subject: string;
}

/** SHA-256 of rule, host, port and subject, hex. */
export function fingerprintOf({ rule, host, port, subject }: FingerprintParts): string {
  return sha256(canonicalJson([rule, host, port, subject]));
}

/** What people type: the first 16 hex digits of the fingerprint. */
export function idOf(fingerprint: string): string {
  return fingerprint.slice(0, 16);
}

/** Joins the same thing seen on http and https, www and apex of one unit: 16 hex digits. */
export function groupOf(unit: string, { rule, host, subject }: FingerprintParts): string {
  const apex = host?.replace(/^www\./, "") ?? null;
  return sha256(canonicalJson([unit, rule, apex, subject])).slice(0, 16);
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
