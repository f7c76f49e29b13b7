// Findings for a list, however many: read in batches of units, and what many of them have in common kept once.
import type { Finding } from "../model/finding.ts";
import type { FindingFilter } from "../store/findings.ts";
import type { Store } from "../store/store.ts";

/** A query over more units than this would hold their rows twice. */
const BATCH_UNITS = 25;

/** Of the central team's sight, unit by unit; within a unit in the store's order. */
export function listFindings(store: Store, filter: FindingFilter): Finding[] {
  const units = filter.units ?? store.registry().units.map(({ code }) => code);
  const share = sharing();
  const found: Finding[] = [];
  for (let from = 0; from < units.length; from += BATCH_UNITS) {
    const batch = store.findings("central", {
      ...filter,
      units: units.slice(from, from + BATCH_UNITS),
    });
    for (const finding of batch) found.push(share(finding));
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
