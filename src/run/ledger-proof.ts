// Walks the chain of the ledger over the files it has left into and on through the database. It changes nothing.
import { archiveError } from "../store/archive-errors.ts";
import { type ArchiveFacts, proveArchive } from "../store/ledger-archive-file.ts";
import type { LedgerCheck } from "../store/ledger-verify.ts";
import type { Store } from "../store/store.ts";

/** A file that was proved, as part of the whole. */
export type ProvedArchive = ArchiveFacts & { readonly file: string };

/**
 * @param files from the oldest to the newest
 * @throws RasoatError archive-…: the first file or place that does not hold
 */
export async function proveLedger(
  store: Pick<Store, "ledger" | "ledgerArchives" | "ledgerLeft">,
  files: readonly string[],
  breathe: () => void = () => undefined,
): Promise<{ readonly check: LedgerCheck; readonly archives: readonly ProvedArchive[] }> {
  const archives: ProvedArchive[] = [];
  for (const file of files) {
    const proved = { file, ...(await proveArchive(file, breathe)) };
    refuseStranger(store, proved, archives.at(-1));
    archives.push(proved);
  }
  const end = archives.at(-1);
  if (end === undefined) return { check: store.ledger.verify(), archives };
  const { file, last, hash } = end;
  const expected = store.ledgerLeft();
  if (last < expected) throw archiveError("archive-short", { file, last, expected });
  const check = store.ledger.verify({ rows: last, hash });
  const parts = check.bad?.fault === "head" && check.bad.row === last;
  if (parts) throw archiveError("archive-join", { file, row: last });
  return { check, archives };
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
