// Findings that the registry itself gives rise to (declared as none), judged once a run for each unit.
import { detectRegistry } from "../detect/registry/declared.ts";
import type { RuleVerdict } from "../model/finding.ts";
import type { Registry, Unit } from "../model/registry.ts";
import type { RuleRelease } from "../model/release.ts";
import { contextOf, NO_CONTEXT } from "../rules/context.ts";
import { evaluateRules } from "../rules/evaluate.ts";
import { releasedSince } from "../rules/release.ts";
import type { Judging } from "../rules/step.ts";
import type { Declared } from "../store/runs/result-value.ts";
import type { Store } from "../store/store.ts";
import { causeBetween, continueCause, credit, creditVerdicts } from "./attribution.ts";
import { book } from "./conclude.ts";
import { settle, type Bench } from "./judge.ts";
import { heldPiecesOf } from "./releases.ts";

/** What the registry declares of a unit, by subject: the unit itself and each of its systems. */
function declaredBy(unit: Unit, { systems }: Registry): readonly Declared[] {
  const facts = detectRegistry({ unit, systems });
  return [...new Set(facts.map(({ subject }) => subject))].map((subject) => {
    const system = systems.find((one) => one.code === subject && one.unit === unit.code);
    return {
      system: system?.code ?? "",
      context: system === undefined ? NO_CONTEXT : contextOf(system),
      facts: facts.filter((fact) => fact.subject === subject),
    };
  });
}

interface JudgeInput {
  readonly unit: string;
  readonly declared: readonly Declared[];
  readonly heldRules: readonly string[];
  readonly now: string;
}

function judgeDeclared(
  { knowledge: { rules, law, directives } }: Bench,
  { unit, declared, heldRules, now }: JudgeInput,
): RuleVerdict[] {
  return declared.flatMap(({ system, context, facts }) =>
    evaluateRules({
      rules,
      law,
      directives,
      facts,
      context,
      target: { unit, system },
      now,
      heldRules,
    }),
  );
}

/** Judges and stores the units' own findings; earlier ones without a verdict stand as they were. */
export function commitRegistryFindings(
  bench: Bench,
  store: Store,
  units: readonly Unit[],
  run: Judging,
): void {
  const registry = store.registry();
  const releases = store.ruleReleases();
  for (const unit of units) {
    const { code } = unit;
    const before = store.findingsOfTarget("central", code, null);
    const heldRules = heldPiecesOf(bench.knowledge, releases, registry, code);
    const declared = declaredBy(unit, registry);
    const verdicts = judgeDeclared(bench, { unit: code, declared, heldRules, now: run.at });
    if (verdicts.length === 0) continue;
    const settled = settle(bench, { verdicts, coverage: [], before, run });
    const { events, credited } = attributed(
      { bench, store },
      { unit: code, run, heldRules, settled, verdicts, releases },
    );
    const findings = credit(settled.findings, credited);
    store.commitUnit({
      run: run.id,
      unit: code,
      result: {
        before,
        findings,
        verdicts: creditVerdicts(verdicts, credited),
        declared,
        ...(credited.length > 0 && { credited }),
      },
      findings,
      events,
    });
  }
}

interface Judged {
  readonly unit: string;
  readonly run: Judging;
  readonly heldRules: readonly string[];
  readonly settled: ReturnType<typeof settle>;
  readonly verdicts: readonly RuleVerdict[];
  readonly releases: readonly RuleRelease[];
}

/** What a new rule made of the same declaration is told apart from what the unit declared anew. */
function attributed(
  { bench, store }: { readonly bench: Bench; readonly store: Store },
  { unit, run, heldRules, settled, verdicts, releases }: Judged,
): ReturnType<typeof book> {
  const events = continueCause(settled.events, (id) => store.events("central", id));
  const earlier = store.unitResultBefore("central", run.id, unit);
  const earlierRun = earlier === undefined ? undefined : store.findRun(earlier.run);
  if (earlier === undefined || earlierRun === undefined) return { events, credited: [] };
  const cause = causeBetween(earlierRun.versions, bench.versions);
  if (cause === null) return { events, credited: [] };
  const { verdicts: before, declared } = earlier.result;
  const again =
    declared === undefined
      ? null
      : judgeDeclared(bench, { unit, declared, heldRules, now: run.at });
  return book(events, settled.findings, {
    by: { cause, earlier: before, again, now: verdicts, held: heldRules },
    isReleased: releasedSince(releases, earlierRun.startedAt),
  });
}
