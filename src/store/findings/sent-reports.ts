// The register of reports that were sent: entries are only ever added. Nothing here without a scope.
// It keeps what people say; whether a report should have been sent is decided elsewhere.
import { z } from "zod";
import { SentReport, type SentReportEntry } from "../../model/sent-report.ts";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { readHead } from "../ledger/append.ts";
import { inScope, type Scope, scopeValue } from "../scope.ts";

interface SentReportFilter {
  readonly units?: readonly string[];
}

export interface SentReportStore {
  /** Latest document first, corrected entries among them. Roll-ups of all are the central team's. */
  sentReports(scope: Scope, filter?: SentReportFilter): SentReport[];
  /**
   * Adds an entry, with the ledger's head of this moment.
   * @returns undefined when the scope may not speak for the unit
   * @throws RasoatError sent-report-twice, sent-report-unknown, sent-report-corrected
   */
  addSentReport(scope: Scope, entry: SentReportEntry): SentReport | undefined;
  /**
   * Adds an entry that withdraws an earlier one: what it names was not sent.
   * @returns undefined when the scope may not speak for its unit
   * @throws RasoatError sent-report-unknown, sent-report-corrected, sent-report-withdrawn
   */
  withdrawSentReport(scope: Scope, withdrawal: Withdrawal): SentReport | undefined;
}

interface Withdrawal {
  readonly entry: number;
  readonly reason: string;
  readonly enteredBy: string;
}

const Row: z.ZodType<SentReport> = z
  .object({
    ...SentReport.omit({ ledgerHead: true }).shape,
    ledgerRows: z.number(),
    ledgerHash: z.string(),
  })
  .transform(({ ledgerRows, ledgerHash, ...row }) => ({
    ...row,
    ledgerHead: { rows: ledgerRows, hash: ledgerHash },
  }));

const Last = z.object({ last: z.number().nullable() });
const VISIBLE = "(?1 IS NULL OR s.unit IN (SELECT value FROM json_each(?1)))";
const SELECT = `SELECT s.entry, s.scope, s.unit, s.kind, s.number, s.date, s.recipient, s.run,
    s.ledger_rows AS ledgerRows, s.ledger_hash AS ledgerHash, s.corrects,
    s.entered_by AS enteredBy, s.entered_at AS enteredAt, s.withdrawal, c.entry AS correctedBy
  FROM sent_reports AS s LEFT JOIN sent_reports AS c ON c.corrects = s.entry
  WHERE ${VISIBLE}`;

export function sentReportStore(connection: Connection, now: () => Date): SentReportStore {
  const whole = wholeRegister(connection);
  return {
    sentReports: (scope, { units } = {}) => {
      if (scope === "central" && units === undefined) return [...whole()];
      return connection.all(
        Row,
        `${SELECT} AND (?2 IS NULL OR s.unit IN (SELECT value FROM json_each(?2)))
         ORDER BY s.date DESC, s.entry DESC`,
        scopeValue(scope),
        units === undefined ? null : JSON.stringify(units),
      );
    },
    addSentReport: (scope, entry) =>
      connection.transact(() => {
        if (!maySpeakFor(scope, entry.unit)) return undefined;
        if (entry.corrects !== null) standing(connection, scope, entry.corrects);
        refuseTwice(connection, entry);
        return insert(connection, { ...entry, withdrawal: null }, now());
      }),
    withdrawSentReport: (scope, { entry, reason, enteredBy }) =>
      connection.transact(() => {
        const old = standing(connection, scope, entry);
        if (!maySpeakFor(scope, old.unit)) return undefined;
        return insert(
          connection,
          { ...old, corrects: entry, enteredBy, withdrawal: reason },
          now(),
        );
      }),
  };
}

/** Latest document first: read once, and then what was added since. An entry changes by being put right alone. */
function wholeRegister(connection: Connection): () => readonly SentReport[] {
  let kept: { readonly last: number; readonly entries: readonly SentReport[] } = {
    last: 0,
    entries: [],
  };
  return () => {
    const last = connection.one(Last, "SELECT max(entry) AS last FROM sent_reports")?.last ?? 0;
    if (last === kept.last) return kept.entries;
    const added = connection.all(
      Row,
      `${SELECT} AND (s.entry > ?2 OR c.entry > ?2)`,
      null,
      kept.last,
    );
    const all = new Map([...kept.entries, ...added].map((entry) => [entry.entry, entry]));
    const entries = [...all.values()].toSorted(latestFirst);
    // A transaction that is open may still take them back.
    if (!connection.db.inTransaction) kept = { last, entries };
    return entries;
  };
}

function latestFirst(a: SentReport, b: SentReport): number {
  if (a.date !== b.date) return a.date < b.date ? 1 : -1;
  return b.entry - a.entry;
}

/** Roll-ups of all are the central team's. */
function maySpeakFor(scope: Scope, unit: string | null): boolean {
  return unit === null ? scope === "central" : inScope(scope, unit);
}

/** The same document to the same recipient, unless that very entry is the one to be put right. */
function refuseTwice(connection: Connection, entry: SentReportEntry): void {
  const same = connection.one(
    Row,
    `${SELECT} AND s.scope = ?2 AND s.unit IS ?3 AND s.kind = ?4 AND s.number = ?5 AND s.date = ?6
     AND s.recipient = ?7 AND c.entry IS NULL AND s.withdrawal IS NULL AND s.entry IS NOT ?8`,
    null,
    entry.scope,
    entry.unit,
    entry.kind,
    entry.number,
    entry.date,
    entry.recipient,
    entry.corrects,
  );
  if (same !== undefined) {
    throw storeError("sent-report-twice", { number: entry.number, entry: same.entry });
  }
}

/** The entry that is to be put right or withdrawn: a report that nothing has replaced yet. */
function standing(connection: Connection, scope: Scope, entry: number): SentReport {
  const old = connection.one(Row, `${SELECT} AND s.entry = ?2`, scopeValue(scope), entry);
  if (old === undefined) throw storeError("sent-report-unknown", { entry });
  if (old.withdrawal !== null) throw storeError("sent-report-withdrawn", { entry });
  if (old.correctedBy !== null) {
    throw storeError("sent-report-corrected", { entry, by: old.correctedBy });
  }
  return old;
}

function insert(
  connection: Connection,
  entry: SentReportEntry & Pick<SentReport, "withdrawal">,
  now: Date,
): SentReport | undefined {
  const head = readHead(connection);
  connection.run(
    `INSERT INTO sent_reports (scope, unit, kind, number, date, recipient, run, ledger_rows,
       ledger_hash, corrects, entered_by, entered_at, withdrawal)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    entry.scope,
    entry.unit,
    entry.kind,
    entry.number,
    entry.date,
    entry.recipient,
    entry.run,
    head.rows,
    head.hash,
    entry.corrects,
    entry.enteredBy,
    now.toISOString(),
    entry.withdrawal,
  );
  return connection.one(Row, `${SELECT} AND s.entry = (SELECT max(entry) FROM sent_reports)`, null);
}
