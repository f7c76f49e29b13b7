// What changed between two nights, worked out once and then kept: runs that have ended do not change any more.
import type { Log } from "../../model/ports.ts";
import type { ScanRun } from "../../model/run.ts";
import { type Diff, diffRuns, joinDiffs } from "../../run/diff.ts";
import { snapshotOf } from "../../run/snapshot.ts";
import type { Store } from "../../store/store.ts";
import { createKeptWork, type KeptWork, type Task, type Work } from "./kept-work.ts";

export interface NightBook extends Pick<KeptWork<Diff>, "idle" | "close"> {
  /** Ended scans of the whole sector where there are any, else all ended scans; latest first. None that retention has been at. */
  nights(): readonly ScanRun[];
  /** Begins to work it out when it is asked for the first time. */
  compare(before: ScanRun, after: ScanRun): Work<Diff>;
  /** The same for whoever came for it: waits a moment for what is soon ready. @param gone aborts when the reader leaves */
  compared(before: ScanRun, after: ScanRun, gone: AbortSignal): Promise<Work<Diff>>;
  /** Begins to compare the latest two, before anybody asks. */
  prepare(): void;
}

export type NightStore = Pick<
  Store,
  "listRuns" | "registry" | "findingTraces" | "coverage" | "events" | "removedFrom"
>;

/** Units between two breaths; some tens of milliseconds. */
const SLICE = 8;
/**
 * A page waits that long for two nights that were not compared yet, or before the portal was started anew: half of what
 * any page may take. After it, the page says how far they are, and has a link to look again.
 */
const PATIENCE_MS = 150;
/** Comparisons kept. */
const MOST = 2;
const LISTED = 60;

export function createNightBook(store: NightStore, log: Pick<Log, "error">): NightBook {
  const fault = "two nights could not be compared";
  const kept = createKeptWork<Diff>({ log, fault, most: MOST });
  const taskOf = (before: ScanRun, after: ScanRun) => (): Task<Diff> => {
    const units = store.registry().units.map(({ code }) => code);
    return { of: units.length, slices: () => workOut(store, [before, after], units) };
  };
  const keyOf = (before: ScanRun, after: ScanRun): string => `${before.id} ${after.id}`;
  const compare = (before: ScanRun, after: ScanRun): Work<Diff> =>
    kept.ask(keyOf(before, after), taskOf(before, after));
  return {
    nights: () => nightsOf(store),
    compare,
    compared: (before, after, gone) =>
      kept.soon(keyOf(before, after), taskOf(before, after), { ms: PATIENCE_MS, gone }),
    prepare: () => {
      const [after, before] = nightsOf(store);
      if (after !== undefined && before !== undefined) compare(before, after);
    },
    idle: () => kept.idle(),
    close: () => {
      kept.close();
    },
  };
}

/** Latest start first. */
export function endedScans(store: Pick<Store, "listRuns">): readonly ScanRun[] {
  return store
    .listRuns({ kind: "scan", limit: LISTED })
    .filter(({ status, endedAt }) => status !== "running" && endedAt !== null);
}

function nightsOf(store: NightStore): readonly ScanRun[] {
  const ended = endedScans(store).filter(({ id }) => store.removedFrom(id) === null);
  const whole = ended.filter(({ units, hosts }) => units.length === 0 && hosts.length === 0);
  return whole.length >= 2 ? whole : ended;
}

function* workOut(
  store: NightStore,
  nights: readonly [ScanRun, ScanRun],
  units: readonly string[],
): Generator<number, Diff, undefined> {
  const parts: [Diff, ...Diff[]] = [partOf(store, nights, [])];
  for (let at = 0; at < units.length; at += SLICE) {
    yield at;
    parts.push(partOf(store, nights, units.slice(at, at + SLICE)));
  }
  yield units.length;
  return joinDiffs(parts);
}

/** Groups never reach across units, so the parts are those of the whole. */
function partOf(
  store: NightStore,
  [before, after]: readonly [ScanRun, ScanRun],
  units: readonly string[],
): Diff {
  const only = { scope: "central", units } as const;
  return diffRuns(snapshotOf(store, before, only), snapshotOf(store, after, only), (id) =>
    store.events("central", id),
  );
}
