// Findings for a list, however many: read in batches of units, and what many of them have in common kept once.
import type { Finding } from "../model/finding.ts";
import type { Store } from "../store/store.ts";

/** Rows of so many units are in memory twice while they are read. */
const BATCH_UNITS = 10;

export interface Listed {
  /** Absent: all. */
  readonly units?: readonly string[];
  /** Absent: held ones too. */
  readonly held?: false;
  readonly keep: (finding: Finding) => boolean;
}

/** Of the central team's sight, unit by unit; within a unit in the store's order. */
export function listFindings(store: Store, { units, held, keep }: Listed): Finding[] {
  const codes = units ?? store.registry().units.map(({ code }) => code);
  const share = sharing();
  const found: Finding[] = [];
  for (let from = 0; from < codes.length; from += BATCH_UNITS) {
    // Asked for by unit alone: with the states beside it, the store would look through all that are open, each time.
    const batch = store.findings("central", {
      units: codes.slice(from, from + BATCH_UNITS),
      ...(held === undefined ? {} : { held }),
    });
    for (const finding of batch) if (keep(finding)) found.push(share(finding));
  }
  return found;
}

/** A country has few wordings of rules, and many findings that repeat them. */
function sharing(): (finding: Finding) => Finding {
  const known = new Map<string, Partial<Finding>>();
  return (finding) => {
    const { title, directive, law, remedy, dueBasis, versions, run } = finding;
    const common = { title, directive, law, remedy, dueBasis, versions, run };
    const key = JSON.stringify(common);
    const shared = known.get(key) ?? common;
    if (shared === common) known.set(key, common);
    return { ...finding, ...shared };
  };
}
