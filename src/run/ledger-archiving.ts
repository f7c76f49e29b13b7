// Lets the oldest rows of the ledger leave into a file that has been proved, and only then out of the database. At
// whatever point it is cut off, nothing is lost and nothing stands twice: the next call goes on or begins anew.
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { archiveError } from "../store/archive-errors.ts";
import type { LedgerArchive } from "../store/ledger-anchor.ts";
import type { ArchivePlan } from "../store/ledger-archive.ts";
import { proveArchive, writeArchive, type Breathe } from "../store/ledger-archive-file.ts";
import { endLine, headLine, rowLine } from "../store/ledger-archive-line.ts";
import { chained, MARK_BYTES } from "../store/ledger-chain.ts";
import type { AuditEntry } from "../store/requests.ts";
import { giveName, sync } from "../store/safe-file.ts";
import type { Store } from "../store/store.ts";
import { RasoatError } from "../model/error.ts";

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

/** Of one lease alone: whoever is silent for long and comes back writes into nobody else's file. */
const partOf = (file: string, token: string): string => `${file}.${token.slice(0, 8)}.part`;

/** Half-written files of leases that have ended. */
function sweep(file: string): void {
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const own = basename(file);
  for (const name of readdirSync(folder)) {
    const isPart = name.startsWith(own) && /^\.[0-9a-f]{8}\.part$/.test(name.slice(own.length));
    if (isPart) discard(join(folder, name));
  }
}

/** What cannot be removed, its disk being gone or read-only, is no archive and in nobody's way. */
function discard(part: string): void {
  try {
    rmSync(part, { force: true });
  } catch (error) {
    if (!isFileFault(error)) throw error;
  }
}

/** What a call that was cut off has left: a whole file that goes on where the last one ends; anything else is nothing. */
async function takeUp({ store, wish, breathe }: Work, file: string): Promise<LedgerArchive | null> {
  sweep(file);
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
  const { store, wish, token, breathe } = work;
  const { file } = wish;
  if (existsSync(file)) throw archiveError("archive-exists", { file });
  if (!store.renewArchiving(token, file)) throw archiveError("archive-busy", {});
  const part = partOf(file, token);
  try {
    await writeArchive(part, linesOf(store, plan, breathe));
    const facts = await proveArchive(part, breathe).catch((error: unknown) => {
      throw unreadable(file, error);
    });
    const archive = { file, ...facts };
    refuseUnjoined(store, archive);
    giveName(part, file, (cause) => archiveError("archive-exists", { file }, cause));
    sync(dirname(file), "r");
    note(store, archive, wish.by);
    return archive;
  } catch (error) {
    if (!isFileFault(error)) throw error;
    throw archiveError("archive-unwritable", { file, why: error.code ?? "" }, error);
  } finally {
    discard(part);
  }
}

/** What was just written and cannot be read back: the folder has vanished, or the disk does not keep what it is given. */
function unreadable(file: string, error: unknown): unknown {
  if (!(error instanceof RasoatError) || error.code === "archive-busy") return error;
  const why = isFileFault(error.cause) ? error.cause.code : error.code;
  return archiveError("archive-unwritable", { file, why: why ?? "" }, error);
}

/** The rows of the plan, up to the first that must stay. */
async function* linesOf(
  store: ArchivingStore,
  { first, last, before, until }: ArchivePlan,
  breathe: Breathe,
): AsyncGenerator<string> {
  yield headLine(first, before);
  let hash: Buffer = Buffer.from(before, "hex");
  let done = first - 1;
  walk: while (done < last) {
    const page = store.archivePage(done, last);
    if (page.length === 0) break;
    let text = "";
    for (const { n, entry, mark } of page) {
      const next = entry === null ? null : chained(hash, n, entry);
      if (n !== done + 1 || entry === null || next?.subarray(0, MARK_BYTES).equals(mark) !== true) {
        throw archiveError("archive-ledger", { row: done + 1 });
      }
      if (entry.type !== "outcome" && entry.at >= until) {
        yield text;
        break walk;
      }
      hash = next;
      text += rowLine({ n, entry, mark: mark.toString("hex") });
      done = n;
    }
    yield text;
    breathe();
  }
  yield endLine(done, hash.toString("hex"));
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
async function removeAll({ store, breathe }: Work): Promise<number> {
  const open = store.ledgerArchives().filter(({ last }) => last > store.ledgerLeft());
  for (const { file, first, last, sha256 } of open) {
    if (!existsSync(file)) throw archiveError("archive-gone", { file, first, last });
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

/** What was kept beside rows that have left; cut off, the rest goes with the next file. */
async function sweepBeside({ store, breathe }: Work): Promise<void> {
  for (let at: number | null = 0; at !== null;) {
    const { next, removed } = store.sweepContexts(at);
    at = next;
    breathe();
    await pause(removed > 0 ? PAUSE_MS : 1);
  }
}

/** A folder that is not there, a full disk. */
function isFileFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}
