// Findings that the registry itself gives rise to (declared as none), judged once a run for each unit.
import { detectRegistry } from "../detect/registry/declared.ts";
import type { RuleVerdict } from "../model/finding.ts";
import type { Registry, Unit } from "../model/registry.ts";
import { contextOf, NO_CONTEXT } from "../rules/context.ts";
import { evaluateRules } from "../rules/evaluate.ts";
import type { Judging } from "../rules/step.ts";
import type { Store } from "../store/store.ts";
import { settle, type Bench } from "./judge.ts";
import { heldRulesOf } from "./releases.ts";

interface RegistryInput {
  readonly unit: Unit;
  readonly registry: Registry;
  readonly heldRules: readonly string[];
  readonly now: string;
}

function judgeRegistry(bench: Bench, input: RegistryInput): RuleVerdict[] {
  const { unit, registry, heldRules, now } = input;
  const facts = detectRegistry({ unit, systems: registry.systems });
  const subjects = [...new Set(facts.map(({ subject }) => subject))];
  return subjects.flatMap((subject) => {
    const system = registry.systems.find(
      ({ code, unit: owner }) => code === subject && owner === unit.code,
    );
    return evaluateRules({
      rules: bench.knowledge.rules,
      facts: facts.filter((fact) => fact.subject === subject),
      context: system === undefined ? NO_CONTEXT : contextOf(system),
      target: { unit: unit.code, system: system?.code ?? "" },
      now,
      law: bench.knowledge.law,
      directives: bench.knowledge.directives,
      heldRules,
    });
  });
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
    const before = store.findingsOfTarget("central", unit.code, null);
    const { rules } = bench.knowledge;
    const heldRules = heldRulesOf(rules, releases, registry, unit.code);
    const verdicts = judgeRegistry(bench, { unit, registry, heldRules, now: run.at });
    if (verdicts.length === 0) continue;
    const { findings, events } = settle(bench, { verdicts, coverage: [], before, run });
    store.commitUnit({
      run: run.id,
      unit: unit.code,
      result: { before, findings, verdicts },
      findings,
      events,
    });
  }
}
