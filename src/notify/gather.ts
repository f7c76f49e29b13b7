// Reads what there may be to tell, for the planner. What goes into a unit's letter is read under that unit's own
// scope, so that neither another unit's row nor a held finding can get there.
import { OPEN_STATES, SEVERITIES } from "../model/area.ts";
import type { LetterKind } from "../model/letter.ts";
import type { Unit } from "../model/registry.ts";
import { detectedAt, isIncidentSign } from "../rules/incident.ts";
import type { Scope } from "../store/scope.ts";
import type { OpenPlace, VerifiedLook } from "../store/findings/telling.ts";
import type { PlanningDesk } from "./desk.ts";
import type { CentralFacts, SignFact, UnitFacts } from "./facts.ts";
import { nightFacts } from "./gather-nights.ts";
import {
  centralSignKey,
  expiryKey,
  pauseKey,
  requestKey,
  seenKey,
  unitSignKey,
  verifiedKey,
} from "./keys.ts";
import { EXPIRY_DAYS } from "./plan-unit.ts";

const DAY_MS = 86_400_000;

export function gatherCentral(desk: PlanningDesk, places: readonly OpenPlace[]): CentralFacts {
  const { store, central, terms } = desk;
  const registry = store.registry();
  const names = new Map(registry.units.map(({ code, name }) => [code, name]));
  const nameOf = (code: string): string => names.get(code) ?? code;
  const paused = registry.units.flatMap(({ code, name, paused: pause, retired }) =>
    pause && !retired ? [{ code, name, at: pause.at }] : [],
  );
  const requests = store
    .requests("central", { status: "open" })
    .toReversed()
    .map(({ id, unit, kind, askedAt }) => ({
      id,
      unit,
      unitName: nameOf(unit),
      request: kind,
      at: askedAt,
    }));
  const told = store.toldAmong([
    ...places.map(centralSignKey),
    ...paused.map(({ code, at }) => pauseKey(code, at)),
    ...requests.map(({ id }) => requestKey(id)),
  ]);
  const untold = places.filter((place) => !told.has(centralSignKey(place)));
  const signs = signFacts(desk, "central", untold, nameOf);
  return {
    now: desk.now().toISOString(),
    terms,
    told,
    last: lastOf(desk, null),
    to: central,
    signs: unconfirmed(desk, signs),
    paused,
    requests,
    nights: nightFacts(
      desk,
      () => unconfirmed(desk, signFacts(desk, "central", places, nameOf)).length,
    ),
  };
}

/** What the central team has confirmed itself it need not be told of. */
function unconfirmed({ store }: PlanningDesk, signs: readonly SignFact[]): readonly SignFact[] {
  if (signs.length === 0) return signs;
  const open = store.incidents("central", { states: ["open"] });
  const confirmed = new Set(open.flatMap(({ findings }) => findings));
  return signs.filter(({ finding }) => !confirmed.has(finding.id));
}

/** The most urgent member of each group that the scope sees, if item 10a applies to it. */
function signFacts(
  { store, signRules }: PlanningDesk,
  scope: Scope,
  places: readonly OpenPlace[],
  nameOf: (unit: string) => string,
): SignFact[] {
  return places.flatMap(({ unit, group, episode }) => {
    const filter = { units: [unit], group, states: OPEN_STATES, rules: signRules };
    const [finding] = store
      .findings(scope, filter)
      .filter(isIncidentSign)
      .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
    if (finding === undefined) return [];
    const at = detectedAt(finding, store.events(scope, finding.id));
    return [{ finding, unitName: nameOf(unit), detectedAt: at, episode }];
  });
}

function lastOf({ store }: PlanningDesk, unit: string | null) {
  return (kind: LetterKind) => store.lastLetter({ unit, kind });
}

export interface UnitNews {
  readonly places: readonly OpenPlace[];
  readonly verified: readonly VerifiedLook[];
  readonly expiring: ReadonlyMap<string, UnitFacts["expiring"]>;
}

/** Of one unit: what goes at once, the results of its looks, and documents that end. */
export function gatherUnit(desk: PlanningDesk, unit: Unit, news: UnitNews): UnitFacts {
  const { store, terms } = desk;
  const { code } = unit;
  const scope = { units: [code] };
  const places = news.places.filter((place) => place.unit === code && !place.isHeld);
  const looks = news.verified.filter((look) => look.unit === code);
  const now = desk.now();
  const expiring = news.expiring.get(code) ?? [];
  const told = store.toldAmong([
    ...places.flatMap((place) => [unitSignKey(place), seenKey(place)]),
    ...looks.map(({ id }) => verifiedKey(code, id)),
    ...expiring.flatMap((one) =>
      EXPIRY_DAYS.map((days) => expiryKey({ unit: code, ...one }, days)),
    ),
  ]);
  const untold = places.filter((place) => !told.has(unitSignKey(place)));
  return {
    now: now.toISOString(),
    terms,
    told,
    last: lastOf(desk, code),
    unit,
    signs: signFacts(desk, scope, untold, () => unit.name),
    verified: looks
      .filter(({ id, outcome }) => outcome !== "settled" && !told.has(verifiedKey(code, id)))
      .flatMap(({ id, finding, outcome }) => {
        const found = store.findFinding(scope, finding);
        return found === undefined ? [] : [{ id, finding: found, outcome }];
      }),
    expiring,
  };
}

/** Looks that were done within the last day: what is older nobody waits for any more. */
export function recentlyVerified({ store, now }: PlanningDesk): VerifiedLook[] {
  return store.verifiedSince(new Date(now().getTime() - DAY_MS).toISOString());
}
