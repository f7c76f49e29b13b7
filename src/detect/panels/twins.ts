// Is a hit to be believed? Two random siblings of its path were asked: a site that answers them alike would
// answer anything alike. Also tells pages that carry the markers of everything (decoys, lists of words).
import type { PanelSignature } from "../../model/panel-signature.ts";
import type { Reason } from "../../model/reason.ts";
import { matchPanel, type PanelMatch, type PanelView } from "../../text/panel-match.ts";
import { distance, normaliseAnswer, simhash } from "../../text/similarity.ts";
import type { Standing } from "./standing.ts";

export type TwinVerdict =
  | { readonly is: "believed" }
  /** The path answers as any path does: there is nothing special at it. */
  | { readonly is: "everywhere" }
  | { readonly is: "unknown"; readonly reason: Reason };

/** Bits of 64 that may differ; measured: twins of one site up to 6, a real page to its soft 404 at least 15. */
const NEAR_BITS = 8;
/** Below this many words a simhash says nothing. */
const MIN_WORDS = 20;
/** A page that is three unrelated products at once is none of them. */
const CONTRADICTORY_PRODUCTS = 3;

export function judgeTwins(
  hit: { readonly match: PanelMatch; readonly view: PanelView },
  twins: readonly Standing[],
  signatures: readonly PanelSignature[],
): TwinVerdict {
  const views = twins.flatMap((twin) => (twin.is === "answer" ? [twin.view] : []));
  const alike = views.map((view) => isAlike(view, hit.view));
  const telling = views.some(
    (view, index) => alike[index] !== true && !reproduces(view, hit.match),
  );
  if (telling) return { is: "believed" };
  if (views.length < 2) return { is: "unknown", reason: problemIn(twins) };
  if (views.some((view) => isContradictory(view, signatures))) {
    return { is: "unknown", reason: "contradictory" };
  }
  // The marker is everywhere, and yet this page differs from the others: no safe word either way.
  return alike.includes(true) ? { is: "everywhere" } : { is: "unknown", reason: "inconclusive" };
}

function problemIn(twins: readonly Standing[]): Reason {
  const problem = twins.find((twin) => twin.is === "problem");
  return problem?.is === "problem" ? problem.reason : "inconclusive";
}

function reproduces(view: PanelView, match: PanelMatch): boolean {
  return matchPanel(match.signature, view)?.state.predicate === match.state.predicate;
}

/** Same status, same title, and a text that differs by no more than what changes by itself. */
export function isAlike(a: PanelView, b: PanelView): boolean {
  if (a.status !== b.status || titleOf(a) !== titleOf(b)) return false;
  const [left, right] = [normaliseAnswer(a.text, a.path), normaliseAnswer(b.text, b.path)];
  const [one, other] = [simhash(left), simhash(right)];
  if (one.words < MIN_WORDS || other.words < MIN_WORDS) return left === right;
  return distance(one, other) <= NEAR_BITS;
}

function titleOf(view: PanelView): string {
  return view.isHtml ? normaliseAnswer(view.page().title, view.path) : "";
}

export function productOf(signature: PanelSignature): string {
  return signature.product ?? signature.id;
}

export function isContradictory(view: PanelView, signatures: readonly PanelSignature[]): boolean {
  const products = new Set<string>();
  for (const signature of signatures) {
    if (!signature.generic && matchPanel(signature, view) !== null) {
      products.add(productOf(signature));
    }
  }
  return products.size >= CONTRADICTORY_PRODUCTS;
}
