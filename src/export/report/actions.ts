// What an administrator does: one setting behind nine findings is one action. Which rules share one is said by
// the rules themselves (data/actions); a rule without one is an action of its own, under its own title.
import type { Knowledge } from "../../model/knowledge.ts";
import type { Text } from "../../model/text.ts";
import type { Issue } from "./issues.ts";
import { groupBy } from "./standing.ts";

export interface PlannedAction {
  readonly title: Text;
  /** What to ask of the contractor; null where there is nothing to ask of one. */
  readonly contractor: Text | null;
  /** Most urgent first. */
  readonly issues: readonly Issue[];
  /** The earliest term among them; "" when none has one. */
  readonly dueOn: string;
}

/**
 * By urgency of their first issue, in the order in which the issues come.
 * @param across "all-units": told once for all units together, as to a contractor
 */
export function actionsOf(
  issues: readonly Issue[],
  { rules, actions }: Pick<Knowledge, "rules" | "actions">,
  across: "each-unit" | "all-units" = "each-unit",
): PlannedAction[] {
  const ids = new Map(rules.map(({ id, action }) => [id, action]));
  const keyOf = ({ finding }: Issue): string => ids.get(finding.rule) ?? finding.rule;
  const groups = groupBy(issues, (issue) =>
    across === "all-units" ? keyOf(issue) : `${issue.finding.unit} ${keyOf(issue)}`,
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const known = actions.find(({ id }) => id === keyOf(first));
    const dues = members.map(({ finding }) => finding.dueOn).filter((day) => day !== "");
    return [
      {
        title: known?.title ?? first.finding.title,
        contractor: known?.contractor ?? null,
        issues: members,
        dueOn: dues.toSorted()[0] ?? "",
      },
    ];
  });
}
