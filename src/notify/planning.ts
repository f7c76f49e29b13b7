// Plans what is to be told now: reads the facts, asks the pure planners, and puts letters into the outbox together with
// the note that their things were told. Killed at any moment, it goes on where it was: what is not in the outbox was
// not told, and what is there is not planned again.
import type { Unit } from "../model/registry.ts";
import { localDay, localTime } from "../text/moment.ts";
import type { NewLetter } from "../store/queues/outbox.ts";
import type { PlanningDesk } from "./desk.ts";
import { gatherDigest } from "./gather-digest.ts";
import { expiringByUnit } from "./gather-expiry.ts";
import { gatherCentral, gatherUnit, recentlyVerified, type UnitNews } from "./gather.ts";
import { planCentral } from "./plan-central.ts";
import { planDigest, planUnit } from "./plan-unit.ts";
import { isReachable } from "./recipients.ts";

/** Units whose letters of the day are planned in one transaction. */
const BATCH = 50;
/** A scan that is still running in the morning is waited for, but not for ever. */
const PATIENCE_HOURS = 4;

/** @returns how many letters were added to the outbox */
export async function planAll(desk: PlanningDesk): Promise<number> {
  const { store } = desk;
  const places = store.openPlaces(desk.signRules);
  const urgent = store.addLetters(planCentral(gatherCentral(desk, places)), []);
  return urgent + planUnits(desk, places) + (await planDigests(desk));
}

function planUnits(desk: PlanningDesk, places: UnitNews["places"]): number {
  const { store, now, digestFrom } = desk;
  const registry = store.registry();
  const at = now().toISOString();
  const hour = at.slice(0, 13);
  // Days count here, nobody need be woken for it, and the way through the whole registry is long.
  const isNewHour = localTime(at) >= digestFrom && store.mark("expiry") !== hour;
  const expiring = isNewHour ? expiringByUnit(registry, now()) : new Map<string, never>();
  const news = { places, verified: recentlyVerified(desk), expiring };
  const codes = new Set([
    ...places.filter(({ isHeld }) => !isHeld).map(({ unit }) => unit),
    ...news.verified.map(({ unit }) => unit),
    ...expiring.keys(),
  ]);
  const letters = registry.units
    .filter(({ code }) => codes.has(code))
    .flatMap((unit): NewLetter[] => planUnit(gatherUnit(desk, unit, news)));
  return store.addLetters(letters, isNewHour ? [{ name: "expiry", value: hour }] : []);
}

/** Each unit is considered once a day, and again when a further scan has ended and it got no letter yet. */
async function planDigests(desk: PlanningDesk): Promise<number> {
  if (!isDigestTime(desk)) return 0;
  const { store, now } = desk;
  const today = localDay(now().toISOString());
  const basis = `${today} ${latestScan(desk)}`;
  const considered = store.marksOf("digest/");
  const withOpen = new Set(store.unitsWithOpen());
  const due = store
    .registry()
    .units.filter(
      (unit) =>
        withOpen.has(unit.code) &&
        isReachable(unit) &&
        considered.get(`digest/${unit.code}`) !== basis,
    );
  let added = 0;
  for (let from = 0; from < due.length; from += BATCH) {
    added += planBatch(desk, due.slice(from, from + BATCH), basis);
    // Others of this process have their turn.
    await new Promise(setImmediate);
  }
  return added;
}

function planBatch(desk: PlanningDesk, units: readonly Unit[], basis: string): number {
  const { store, now } = desk;
  const today = localDay(now().toISOString());
  const lasts = units.map((unit) => ({
    unit,
    last: store.lastLetter({ unit: unit.code, kind: "digest" }),
  }));
  // None goes behind one that nobody could be given yet: that unit is considered again.
  const considered = lasts.filter(({ last }) => last?.isStuck !== true);
  const letters = considered
    .filter(({ last }) => last === undefined || localDay(last.plannedAt) !== today)
    .flatMap(({ unit }): NewLetter[] => planDigest(gatherDigest(desk, unit)));
  const marks = considered.map(({ unit }) => ({ name: `digest/${unit.code}`, value: basis }));
  return store.addLetters(letters, marks);
}

function isDigestTime({ store, now, machine, digestFrom }: PlanningDesk): boolean {
  const time = localTime(now().toISOString());
  if (time < digestFrom) return false;
  const patient = new Date(Date.parse(`1970-01-01T${digestFrom}:00Z`) + PATIENCE_HOURS * 3_600_000);
  const isScanning = store.lockHolder(machine) !== null;
  return !isScanning || time >= patient.toISOString().slice(11, 16);
}

function latestScan({ store }: PlanningDesk): string {
  const ended = store.listRuns({ kind: "scan", limit: 10 }).find(({ endedAt }) => endedAt !== null);
  return ended === undefined ? "" : `${ended.id} ${ended.endedAt ?? ""}`;
}
