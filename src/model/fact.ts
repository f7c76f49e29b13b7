// What detectors say about observations; rules read nothing else. A fact has three values.
import type { Confidence, FindingArea } from "./area.ts";
import type { Predicate } from "./predicate.ts";
import type { Reason } from "./reason.ts";

export interface Evidence {
  /** Id of the look it rests on. */
  readonly observation: string;
  /** At most 300 characters, masked, plain text. */
  readonly text: string;
}

export type Attribute = string | number | boolean | null;

interface FactBase {
  readonly predicate: Predicate;
  readonly area: FindingArea;
  /** null for what the registry declares. */
  readonly host: string | null;
  readonly port: number | null;
  /** As CONTRACT.md fixes it for the area: "leaf", "tls", a product slug, "<signature> <path>", a page path. */
  readonly subject: string;
}

/** Seen: the place was looked at and the thing is there. */
export interface PresentFact extends FactBase {
  readonly status: "present";
  readonly confidence: Confidence;
  /** What was measured; holds nothing that changes by itself. */
  readonly value: string;
  /** What rules may ask about: grade, version, days, product, … */
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly evidence: readonly Evidence[];
}

/** Looked at, answered assessably, and the thing is not there. */
export interface AbsentFact extends FactBase {
  readonly status: "absent";
  readonly evidence: readonly Evidence[];
}

/** Asked for, but no answer that decides it. */
export interface UnknownFact extends FactBase {
  readonly status: "unknown";
  readonly reason: Reason;
}

export type Fact = PresentFact | AbsentFact | UnknownFact;
