// The shape in which a sign becomes part of a fact: rounded, masked, free of control characters.
import type { Attribute, Evidence, PresentFact } from "../../model/fact.ts";
import type { Look } from "../../model/observation.ts";
import type { Reason } from "../../model/reason.ts";
import { maskSecrets } from "../../text/mask.ts";
import type { Sign } from "./deface.ts";

export type Verdict =
  | Pick<PresentFact, "status" | "confidence" | "value" | "attributes" | "evidence">
  | { readonly status: "absent"; readonly evidence: readonly Evidence[] }
  | { readonly status: "unknown"; readonly reason: Reason };

/** The value names the kind only: scores and wording move from night to night. */
export function present(
  sign: Sign,
  { look, confirmed }: { readonly look: Look; readonly confirmed: boolean },
  more: { readonly value?: string; readonly attributes?: Readonly<Record<string, Attribute>> } = {},
): Extract<Verdict, { status: "present" }> {
  return {
    status: "present",
    confidence: confirmed ? "firm" : "tentative",
    value: more.value ?? sign.kind,
    attributes: {
      score: Math.round(sign.score * 10) / 10,
      kind: sign.kind,
      confirmed,
      ...more.attributes,
    },
    evidence: sign.evidence.map((text) => evidence(look, text)),
  };
}

/** Plain text of at most 300 characters, masked; control characters cannot reach a terminal. */
export function evidence(look: Look, text: string): Evidence {
  const plain = maskSecrets(text).text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ");
  return { observation: look.id, text: plain.slice(0, 300) };
}
