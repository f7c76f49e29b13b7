// How a host of the watch stands, and which ones want somebody first. Pure.
import type { WatchedHost } from "../../model/schedule.ts";

/** What became of a host's last look, in the order in which it is dealt with. */
export const WATCH_STANDINGS = [
  "sign",
  "could-not",
  "refused",
  "unconfirmed",
  "new",
  "quiet",
] as const;
export type WatchStanding = (typeof WATCH_STANDINGS)[number];

export function standingOf({ dueAt, outcome }: WatchedHost): WatchStanding {
  if (dueAt === null) return "refused";
  return outcome ?? "new";
}

/** What wants somebody first, and else as they came; with a standing, only hosts that stand so. */
export function byStanding(
  watched: readonly WatchedHost[],
  only: WatchStanding | undefined,
): readonly WatchedHost[] {
  const wanted = only === undefined ? WATCH_STANDINGS : [only];
  return wanted.flatMap((standing) => watched.filter((one) => standingOf(one) === standing));
}
