// What published norms say on the subject of one finding, from the looks behind it.
import { judgeNorms, topicsOf, type NormRow } from "../detect/tls/norms.ts";
import { traitsOf } from "../detect/tls/traits.ts";
import type { Finding } from "../model/finding.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Store } from "../store/store.ts";

export interface FindingNorms {
  /** On what the finding's rule is about. */
  readonly own: readonly NormRow[];
  /** On everything that is known of the port. */
  readonly port: readonly NormRow[];
}

/** null where no norm speaks of the rule, or the looks behind the finding are no longer kept. */
export function normsFor(store: Store, finding: Finding, known: Knowledge): FindingNorms | null {
  const { host, port, rule, run } = finding;
  const topics = topicsOf(rule, known.tls);
  if (host === null || port === null || topics.length === 0) return null;
  const result =
    store.findRun(run) === undefined ? undefined : store.targetResult("central", run, host);
  if (result === undefined) return null;
  const body = (sha256: string): Uint8Array | undefined => store.body(sha256);
  const traits = traitsOf({ ...result, body, now: finding.lastLooked, knowledge: known }, port);
  const rows = judgeNorms(traits, known.tls);
  return { own: rows.filter(({ topic }) => topics.includes(topic)), port: rows };
}
