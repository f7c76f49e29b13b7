// What a verifying look is given to work with: by a worker of its own, or by a running scan at the head of a chain.
import type { Clock, Log } from "../../model/ports.ts";
import type { Probe } from "../../model/probe.ts";
import type { ScanRun } from "../../model/run.ts";
import type { Settings } from "../../model/settings.ts";
import type { NameResolver } from "../../net/dns.ts";
import type { Trust } from "../../net/trust.ts";
import type { LiveAuthority } from "../../registry/authority.ts";
import type { Store } from "../../store/store.ts";
import type { Bench } from "../judge.ts";

export interface VerifyCrew {
  readonly store: Store;
  readonly bench: Bench;
  readonly probes: readonly Probe[];
  readonly settings: Settings;
  readonly programVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Follows the registry; asked for verifying looks only. */
  readonly authority: LiveAuthority;
  readonly dns: NameResolver;
  readonly trust: Trust;
  readonly allowReserved: boolean;
  readonly resolve: ScanRun["resolve"];
  /** Addresses that the caller's chain holds already. */
  readonly held: readonly string[];
}
