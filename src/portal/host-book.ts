// Remembers which hosts are permitted today, so that the central pages judge the whole registry once for each state of
// it. A pause, a document or a new day makes it judge anew.
import type { Authorization, System, Target, Unit } from "../model/registry.ts";
import { permissionsOn } from "../registry/permission.ts";
import { type HostState, hostStates } from "./registry-state.ts";
import type { ReaderVisit } from "./route.ts";

export type HostBook = (visit: Pick<ReaderVisit, "mine" | "now" | "today">) => readonly HostState[];

interface Seen {
  readonly units: readonly Unit[];
  readonly systems: readonly System[];
  readonly targets: readonly Target[];
  readonly authorizations: readonly Authorization[];
}

/** For the central scope only, whose lists stay the same values while the registry does. */
export function createHostBook(): HostBook {
  let known: {
    readonly seen: Seen;
    readonly day: string;
    readonly hosts: readonly HostState[];
  } | null = null;
  return ({ mine, now, today }) => {
    const seen: Seen = {
      units: mine.units(),
      systems: mine.systems(),
      targets: mine.targets(),
      authorizations: mine.authorizations(),
    };
    if (known !== null && known.day === today && isSame(known.seen, seen)) return known.hosts;
    const hosts = hostStates(seen, permissionsOn(seen, now));
    known = { seen, day: today, hosts };
    return hosts;
  };
}

function isSame(a: Seen, b: Seen): boolean {
  return a.units === b.units && a.targets === b.targets && a.authorizations === b.authorizations;
}
