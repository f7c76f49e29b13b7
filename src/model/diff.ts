// What became of a finding between two runs: the words of `rasoat diff`.
import { z } from "zod";
import type { Finding } from "./finding.ts";

/**
 * In the order in which they are read.
 * - new: did not exist before
 * - back: was fixed, stands again
 * - changed-by-rule: moved because rules or data changed, not the site
 * - still: stands, and was looked at again
 * - not-assessed: stood before; the later run got no answer about it
 * - fixed: closed by looks
 * - set-aside: a person called it a false alarm in between
 */
export const CHANGES = [
  "new",
  "back",
  "changed-by-rule",
  "still",
  "not-assessed",
  "fixed",
  "set-aside",
] as const;
export const Change = z.enum(CHANGES);
export type Change = z.infer<typeof Change>;

/** What of a finding a comparison needs: small, so that whole fleets fit in memory. */
export type Trace = Pick<
  Finding,
  | "id"
  | "fingerprint"
  | "unit"
  | "system"
  | "host"
  | "port"
  | "area"
  | "rule"
  | "severity"
  | "outcome"
  | "state"
  | "held"
  | "subject"
  | "group"
  | "title"
  | "firstSeen"
  | "unknownReason"
  | "run"
>;
