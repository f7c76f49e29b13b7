// Runs the nights of the schedule: begins the one that is due, takes up what was interrupted, notes what was missed. One
// process works on a night, whatever number is there; the scan itself is the ordinary one.
import { AREAS } from "../../model/area.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Log } from "../../model/ports.ts";
import type { RunStatus } from "../../model/run.ts";
import type { Night, NightEnd, NightReason, Nightly } from "../../model/schedule.ts";
import type { NightHours, NightLease } from "../../store/queues/nights.ts";
import type { ScanDependencies } from "../request.ts";
import { scan } from "../scan.ts";
import type { VerifyDependencies } from "../verifying/worker.ts";
import { decideNight, type Hours } from "./nights.ts";

const TICK_MS = 5_000;
/** After a fault, before it is tried again: longer and longer. */
const FAULT_MS = 60_000;
const LONGEST_FAULT_MS = 30 * 60_000;
const RENEW_MS = 5_000;

export interface NightDependencies extends VerifyDependencies {
  readonly process: ScanDependencies["process"];
}

/** What kept this process from a night, as far as it knows: said when that night has been missed. */
type Obstacles = Map<string, NightReason>;

/** Works until the signal aborts; `told` hears of every night that ended or was missed. */
export async function keepNights(
  deps: NightDependencies,
  told: (night: Night) => void,
): Promise<void> {
  const { clock, signal } = deps;
  const { nightly } = deps.settings.schedule;
  if (nightly === "off") return;
  const obstacles: Obstacles = new Map();
  let faults = 0;
  while (!signal.aborted) {
    const isWell = await step(deps, nightly, { obstacles, told });
    faults = isWell ? 0 : faults + 1;
    const pauseMs = isWell ? TICK_MS : Math.min(FAULT_MS * 2 ** (faults - 1), LONGEST_FAULT_MS);
    await clock.sleep(pauseMs, signal);
  }
}

interface Around {
  readonly obstacles: Obstacles;
  readonly told: (night: Night) => void;
}

/** @returns false when something stood in the way that a moment will hardly mend */
async function step(deps: NightDependencies, nightly: Nightly, around: Around): Promise<boolean> {
  const { store, clock, log } = deps;
  try {
    const since = new Date(store.hoursSince(hoursKey(nightly)));
    const decision = decideNight(nightly, { now: clock.now(), since, nights: store.nights() });
    for (const missed of decision.missed) {
      miss(deps, rowOf(missed), around);
    }
    if (decision.step.do === "wait") return true;
    const hours = decision.step.do === "begin" ? rowOf(decision.step.hours) : decision.step.night;
    return await work(deps, hours, around);
  } catch (error) {
    log.error("the schedule failed", {
      stack: error instanceof Error ? error.stack : String(error),
    });
    return false;
  }
}

/** By which it is known that the hours have been changed. */
function hoursKey({ at, until, timezone }: Nightly): string {
  return `${at} ${until} ${timezone}`;
}

function rowOf({ night, from, until }: Hours): NightHours {
  return { night, from: from.toISOString(), until: until.toISOString() };
}

function miss({ store }: NightDependencies, hours: NightHours, { obstacles, told }: Around): void {
  store.missNight(hours, obstacles.get(hours.night) ?? "not-running");
  const night = store.nights().find((one) => one.night === hours.night);
  if (night?.state === "missed") told(night);
}

async function work(deps: NightDependencies, hours: NightHours, around: Around): Promise<boolean> {
  const { store } = deps;
  if (store.lockHolder(deps.process.machine) !== null) {
    around.obstacles.set(hours.night, "scan-running");
    return true;
  }
  const lease = store.leaseNight(hours);
  if (lease === null) return true;
  const lost = new AbortController();
  const timer = setInterval(() => {
    if (!store.renewNight(lease)) lost.abort("interrupted");
  }, RENEW_MS);
  try {
    const signal = AbortSignal.any([deps.signal, lost.signal]);
    const end = await run({ ...deps, signal }, lease, around.obstacles);
    if (end === null) {
      store.yieldNight(lease);
      return true;
    }
    store.endNight(lease, end);
    const night = store.nights().find((one) => one.night === hours.night);
    if (night !== undefined) around.told(night);
    return true;
  } catch (error) {
    store.yieldNight(lease);
    const isOther = error instanceof RasoatError && error.code === "run-locked";
    around.obstacles.set(hours.night, isOther ? "scan-running" : "fault");
    if (!isOther) logFault(deps.log, hours.night, error);
    return isOther;
  } finally {
    clearInterval(timer);
  }
}

/** What an operator can mend is told as such: no contact, a full disk. */
function logFault(log: Log, night: string, error: unknown): void {
  if (error instanceof RasoatError && error.exit !== EXIT.ownFault) {
    log.warn("the night cannot go on", { night, code: error.code, text: error.message });
    return;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  log.error("the night failed", { night, stack });
}

/** @returns what the night came to; null when it was interrupted and is to be taken up */
async function run(
  deps: NightDependencies,
  lease: NightLease,
  obstacles: Obstacles,
): Promise<NightEnd | null> {
  const { store, clock } = deps;
  const { night } = lease;
  const until = new Date(night.until);
  if (night.run === null && clock.now() >= until) {
    return { state: "missed", reason: obstacles.get(night.night) ?? "fault" };
  }
  const before = night.run === null ? undefined : store.findRun(night.run);
  const settled = before === undefined ? null : endOf(before.status, before.endedAt, until);
  if (settled !== null) return settled;
  const { allowReserved, resolve } = deps;
  const what = { units: [], hosts: [], areas: AREAS, allowReserved, resolve, until };
  const request =
    before === undefined ? { ...what, resume: false } : { ...what, resume: true, run: before.id };
  const none = (): void => undefined;
  const { run: ended } = await scan(request, {
    ...deps,
    knowledge: deps.knowledge(),
    progress: none,
    started: ({ id }) => {
      store.noteNightRun(lease, id);
    },
  });
  return endOf(ended.status, ended.endedAt, until);
}

/** Also of a run that a person has ended meanwhile, on the command line. */
function endOf(status: RunStatus, endedAt: string | null, until: Date): NightEnd | null {
  if (status === "stopped") return { state: "stopped", reason: "operator" };
  if (status !== "done" || endedAt === null) return null;
  const isCut = new Date(endedAt) >= until;
  return isCut ? { state: "cut", reason: "hours-over" } : { state: "done", reason: null };
}
