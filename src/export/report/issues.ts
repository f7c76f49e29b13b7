// Issues: what a report counts. The same row as in the remediation list (a group of findings seen on http
// and https, www and apex), so that the numbers agree; also for what is settled.
import { FINDING_STATES, OPEN_STATES, type FindingState } from "../../model/area.ts";
import type { Countable } from "../../model/finding.ts";
import type { Registry } from "../../model/registry.ts";
import { remediationRows, type RemediationRow } from "../remediation.ts";

export type Issue = RemediationRow;

const OPEN: ReadonlySet<FindingState> = new Set(OPEN_STATES);

export function isOpen({ finding }: { readonly finding: Countable }): boolean {
  return OPEN.has(finding.state);
}

/**
 * One issue a group. A group is open while one member is, and then only its open members count: exactly the
 * rows of the remediation list. A settled group stands under the state that asks for most.
 */
export function issuesOf<T extends Countable>(
  findings: Iterable<T>,
  registry: Registry,
): RemediationRow<T>[] {
  const open: T[] = [];
  const settled: T[] = [];
  for (const finding of findings) {
    if (finding.held) continue;
    (OPEN.has(finding.state) ? open : settled).push(finding);
  }
  const isOpenGroup = new Set(open.map(groupKey));
  const rest = settled.filter((finding) => !isOpenGroup.has(groupKey(finding)));
  const leading = new Map<string, FindingState>();
  for (const finding of rest) {
    const key = groupKey(finding);
    const known = leading.get(key);
    if (known === undefined || rank(finding.state) < rank(known)) leading.set(key, finding.state);
  }
  return [
    ...remediationRows(open, registry),
    ...remediationRows(
      rest.filter((finding) => leading.get(groupKey(finding)) === finding.state),
      registry,
    ),
  ];
}

function groupKey({ unit, group }: Countable): string {
  return `${unit} ${group}`;
}

/** Accepted before a false alarm before fixed. */
const SETTLED: readonly FindingState[] = ["accepted", "false-positive", "fixed"];

function rank(state: FindingState): number {
  const place = SETTLED.indexOf(state);
  return place < 0 ? FINDING_STATES.length : place;
}

/** Its term is over on `today` (local date) and it is still open. */
export function isOverdue(issue: { readonly finding: Countable }, today: string): boolean {
  return isOpen(issue) && issue.finding.dueOn !== "" && issue.finding.dueOn < today;
}
