// What lower floors need from higher ones: interfaces implemented above and handed in by `run`.
import type { Authority } from "./grant.ts";
import type { Ledger, Pace } from "./ledger.ts";

export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A fixed message plus fields; no page content, no personal data. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** An operator should look. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Our own fault. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: Ledger;
  readonly pace: Pace;
  readonly authority: Authority;
  /** Aborts when the operator stops the run. */
  readonly signal: AbortSignal;
}
