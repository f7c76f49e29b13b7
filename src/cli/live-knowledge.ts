// Rules and data of a process that stays open for weeks: read again when somebody has imported others. It looks at most
// once a second, and goes on with what it has when the new ones cannot be read.
import type { Knowledge } from "../model/knowledge.ts";
import type { Log } from "../model/ports.ts";
import type { Store } from "../store/store.ts";

const LOOK_MS = 1000;

interface Ports {
  readonly read: () => Knowledge;
  readonly store: Pick<Store, "dataImports">;
  readonly log: Pick<Log, "info" | "error">;
  readonly now: () => Date;
}

/** @returns what stands now, whenever a field of it is read: take fields, not copies */
export function liveKnowledge({ read, store, log, now }: Ports): Knowledge {
  let imports = store.dataImports();
  let current = read();
  let lookedAt = now().getTime();
  const live = (): Knowledge => {
    const at = now().getTime();
    if (Math.abs(at - lookedAt) < LOOK_MS) return current;
    lookedAt = at;
    const count = store.dataImports();
    if (count === imports) return current;
    imports = count;
    try {
      current = read();
      log.info("imported rules and data are in use", { ...current.versions });
    } catch (error) {
      log.error("imported rules and data could not be read", { stack: String(error) });
    }
    return current;
  };
  return view(live);
}

/** Field by field, so that a new field of the type is missed by nobody. */
function view(live: () => Knowledge): Knowledge {
  return {
    get versions() {
      return live().versions;
    },
    get rules() {
      return live().rules;
    },
    get actions() {
      return live().actions;
    },
    get directives() {
      return live().directives;
    },
    get law() {
      return live().law;
    },
    get calendar() {
      return live().calendar;
    },
    get incidents() {
      return live().incidents;
    },
    get products() {
      return live().products;
    },
    get hashes() {
      return live().hashes;
    },
    get panels() {
      return live().panels;
    },
    get defacement() {
      return live().defacement;
    },
    get tls() {
      return live().tls;
    },
    get sharedDomains() {
      return live().sharedDomains;
    },
  };
}
