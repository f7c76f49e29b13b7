// Which letters a unit gets now. Pure. Everything in the facts was read under the unit's own scope.
import { SEVERITIES } from "../model/area.ts";
import type { Due, Letter } from "../model/letter.ts";
import { localDay } from "../text/moment.ts";
import type { NewLetter } from "../store/queues/outbox.ts";
import { daysUntil } from "../text/days.ts";
import type { DigestFacts, GroupFact, UnitFacts } from "./facts.ts";
import { expiryKey, overdueKey, seenKey, soonKey, unitSignKey, verifiedKey } from "./keys.ts";
import { earliestTerms, mayFollow, MOST_SHOWN, placeOf, signList } from "./plan-central.ts";
import { recipientsOf } from "./recipients.ts";
import { thingOf } from "./things.ts";

const GATHER_MINUTES = 5;
const VERIFIED_MINUTES = 15;

/** Days before the end of a document on which its unit is told. */
export const EXPIRY_DAYS = [30, 7, 1] as const;

/** A term that ends within so many days is named. */
const SOON_DAYS = 3;

export function planUnit(facts: UnitFacts): NewLetter[] {
  return [...signsLetter(facts), ...verifiedLetter(facts), ...expiryLetter(facts)];
}

/** Nothing is noted as told where there is nobody to tell. */
function forUnit(
  { unit }: Pick<UnitFacts, "unit">,
  letter: Letter,
  { isUrgent, tells }: Pick<NewLetter, "isUrgent" | "tells">,
): NewLetter[] {
  const to = recipientsOf(unit, letter);
  return to.length === 0 ? [] : [{ unit: unit.code, letter, isUrgent, to, tells }];
}

function signsLetter(facts: UnitFacts): NewLetter[] {
  const { signs, told, terms, now } = facts;
  const untold = signs.filter((sign) => !told.has(unitSignKey(placeOf(sign))));
  if (untold.length === 0 || !mayFollow(facts.last("unit-signs"), now, GATHER_MINUTES)) return [];
  const letter: Letter = {
    kind: "unit-signs",
    signs: signList(untold),
    ...earliestTerms(untold, terms, now),
  };
  // The letter of the day need not say again that they are new.
  const news = untold.map((sign) => seenKey(placeOf(sign))).filter((key) => !told.has(key));
  const tells = [...untold.map((sign) => unitSignKey(placeOf(sign))), ...news];
  return forUnit(facts, letter, { isUrgent: true, tells });
}

function verifiedLetter(facts: UnitFacts): NewLetter[] {
  const { verified, told, now, unit } = facts;
  const untold = verified.filter(({ id }) => !told.has(verifiedKey(unit.code, id)));
  if (untold.length === 0 || !mayFollow(facts.last("verified"), now, VERIFIED_MINUTES)) return [];
  const shown = untold.slice(0, MOST_SHOWN).map(({ finding, outcome }) => ({
    ...thingOf(finding),
    outcome,
    isFixed: finding.state === "fixed",
  }));
  const letter: Letter = { kind: "verified", looks: { shown, total: untold.length } };
  const tells = untold.map(({ id }) => verifiedKey(unit.code, id));
  return forUnit(facts, letter, { isUrgent: false, tells });
}

/** The shortest of the warnings that the days left are within; null: it is too early for any. */
export function warningFor(days: number): number | null {
  return days < 0 ? null : (EXPIRY_DAYS.findLast((threshold) => days <= threshold) ?? null);
}

function expiryLetter(facts: UnitFacts): NewLetter[] {
  const { expiring, told, unit } = facts;
  const untold = expiring.flatMap((one) => {
    const threshold = warningFor(one.days);
    if (threshold === null || one.hosts === 0) return [];
    const key = expiryKey({ unit: unit.code, ...one }, threshold);
    return told.has(key) ? [] : [{ one, key }];
  });
  if (untold.length === 0) return [];
  const shown = untold.map(({ one }) => one).toSorted((a, b) => a.days - b.days);
  const letter: Letter = {
    kind: "expiry",
    documents: { shown: shown.slice(0, MOST_SHOWN), total: shown.length },
  };
  return forUnit(facts, letter, { isUrgent: false, tells: untold.map(({ key }) => key) });
}

type Section = "fresh" | "back" | "overdue" | "soon";

interface Entry {
  readonly section: Section;
  readonly due: Due;
  readonly tells: readonly string[];
}

/** @returns none when nothing is new, back, due soon or overdue that was not told before */
export function planDigest(facts: DigestFacts): NewLetter[] {
  const { groups } = facts;
  const entries = groups.flatMap((group) => entryOf(group, facts) ?? []);
  if (entries.length === 0) return [];
  const list = (section: Section) => {
    const dues = entries
      .filter((entry) => entry.section === section)
      .map(({ due }) => due)
      .toSorted(byUrgency);
    return { shown: dues.slice(0, MOST_SHOWN), total: dues.length };
  };
  const letter: Letter = {
    kind: "digest",
    fresh: list("fresh"),
    back: list("back"),
    overdue: list("overdue"),
    soon: list("soon"),
    open: groups.length,
  };
  return forUnit(facts, letter, {
    isUrgent: false,
    tells: entries.flatMap(({ tells }) => tells),
  });
}

function byUrgency(a: Due, b: Due): number {
  const urgency = ({ severity }: Due): number => SEVERITIES.indexOf(severity);
  const dayOf = ({ dueOn }: Due): string => (dueOn === "" ? "9" : dueOn);
  return urgency(a) - urgency(b) || (dayOf(a) < dayOf(b) ? -1 : 1);
}

/** In which part of the letter a group stands; null: nothing of it is to be told now. */
function entryOf(fact: GroupFact, { unit, now, told }: DigestFacts): Entry | null {
  const { group, finding, dueOn, episode, isWaited } = fact;
  // What only informs is a figure for the portal; the post-quantum statistic is one of them.
  if (finding.severity === "info") return null;
  const due = { ...thingOf(finding), dueOn };
  const seen = seenKey({ unit: unit.code, group, episode });
  const isNew = !told.has(seen);
  const term =
    isWaited && dueOn !== "" ? termOf(fact, unit.code, daysUntil(dueOn, localDay(now))) : null;
  const untold = term !== null && !told.has(term.key) ? term : null;
  if (isNew) {
    const section = episode > 0 ? "back" : "fresh";
    return { section, due, tells: [seen, ...(untold === null ? [] : [untold.key])] };
  }
  return untold === null ? null : { section: untold.section, due, tells: [untold.key] };
}

function termOf({ group, dueOn }: GroupFact, unit: string, days: number) {
  if (days < 0) {
    const key = overdueKey(unit, group, dueOn, overdueStep(-days));
    return { section: "overdue" as const, key };
  }
  return days <= SOON_DAYS ? { section: "soon" as const, key: soonKey(unit, group, dueOn) } : null;
}

/** Told when the term has passed, after a week, after a month, and every month from then on. */
export function overdueStep(days: number): number {
  if (days < 7) return 0;
  return days < 30 ? 1 : 1 + Math.floor(days / 30);
}
