// Joins what each address of a host showed into one three-valued fact. One address that shows a fault
// is enough; one that could not be looked at is enough to leave the rest undecided.
import { CONFIDENCES, type Confidence } from "../../model/area.ts";
import type { Attribute, Evidence, Fact } from "../../model/fact.ts";
import type { Look } from "../../model/observation.ts";
import type { Predicate } from "../../model/predicate.ts";
import type { Reason } from "../../model/reason.ts";

/** What one look says of one predicate. `text` is evidence for people. */
export type Sign =
  | {
      readonly is: "seen";
      /** Holds nothing that changes by itself. */
      readonly value: string;
      readonly text: string;
      readonly confidence?: Confidence;
      readonly attributes?: Readonly<Record<string, Attribute>>;
    }
  | { readonly is: "clear"; readonly text: string }
  | { readonly is: "open"; readonly reason: Reason };

export type SeenSign = Extract<Sign, { is: "seen" }>;

export interface Place {
  readonly predicate: Predicate;
  readonly host: string;
  readonly port: number;
  readonly subject: string;
}

export interface Signed {
  readonly look: Look;
  readonly sign: Sign;
}

const MAX_EVIDENCE = 6;

/**
 * @param signs one for each look at the place; addresses are named in the value when there are several
 * @returns null when nothing was asked
 */
export function factOf(place: Place, signs: readonly Signed[]): Fact | null {
  if (signs.length === 0) return null;
  const base = { ...place, area: "tls" as const };
  const seen = signs.flatMap(({ look, sign }) => (sign.is === "seen" ? [{ look, sign }] : []));
  const first = seen[0];
  if (first !== undefined) {
    const several = new Set(signs.map(({ look }) => look.address)).size > 1;
    return {
      ...base,
      status: "present",
      confidence: surest(seen.map(({ sign }) => sign.confidence ?? "certain")),
      value: plain(valueOf(seen, several)),
      attributes: first.sign.attributes ?? {},
      evidence: evidenceOf(seen.map(({ look, sign }) => ({ look, text: sign.text }))),
    };
  }
  for (const { sign } of signs) {
    if (sign.is === "open") return { ...base, status: "unknown", reason: sign.reason };
  }
  const clear = signs.flatMap(({ look, sign }) =>
    sign.is === "clear" ? [{ look, text: sign.text }] : [],
  );
  return { ...base, status: "absent", evidence: evidenceOf(clear) };
}

type Seen = Signed & { readonly sign: { readonly is: "seen"; readonly value: string } };

function valueOf(seen: readonly Seen[], several: boolean): string {
  const addresses = new Map<string, string[]>();
  for (const { look, sign } of seen) {
    const known = addresses.get(sign.value) ?? [];
    addresses.set(sign.value, [...known, look.address ?? "?"]);
  }
  return [...addresses]
    .map(([value, at]) => (several ? `${value} @ ${at.toSorted().join(", ")}` : value))
    .toSorted()
    .join("; ");
}

function surest(confidences: readonly Confidence[]): Confidence {
  return CONFIDENCES.find((one) => confidences.includes(one)) ?? "tentative";
}

function evidenceOf(lines: readonly { look: Look; text: string }[]): readonly Evidence[] {
  return lines
    .slice(0, MAX_EVIDENCE)
    .map(({ look, text }) => ({ observation: look.id, text: plain(text) }));
}

const MAX_CHARACTERS = 300;

/** Certificates and headers are written by strangers: no control or direction marks, one line, capped. */
function plain(text: string): string {
  const line = text
    .replace(/[\r\n]+/g, ", ")
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, "?");
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS - 1)}…` : line;
}
