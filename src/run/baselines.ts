// Which pages of a run become what later ones are compared with: clean ones only, and never one that is another page all
// at once. A person may accept any page instead (rasoat baseline accept).
import { MIN_WORDS, sketchLook } from "../detect/defacement/drift.ts";
import type { Baseline } from "../model/baseline.ts";
import type { DetectInput } from "../model/detector.ts";
import type { RuleVerdict } from "../model/finding.ts";
import type { Look } from "../model/observation.ts";
import type { Target } from "../model/registry.ts";
import { keptShare } from "../text/page-sketch.ts";

/** A page that has changed less than this is left as it is: most nights write nothing. */
const REFRESH_BELOW = 0.8;

export interface Seen {
  readonly target: Target;
  readonly looks: readonly Look[];
  readonly body: DetectInput["body"];
  readonly run: string;
}

export interface Learned {
  readonly baseline: Baseline;
  /** Share of the one before that is left, 0 to 1; null: there was none. */
  readonly kept: number | null;
}

/**
 * @param verdicts of the run: a page on which any rule on defacement did not pass is not learned
 * @param known the target's baselines before
 */
export function learnedFrom(
  seen: Seen,
  verdicts: readonly RuleVerdict[],
  known: readonly Baseline[],
): readonly Learned[] {
  return startPages(seen).flatMap((look): readonly Learned[] => {
    const now = baselineOf(seen, look, "scan");
    if (now === null || !isClean(now, verdicts)) return [];
    const before = known.find(({ port, path }) => port === now.port && path === now.path);
    if (before === undefined) return [{ baseline: now, kept: null }];
    const kept = keptShare(before.sketch, now.sketch);
    return kept < REFRESH_BELOW || before.title !== now.title ? [{ baseline: now, kept }] : [];
  });
}

/** The shared looks at declared start pages. */
export function startPages({ target, looks }: Seen): readonly Look[] {
  return looks.filter(
    ({ probe, role, areas, locator, port }) =>
      probe === "home" &&
      role === "home" &&
      port !== null &&
      areas.includes("defacement") &&
      target.paths.includes(locator),
  );
}

/** @returns null when the look shows no page that could be compared with */
export function baselineOf({ target, body, run }: Seen, look: Look, by: string): Baseline | null {
  const page = sketchLook(look, body);
  if (typeof page === "string" || look.port === null || page.words < MIN_WORDS) return null;
  const { unit, host } = target;
  const { id, port, locator: path, takenAt } = look;
  return { unit, host, port, path, ...page, look: id, run, at: takenAt, by };
}

function isClean({ port, path }: Baseline, verdicts: readonly RuleVerdict[]): boolean {
  const own = verdicts.filter(
    (verdict) => verdict.area === "defacement" && verdict.port === port && verdict.subject === path,
  );
  return own.length > 0 && own.every(({ outcome }) => outcome === "pass");
}
