// What a scan is asked for, and what it is given to work with.
import type { Area } from "../model/area.ts";
import type { Detector } from "../model/detector.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Clock, Log } from "../model/ports.ts";
import type { Probe } from "../model/probe.ts";
import type { ScanRun } from "../model/run.ts";
import type { Settings } from "../model/settings.ts";
import type { Store } from "../store/store.ts";
import type { Plan } from "./plan.ts";

export interface ScanRequest {
  readonly units: readonly string[];
  readonly hosts: readonly string[];
  readonly areas: readonly Area[];
  readonly resume: boolean;
  /** With `resume`: this run; absent: the newest that did not end. */
  readonly run?: string;
  /** From then on nothing more is asked; what is left is not assessed, with that reason. Absent: no such hour. */
  readonly until?: Date;
  readonly allowReserved: boolean;
  readonly resolve: readonly { readonly host: string; readonly address: string }[];
}

export interface ScanProgress {
  readonly phase: "resolve" | "first" | "depth";
  readonly done: number;
  readonly total: number;
  readonly host: string;
  /** When all is thought to be over, epoch milliseconds; null: too early to say. Goes through all chains: for who shows it. */
  readonly endsAt: () => number | null;
}

export interface ScanDependencies {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly probes: readonly Probe[];
  readonly detectors: readonly Detector[];
  readonly settings: Settings;
  readonly programVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the person at the terminal interrupts. */
  readonly signal: AbortSignal;
  readonly process: { readonly pid: number; readonly machine: string };
  /** Roots trusted besides the pinned ones, PEM: the demo's and the tests' own. */
  readonly trustRoots?: readonly string[];
  readonly progress: (step: ScanProgress) => void;
  /** Told as soon as the run has its id. */
  readonly started: (run: ScanRun, plan: Plan) => void;
}
