// Lets the oldest rows of the ledger leave into a file that has been proved, and only then out of the database. At
// whatever point it is cut off, nothing is lost and nothing stands twice: the next call goes on or begins anew.
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { RasoatError } from "../model/error.ts";
import { archiveError } from "../store/ledger/archive-errors.ts";
import type { LedgerArchive } from "../store/ledger/anchor.ts";
import type { ArchivePlan } from "../store/ledger/archive.ts";
import { proveArchive, type Breathe } from "../store/ledger/archive-file.ts";
import type { AuditEntry } from "../store/people/requests.ts";
import type { Store } from "../store/store.ts";
import { isFileFault, putFile, sweepParts } from "./ledger-archive-writing.ts";

interface ArchiveWish {
  /** Rows made at this moment or later stay. */
  readonly before: Date;
  readonly file: string;
  readonly by: Pick<AuditEntry, "actor" | "role">;
  readonly signal?: AbortSignal;
}

interface Archived {
  /** Oldest first: with one that an earlier call was cut off at, two. */
  readonly archives: readonly LedgerArchive[];
  /** Rows that went out of the database. */
  readonly removed: number;
}

type ArchivingStore = Pick<
  Store,
  | "ledgerArchives"
  | "ledgerLeft"
  | "leaseArchiving"
  | "renewArchiving"
  | "yieldArchiving"
  | "endArchiving"
  | "planArchive"
  | "archivePage"
  | "joinsLedger"
  | "noteArchive"
  | "removeArchived"
  | "sweepContexts"
>;

/** @throws RasoatError archive-…; the signal's reason when it was told to end */
export async function archiveLedger(store: ArchivingStore, wish: ArchiveWish): Promise<Archived> {
  const lease = store.leaseArchiving({ pid: process.pid, machine: hostname() });
  if (lease === null) throw archiveError("archive-busy", {});
  const file = resolve(wish.file);
  const work: Work = {
    store,
    wish: { ...wish, file },
    token: lease.token,
    breathe: breather(store, lease.token, wish),
  };
  try {
    const done = await archiveAll(work, lease.unfinished);
    store.endArchiving(lease.token);
    return done;
  } catch (error) {
    throw isLost(store, lease.token) && wish.signal?.aborted !== true
      ? archiveError("archive-busy", {}, error)
      : error;
  }
}

/** Whoever was silent for so long that another took over may find its file gone: that is all that went wrong. */
function isLost(store: ArchivingStore, token: string): boolean {
  try {
    return !store.yieldArchiving(token);
  } catch {
    // The database's disk is full, as the error that is told says already. The lease ends by itself.
    return false;
  }
}

async function archiveAll(work: Work, unfinished: string | null): Promise<Archived> {
  const { store, wish } = work;
  const archives: LedgerArchive[] = [];
  const found = unfinished === null ? null : await takeUp(work, unfinished);
  if (found !== null) archives.push(found);
  let removed = await removeAll(work);
  const plan = store.planArchive(wish.before);
  if (plan !== null && found?.file !== wish.file) {
    archives.push(await writeNew(work, plan));
    removed += await removeAll(work);
  }
  if (removed > 0) await sweepBeside(work);
  return { archives, removed };
}

interface Work {
  readonly store: ArchivingStore;
  readonly wish: ArchiveWish;
  readonly token: string;
  readonly breathe: Breathe;
}

const RENEW_MS = 5_000;

/** Ends the work when it was told to, or when another took the lease over. */
function breather(store: ArchivingStore, token: string, { signal }: ArchiveWish): Breathe {
  let renewed = performance.now();
  return () => {
    signal?.throwIfAborted();
    if (performance.now() - renewed < RENEW_MS) return;
    renewed = performance.now();
    if (!store.renewArchiving(token)) throw archiveError("archive-busy", {});
  };
}

/** What a call that was cut off has left: a whole file that goes on where the last one ends; anything else is nothing. */
async function takeUp({ store, wish, breathe }: Work, file: string): Promise<LedgerArchive | null> {
  sweepParts(file);
  const isNoted = store.ledgerArchives().some((archive) => archive.file === file);
  if (isNoted || !existsSync(file)) return null;
  try {
    const archive = { file, ...(await proveArchive(file, breathe)) };
    note(store, archive, wish.by);
    return archive;
  } catch (error) {
    // Not ours, or not whole: it was never noted, and every row is still in the database.
    if (error instanceof RasoatError && error.code !== "archive-busy") return null;
    throw error;
  }
}

async function writeNew(work: Work, plan: ArchivePlan): Promise<LedgerArchive> {
  const { store, wish } = work;
  const { file } = wish;
  if (existsSync(file)) throw archiveError("archive-exists", { file });
  try {
    const facts = await putFile(work, { file, plan }, (made) => {
      refuseUnjoined(store, { file, ...made });
    });
    const archive = { file, ...facts };
    note(store, archive, wish.by);
    return archive;
  } catch (error) {
    if (!isFileFault(error)) throw error;
    throw archiveError("archive-unwritable", { file, why: error.code ?? "" }, error);
  }
}

function refuseUnjoined(store: ArchivingStore, archive: LedgerArchive): void {
  const { file, first, last, before, hash } = archive;
  const left = store.ledgerArchives().at(-1);
  const expected = (left?.last ?? 0) + 1;
  if (first !== expected) throw archiveError("archive-order", { file, first, expected });
  if (left !== undefined && before !== left.hash)
    throw archiveError("archive-join", { file, row: first });
  if (!store.joinsLedger(last, hash)) throw archiveError("archive-join", { file, row: last });
}

function note(store: ArchivingStore, archive: LedgerArchive, by: ArchiveWish["by"]): void {
  refuseUnjoined(store, archive);
  store.noteArchive(archive, by);
}

const PAUSE_MS = 25;

/** Rows of noted files leave; what is still to go must stand in a file that is there. */
async function removeAll(work: Work): Promise<number> {
  const { store, breathe } = work;
  const open = store.ledgerArchives().filter(({ last }) => last > store.ledgerLeft());
  for (const archive of open) {
    const { file, first, last, sha256 } = archive;
    if (!existsSync(file)) await writeAgain(work, archive);
    const facts = await proveArchive(file, breathe);
    if (facts.sha256 !== sha256) throw archiveError("archive-other", { file, first, last });
  }
  if (open.length === 0) return 0;
  let removed = 0;
  for (let batch = store.removeArchived(); batch > 0; batch = store.removeArchived()) {
    removed += batch;
    breathe();
    await pause(PAUSE_MS);
  }
  return removed;
}

/** A noted file is gone while all of its rows are still here: the same rows make the same bytes, else it is not the file. */
async function writeAgain(work: Work, archive: LedgerArchive): Promise<void> {
  const { file, first, last, before, sha256 } = archive;
  const gone = (cause?: unknown): Error =>
    archiveError("archive-gone", { file, first, last }, cause);
  if (work.store.ledgerLeft() >= first) throw gone();
  const plan = { first, last, before, until: Infinity };
  try {
    await putFile(work, { file, plan }, (made) => {
      if (made.sha256 !== sha256) throw gone();
    });
  } catch (error) {
    throw isFileFault(error) ? gone(error) : error;
  }
}

/** What was kept beside rows that have left; cut off, the rest goes with the next file. */
async function sweepBeside({ store, breathe }: Work): Promise<void> {
  for (let at: number | null = 0; at !== null;) {
    const { next, removed } = store.sweepContexts(at);
    at = next;
    breathe();
    await pause(removed > 0 ? PAUSE_MS : 1);
  }
}
