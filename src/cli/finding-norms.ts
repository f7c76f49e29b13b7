// What published norms say on the subject of one finding, from the looks behind it.
import { judgeNorms, topicsOf, unjudged, type NormRow, type SeenRow } from "../detect/tls/norms.ts";
import { traitsOf } from "../detect/tls/traits.ts";
import type { Finding } from "../model/finding.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Store } from "../store/store.ts";

export interface FindingNorms {
  /** On what the finding's rule is about. */
  readonly own: readonly NormRow[];
  /** On everything that is known of the port. */
  readonly port: readonly NormRow[];
  /** What was seen of the port besides, on which no norm says anything. */
  readonly seen: readonly SeenRow[];
}

/** null where the finding is not of this area, or the looks behind it are no longer kept. */
export function normsFor(store: Store, finding: Finding, known: Knowledge): FindingNorms | null {
  const { area, host, port, rule, run } = finding;
  if (area !== "tls" || host === null || port === null) return null;
  const result =
    store.findRun(run) === undefined ? undefined : store.targetResult("central", run, host);
  if (result === undefined) return null;
  const body = (sha256: string): Uint8Array | undefined => store.body(sha256);
  const traits = traitsOf({ ...result, body, now: finding.lastLooked, knowledge: known }, port);
  const rows = judgeNorms(traits, known.tls);
  const topics = topicsOf(rule, known.tls);
  return {
    own: rows.filter(({ topic }) => topics.includes(topic)),
    port: rows,
    seen: unjudged(traits, known.tls),
  };
}
