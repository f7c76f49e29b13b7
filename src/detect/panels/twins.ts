// Is a hit to be believed? Two random siblings of its path were asked: a site that answers them alike would
// answer anything alike. Also tells pages that carry the markers of everything (decoys, lists of words).
import type { PanelSignature } from "../../model/panel-signature.ts";
import type { Reason } from "../../model/reason.ts";
import { matchPanel, type PanelMatch, type PanelView } from "../../text/panel-match.ts";
import { isAlike, isTelling } from "../../text/panel-twins.ts";
import type { Standing } from "./standing.ts";

export type TwinVerdict =
  | { readonly is: "believed" }
  /** The path answers as any path does: there is nothing special at it. */
  | { readonly is: "everywhere" }
  | { readonly is: "unknown"; readonly reason: Reason };

/** A page that is three unrelated products at once is none of them. */
const CONTRADICTORY_PRODUCTS = 3;

export function judgeTwins(
  hit: { readonly match: PanelMatch; readonly view: PanelView },
  twins: readonly Standing[],
  signatures: readonly PanelSignature[],
): TwinVerdict {
  const views = twins.flatMap((twin) => (twin.is === "answer" ? [twin.view] : []));
  if (views.some((view) => isTelling(view, hit.view, hit.match))) return { is: "believed" };
  if (views.length < 2) return { is: "unknown", reason: problemIn(twins) };
  if (views.some((view) => isContradictory(view, signatures))) {
    return { is: "unknown", reason: "contradictory" };
  }
  // The marker is everywhere, and yet this page differs from the others: no safe word either way.
  const alike = views.some((view) => isAlike(view, hit.view));
  return alike ? { is: "everywhere" } : { is: "unknown", reason: "inconclusive" };
}

function problemIn(twins: readonly Standing[]): Reason {
  const problem = twins.find((twin) => twin.is === "problem");
  return problem?.is === "problem" ? problem.reason : "inconclusive";
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
