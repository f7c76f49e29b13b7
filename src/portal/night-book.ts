// What changed between two nights, worked out in small slices between requests and then kept: runs that have ended
// do not change any more. Nobody waits for it; a page says how far it is.
import { setImmediate as breath } from "node:timers/promises";
import type { Log } from "../model/ports.ts";
import type { ScanRun } from "../model/run.ts";
import { type Diff, diffRuns, joinDiffs } from "../run/diff.ts";
import { snapshotOf } from "../run/snapshot.ts";
import type { Store } from "../store/store.ts";

export type Night =
  | { readonly state: "ready"; readonly diff: Diff }
  | { readonly state: "working"; readonly done: number; readonly of: number }
  | { readonly state: "failed" };

export interface NightBook {
  /** Ended scans of the whole sector where there are any, else all ended scans; latest first. */
  nights(): readonly ScanRun[];
  /** Begins to work it out when it is asked for the first time. */
  compare(before: ScanRun, after: ScanRun): Night;
  /** Resolves when nothing is being worked out. */
  idle(): Promise<void>;
  /** Leaves what is being worked out: the store is about to close. */
  close(): void;
}

export type NightStore = Pick<
  Store,
  "listRuns" | "registry" | "eachResult" | "coverage" | "events"
>;

/** Units between two breaths; some tens of milliseconds. */
const SLICE = 8;
/** Comparisons kept. */
const MOST = 2;
const LISTED = 60;

export function createNightBook(store: NightStore, log: Pick<Log, "error">): NightBook {
  const kept = new Map<string, Night>();
  const stop = new AbortController();
  let work: Promise<void> = Promise.resolve();
  const begin = (key: string, before: ScanRun, after: ScanRun): void => {
    const tell = (night: Night): void => {
      kept.set(key, night);
    };
    work = work
      .then(() => workOut(store, [before, after], { tell, signal: stop.signal }))
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        log.error("two nights could not be compared", { stack: String(error) });
        tell({ state: "failed" });
      });
  };
  return {
    nights: () => nightsOf(store),
    compare: (before, after) => {
      const key = `${before.id} ${after.id}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      if (kept.size >= MOST) kept.delete([...kept.keys()][0] ?? "");
      const night: Night = { state: "working", done: 0, of: store.registry().units.length };
      kept.set(key, night);
      begin(key, before, after);
      return night;
    },
    idle: () => work,
    close: () => {
      stop.abort();
    },
  };
}

function nightsOf(store: NightStore): ScanRun[] {
  const ended = store
    .listRuns({ kind: "scan", limit: LISTED })
    .filter(({ status, endedAt }) => status !== "running" && endedAt !== null);
  const whole = ended.filter(({ units, hosts }) => units.length === 0 && hosts.length === 0);
  return whole.length >= 2 ? whole : ended;
}

async function workOut(
  store: NightStore,
  [before, after]: readonly [ScanRun, ScanRun],
  { tell, signal }: { readonly tell: (night: Night) => void; readonly signal: AbortSignal },
): Promise<void> {
  signal.throwIfAborted();
  const units = store.registry().units.map(({ code }) => code);
  const parts: [Diff, ...Diff[]] = [partOf(store, [before, after], [])];
  for (let at = 0; at < units.length; at += SLICE) {
    await breath(undefined, { signal });
    parts.push(partOf(store, [before, after], units.slice(at, at + SLICE)));
    tell({ state: "working", done: at, of: units.length });
  }
  await breath(undefined, { signal });
  tell({ state: "ready", diff: joinDiffs(parts) });
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
