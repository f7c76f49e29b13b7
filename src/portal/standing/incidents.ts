// Signs of an incident that nobody has confirmed, with the clock as it would run; and incidents with theirs. Pure
// over what the caller may see.
import { OPEN_STATES, SEVERITIES } from "../../model/area.ts";
import type { Incident, IncidentTerms } from "../../model/incident.ts";
import { detectedAt, isIncidentSign } from "../../rules/incident.ts";
import { clockOfSign, deadlinesOf, type Deadline } from "../../rules/incident-clock.ts";
import type { FindingGroup } from "../../store/findings/overview.ts";
import { localDay } from "../view/format.ts";
import type { Repository } from "../repository.ts";

export interface Sign {
  readonly group: FindingGroup;
  /** ISO 8601 UTC. */
  readonly detectedAt: string;
  readonly deadlines: readonly Deadline[];
}

export interface Signs {
  /** The latest night first, within it the most urgent. */
  readonly signs: readonly Sign[];
  /** True when there are more than were read. */
  readonly isCut: boolean;
}

const HALF_DAY_MS = 12 * 3_600_000;

/** What one page reads at most, most urgent first. */
const MOST = 200;

/** @param now ISO 8601 UTC */
export function signsOf(
  mine: Repository,
  {
    rules,
    terms,
    now,
  }: { readonly rules: readonly string[]; readonly terms: IncidentTerms; readonly now: string },
): Signs {
  const confirmed = new Set(mine.incidents(["open"]).flatMap(({ findings }) => findings));
  const page = mine.groups({ rules, states: OPEN_STATES }, { limit: MOST, offset: 0 });
  const signs = page.groups
    .filter(({ finding }) => isIncidentSign(finding) && !confirmed.has(finding.id))
    .map((group) => {
      const detected = detectedAt(group.finding, mine.events(group.finding));
      const clock = clockOfSign(group.finding.rule, detected, terms);
      return { group, detectedAt: detected, deadlines: deadlinesOf(clock, terms, now) };
    })
    .toSorted(latestNightFirst);
  return { signs, isCut: page.total > MOST };
}

/** The latest night on top; within a night the most urgent, then the latest. */
function latestNightFirst(a: Sign, b: Sign): number {
  const [nightA, nightB] = [nightOf(a.detectedAt), nightOf(b.detectedAt)];
  if (nightA !== nightB) return nightA < nightB ? 1 : -1;
  const urgency = (sign: Sign): number => SEVERITIES.indexOf(sign.group.finding.severity);
  return urgency(a) - urgency(b) || (a.detectedAt < b.detectedAt ? 1 : -1);
}

/** From noon to noon in Việt Nam, as the local date on which it began. */
function nightOf(at: string): string {
  return localDay(new Date(Date.parse(at) - HALF_DAY_MS));
}

/** The first term that nothing was sent for; null: all was sent. */
export function nextDeadline(deadlines: readonly Deadline[]): Deadline | null {
  return deadlines.find(({ sentAt }) => sentAt === null) ?? null;
}

/** Open ones with their clocks, the term that ends first on top. @param now ISO 8601 UTC */
export function byNextDeadline(
  incidents: readonly Incident[],
  terms: IncidentTerms,
  now: string,
): { readonly incident: Incident; readonly deadlines: readonly Deadline[] }[] {
  const dueOf = (deadlines: readonly Deadline[]): string => nextDeadline(deadlines)?.dueAt ?? "9";
  return incidents
    .map((incident) => ({ incident, deadlines: deadlinesOf(incident, terms, now) }))
    .toSorted((a, b) => (dueOf(a.deadlines) < dueOf(b.deadlines) ? -1 : 1));
}
