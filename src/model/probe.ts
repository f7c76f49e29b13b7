// The contract of a probe: door in, looks out. A probe records; it never judges.
import type { Area } from "./area.ts";
import type { Door } from "./door.ts";
import type { Knowledge } from "./knowledge.ts";
import type { BodyRef, Look, NewLook } from "./observation.ts";
import type { Clock, Log } from "./ports.ts";
import type { Target } from "./registry.ts";

export interface KeepOptions {
  readonly truncated: boolean;
  readonly wireBytes: number;
  readonly discard?: boolean;
}

/** Where bodies of one target are kept while it is looked at; the store takes them over at its end. */
export interface BodyShelf {
  /**
   * Masks, hashes and keeps. With `discard` only the reference with its hashes remains:
   * for files that are recognised by hash and never read again.
   */
  keep(body: Uint8Array, options: KeepOptions): BodyRef;
  /** The kept (masked) bytes; undefined when they were not kept. */
  read(sha256: string): Uint8Array | undefined;
}

/** A finding that still stands: its own locator is asked again, whatever rotation or a redirect says. */
export interface Standing {
  readonly area: Area;
  readonly port: number;
  /** As in the finding: "<signature-id> <path>" for panels, the page's path for defacement. */
  readonly subject: string;
}

export interface ProbeContext {
  readonly target: Target;
  /** Areas granted and asked for in this run; a probe skips what is not among them. */
  readonly areas: readonly Area[];
  readonly door: Door;
  readonly knowledge: Knowledge;
  readonly bodies: BodyShelf;
  readonly clock: Clock;
  readonly log: Log;
  /** Looks already made at this target in this run, oldest first. */
  readonly looks: readonly Look[];
  /** Number of the night since the epoch, for rotations that must not depend on chance. */
  readonly night: number;
  /** True when this host was never assessed before: the larger budget applies. */
  readonly firstTime: boolean;
  /** What was found here before and has not been seen mended; sorted. */
  readonly standing: readonly Standing[];
  /** True in a verifying look: what stands is asked again, and nothing else is searched for. */
  readonly standingOnly?: boolean;
  /** Hashes it, adds it to `looks`, and hands it to the run. */
  record(look: NewLook): Look;
}

export interface Probe {
  readonly id: string;
  /** Runs when any of these areas is granted and asked for. */
  readonly areas: readonly Area[];
  /** Pass one reaches every host before any depth begins. */
  readonly pass: 1 | 2;
  run(context: ProbeContext): Promise<void>;
}
