// Whose home page is due when. Pure: the authority, the clock and what was planned so far are handed in.
import type { Authority } from "../../model/grant.ts";
import type { Registry } from "../../model/registry.ts";
import type { WatchedHost } from "../../model/schedule.ts";
import { watchTerms } from "../../registry/watching.ts";
import type { WatchPlans } from "../../store/queues/watched.ts";

const MINUTE_MS = 60_000;
/** Due for longer than this when a worker begins: nobody was there to look. */
const LATE_MS = MINUTE_MS;

export interface WatchPlanning {
  readonly registry: Registry;
  readonly authority: Authority;
  /** As they are stored. */
  readonly known: readonly WatchedHost[];
  readonly now: Date;
  /** A worker begins: what is overdue was not looked at because none was there. */
  readonly begins: boolean;
}

export function planWatch({ registry, authority, known, now, begins }: WatchPlanning): WatchPlans {
  const before = new Map(known.map((one) => [one.host, one]));
  const changed: WatchPlans["changed"][number][] = [];
  for (const { unit, host } of registry.targets) {
    const stored = before.get(host);
    before.delete(host);
    const terms = watchTerms(authority, { unit, host }, now);
    if (!terms.watched) {
      // Who was never watched is not made known for being refused.
      if (stored === undefined) continue;
      const refused = terms.refusal.reason;
      if (stored.dueAt === null && stored.refused === refused) continue;
      changed.push({ host, unit, everyMinutes: stored.everyMinutes, dueAt: null, refused });
      continue;
    }
    const { everyMinutes } = terms;
    const dueAt = dueOf({ host, everyMinutes, stored, now, begins }).toISOString();
    const isSame =
      stored?.dueAt === dueAt && stored.everyMinutes === everyMinutes && stored.unit === unit;
    if (!isSame) changed.push({ host, unit, everyMinutes, dueAt, refused: null });
  }
  return { changed, gone: [...before.keys()] };
}

interface DueInput {
  readonly host: string;
  readonly everyMinutes: number;
  readonly stored: WatchedHost | undefined;
  readonly now: Date;
  readonly begins: boolean;
}

/**
 * One period after the last look began, never sooner. A host that is new, or that was due while nobody was there, gets
 * a place of its own within the period from now: the same for each host, spread evenly over all of them.
 */
function dueOf({ host, everyMinutes, stored, now, begins }: DueInput): Date {
  const period = everyMinutes * MINUTE_MS;
  const spread = now.getTime() + placeOf(host) * period;
  const due = stored?.dueAt ?? null;
  const begun = stored?.begunAt ?? null;
  const soonest = begun === null ? 0 : Date.parse(begun) + period;
  if (due === null) return new Date(Math.max(soonest, spread));
  const planned = Date.parse(due);
  const wasOff = begins && planned < now.getTime() - LATE_MS;
  // The document asks for more looks than it did before.
  const isFarOff = planned > now.getTime() + period;
  return new Date(Math.max(soonest, wasOff || isFarOff ? spread : planned));
}

/** FNV-1a over the host's name, stirred once more: 0 up to 1, even over names that are alike. */
export function placeOf(host: string): number {
  let hash = 0x811c9dc5;
  for (const character of host) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
