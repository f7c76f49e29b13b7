// Walks the chain of the ledger over the files it has left into and on through the database, and holds the heads that
// were noted with sent reports against it. It changes nothing.
import { archiveError } from "../store/ledger/archive-errors.ts";
import { type ArchiveFacts, proveArchive } from "../store/ledger/archive-file.ts";
import { EMPTY_HASH } from "../store/ledger/chain.ts";
import type { LedgerCheck } from "../store/ledger/verify.ts";
import type { Store } from "../store/store.ts";
import { type HeadsCheck, type KnownHead, sentHeads, watchHeads } from "./ledger-heads.ts";

/** A file that was proved, as part of the whole. */
export type ProvedArchive = ArchiveFacts & { readonly file: string };

export interface LedgerProof {
  readonly check: LedgerCheck;
  readonly archives: readonly ProvedArchive[];
  readonly heads: HeadsCheck;
}

type ProvedStore = Pick<Store, "ledger" | "ledgerArchives" | "ledgerLeft" | "sentReports">;

/** What is in the database alone. */
export function proveKept(
  store: Pick<Store, "ledger" | "sentReports">,
  handed: readonly KnownHead[] = [],
): LedgerProof {
  const watch = watchHeads([...sentHeads(store), ...handed]);
  const check = store.ledger.verify(undefined, watch.passing);
  return { check, archives: [], heads: watch.end(check) };
}

/**
 * @param files from the oldest to the newest
 * @param handed heads to look for besides those of the sent reports
 * @throws RasoatError archive-…: the first file or place that does not hold
 */
export async function proveLedger(
  store: ProvedStore,
  files: readonly string[],
  handed: readonly KnownHead[] = [],
): Promise<LedgerProof> {
  if (files.length === 0) return proveKept(store, handed);
  const watch = watchHeads([...sentHeads(store), ...handed]);
  watch.passing(0, EMPTY_HASH);
  const archives: ProvedArchive[] = [];
  for (const file of files) {
    const proved = { file, ...(await proveArchive(file, () => undefined, watch.passing)) };
    refuseStranger(store, proved, archives.at(-1));
    archives.push(proved);
  }
  const check = goOn(store, archives, watch.passing);
  return { check, archives, heads: watch.end(check) };
}

/** From the last of the files on through the database. */
function goOn(
  store: ProvedStore,
  archives: readonly ProvedArchive[],
  passing: ReturnType<typeof watchHeads>["passing"],
): LedgerCheck {
  const end = archives.at(-1);
  if (end === undefined) return store.ledger.verify(undefined, passing);
  const { file, last, hash } = end;
  const expected = store.ledgerLeft();
  if (last < expected) throw archiveError("archive-short", { file, last, expected });
  const check = store.ledger.verify({ rows: last, hash }, passing);
  const parts = check.bad?.fault === "head" && check.bad.row === last;
  if (parts) throw archiveError("archive-join", { file, row: last });
  return check;
}

function refuseStranger(
  store: Pick<Store, "ledgerArchives">,
  proved: ProvedArchive,
  previous: ProvedArchive | undefined,
): void {
  const { file, first, last, before, sha256 } = proved;
  const expected = (previous?.last ?? 0) + 1;
  if (first !== expected) throw archiveError("archive-order", { file, first, expected });
  if (before !== (previous?.hash ?? "00".repeat(32))) {
    throw archiveError("archive-join", { file: previous?.file ?? file, row: first - 1 });
  }
  const noted = store.ledgerArchives().find((one) => one.first === first);
  if (noted !== undefined && (noted.last !== last || noted.sha256 !== sha256)) {
    throw archiveError("archive-other", { file, first: noted.first, last: noted.last });
  }
}
