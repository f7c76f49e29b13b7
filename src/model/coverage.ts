// What was looked at and what was not: one row per run, host, port and area.
import type { Area } from "./area.ts";
import type { Reason } from "./reason.ts";

export type CoverageStatus = "assessed" | "partial" | "not-assessed";

export interface Coverage {
  readonly host: string;
  readonly port: number;
  readonly area: Area;
  readonly status: CoverageStatus;
  /** null only when assessed. */
  readonly reason: Reason | null;
  readonly run: string;
  readonly at: string;
}

/** The word on one rule for one host: what `rasoat checks` prints. */
export interface Check {
  readonly host: string;
  readonly port: number | null;
  readonly rule: string;
  readonly subject: string | null;
  readonly outcome: "pass" | "fail" | "unknown" | "not-applicable";
  readonly reason: Reason | null;
  readonly run: string;
}
