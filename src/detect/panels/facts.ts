// Puts a judgement of one signature at one path into facts. One fact for each thing the signature could say.
import type { PanelSignature, PanelState } from "../../model/panel-signature.ts";
import type { Confidence } from "../../model/area.ts";
import type { Fact, PresentFact } from "../../model/fact.ts";
import type { Look } from "../../model/observation.ts";
import type { Reason } from "../../model/reason.ts";
import { maskSecrets } from "../../text/mask.ts";
import type { PanelMatch, PanelView } from "../../text/panel-match.ts";
import { productOf } from "./twins.ts";

export type Judged =
  | { readonly is: "present"; readonly match: PanelMatch; readonly view: PanelView }
  | { readonly is: "absent" }
  | { readonly is: "unknown"; readonly reason: Reason };

/** A signature judged at a place; `path` is "/" for what the whole port shows. */
export interface Judgement {
  readonly look: Look;
  readonly signature: PanelSignature;
  readonly path: string;
  readonly judged: Judged;
}

const CONFIDENCE: Readonly<Record<PanelSignature["basis"], Confidence>> = {
  measured: "certain",
  source: "firm",
  memory: "tentative",
};
const MAX_EVIDENCE = 200;

export function factsOf({ look, signature, path, judged }: Judgement): readonly Fact[] {
  const base = { area: "panels", host: look.host, port: look.port } as const;
  const subject = `${signature.id} ${path}`;
  const predicates = [...new Set(signature.states.map(({ predicate }) => predicate))];
  return predicates.map((predicate): Fact => {
    const place = { ...base, subject, predicate };
    if (judged.is === "unknown") return { ...place, status: "unknown", reason: judged.reason };
    if (judged.is === "present" && judged.match.state.predicate === predicate) {
      return { ...place, ...presentOf(look, judged) };
    }
    return { ...place, status: "absent", evidence: [{ observation: look.id, text: lineOf(look) }] };
  });
}

type Present = Pick<PresentFact, "status" | "confidence" | "value" | "attributes" | "evidence">;

function presentOf(look: Look, { match, view }: Judged & { readonly is: "present" }): Present {
  const { signature, state } = match;
  const product = productOf(signature);
  const plainHttp = look.scheme === "http";
  return {
    status: "present",
    confidence: CONFIDENCE[state.basis ?? signature.basis],
    value: `${product} ${state.predicate.replace(/^\w+\./, "")}`,
    attributes: {
      signature: signature.id,
      grade: gradeOf(state, { plainHttp, clinical: signature.clinical }),
      product,
      clinical: signature.clinical,
      plainHttp,
    },
    evidence: [{ observation: look.id, text: evidenceOf(look, view, match.seen) }],
  };
}

/** A login over plain HTTP gives passwords away; a clinical system without a login gives patients away. */
function gradeOf(
  { grade, predicate }: PanelState,
  more: { readonly plainHttp: boolean; readonly clinical: boolean },
): number {
  const worse =
    (predicate === "panel.login-exposed" && more.plainHttp) ||
    (predicate === "panel.unauthenticated" && more.clinical);
  return Math.min(5, grade + (worse ? 1 : 0));
}

function evidenceOf(look: Look, view: PanelView, seen: readonly string[]): string {
  const title = view.isHtml ? view.page().title.replace(/\s+/g, " ").trim().slice(0, 60) : "";
  const parts = [lineOf(look), ...(title === "" ? [] : [`"${title}"`]), ...seen];
  const text = maskSecrets(parts.join("; ")).text;
  return text.length <= MAX_EVIDENCE ? text : `${text.slice(0, MAX_EVIDENCE - 1)}…`;
}

function lineOf({ attempt, locator }: Look): string {
  return attempt.status === "ok" && attempt.value.kind === "http"
    ? `${attempt.value.method} ${locator} → ${String(attempt.value.status)}`.slice(0, MAX_EVIDENCE)
    : locator.slice(0, MAX_EVIDENCE);
}
