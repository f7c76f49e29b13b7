// What stands behind findings, brought together from the store: looks, kept bodies, ledger rows. Reads only;
// sends nothing, and shows nothing that was not stored masked.
import type { Finding, FindingEvent } from "../model/finding.ts";
import type { IncidentEvent } from "../model/incident.ts";
import type { Look } from "../model/observation.ts";
import type { IncidentFile } from "../rules/incident-text.ts";
import type { KeptArchive } from "../store/ledger/anchor.ts";
import type { LedgerHead } from "../store/ledger/chain.ts";
import type { LedgerLine } from "../store/ledger/read.ts";
import type { Scope } from "../store/scope.ts";
import type { Store } from "../store/store.ts";

export interface Evidence {
  readonly findings: readonly {
    readonly finding: Finding;
    readonly history: readonly FindingEvent[];
    /** Looks that the finding cites, as they were stored. */
    readonly looks: readonly Look[];
    /** Ids that it cites and that are stored no longer. */
    readonly lost: readonly string[];
  }[];
  readonly bodies: readonly {
    readonly sha256: string;
    /** null: retention has removed it, or it was never kept. */
    readonly content: Uint8Array | null;
  }[];
  /** Every connection, request and refusal to those hosts in those runs, oldest first. */
  readonly ledger: readonly LedgerLine[];
  /** True when the ledger held more rows than are listed. */
  readonly ledgerCut: boolean;
  /** Archives that rows of those looks may have left into: such rows are not listed. */
  readonly ledgerArchives: readonly KeptArchive[];
  readonly ledgerHead: LedgerHead;
}

/** What an evidence pack is made of. */
export interface PackMaterial {
  readonly evidence: Evidence;
  /** The incident that the findings belong to, with its steps; null: none was opened. */
  readonly incident: {
    readonly file: IncidentFile;
    readonly events: readonly IncidentEvent[];
  } | null;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly programVersion: string;
}

export type EvidenceStore = Pick<
  Store,
  "events" | "targetResult" | "resultBefore" | "body" | "ledgerArchives"
> & {
  readonly ledger: Pick<Store["ledger"], "rows" | "head">;
};

/** Runs looked through for what a finding cites: what it cites may be older than its last answer. */
const RUNS_BACK = 5;
const MOST_ROWS = 5_000;

/** @param findings as the scope has been shown them */
export function evidenceOf(
  store: EvidenceStore,
  scope: Scope,
  findings: readonly Finding[],
): Evidence {
  const known = findings.map((finding) => {
    const found = looksOf(store, scope, finding);
    const history = store.events(scope, finding.id);
    return { finding, history, ...found };
  });
  const hashes = new Set(known.flatMap(({ looks }) => looks.flatMap(bodiesOf)));
  const runs = known.flatMap(({ finding: { host }, runs: of }) =>
    host === null ? [] : [...of].map((run) => ({ run, host })),
  );
  const rows = ledgerOf(store, scope, runs);
  return {
    findings: known.map(({ finding, history, looks, lost }) => ({
      finding,
      history,
      looks,
      lost,
    })),
    bodies: [...hashes].map((sha256) => ({ sha256, content: store.body(sha256) ?? null })),
    ledger: rows.slice(0, MOST_ROWS),
    ledgerCut: rows.length > MOST_ROWS,
    ledgerArchives: archivesOf(store, findings),
    ledgerHead: store.ledger.head(),
  };
}

function looksOf(store: EvidenceStore, scope: Scope, { host, run, evidence }: Finding) {
  const wanted = new Set(evidence.map(({ observation }) => observation));
  const looks: Look[] = [];
  const runs = new Set([run]);
  if (host === null) return { looks, lost: [...wanted], runs };
  const take = (of: string, stored: readonly Look[]): void => {
    for (const look of stored) {
      if (!wanted.delete(look.id)) continue;
      looks.push(look);
      runs.add(of);
    }
  };
  take(run, store.targetResult(scope, run, host)?.looks ?? []);
  for (let at = run, back = 0; wanted.size > 0 && back < RUNS_BACK; back += 1) {
    const earlier = store.resultBefore(scope, at, host);
    if (earlier === undefined) break;
    take(earlier.run, earlier.result().looks);
    at = earlier.run;
  }
  return { looks, lost: [...wanted], runs };
}

function bodiesOf({ attempt }: Look): string[] {
  if (attempt.status !== "ok" || attempt.value.kind !== "http") return [];
  return attempt.value.body === null ? [] : [attempt.value.body.sha256];
}

/** What was asked for these findings was asked from the first time that they were seen on. */
function archivesOf(store: EvidenceStore, findings: readonly Finding[]): readonly KeptArchive[] {
  return store
    .ledgerArchives()
    .filter(({ to }) => findings.some(({ host, firstSeen }) => host !== null && firstSeen <= to));
}

/** One row more than is listed, so that a cut is known. */
function ledgerOf(
  store: EvidenceStore,
  scope: Scope,
  runs: readonly { readonly run: string; readonly host: string }[],
): LedgerLine[] {
  const asked = new Map(runs.map((one) => [`${one.run} ${one.host}`, one]));
  const found = new Map<number, LedgerLine>();
  for (const filter of asked.values()) {
    for (const line of store.ledger.rows(filter)) {
      if (scope !== "central" && !scope.units.includes(line.unit ?? "")) continue;
      found.set(line.row, line);
      if (found.size > MOST_ROWS) break;
    }
  }
  return [...found.values()].toSorted((a, b) => a.row - b.row);
}
