// What an export is about: exactly one of --unit, --subtree, --contractor, --all.
import { EXIT, RasoatError } from "../model/error.ts";
import type { Registry } from "../model/registry.ts";
import type { OptionValues } from "./body.ts";
import { textOf } from "./lists.ts";
import { soleUnit, subtreeOf } from "./subjects.ts";

const ERRORS = {
  WHO: {
    exit: EXIT.usage,
    message: {
      vi: "Hãy chọn đúng một phạm vi: --unit MÃ, --subtree MÃ, --contractor TÊN hoặc --all.",
      en: "Choose exactly one of --unit CODE, --subtree CODE, --contractor NAME or --all.",
    },
  },
  CONTRACTOR: {
    exit: EXIT.usage,
    message: {
      vi: "Không có hệ thống nào khai báo nhà thầu “{name}”.",
      en: "No system declares the contractor “{name}”.",
    },
  },
} as const;

export interface Subject {
  readonly kind: "unit" | "subtree" | "contractor" | "all";
  /** Code, or the contractor's name; "" for all. */
  readonly name: string;
  /** null: all units. */
  readonly units: readonly string[] | null;
  /** Codes of systems; null: all systems of the units. */
  readonly systems: readonly string[] | null;
}

/** @throws RasoatError when none or several are given, or the registry does not know the name */
export function exportSubject(options: OptionValues, registry: Registry): Subject {
  const unit = textOf(options["unit"]);
  const subtree = textOf(options["subtree"]);
  const contractor = textOf(options["contractor"]);
  const all = options["all"] === true ? "all" : undefined;
  const said = [unit, subtree, contractor, all].filter((one) => one !== undefined);
  if (said.length !== 1) throw new RasoatError("WHO", ERRORS.WHO);
  if (unit !== undefined) {
    soleUnit(unit, registry);
    return { kind: "unit", name: unit, units: [unit], systems: null };
  }
  if (subtree !== undefined) {
    soleUnit(subtree, registry);
    return {
      kind: "subtree",
      name: subtree,
      units: subtreeOf(subtree, registry),
      systems: null,
    };
  }
  if (contractor === undefined) return { kind: "all", name: "", units: null, systems: null };
  const systems = registry.systems.filter((system) => system.contractor === contractor);
  if (systems.length === 0) {
    throw new RasoatError("CONTRACTOR", ERRORS.CONTRACTOR, { name: contractor });
  }
  return {
    kind: "contractor",
    name: contractor,
    units: [...new Set(systems.map((system) => system.unit))],
    systems: systems.map(({ code }) => code),
  };
}
