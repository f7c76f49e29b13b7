// Brings a database to the version of this program, one numbered step a transaction, and refuses what it does not know.
import { z } from "zod";
import { RasoatError } from "../model/error.ts";
import { copyInto } from "./backup.ts";
import type { Connection } from "./sqlite/connection.ts";
import { isSqliteError, storeError } from "./sqlite/errors.ts";
import { FIRST } from "./migrations/001-first.ts";
import { PORTAL } from "./migrations/002-portal.ts";
import { RELEASES_INCIDENTS } from "./migrations/003-releases-incidents.ts";
import { SENT_REPORTS } from "./migrations/004-sent-reports.ts";
import { TOKENS } from "./migrations/005-tokens.ts";
import { VERIFYING } from "./migrations/006-verifying.ts";
import { WITHDRAWN_REPORTS } from "./migrations/007-withdrawn-reports.ts";
import { TLS_FLEET } from "./migrations/008-tls-fleet.ts";
import { IMPORTED_DATA_BASELINES } from "./migrations/009-imported-data-baselines.ts";
import { HOSTS_BY_ADDRESS } from "./migrations/010-hosts-by-address.ts";
import { OIDC } from "./migrations/011-oidc.ts";
import { OUTBOX } from "./migrations/012-outbox.ts";
import { FINDINGS_VERSION } from "./migrations/013-findings-version.ts";
import { SCHEDULE } from "./migrations/014-schedule.ts";
import { PROOFS } from "./migrations/015-proofs.ts";
import { RETENTION } from "./migrations/016-retention.ts";
import { LEDGER_ARCHIVES } from "./migrations/017-ledger-archives.ts";
import { NIGHTS_LETTERS } from "./migrations/018-nights-letters.ts";
import { ARCHIVING_HOLDER } from "./migrations/019-archiving-holder.ts";
import { FINDING_TRACES } from "./migrations/020-finding-traces.ts";
import { REMOVED_TARGETS } from "./migrations/021-removed-targets.ts";
import { LEDGER_SWEEPS } from "./migrations/022-ledger-sweeps.ts";
import { SCAN_ENDS_AT } from "./migrations/023-scan-ends-at.ts";

/** "RSOT" in ASCII: says that a SQLite file is ours. */
const APPLICATION_ID = 0x52534f54;

/** Position i holds the step from version i to i + 1. */
export const MIGRATIONS: readonly string[] = [
  FIRST,
  PORTAL,
  RELEASES_INCIDENTS,
  SENT_REPORTS,
  TOKENS,
  VERIFYING,
  WITHDRAWN_REPORTS,
  TLS_FLEET,
  IMPORTED_DATA_BASELINES,
  HOSTS_BY_ADDRESS,
  OIDC,
  OUTBOX,
  FINDINGS_VERSION,
  SCHEDULE,
  PROOFS,
  RETENTION,
  LEDGER_ARCHIVES,
  NIGHTS_LETTERS,
  ARCHIVING_HOLDER,
  FINDING_TRACES,
  REMOVED_TARGETS,
  LEDGER_SWEEPS,
  SCAN_ENDS_AT,
];

const Count = z.object({ count: z.number() });

/**
 * @param migrations the steps; only tests hand in others than MIGRATIONS
 * @throws RasoatError when the file is not ours or from a newer program
 */
export function migrate(
  connection: Connection,
  now: Date,
  migrations: readonly string[] = MIGRATIONS,
): void {
  const { path } = connection;
  const found = version(connection);
  if (!isOurs(connection)) throw storeError("store-not-a-database", { path });
  if (found > migrations.length) {
    throw storeError("store-newer", { path, found, known: migrations.length });
  }
  writeAhead(connection);
  if (found === migrations.length) return;
  if (found > 0) copyBefore(connection, found, now);
  for (let next = found; next < migrations.length; next++) step(connection, migrations, next);
}

function step(connection: Connection, migrations: readonly string[], from: number): void {
  connection.transact(() => {
    // Another process may have taken this step while we waited for the lock.
    if (version(connection) !== from) return;
    connection.db.exec(migrations[from] ?? "");
    connection.db.pragma(`application_id = ${APPLICATION_ID}`);
    connection.db.pragma(`user_version = ${from + 1}`);
  });
}

/** Switching to WAL needs the file alone for a moment and does not wait by itself: two programs may start at once. */
function writeAhead(connection: Connection): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 1; ; attempt++) {
    try {
      connection.db.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      const busy = isSqliteError(error) && error.code.startsWith("SQLITE_BUSY");
      if (!busy || attempt === 100) throw error;
      Atomics.wait(pause, 0, 0, 50);
    }
  }
}

function copyBefore(connection: Connection, found: number, now: Date): void {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const copy = `${connection.path}.version-${found}-${stamp}`;
  try {
    copyInto(connection, copy);
  } catch (error) {
    // Another process that starts at the same moment has just made it.
    if (!(error instanceof RasoatError && error.code === "backup-exists")) throw error;
  }
}

function version(connection: Connection): number {
  return z.number().parse(connection.db.pragma("user_version", { simple: true }));
}

/** Ours by its mark, or still empty. Read at one moment: another process may be making the same file into ours. */
function isOurs(connection: Connection): boolean {
  const read = connection.db.transaction((): boolean => {
    const id = connection.db.pragma("application_id", { simple: true });
    if (id === APPLICATION_ID) return true;
    const tables = connection.one(Count, "SELECT count(*) AS count FROM sqlite_schema");
    return id === 0 && tables?.count === 0 && version(connection) === 0;
  });
  return read.deferred();
}
