// Looks at one target in one pass: runs the probes through the door and gathers their looks. Judges nothing.
import type { Area } from "../model/area.ts";
import type { Door } from "../model/door.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Look } from "../model/observation.ts";
import type { Clock, Log } from "../model/ports.ts";
import type { Probe, ProbeContext, Standing } from "../model/probe.ts";
import type { Target } from "../model/registry.ts";
import { hashLook } from "../probes/record.ts";
import { createShelf, type Shelf } from "../probes/shelf.ts";

export interface Visit {
  readonly target: Target;
  readonly areas: readonly Area[];
  readonly door: Door;
  readonly pass: 1 | 2;
  /** Looks of the earlier pass. */
  readonly earlier: readonly Look[];
  /** Bodies of the earlier pass. */
  readonly body: (sha256: string) => Uint8Array | undefined;
  readonly firstTime: boolean;
  /** Left out: nothing stands. */
  readonly standing?: readonly Standing[];
  /** Ask what stands and search for nothing else. */
  readonly standingOnly?: boolean;
}

export interface Surroundings {
  readonly probes: readonly Probe[];
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface Seen {
  /** Earlier looks first. */
  readonly looks: readonly Look[];
  readonly bodies: ReadonlyMap<string, Uint8Array>;
}

/** @throws whatever a probe throws: a probe's fault is our own bug, for the caller to record */
export async function visit(what: Visit, around: Surroundings): Promise<Seen> {
  const shelf = createShelf();
  const looks: Look[] = [...what.earlier];
  const context = contextOf(what, around, { looks, shelf });
  for (const probe of around.probes) {
    if (probe.pass !== what.pass || around.signal.aborted) continue;
    if (!probe.areas.some((area) => what.areas.includes(area))) continue;
    await probe.run(context);
  }
  return { looks, bodies: shelf.kept() };
}

function contextOf(
  what: Visit,
  around: Surroundings,
  { looks, shelf }: { readonly looks: Look[]; readonly shelf: Shelf },
): ProbeContext {
  return {
    target: what.target,
    areas: what.areas,
    door: what.door,
    knowledge: around.knowledge,
    bodies: {
      keep: (body, options) => shelf.keep(body, options),
      read: (sha256) => shelf.read(sha256) ?? what.body(sha256),
    },
    clock: stoppable(around),
    log: around.log,
    looks,
    night: nightNumber(around.clock.now()),
    firstTime: what.firstTime,
    standing: what.standing ?? [],
    standingOnly: what.standingOnly ?? false,
    record: (look) => {
      const hashed = hashLook(look);
      looks.push(hashed);
      return hashed;
    },
  };
}

/** Whatever a probe waits for, a stop ends its wait. */
function stoppable({ clock, signal }: Surroundings): Clock {
  return { now: () => clock.now(), sleep: (ms) => clock.sleep(ms, signal) };
}

const HOUR_MS = 3_600_000;
const NIGHT_MS = 24 * HOUR_MS;
/** From noon in Việt Nam back to midnight by UTC. */
const NOON_MS = (7 - 12) * HOUR_MS;

/** Nights since the epoch in Vietnam; the night turns at noon, so that 22:00 to 05:00 is one. */
export function nightNumber(at: Date): number {
  return Math.floor((at.getTime() + NOON_MS) / NIGHT_MS);
}

/** The noon at which the night that holds a moment began. */
export function nightBegan(at: Date): Date {
  return new Date(nightNumber(at) * NIGHT_MS - NOON_MS);
}
