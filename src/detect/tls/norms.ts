// Holds what was observed of a server against published norms, as data/tls/norms has them. Pure. Says what a norm
// says and no more: silence stays silence, and a list that may lack something never passes.
import type { Text } from "../../model/text.ts";
import type { TlsKnowledge } from "../../model/tls-knowledge.ts";
import { GRADES, type Grade, type NormDemand, type TlsNorm } from "../../model/tls-norm.ts";

/** What was observed on one topic. */
export interface Trait {
  readonly topic: string;
  readonly values: readonly (string | number)[];
  /** False where there may be more than was seen: then nothing passes by it. */
  readonly complete: boolean;
  /** Day of issue, for lifetimes: YYYY-MM-DD. */
  readonly issuedOn?: string;
}

/** "silent": the norm says nothing of it; "unknown": what was seen passes, but there may be more. */
export type NormGrade = Grade | "silent" | "unknown";

export interface NormVerdict {
  readonly norm: string;
  readonly grade: NormGrade;
  /** What the norm says; null where it is silent. */
  readonly clause: Text | null;
  /** What pulled the grade down; empty where nothing did. */
  readonly because: readonly string[];
}

export interface SeenRow {
  readonly topic: string;
  readonly title: Text;
  readonly values: readonly (string | number)[];
  readonly complete: boolean;
}

export interface NormRow extends SeenRow {
  /** One for each norm, in the order of the knowledge. */
  readonly verdicts: readonly NormVerdict[];
}

/** Rows in the order of the topics; a topic on which nothing was observed, or all norms are silent, has none. */
export function judgeNorms(traits: readonly Trait[], tls: TlsKnowledge): readonly NormRow[] {
  return rowsOf(traits, tls).filter(({ verdicts }) => !verdicts.every(isSilent));
}

/** What was observed besides, in the same order: no norm says anything of it. */
export function unjudged(traits: readonly Trait[], tls: TlsKnowledge): readonly SeenRow[] {
  return rowsOf(traits, tls)
    .filter(({ verdicts }) => verdicts.every(isSilent))
    .map(({ topic, title, values, complete }) => ({ topic, title, values, complete }));
}

function rowsOf(traits: readonly Trait[], tls: TlsKnowledge): readonly NormRow[] {
  return tls.normTopics.flatMap(({ id, title }) => {
    const trait = traits.find(({ topic }) => topic === id);
    if (trait === undefined || trait.values.length === 0) return [];
    const verdicts = tls.norms.map((norm) => verdictOf(norm, trait, tls));
    const { values, complete } = trait;
    return [{ topic: id, title, values, complete, verdicts }];
  });
}

function isSilent({ grade }: NormVerdict): boolean {
  return grade === "silent";
}

/** Topics of which a rule speaks. */
export function topicsOf(rule: string, { normTopics }: TlsKnowledge): readonly string[] {
  return normTopics.filter(({ rules }) => rules.includes(rule)).map(({ id }) => id);
}

function verdictOf({ id, demands }: TlsNorm, trait: Trait, tls: TlsKnowledge): NormVerdict {
  const demand = demands.find(({ topic }) => topic === trait.topic);
  if (demand === undefined) return { norm: id, grade: "silent", clause: null, because: [] };
  const { clause } = demand;
  const graded = trait.values.map((value) => ({
    value: String(value),
    grade: gradeOf(demand, value, { trait, tls }),
  }));
  const grades = graded.flatMap(({ grade }) => grade ?? []);
  const isBest = demand.kind === "names" && demand.count === "best";
  const decisive = isBest ? bestOf(grades) : worstOf(grades);
  const isBad = decisive === "phase-out" || decisive === "insufficient";
  // What it says against some of the values holds, whatever it leaves unsaid of the others.
  const isSpoken = grades.length === graded.length || isBad;
  if (decisive === null || !isSpoken) return { norm: id, grade: "silent", clause, because: [] };
  const because = graded.filter(({ grade }) => grade === decisive).map(({ value }) => value);
  // More may be there: that can make the best no worse, and the worst no better.
  const isOpen = !trait.complete && (isBest ? isBad : !isBad);
  return {
    norm: id,
    grade: isOpen ? "unknown" : decisive,
    clause,
    because: isBad && !isOpen ? because : [],
  };
}

function worstOf(grades: readonly Grade[]): Grade | null {
  return GRADES.findLast((grade) => grades.includes(grade)) ?? null;
}

function bestOf(grades: readonly Grade[]): Grade | null {
  return GRADES.find((grade) => grades.includes(grade)) ?? null;
}

/** undefined: the norm says nothing of this value. */
function gradeOf(
  demand: NormDemand,
  value: string | number,
  { trait, tls }: { readonly trait: Trait; readonly tls: TlsKnowledge },
): Grade | undefined {
  switch (demand.kind) {
    case "names": {
      const fitting = demand.grades.find(({ match }) =>
        new RegExp(`^(?:${match})$`, "u").test(String(value)),
      );
      return fitting?.grade ?? demand.otherwise;
    }
    case "at-least": {
      const steps = demand.steps.toSorted((a, b) => b.from - a.from);
      return steps.find(({ from }) => Number(value) >= from)?.grade ?? demand.otherwise;
    }
    case "at-most": {
      const steps = demand.steps.toSorted((a, b) => a.to - b.to);
      return steps.find(({ to }) => Number(value) <= to)?.grade ?? demand.otherwise;
    }
    case "lifetime-by-issue": {
      const issued = trait.issuedOn ?? "";
      const limit = tls.maxLifetime.findLast(({ issuedFrom }) => issuedFrom <= issued);
      if (limit === undefined) return undefined;
      return Number(value) <= limit.days ? "sufficient" : demand.otherwise;
    }
  }
}
