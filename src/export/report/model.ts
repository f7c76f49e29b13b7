// The report under item 3 as a value: sections and annexes whose every cell carries its source. Pure.
// It is the assessment from outside and says so; what only the unit can say stays "chưa khai báo".
import type { Unit } from "../../model/registry.ts";
import type { Language } from "../../model/text.ts";
import { localDay } from "../remediation.ts";
import { sayIn, type ReportInput, type ReportParts, type ReportScope } from "./input.ts";
import { issuesOf } from "./issues.ts";
import { rollUpParts } from "./rollup.ts";
import { standings } from "./standing.ts";
import { unitParts } from "./unit-report.ts";

export const REPORT_SCHEMA = "rasoat.report/1";

export interface ReportModel extends ReportParts {
  readonly schema: typeof REPORT_SCHEMA;
  readonly kind: "unit" | "rollup";
  readonly scope: ReportScope;
  readonly language: Language;
  readonly madeAt: string;
  /** Follows "Báo cáo" or "V/v". */
  readonly subject: string;
  /** Whose report it is; null when it is nobody's single one. */
  readonly unit: Unit | null;
  readonly superior: Unit | null;
}

export function reportModel(input: ReportInput): ReportModel {
  const say = sayIn(input.language);
  const { scope, registry } = input;
  const unit = ownerOf(input);
  const units = unitsIn(scope, registry.units);
  const today = localDay(input.now);
  const all = standings(registry, input.coverage, units, input.now);
  const own = [...input.findings].filter(({ unit: code }) => units.has(code));
  const parts =
    scope.kind === "unit"
      ? unitParts(input, {
          all,
          units,
          issues: issuesOf(own, registry),
          today,
        })
      : rollUpParts(input, { all, units, today });
  return {
    schema: REPORT_SCHEMA,
    kind: scope.kind === "unit" ? "unit" : "rollup",
    scope,
    language: input.language,
    madeAt: input.now,
    subject: say(
      "kết quả rà soát từ bên ngoài về bảo đảm an toàn thông tin, an ninh mạng theo mục 3 Công văn số 2132/BYT-K2ĐT",
      "result of the assessment from outside of information and network security under item 3 of directive 2132/BYT-K2ĐT",
    ),
    unit,
    superior: registry.units.find(({ code }) => code === unit?.parent) ?? null,
    ...parts,
  };
}

/** All in scope: the only root of the registry, if there is one. */
function ownerOf({ scope, registry }: ReportInput): Unit | null {
  if (scope.kind !== "all") return registry.units.find(({ code }) => code === scope.unit) ?? null;
  const roots = registry.units.filter(({ parent, retired }) => parent === null && !retired);
  return roots.length === 1 ? (roots[0] ?? null) : null;
}

/** Codes in scope; a unit's own report does not speak of the units below it. */
export function unitsIn(scope: ReportScope, units: readonly Unit[]): ReadonlySet<string> {
  if (scope.kind === "all") return new Set(units.map(({ code }) => code));
  const found = new Set([scope.unit]);
  if (scope.kind === "unit") return found;
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const { code, parent } of units) {
      if (parent !== null && found.has(parent)) found.add(code);
    }
  }
  return found;
}
