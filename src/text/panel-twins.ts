// Compares an answer with that of a random sibling of its path. Pure; the probe asks it whether a second
// sibling is needed, the detector whether a hit is to be believed.
import { matchPanel, type PanelMatch, type PanelView } from "./panel-match.ts";
import { distance, normaliseAnswer, simhash } from "./similarity.ts";

/** Bits of 64 that may differ; measured: twins of one site up to 6, a real page to its soft 404 at least 15. */
const NEAR_BITS = 8;
/** Below this many words a simhash says nothing. */
const MIN_WORDS = 20;

/** True when the site answers at a random sibling otherwise than at the path itself: the hit means something. */
export function isTelling(twin: PanelView, hit: PanelView, match: PanelMatch): boolean {
  return !isAlike(twin, hit) && !reproduces(twin, match);
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
