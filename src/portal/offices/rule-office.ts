// Rules, signatures and products as they stand: released, held, or one here and the other there; how often people
// found them right; and a person's decision on them.
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import type { RulePrecision, RuleRelease } from "../../model/release.ts";
import { decideRelease } from "../../run/decide-release.ts";
import { type Piece, piecesOf } from "../../run/releases.ts";
import type { Store } from "../../store/store.ts";
import { demandReason } from "./unit-office.ts";

/**
 * - held: for the central team only, everywhere · partly: as decided for some subtrees, otherwise elsewhere
 * - changed: released once, and held since because what it decides has changed
 */
export const RELEASE_STANDINGS = ["held", "changed", "partly", "released"] as const;
export type ReleaseStanding = (typeof RELEASE_STANDINGS)[number];

export interface PieceState {
  readonly name: string;
  readonly standing: ReleaseStanding;
  readonly precision: Omit<RulePrecision, "rule">;
  /** Oldest first. */
  readonly decisions: readonly RuleRelease[];
}

export interface Decision {
  readonly name: string;
  readonly held: boolean;
  /** null: everywhere. */
  readonly subtree: string | null;
  readonly reason: string;
}

export interface RuleDesk {
  /** In the order of rules, signatures, products. */
  states(): readonly PieceState[];
  /** @returns how many findings it shows or hides. @throws RasoatError for no reason, no such piece or unit */
  decide(decision: Decision): number;
}

const ERRORS = {
  "rule-unknown": {
    exit: EXIT.usage,
    message: { vi: "Không có quy tắc “{name}”.", en: "There is no rule “{name}”." },
  },
  "subtree-unknown": {
    exit: EXIT.usage,
    message: {
      vi: "Không có đơn vị “{name}” trong danh mục.",
      en: "There is no unit “{name}” in the registry.",
    },
  },
} as const;

export function createRuleDesk(desk: {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly by: string;
  readonly now: () => Date;
}): RuleDesk {
  const { store, knowledge, by, now } = desk;
  return {
    states: () => {
      const releases = byRule(store.ruleReleases());
      const isNew = releases.size === 0;
      const precision = new Map(store.rulePrecision().map((one) => [one.rule, one]));
      return piecesOf(knowledge).map((piece) => {
        const decisions = releases.get(piece.name) ?? [];
        const { confirmed = 0, falsePositive = 0 } = precision.get(piece.name) ?? {};
        return {
          name: piece.name,
          standing: standingOf(piece, decisions, isNew),
          precision: { confirmed, falsePositive },
          decisions,
        };
      });
    },
    decide: ({ name, held, subtree, reason }) => {
      demandReason(reason);
      const piece = piecesOf(knowledge).find((one) => one.name === name);
      if (piece === undefined)
        throw new RasoatError("rule-unknown", ERRORS["rule-unknown"], { name });
      const isKnown = store.registry().units.some(({ code }) => code === subtree);
      if (subtree !== null && !isKnown) {
        throw new RasoatError("subtree-unknown", ERRORS["subtree-unknown"], { name: subtree });
      }
      const at = now().toISOString();
      const { hash } = piece;
      return decideRelease(store, knowledge, {
        rule: name,
        hash,
        subtree,
        held,
        at,
        actor: by,
        reason,
      });
    },
  };
}

function byRule(releases: readonly RuleRelease[]): ReadonlyMap<string, readonly RuleRelease[]> {
  const by = new Map<string, RuleRelease[]>();
  for (const one of releases) {
    const known = by.get(one.rule);
    if (known === undefined) by.set(one.rule, [one]);
    else known.push(one);
  }
  return by;
}

/** @param isNew nothing was ever decided here: what a database begins with counts as released */
function standingOf(
  { hash, held }: Piece,
  decisions: readonly RuleRelease[],
  isNew: boolean,
): ReleaseStanding {
  if (isNew) return held ? "held" : "released";
  const isShown = (one: RuleRelease): boolean => !one.held && one.hash === hash;
  const last = decisions.findLastIndex(({ subtree }) => subtree === null);
  const general = decisions[last];
  const everywhere = general !== undefined && isShown(general);
  const later = new Map(decisions.slice(last + 1).map((one) => [one.subtree, isShown(one)]));
  if ([...later.values()].some((shown) => shown !== everywhere)) return "partly";
  if (everywhere) return "released";
  return general !== undefined && !general.held ? "changed" : "held";
}
