// Nights of the schedule and whole scans that have ended, or broke off, and that the central team was not told of.
import type { Night } from "../model/schedule.ts";
import type { ScanRun } from "../model/run.ts";
import { localDay } from "../text/moment.ts";
import type { PlanningDesk } from "./desk.ts";
import type { NightFact } from "./facts.ts";
import { nightKey } from "./keys.ts";
import { isReachable } from "./recipients.ts";

type Bare = Omit<NightFact, "result" | "signs" | "unreachable" | "undelivered">;

interface Ended {
  readonly bare: Bare;
  /** null: it never began. */
  readonly run: string | null;
}

const DAY_MS = 86_400_000;
/** How old a night may be that is told of. */
const OLDEST_MS = 2 * DAY_MS;
/** A scan takes its lock a moment after it was noted. */
const YOUNG_MS = 2 * 60_000;

/** @param countSigns how many wait for a person, as groups; only asked when there is a night to tell of */
export function nightFacts(desk: PlanningDesk, countSigns: () => number): NightFact[] {
  const { store } = desk;
  const ended = [...endedNights(desk), ...endedScans(desk)];
  const told = store.toldAmong(ended.map(({ bare }) => nightKey(bare.name)));
  const untold = ended.filter(({ bare }) => !told.has(nightKey(bare.name)));
  if (untold.length === 0) return [];
  const signs = countSigns();
  const unreachable = unreachableUnits(desk);
  const since = new Date(desk.now().getTime() - DAY_MS).toISOString();
  const undelivered = store.countDeliveries({ states: ["failed"], endedSince: since });
  return untold.map(({ bare, run }) => ({
    ...bare,
    result: run === null ? null : resultOf(desk, run),
    signs,
    unreachable,
    undelivered,
  }));
}

function endedNights({ store, now }: PlanningDesk): Ended[] {
  const oldest = new Date(now().getTime() - OLDEST_MS).toISOString();
  return store.nights(7).flatMap((night) => {
    const status = endOf(night);
    if (status === null || (night.endedAt ?? night.until) < oldest) return [];
    const { reason, beganAt, endedAt, run } = night;
    const name = `schedule/${night.night}/${status}`;
    return [{ bare: { name, day: night.night, status, reason, beganAt, endedAt }, run }];
  });
}

function endOf({ state }: Night): Exclude<Night["state"], "running"> | null {
  return state === "running" ? null : state;
}

/** Whole scans that people or their own timers began: what asked for single units or hosts is not a night. */
function endedScans({ store, now, machine }: PlanningDesk): Ended[] {
  const oldest = new Date(now().getTime() - OLDEST_MS).toISOString();
  const young = new Date(now().getTime() - YOUNG_MS).toISOString();
  const scheduled = new Set(store.nights().map(({ run }) => run));
  const alive = store.lockHolder(machine)?.run;
  return store
    .listRuns({ kind: "scan", limit: 20 })
    .filter(({ units, hosts }) => units.length === 0 && hosts.length === 0)
    .filter(({ id }) => !scheduled.has(id) && id !== alive)
    .filter(({ status, startedAt }) => status !== "running" || startedAt < young)
    .filter(({ endedAt, startedAt }) => (endedAt ?? startedAt) >= oldest)
    .map((run) => ({ bare: bareScan(run), run: run.id }));
}

function bareScan({ id, status, startedAt, endedAt }: ScanRun): Bare {
  const ended = status === "running" ? "interrupted" : status;
  return {
    name: `run/${id}/${ended}/${endedAt ?? ""}`,
    day: localDay(startedAt),
    status: ended,
    reason: null,
    beganAt: startedAt,
    endedAt,
  };
}

function resultOf({ store }: PlanningDesk, run: string): NightFact["result"] {
  const { done, refused, todo, doing } = store.targetCounts(run);
  const [incomplete, fresh] = [store.incompleteIn(run), store.freshIn(run)];
  return { done, refused, left: todo + doing, incomplete, fresh };
}

function unreachableUnits({ store }: PlanningDesk): number {
  const reachable = new Set(
    store
      .registry()
      .units.filter((unit) => unit.retired || isReachable(unit))
      .map(({ code }) => code),
  );
  return store.unitsWithOpen().filter((code) => !reachable.has(code)).length;
}
