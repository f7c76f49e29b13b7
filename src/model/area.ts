// The closed vocabularies of the contract: areas, severities, confidences, states, outcomes.
import { z } from "zod";

/** What a scan looks at; the order is the order of reports. */
export const AREAS = ["tls", "cms", "panels", "defacement"] as const;
export const Area = z.enum(AREAS);
export type Area = z.infer<typeof Area>;

/** Areas a finding can have: the scanned ones, and what the registry itself declares. */
export const FindingArea = z.enum([...AREAS, "registry"]);
export type FindingArea = z.infer<typeof FindingArea>;

/** Most urgent first. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** Surest first. */
export const CONFIDENCES = ["certain", "firm", "tentative"] as const;
export const Confidence = z.enum(CONFIDENCES);
export type Confidence = z.infer<typeof Confidence>;

export const FINDING_STATES = [
  "open",
  "in-progress",
  "claimed-fixed",
  "fixed",
  "accepted",
  "false-positive",
] as const;
export const FindingState = z.enum(FINDING_STATES);
export type FindingState = z.infer<typeof FindingState>;

/** What counts as open in listings: everything that somebody still has to act on. */
export const OPEN_STATES: readonly FindingState[] = ["open", "in-progress", "claimed-fixed"];

export const Outcome = z.enum(["fail", "pass", "unknown"]);
export type Outcome = z.infer<typeof Outcome>;

/** True when `severity` is at least as urgent as `threshold`. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
