// What archiving the ledger needs of the database: which rows may leave, their pages, and the removal of those that
// stand in a noted file, a small batch a transaction. Files are written and proved elsewhere.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import {
  addArchive,
  type KeptArchive,
  type LedgerArchive,
  readAnchor,
  readArchives,
} from "./anchor.ts";
import { readHead } from "./append.ts";
import { chained, MARK_BYTES, nightOf, nightStart } from "./chain.ts";
import { entryReader, type MarkedEntry } from "./entries.ts";
import { type ContextSweep, sweepContexts } from "./sweep.ts";
import { type Holder, mayBeAtWork } from "../process-life.ts";
import type { AuditEntry, RequestStore } from "../people/requests.ts";

export interface ArchivePlan {
  readonly first: number;
  readonly last: number;
  /** The running hash before the first, hex. */
  readonly before: string;
  /** No row of this moment or later may leave, epoch milliseconds. */
  readonly until: number;
}

interface ArchivingLease {
  readonly token: string;
  /** The file that somebody who was interrupted was writing. */
  readonly unfinished: string | null;
}

export interface LedgerArchiveStore {
  /** Oldest first. */
  ledgerArchives(): KeptArchive[];
  /** The last row that has left the database. */
  ledgerLeft(): number;
  /** One at a time. null: another is at it; whoever is known to have died is taken over from at once. */
  leaseArchiving(holder: Holder): ArchivingLease | null;
  /** Extends the lease; notes the file that is written from now on, if one is given. False: the lease was lost. */
  renewArchiving(token: string, file?: string): boolean;
  /** Lets another take it up at once; the file that was being written stays noted. False: another has done so already. */
  yieldArchiving(token: string): boolean;
  endArchiving(token: string): void;
  /** What may leave of what was made before a moment; null: nothing. Never the present night, nor what an open run has made. */
  planArchive(before: Date): ArchivePlan | null;
  /** Rows after one, up to another. */
  archivePage(after: number, last: number): MarkedEntry[];
  /** Whether the ledger has exactly this running hash at this row. */
  joinsLedger(row: number, hash: string): boolean;
  /** Notes a proved file: from then on its rows may leave. */
  noteArchive(archive: LedgerArchive, by: Pick<AuditEntry, "actor" | "role">): void;
  /** @returns how many rows of noted files went; 0: none is left */
  removeArchived(): number;
  /** One batch of what stands beside the ledger for rows that have all left. */
  sweepContexts(after: number): ContextSweep;
}

const LEASE_MS = 60_000;
const PAGE = 1_000;
const BATCH = 1_000;
/** A request ends within minutes: outcomes lie no further behind. */
const OUTCOME_SPAN = 50_000;
/** Rows that stay, at most, so that an outcome is not parted from its intent. */
const MOST_BACK = 5_000;
const DAY_MS = 86_400_000;

const Lease = z.object({
  token: z.string(),
  file: z.string().nullable(),
  until_ms: z.number(),
  pid: z.number(),
  machine: z.string(),
});
type Lease = z.infer<typeof Lease>;
const Row = z.object({ n: z.number().nullable() });
const At = z.object({ n: z.number(), at: z.number() });
const Answer = z.object({ intent: z.number(), n: z.number() });

export function ledgerArchiveStore(
  connection: Connection,
  now: () => Date,
  audit: Pick<RequestStore, "addAudit">,
): LedgerArchiveStore {
  const read = entryReader(connection);
  return {
    ledgerArchives: () => readArchives(connection),
    ledgerLeft: () => readAnchor(connection).rows,
    ...leases(connection, now),
    planArchive: (before) => {
      const until = Math.min(before.getTime(), nightStart(nightOf(now().getTime())));
      return planOf(connection, until, openSince(connection, now()));
    },
    archivePage: (after, last) => read(after, Math.min(PAGE, last - after)),
    joinsLedger: (row, hash) => joins(connection, read, { row, hash }),
    noteArchive: (archive, by) =>
      connection.transact(() => {
        const last = readArchives(connection).at(-1)?.last ?? 0;
        if (archive.first !== last + 1) throw new Error("an archive that does not follow the last");
        addArchive(connection, archive, { at: now().toISOString(), by: by.actor });
        const rows = `rows ${String(archive.first)}-${String(archive.last)}`;
        const detail = `${rows}, SHA-256 ${archive.sha256}`;
        const rest = { unit: null, subject: archive.file, source: "", detail };
        audit.addAudit({ ...by, act: "archive ledger", ...rest });
      }),
    removeArchived: () => connection.transact(() => removeBatch(connection, read)),
    sweepContexts: (after) => sweepContexts(connection, after),
  };
}

type Leases = Pick<
  LedgerArchiveStore,
  "leaseArchiving" | "renewArchiving" | "yieldArchiving" | "endArchiving"
>;

function leases(connection: Connection, now: () => Date): Leases {
  return {
    leaseArchiving: (holder) =>
      connection.transact(() => {
        const sql = "SELECT token, file, until_ms, pid, machine FROM ledger_archiving WHERE id = 1";
        const held = connection.one(Lease, sql);
        if (held !== undefined && holds(held, holder.machine, now())) return null;
        const token = randomUUID();
        const unfinished = held?.file ?? null;
        connection.run(
          `INSERT OR REPLACE INTO ledger_archiving (id, token, file, until_ms, pid, machine)
           VALUES (1, ?, ?, ?, ?, ?)`,
          token,
          unfinished,
          now().getTime() + LEASE_MS,
          holder.pid,
          holder.machine,
        );
        return { token, unfinished };
      }),
    renewArchiving: (token, file) =>
      connection.run(
        "UPDATE ledger_archiving SET until_ms = ?2, file = ifnull(?3, file) WHERE token = ?1",
        token,
        now().getTime() + LEASE_MS,
        file ?? null,
      ) === 1,
    yieldArchiving: (token) =>
      connection.run("UPDATE ledger_archiving SET until_ms = 0 WHERE token = ?", token) === 1,
    endArchiving: (token) => {
      connection.run("DELETE FROM ledger_archiving WHERE token = ?", token);
    },
  };
}

function holds(held: Lease, machine: string, now: Date): boolean {
  const leftMs = held.until_ms - now.getTime();
  // More than a whole lease is left where the clock was set back: that is none.
  return leftMs >= 0 && leftMs <= LEASE_MS && mayBeAtWork(held, machine);
}

/** Runs that go on, or that a person may still take up. A machine that died leaves short ones behind: two days. */
function openSince(connection: Connection, now: Date): number {
  const lately = new Date(now.getTime() - 2 * DAY_MS).toISOString();
  const row = connection.one(
    Row,
    `SELECT min(l.first) AS n FROM ledger_runs AS l JOIN runs AS r ON r.id = l.run
     WHERE l.first > 0 AND ((r.status = 'running' AND (r.kind = 'scan' OR r.started_at >= ?))
       OR (r.kind = 'scan' AND r.status <> 'done' AND r.started_at >= ifnull(
         (SELECT max(started_at) FROM runs WHERE kind = 'scan' AND status = 'done'), '')))`,
    lately,
  );
  return row?.n ?? Number.MAX_SAFE_INTEGER;
}

function planOf(connection: Connection, until: number, open: number): ArchivePlan | null {
  const archived = readArchives(connection).at(-1);
  const first = (archived?.last ?? 0) + 1;
  const before = archived?.hash ?? "00".repeat(32);
  const oldest = rowWithTime(connection, first);
  // The clock was set back once: what lies behind such a row waits until that row may leave.
  if (oldest === undefined || oldest.at >= until) return null;
  const end = Math.min(firstAt(connection, first, until), open) - 1;
  const last = withOutcomes(connection, end);
  // Outcomes alone, of intents that have left before, wait for company.
  return last < oldest.n ? null : { first, last, before, until };
}

/**
 * The first row of this moment or later, searched for by halves: rows follow the clock. Outcomes just before it belong to
 * what was asked earlier.
 */
function firstAt(connection: Connection, first: number, until: number): number {
  const end = readHead(connection).rows + 1;
  let [low, high] = [first, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = rowWithTime(connection, middle);
    if (row === undefined || row.at >= until) high = middle;
    else low = row.n + 1;
  }
  return rowWithTime(connection, low)?.n ?? end;
}

/** The next one that is no outcome. */
function rowWithTime(connection: Connection, from: number): z.infer<typeof At> | undefined {
  const sql = "SELECT n, at FROM ledger WHERE n >= ? AND at IS NOT NULL ORDER BY n LIMIT 1";
  return connection.one(At, sql, from);
}

/**
 * An intent and its outcome leave together where there is a place nearby with no request under way. Around the clock there
 * may be none: then the outcome follows with the next file, and the chain holds over both.
 */
function withOutcomes(connection: Connection, end: number): number {
  const answers = connection.all(
    Answer,
    "SELECT intent, n FROM ledger WHERE intent > ? AND intent <= ? AND n > ? ORDER BY intent DESC",
    end - OUTCOME_SPAN,
    end,
    end - MOST_BACK,
  );
  let last = end;
  // Later intents come first: whoever begins after `last` can no longer lie across it.
  for (const { intent, n } of answers) if (intent <= last && n > last) last = intent - 1;
  return last > end - MOST_BACK ? last : end;
}

type Read = ReturnType<typeof entryReader>;

function joins(
  connection: Connection,
  read: Read,
  { row, hash }: { readonly row: number; readonly hash: string },
): boolean {
  const head = readHead(connection);
  if (row === head.rows) return hash === head.hash;
  const [next] = read(row, 1);
  if (next?.n !== row + 1 || next.entry === null) return false;
  const at = chained(Buffer.from(hash, "hex"), next.n, next.entry);
  return at.subarray(0, MARK_BYTES).equals(next.mark);
}

function removeBatch(connection: Connection, read: Read): number {
  const { rows: left, hash: before } = readAnchor(connection);
  const archive = readArchives(connection).find(({ last }) => last > left);
  if (archive === undefined) return 0;
  let hash: Buffer = before;
  let last = left;
  const costs = new Map<string, { host: string; night: number; cost: number }>();
  for (const { n, entry, mark } of read(left, Math.min(BATCH, archive.last - left))) {
    hash = entry === null ? hash : chained(hash, n, entry);
    if (n !== last + 1 || entry === null || !hash.subarray(0, MARK_BYTES).equals(mark)) {
      throw storeError("store-damaged", { path: connection.path, where: `ledger ${String(n)}` });
    }
    last = n;
    if (entry.type !== "intent" || entry.intent.cost === 0) continue;
    const { host } = entry.intent;
    const night = nightOf(entry.at);
    const known = costs.get(`${String(night)} ${host}`)?.cost ?? 0;
    costs.set(`${String(night)} ${host}`, { host, night, cost: known + 1 });
  }
  if (last === archive.last && hash.toString("hex") !== archive.hash) {
    throw storeError("store-damaged", { path: connection.path, where: `ledger ${String(last)}` });
  }
  const removed = connection.run("DELETE FROM ledger WHERE n > ? AND n <= ?", left, last);
  for (const one of costs.values()) lessen(connection, one);
  connection.run("INSERT OR REPLACE INTO ledger_anchor VALUES (1, ?, ?)", last, hash);
  return removed;
}

/** What a night's sum no longer rests on. */
function lessen(
  connection: Connection,
  { host, night, cost }: { readonly host: string; readonly night: number; readonly cost: number },
): void {
  const where = "WHERE host = ? AND night = ?";
  connection.run(`UPDATE ledger_nights SET cost = cost - ? ${where}`, cost, host, night);
  connection.run(`DELETE FROM ledger_nights ${where} AND cost = 0`, host, night);
}
