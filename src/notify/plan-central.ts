// Which letters the central team gets now. Pure: the same facts give the same letters.
import { SEVERITIES } from "../model/area.ts";
import type { IncidentTerms } from "../model/incident.ts";
import type { Letter, LetterSign } from "../model/letter.ts";
import { clockOfSign, deadlinesOf } from "../rules/incident-clock.ts";
import type { NewLetter } from "../store/queues/outbox.ts";
import type { CentralFacts, LastLetter, SignFact } from "./facts.ts";
import { centralSignKey, nightKey, pauseKey, requestKey } from "./keys.ts";
import { thingOf } from "./things.ts";

/** Rows that a letter shows; the rest is counted. */
export const MOST_SHOWN = 20;

/** What follows a letter of the same kind waits for so long, to go together. */
const GATHER_MINUTES = 5;
const REQUEST_MINUTES = 60;

export function planCentral(facts: CentralFacts): NewLetter[] {
  return [
    ...signsLetter(facts),
    ...pausedLetter(facts),
    ...requestsLetter(facts),
    ...nights(facts),
  ];
}

/** While the last one still waits for its first reader, a further one would only stand in line behind it. */
export function mayFollow(last: LastLetter | undefined, now: string, minutes: number): boolean {
  if (last === undefined) return true;
  return !last.isStuck && Date.parse(now) - Date.parse(last.plannedAt) >= minutes * 60_000;
}

function central(
  { to }: CentralFacts,
  letter: Letter,
  { isUrgent, tells }: Pick<NewLetter, "isUrgent" | "tells">,
): NewLetter[] {
  return [{ unit: null, letter, isUrgent, to, tells }];
}

function signsLetter(facts: CentralFacts): NewLetter[] {
  const { signs, told, terms, now } = facts;
  const untold = signs.filter((sign) => !told.has(centralSignKey(placeOf(sign))));
  if (untold.length === 0 || !mayFollow(facts.last("signs"), now, GATHER_MINUTES)) return [];
  const letter: Letter = {
    kind: "signs",
    signs: signList(untold),
    units: new Set(untold.map(({ finding }) => finding.unit)).size,
    ...earliestTerms(untold, terms, now),
  };
  const tells = untold.map((sign) => centralSignKey(placeOf(sign)));
  return central(facts, letter, { isUrgent: true, tells });
}

export function placeOf({ finding, episode }: SignFact) {
  return { unit: finding.unit, group: finding.group, episode };
}

/** Most urgent first, then the latest. */
export function signList(signs: readonly SignFact[]) {
  const urgency = ({ finding }: SignFact): number => SEVERITIES.indexOf(finding.severity);
  const shown = signs
    .toSorted((a, b) => urgency(a) - urgency(b) || (a.detectedAt < b.detectedAt ? 1 : -1))
    .slice(0, MOST_SHOWN)
    .map(({ finding, unitName, detectedAt }): LetterSign => ({
      ...thingOf(finding),
      unit: finding.unit,
      unitName,
      detectedAt,
      held: finding.held,
    }));
  return { shown, total: signs.length };
}

/** When the first of the terms ends, were all of them confirmed now. */
export function earliestTerms(signs: readonly SignFact[], terms: IncidentTerms, now: string) {
  const deadlines = signs.flatMap(({ finding, detectedAt }) =>
    deadlinesOf(clockOfSign(finding.rule, detectedAt, terms), terms, now),
  );
  const earliest = (notice: "first" | "full"): string | null =>
    deadlines
      .filter((one) => one.notice === notice)
      .map(({ dueAt }) => dueAt)
      .toSorted()[0] ?? null;
  return { firstNoticeBy: earliest("first"), fullReportBy: earliest("full") };
}

function pausedLetter(facts: CentralFacts): NewLetter[] {
  const { paused, told, now } = facts;
  const untold = paused.filter(({ code, at }) => !told.has(pauseKey(code, at)));
  if (untold.length === 0 || !mayFollow(facts.last("paused"), now, GATHER_MINUTES)) return [];
  const letter: Letter = {
    kind: "paused",
    units: { shown: untold.slice(0, MOST_SHOWN), total: untold.length },
  };
  const tells = untold.map(({ code, at }) => pauseKey(code, at));
  return central(facts, letter, { isUrgent: true, tells });
}

function requestsLetter(facts: CentralFacts): NewLetter[] {
  const { requests, told, now } = facts;
  const untold = requests.filter(({ id }) => !told.has(requestKey(id)));
  if (untold.length === 0 || !mayFollow(facts.last("requests"), now, REQUEST_MINUTES)) return [];
  const shown = untold.slice(0, MOST_SHOWN).map(({ id: _id, ...request }) => request);
  const letter: Letter = { kind: "requests", requests: { shown, total: untold.length } };
  return central(facts, letter, {
    isUrgent: false,
    tells: untold.map(({ id }) => requestKey(id)),
  });
}

function nights(facts: CentralFacts): NewLetter[] {
  return facts.nights.flatMap(({ name, ...night }) =>
    central(facts, { kind: "night", ...night }, { isUrgent: false, tells: [nightKey(name)] }),
  );
}
