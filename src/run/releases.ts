// Which rules, panel signatures and products are held for which unit: the stored decisions against what stands now.
// Lists of words and limits are not released one by one: what they newly bring about is held finding by finding
// (src/run/attribution.ts).
import type { Finding } from "../model/finding.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { PanelSignature } from "../model/panel-signature.ts";
import type { Product } from "../model/product.ts";
import type { Registry } from "../model/registry.ts";
import type { RuleRelease } from "../model/release.ts";
import type { Rule } from "../model/rule.ts";
import { dataBehind, isHeld } from "../rules/release.ts";
import type { Store } from "../store/store.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { sha256 } from "./fingerprint.ts";

/**
 * What a rule decides, as 12 hex digits: what it fires on, how urgent, what it touches, when it closes. Its wording,
 * its law and its cases are left out, so that a better sentence or a new citation holds nothing back.
 */
function ruleHash(rule: Rule): string {
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

/** What makes a panel signature fire; where and when it is asked, its name and its source are left out. */
function signatureHash({ id, states, generic, clinical }: PanelSignature): string {
  return sha256(canonicalJson({ id, states, generic, clinical })).slice(0, 12);
}

/** How a product and its version are recognised; a new release of the vendor's holds nothing back. */
function productHash({ slug, identify, minWeight, root, version }: Product): string {
  return sha256(canonicalJson({ slug, identify, minWeight, root, version })).slice(0, 12);
}

export type Releasable = Pick<Knowledge, "rules" | "panels" | "products">;

/** What a decision can be about: a rule by its id, "panels/<signature>", "products/<slug>". */
export interface Piece {
  readonly name: string;
  readonly hash: string;
  /** Ships held. */
  readonly held: boolean;
}

export function piecesOf({ rules, panels, products }: Releasable): readonly Piece[] {
  return [
    ...rules.map((rule) => ({ name: rule.id, hash: ruleHash(rule), held: rule.held })),
    ...panels.map((one) => ({ name: `panels/${one.id}`, hash: signatureHash(one), held: false })),
    ...products.map((one) => ({
      name: `products/${one.slug}`,
      hash: productHash(one),
      held: false,
    })),
  ];
}

/** What a database begins with counts as released, but for rules that ship held. */
export function releaseFirst(store: Store, knowledge: Releasable, at: string): void {
  store.firstReleases(
    piecesOf(knowledge)
      .filter(({ held }) => !held)
      .map(({ name, hash }) => ({
        rule: name,
        hash,
        subtree: null,
        held: false,
        at,
        actor: "rasoat",
        reason: "bộ quy tắc ban đầu của cơ sở dữ liệu này",
      })),
  );
}

/** Names of the pieces whose new findings this unit may not see. */
export function heldPiecesOf(
  knowledge: Releasable,
  releases: readonly RuleRelease[],
  registry: Registry,
  unit: string,
): readonly string[] {
  const line = lineOf(unit, registry);
  return piecesOf(knowledge)
    .filter(({ name, hash }) => isHeld(name, hash, releases, line))
    .map(({ name }) => name);
}

/** Whether a finding stays held after these decisions: by its rule, or by the signature or product it rests on. */
export function otherHolds(
  knowledge: Releasable,
  releases: readonly RuleRelease[],
  registry: Registry,
): (finding: Finding) => boolean {
  const held = new Map<string, readonly string[]>();
  return (finding) => {
    const { unit, rule } = finding;
    const pieces = held.get(unit) ?? heldPiecesOf(knowledge, releases, registry, unit);
    held.set(unit, pieces);
    const data = dataBehind(finding);
    return pieces.includes(rule) || (data !== null && pieces.includes(data));
  };
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
