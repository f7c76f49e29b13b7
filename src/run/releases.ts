// Which rules are held for which unit: the stored decisions against the rules as they stand now.
import type { Registry } from "../model/registry.ts";
import type { RuleRelease } from "../model/release.ts";
import type { Rule } from "../model/rule.ts";
import { isHeld } from "../rules/release.ts";
import type { Store } from "../store/store.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { sha256 } from "./fingerprint.ts";

/**
 * What a rule decides, as 12 hex digits: what it fires on, how urgent, what it touches, when it closes. Its wording,
 * its law and its cases are left out, so that a better sentence or a new citation holds nothing back.
 */
export function ruleHash(rule: Rule): string {
  const { id, area, severity, severityWhen, when, closeAfter, held, seenTwice } = rule;
  // Members that are undefined are left out by the canonical form.
  const directive = rule.directive.map(({ document, item, relation, when: context, where }) => ({
    document,
    item,
    relation,
    when: context,
    where,
  }));
  const decides = {
    id,
    area,
    severity,
    severityWhen,
    when,
    closeAfter,
    held,
    seenTwice,
    directive,
  };
  return sha256(canonicalJson(decides)).slice(0, 12);
}

/** The rules that a database begins with count as released, but for those that ship held. */
export function releaseFirst(store: Store, rules: readonly Rule[], at: string): void {
  store.firstReleases(
    rules
      .filter(({ held }) => !held)
      .map((rule) => ({
        rule: rule.id,
        hash: ruleHash(rule),
        subtree: null,
        held: false,
        at,
        actor: "rasoat",
        reason: "bộ quy tắc ban đầu của cơ sở dữ liệu này",
      })),
  );
}

/** Ids of the rules whose new findings this unit may not see. */
export function heldRulesOf(
  rules: readonly Rule[],
  releases: readonly RuleRelease[],
  registry: Registry,
  unit: string,
): readonly string[] {
  const line = lineOf(unit, registry);
  return rules
    .filter((rule) => isHeld(rule.id, ruleHash(rule), releases, line))
    .map(({ id }) => id);
}

/** A unit's code and those of all above it. */
export function lineOf(unit: string, registry: Registry): ReadonlySet<string> {
  const line = new Set<string>();
  for (let at: string | null = unit; at !== null && !line.has(at);) {
    line.add(at);
    const code: string = at;
    at = registry.units.find((one) => one.code === code)?.parent ?? null;
  }
  return line;
}
