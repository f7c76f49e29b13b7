// What the registry itself declares to be missing. Only "none" is a fact of a gap; an empty cell is
// "not declared", a matter of coverage, and gives no fact at all. Not a look: needs no run of probes.
import type { Fact } from "../../model/fact.ts";
import type { Predicate } from "../../model/predicate.ts";
import type { System, Unit } from "../../model/registry.ts";

export const REGISTRY_DETECTOR = "registry-declared";

/** Every predicate that `detectRegistry` can state. */
export const REGISTRY_EMITS = [
  "registry.level-none",
  "registry.approval-none",
  "registry.contact-none",
  "registry.plan-none",
] as const satisfies readonly Predicate[];

/**
 * @param systems those of `unit`, public and internal; others are passed over
 * @returns host and port null; subject the system's code for level and approval, the unit's for contact and plan
 */
export function detectRegistry({
  unit,
  systems,
}: {
  readonly unit: Unit;
  readonly systems: readonly System[];
}): readonly Fact[] {
  if (unit.retired) return [];
  const own = systems.filter((system) => system.unit === unit.code);
  return [
    ...own.flatMap((system) => [
      ...declared("registry.level-none", system.code, "level", word(system.level)),
      ...declared(
        "registry.approval-none",
        system.code,
        "levelApproval",
        word(system.levelApproval?.status ?? null),
      ),
    ]),
    ...declared("registry.contact-none", unit.code, "contacts", contactsWord(unit.contacts)),
    ...declared("registry.plan-none", unit.code, "incidentPlan", word(unit.incidentPlan)),
  ];
}

/** A cell's content as far as it matters here: nothing, the word "none", or something. */
type Word = "empty" | "none" | "something";

function word(cell: unknown): Word {
  if (cell === null) return "empty";
  return cell === "none" ? "none" : "something";
}

function contactsWord(contacts: Unit["contacts"]): Word {
  return Array.isArray(contacts) && contacts.length === 0 ? "empty" : word(contacts);
}

function declared(predicate: Predicate, subject: string, key: string, cell: Word): Fact[] {
  const base = { predicate, area: "registry", host: null, port: null, subject } as const;
  if (cell === "empty") return [];
  if (cell === "something") return [{ ...base, status: "absent", evidence: [] }];
  return [
    {
      ...base,
      status: "present",
      confidence: "certain",
      value: `${key}=none`,
      attributes: {},
      evidence: [],
    },
  ];
}
