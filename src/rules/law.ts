// Directive items and citations of law on a given day. Pure lookups over knowledge.
//
// Findings carry every citation in force on their day, reviewed or not, so that nothing is hidden from
// the central team. A document for signature takes `forSignature` of them and nothing else.
import type { Citation, Directive } from "../model/directive.ts";
import type { AppliedLaw } from "../model/finding.ts";
import type { Text } from "../model/text.ts";
import { isWithin } from "./day.ts";

/**
 * Citations in force on a day. A rule may name any link of a chain of replacements: what was in force
 * before or after it is found along `replacedBy`, so one change in data/law updates every rule.
 * @param ids ids of citations; unknown ones give nothing (`rasoat rules check` refuses them)
 * @param on local date YYYY-MM-DD
 * @returns each once, in the order of `ids`
 */
export function lawInForce(
  law: readonly Citation[],
  ids: readonly string[],
  on: string,
): readonly Citation[] {
  const found = ids.flatMap((id) => chainOf(law, id).filter((link) => inForce(link, on)));
  return [...new Set(found)];
}

function inForce(link: { validFrom: string; validTo: string | null }, on: string): boolean {
  return isWithin(on, link.validFrom, link.validTo);
}

/** The citation itself, then what replaced it, then what it replaced (by id). */
function chainOf(law: readonly Citation[], id: string): readonly Citation[] {
  const start = law.find((citation) => citation.id === id);
  if (start === undefined) return [];
  const chain = [start];
  const add = (link: Citation | undefined): void => {
    if (link !== undefined && !chain.includes(link)) chain.push(link);
  };
  for (let at: Citation | undefined = start; at !== undefined;) {
    const next: string | null = at.replacedBy;
    const successor: Citation | undefined =
      next === null ? undefined : law.find((citation) => citation.id === next);
    at = successor === undefined || chain.includes(successor) ? undefined : successor;
    add(at);
  }
  const before = [start];
  for (const link of before) {
    const predecessors = law
      .filter((citation) => citation.replacedBy === link.id && !chain.includes(citation))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    predecessors.forEach(add);
    before.push(...predecessors);
  }
  return chain;
}

/**
 * Those of a finding's citations that a person has reviewed: the only ones that may stand in a
 * document for signature. Asked when the document is made, so a later review counts.
 */
export function forSignature(
  law: readonly Citation[],
  applied: readonly AppliedLaw[],
): readonly AppliedLaw[] {
  return applied.filter((one) =>
    law.some(
      (citation) =>
        citation.document === one.document &&
        citation.article === one.article &&
        citation.reviewedBy !== null,
    ),
  );
}

/** The own-words summary of a directive item; undefined when there is no such document or item. */
export function itemText(
  directives: readonly Directive[],
  document: string,
  item: string,
): Text | undefined {
  return directives
    .find((directive) => directive.document === document)
    ?.items.find((one) => one.item === item)?.summary;
}

/** Documents in force on a local date. */
export function directivesInForce(
  directives: readonly Directive[],
  on: string,
): ReadonlySet<string> {
  return new Set(
    directives.filter((directive) => inForce(directive, on)).map((directive) => directive.document),
  );
}
