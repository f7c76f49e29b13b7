// The whole of what a run saw and judged at one target, as one compressed value.
// Ids of looks follow from their content, so they are computed again instead of being kept.
import { z } from "zod";
import type { Finding, RuleVerdict } from "../../model/finding.ts";
import type { Area } from "../../model/area.ts";
import type { KnownIntermediate } from "../../model/fleet.ts";
import type { Baseline } from "../../model/baseline.ts";
import type { Fact } from "../../model/fact.ts";
import type { Reason } from "../../model/reason.ts";
import type { Look, NewLook } from "../../model/observation.ts";
import type { Target } from "../../model/registry.ts";
import type { RuleContext } from "../../rules/context.ts";
import { canonicalJson } from "../../text/canonical-json.ts";
import { packText, sha256, unpackText, type Packed } from "../sqlite/pack.ts";

/** Everything that a later judgement needs to give the same bytes. */
export interface TargetResult {
  readonly target: Target;
  /** What the registry said of the target's system. */
  readonly context: RuleContext;
  readonly ownHosts: readonly string[];
  /** Areas that were granted and asked for. */
  readonly areas: readonly Area[];
  /** What coverage says of an area for which nothing was asked. */
  readonly otherwise: Reason;
  readonly firstTime: boolean;
  /** Rules that were held for the unit; absent from results of the first releases. */
  readonly heldRules?: readonly string[];
  /** Certificates that this host left out and others sent; absent: none was missed, or none is known. */
  /** What its start pages were compared with; absent: nothing. */
  readonly baselines?: readonly Baseline[];
  readonly intermediates?: readonly KnownIntermediate[];
  readonly looks: readonly Look[];
  /** Findings of the target before the run's first pass. */
  readonly before: readonly Finding[];
  readonly findings: readonly Finding[];
  readonly verdicts: readonly RuleVerdict[];
  /** What a change of rules or data did to findings, not the site; absent: nothing. */
  readonly credited?: readonly Credited[];
  /** Fingerprints that a verifying look was made for; absent: the whole host was looked at. */
  readonly only?: readonly string[];
}

/** What the registry itself gave rise to for one unit in a run. */
export type UnitResult = Pick<TargetResult, "before" | "findings" | "verdicts" | "credited"> & {
  /** What was declared, by subject, so that it can be judged again; absent from results of the first releases. */
  readonly declared?: readonly Declared[];
};

/** What the registry says of a unit as a whole (system "") or of one of its systems. */
export interface Declared {
  readonly system: string;
  readonly context: RuleContext;
  readonly facts: readonly Fact[];
}

/** A finding that a change of rules or data moved, and how that is booked (src/run/attribution.ts). */
export interface Credited {
  readonly fingerprint: string;
  /** It came back by the change alone: that is no relapse of the site. */
  readonly isBack: boolean;
  /** It came up by the change alone: for the central team until a person has looked. */
  readonly awaits: boolean;
}

/** The hash says that they are as they were stored; to go through all their fields would cost as much as reading them. */
export const Records = z.array(z.custom<object>(isRecord));
const UnitShape = z.object({ before: Records, findings: Records, verdicts: Records });
const TargetShape = UnitShape.extend({
  target: z.object({ unit: z.string(), host: z.string() }),
  context: z.looseObject({}),
  ownHosts: z.array(z.string()),
  areas: z.array(z.string()),
  otherwise: z.string(),
  firstTime: z.boolean(),
  looks: Records,
});

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function packResult(result: TargetResult | UnitResult): Packed {
  if (!("looks" in result)) return packText(JSON.stringify(result));
  return packText(JSON.stringify({ ...result, looks: result.looks.map(withoutId) }));
}

/** @returns null when the bytes are not those that were stored */
export function unpackTarget(packed: Packed): TargetResult | null {
  const text = unpackText(packed);
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  if (!TargetShape.safeParse(value).success) return null;
  const stored = value as TargetResult & { looks: readonly (NewLook | Look)[] };
  return { ...stored, looks: stored.looks.map(withId) };
}

/** @returns null when the bytes are not those that were stored */
export function unpackUnit(packed: Packed): UnitResult | null {
  const text = unpackText(packed);
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  return UnitShape.safeParse(value).success ? (value as UnitResult) : null;
}

function withoutId(look: Look): NewLook | Look {
  const { id, ...rest } = look;
  return idOf(rest) === id ? rest : look;
}

function withId(look: NewLook | Look): Look {
  return "id" in look ? look : { id: idOf(look), ...look };
}

function idOf(look: NewLook): string {
  return sha256(canonicalJson(look)).toString("hex");
}
