// A start page that is another page all at once: hardly any of its text is left and its title is another. Compared with
// its baseline; without one nothing is stated. Whether it is a redesign or an intruder's page, a person has to say.
//
// Both together, on pages of 80 words or more: every one of 1,400 replacements seen, none of 1,774 ordinary edits.
import type { Baseline } from "../../model/baseline.ts";
import type { Detector, DetectInput } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { Look } from "../../model/observation.ts";
import type { Reason } from "../../model/reason.ts";
import { answeredHere, headerOf, isHttpLook, pageProblemOf } from "../../text/assessable.ts";
import { accentedWords } from "../../text/fold.ts";
import { readPage } from "../../text/page.ts";
import { keptShare, sketchOf } from "../../text/page-sketch.ts";
import { evidence } from "./verdict.ts";

/** Below this many words a page says too little to be compared. */
export const MIN_WORDS = 80;
const KEPT_BELOW = 0.1;
const ROLES: ReadonlySet<string> = new Set(["home", "repeat", "confirm"]);

/** What of a page is kept to compare with. */
export type PageSketch = Pick<Baseline, "title" | "words" | "sketch">;

export const driftDetector: Detector = {
  id: "defacement-drift",
  area: "defacement",
  emits: ["defacement.drift"],
  detect: (input) =>
    (input.baselines ?? [])
      .filter(({ words }) => words >= MIN_WORDS)
      .flatMap((baseline) => factFor(baseline, input)),
};

function factFor(baseline: Baseline, input: DetectInput): readonly Fact[] {
  const { host, port, path } = baseline;
  const looks = input.looks.filter(
    (look) =>
      look.areas.includes("defacement") &&
      ROLES.has(look.role) &&
      look.host === host &&
      look.port === port &&
      look.locator === path,
  );
  if (looks.length === 0) return [];
  const base = {
    predicate: "defacement.drift",
    area: "defacement",
    host,
    port,
    subject: path,
  } as const;
  const read = looks.map((look) => ({ look, page: sketchLook(look, input.body) }));
  const pages = read.flatMap(({ look, page }) =>
    typeof page === "string" ? [] : [{ look, page }],
  );
  const [first] = pages;
  if (first === undefined) {
    const reason = read.map(({ page }) => page).find((page) => typeof page === "string");
    return [{ ...base, status: "unknown", reason: reason ?? "inconclusive" }];
  }
  const changed = pages.filter(({ page }) => isAnother(baseline, page));
  if (changed.length === 0) {
    const text = `as on ${baseline.at.slice(0, 10)}, or changed as pages change`;
    return [{ ...base, status: "absent", evidence: [evidence(first.look, text)] }];
  }
  if (changed.length < pages.length) return [{ ...base, status: "unknown", reason: "unstable" }];
  const confirmed = changed.length > 1;
  const { title } = first.page;
  const kept = Math.round(keptShare(baseline.sketch, first.page.sketch) * 100);
  return [
    {
      ...base,
      status: "present",
      confidence: confirmed ? "firm" : "tentative",
      // The new title names what it turned into: an acceptance holds for this page, not for the next.
      value: `title=${title.slice(0, 80)}`,
      attributes: { kept, confirmed },
      evidence: [
        evidence(
          first.look,
          `${kept} % of the text of ${baseline.at.slice(0, 10)} is left; title "${title}" instead of "${baseline.title}"`,
        ),
      ],
    },
  ];
}

function isAnother(before: Baseline, now: PageSketch): boolean {
  return before.title !== now.title && keptShare(before.sketch, now.sketch) < KEPT_BELOW;
}

/** @returns the reason where the look shows no page of this place, whole and without a fault */
export function sketchLook(look: Look, bodyOf: DetectInput["body"]): PageSketch | Reason {
  if (look.attempt.status !== "ok") return look.attempt.reason;
  if (!isHttpLook(look)) return "inconclusive";
  const exchange = look.attempt.value;
  if (!answeredHere(look) || exchange.unfollowed !== null) return "redirect-out-of-scope";
  const body = exchange.body === null ? undefined : bodyOf(exchange.body.sha256);
  const problem = pageProblemOf(exchange, body);
  if (problem !== null || body === undefined) return problem ?? "inconclusive";
  if (exchange.body?.truncated === true) return "body-too-large";
  const page = readPage(body, headerOf(exchange, "content-type"));
  if (page.abnormal !== null) return "page-abnormal";
  const { words } = accentedWords(page.visibleText);
  const title = accentedWords(page.title).words.join(" ");
  return { title, words: words.length, sketch: sketchOf(words) };
}
