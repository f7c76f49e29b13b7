// A run of the scanner, and the state of each target in it.
import type { Area } from "./area.ts";
import type { Versions } from "./finding.ts";
import type { Reason } from "./reason.ts";

export type RunKind = "scan" | "reassess" | "verify" | "watch";
export type RunStatus = "running" | "done" | "interrupted" | "stopped" | "failed";

export interface ScanRun {
  readonly id: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  /** The clock of every judgement in this run. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly areas: readonly Area[];
  /** What was asked for: units and hosts, empty when all. */
  readonly units: readonly string[];
  readonly hosts: readonly string[];
  readonly allowReserved: boolean;
  readonly resolve: readonly { readonly host: string; readonly address: string }[];
  readonly versions: Versions;
}

export type TargetState = "todo" | "doing" | "done" | "refused";

export interface RunTarget {
  readonly run: string;
  readonly unit: string;
  readonly host: string;
  readonly state: TargetState;
  readonly reason: Reason | null;
  /** First and second pass done. */
  readonly pass: 0 | 1 | 2;
}
