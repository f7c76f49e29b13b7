// Whether "*.x" may stand in an authorization. Names are only parsed here, never resolved.
import { getPublicSuffix } from "tldts";
import { canonicalHost } from "../text/host.ts";
import type { ProblemCode } from "./problem.ts";

/** Zones whose direct children are shared by many agencies or schools. */
const GOVERNMENT_ZONES = ["gov.vn", "edu.vn"];

export interface WildcardScope {
  readonly unit: string;
  /** Owner's code by registered host. */
  readonly owners: ReadonlyMap<string, string>;
  readonly sharedDomains: readonly string[];
}

export type WildcardVerdict =
  | { readonly ok: true; /** "*." and the canonical name. */ readonly pattern: string }
  | {
      readonly ok: false;
      readonly code: ProblemCode;
      readonly values: Readonly<Record<string, string>>;
    };

/**
 * Allowed only below a registered host of that unit, with no host of another unit at or below it,
 * and never below a public suffix, a child of gov.vn or edu.vn, or a shared domain.
 */
export function judgeWildcard(pattern: string, scope: WildcardScope): WildcardVerdict {
  const name = pattern.startsWith("*.") ? canonicalHost(pattern.slice(2)) : null;
  if (name === null) return { ok: false, code: "wildcard-form", values: { pattern } };
  const values = { pattern: `*.${name}`, name, unit: scope.unit };
  if (isPublicSuffix(name)) return { ok: false, code: "wildcard-suffix", values };
  if (isZoneChild(name)) return { ok: false, code: "wildcard-government", values };
  if (scope.sharedDomains.some((shared) => isAtOrBelow(shared, name))) {
    return { ok: false, code: "wildcard-shared", values };
  }
  if (scope.owners.get(name) !== scope.unit) {
    return { ok: false, code: "wildcard-unregistered", values };
  }
  for (const [host, other] of scope.owners) {
    if (other !== scope.unit && isAtOrBelow(host, name)) {
      return { ok: false, code: "wildcard-other-unit", values: { ...values, host, other } };
    }
  }
  return { ok: true, pattern: values.pattern };
}

/** By either reading of the list: registries' suffixes alone, or with those of hosting firms. */
function isPublicSuffix(name: string): boolean {
  return [true, false].some(
    (allowPrivateDomains) => getPublicSuffix(name, { allowPrivateDomains }) === name,
  );
}

function isZoneChild(name: string): boolean {
  return GOVERNMENT_ZONES.some(
    (zone) => name.endsWith(`.${zone}`) && !name.slice(0, -zone.length - 1).includes("."),
  );
}

export function isAtOrBelow(host: string, name: string): boolean {
  return host === name || host.endsWith(`.${name}`);
}
