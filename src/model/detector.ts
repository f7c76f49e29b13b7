// The contract of a detector: looks in, facts out. Pure: no clock, no file, no network, no chance.
import type { Area } from "./area.ts";
import type { Baseline } from "./baseline.ts";
import type { Fact } from "./fact.ts";
import type { KnownIntermediate } from "./fleet.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Look } from "./observation.ts";
import type { Predicate } from "./predicate.ts";
import type { Target } from "./registry.ts";

export interface DetectInput {
  readonly target: Target;
  /** Canonical hosts registered for the same unit: links to them are not external. */
  readonly ownHosts: readonly string[];
  /** All looks of the target in this run, oldest first. */
  readonly looks: readonly Look[];
  /** Certificates of authorities that other hosts sent, where one of this host's chains breaks off. */
  readonly baselines?: readonly Baseline[];
  readonly intermediates?: readonly KnownIntermediate[];
  /** The stored (masked) body; undefined when retention has removed it. */
  readonly body: (sha256: string) => Uint8Array | undefined;
  /** The run's clock, ISO 8601 UTC. */
  readonly now: string;
  readonly knowledge: Knowledge;
}

export interface Detector {
  readonly id: string;
  readonly area: Area;
  /** Every predicate it can state. */
  readonly emits: readonly Predicate[];
  detect(input: DetectInput): readonly Fact[];
}
