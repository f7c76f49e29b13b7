// Opens the one SQLite file and hands out everything that is kept in it.
// It stores and finds; what findings mean and when they close is decided elsewhere.
import { closeSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Pace } from "../model/ledger.ts";
import { type AccountStore, accountStore } from "./people/accounts.ts";
import { type BaselineStore, baselineStore } from "./findings/baselines.ts";
import { copyInto } from "./backup.ts";
import { type BodyStore, bodyStore } from "./runs/bodies.ts";
import { connect, type Connection } from "./sqlite/connection.ts";
import { type CoverageOverviewStore, coverageOverviewStore } from "./runs/coverage-overview.ts";
import { type CoverageStore, coverageStore } from "./runs/coverage.ts";
import { type CountedFindingStore, countedFindingStore } from "./findings/counted-findings.ts";
import { type DataFileStore, dataFileStore } from "./runs/data-files.ts";
import { explained, freeMegabytes, storeError } from "./sqlite/errors.ts";
import { type FindingTraceStore, findingTraceStore } from "./runs/finding-traces.ts";
import { type FindingStore, findingStore } from "./findings/findings.ts";
import { type FleetStore, fleetStore } from "./runs/fleet.ts";
import { type IncidentStore, incidentStore } from "./findings/incidents.ts";
import { createKeyring, type Keyring } from "./people/keyring.ts";
import { type KnowledgeStore, knowledgeStore } from "./runs/knowledge.ts";
import { ledgerOver, type StoreLedger } from "./ledger/ledger.ts";
import { type LedgerArchiveStore, ledgerArchiveStore } from "./ledger/archive.ts";
import { type LockStore, lockStore } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { type NightStore, nightStore } from "./queues/nights.ts";
import { type OidcStore, oidcStore } from "./people/oidc.ts";
import { type OutboxStore, outboxStore } from "./queues/outbox.ts";
import { type OverviewStore, overviewStore } from "./findings/overview.ts";
import { paceOver } from "./pace.ts";
import { type RegistryStore, registryStore } from "./registry/registry.ts";
import { type RequestStore, requestStore } from "./people/requests.ts";
import { type ReleaseStore, releaseStore } from "./findings/releases.ts";
import { type ResultStore, resultStore } from "./runs/results.ts";
import { type RetentionStore, retentionStore } from "./runs/retention.ts";
import { type RunStore, runStore } from "./runs/runs.ts";
import {
  holdsSecrets,
  sealPlainSecrets,
  type SecondFactorStore,
  secondFactorStore,
} from "./people/second-factor.ts";
import { type SentReportStore, sentReportStore } from "./findings/sent-reports.ts";
import { type SessionStore, sessionStore } from "./people/sessions.ts";
import { type TellingStore, tellingStore } from "./findings/telling.ts";
import { type TokenStore, tokenStore } from "./people/tokens.ts";
import { type ContentCheck, verifyContents } from "./verify.ts";
import { type VerifyQueue, verifyQueue } from "./queues/verifying.ts";
import { type WatchStore, watchStore } from "./queues/watched.ts";

export interface StoreOptions {
  /** Make the file when there is none; without it a missing file is an error. */
  readonly create?: boolean;
  readonly now?: () => Date;
  /** The longest a ledger intent waits for others to share its commit; default 20. */
  readonly groupCommitMs?: number;
  /** Where the key of accounts' secrets lies; default: beside the database, "<path>.key". */
  readonly keyFile?: string;
}

export interface Store
  extends
    RegistryStore,
    LockStore,
    RunStore,
    ResultStore,
    FindingTraceStore,
    RetentionStore,
    LedgerArchiveStore,
    FindingStore,
    CountedFindingStore,
    CoverageStore,
    BodyStore,
    KnowledgeStore,
    OverviewStore,
    CoverageOverviewStore,
    AccountStore,
    SecondFactorStore,
    SessionStore,
    OidcStore,
    OutboxStore,
    TellingStore,
    TokenStore,
    RequestStore,
    ReleaseStore,
    IncidentStore,
    DataFileStore,
    BaselineStore,
    FleetStore,
    SentReportStore,
    VerifyQueue,
    NightStore,
    WatchStore {
  readonly path: string;
  /** Is in no backup: to be kept apart from them. */
  readonly keyFile: string;
  readonly ledger: StoreLedger;
  readonly pace: Pace;
  /** Rows whose content no longer has the hash it was stored with. */
  verifyResults(): ContentCheck;
  /** A checked copy at `path`, which must not exist. @throws RasoatError backup-exists */
  backup(path: string): void;
  /** Free space on the disk that holds the file. */
  freeMegabytes(): number;
  /** Moves what was written into the main file and empties the log: at the end of a run. */
  checkpoint(): void;
  close(): void;
}

/**
 * Opens, checks and migrates the file; new ones are readable by their owner alone.
 * @throws RasoatError, exit 2: folder or file missing, not ours, from a newer program, not writable
 */
export function openStore(path: string, options: StoreOptions = {}): Store {
  const now = options.now ?? ((): Date => new Date());
  return explained(path, () => {
    prepareFile(path, options.create ?? false);
    const connection = connect(path, "FULL");
    try {
      migrate(connection, now());
      const keyFile = options.keyFile ?? `${path}.key`;
      const keyring = createKeyring(keyFile, () => holdsSecrets(connection));
      sealPlainSecrets(connection, keyring);
      const quick = connect(path, "NORMAL");
      const groupCommitMs = options.groupCommitMs ?? 20;
      const ledger = ledgerOver(connection, { now, groupCommitMs });
      return { keyFile, ...assemble({ connection, quick, ledger, keyring, now }) };
    } catch (error) {
      connection.db.close();
      throw error;
    }
  });
}

function prepareFile(path: string, create: boolean): void {
  const folder = dirname(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw storeError("store-folder-missing", { folder });
  }
  const file = statSync(path, { throwIfNoEntry: false });
  if (file?.isFile() === true) return;
  if (file !== undefined) throw storeError("store-not-a-file", { path });
  if (!create) throw storeError("store-missing", { path });
  try {
    // SQLite gives the log beside the file the same mode.
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    // Another process made it first: then both go on with that one.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return;
    throw storeError("store-read-only", { path }, error);
  }
}

interface Parts {
  readonly connection: Connection;
  readonly quick: Connection;
  readonly ledger: StoreLedger;
  readonly keyring: Keyring;
  readonly now: () => Date;
}

function assemble({ connection, quick, ledger, keyring, now }: Parts): Omit<Store, "keyFile"> {
  const { path } = connection;
  const archives = ledgerArchiveStore(connection, now, requestStore(connection, now));
  return {
    path,
    ...guarded(path, registryStore(connection, now)),
    ...guarded(path, lockStore(connection, now)),
    ...guarded(path, runStore(connection)),
    ...guarded(path, resultStore(connection, now)),
    ...guarded(path, findingTraceStore(connection)),
    ...guarded(path, retentionStore(connection, now)),
    ...guarded(path, findingStore(connection)),
    ...guarded(path, countedFindingStore(connection)),
    ...guarded(path, coverageStore(connection)),
    ...guarded(path, bodyStore(connection, now)),
    ...guarded(path, knowledgeStore(connection)),
    ...guarded(path, overviewStore(connection)),
    ...guarded(path, coverageOverviewStore(connection)),
    ...guarded(path, accountStore(connection, now)),
    ...guarded(path, secondFactorStore(connection, keyring, now)),
    ...guarded(path, sessionStore(connection, keyring, now)),
    ...guarded(path, oidcStore(connection, now)),
    ...guarded(path, outboxStore(connection, now)),
    ...guarded(path, tellingStore(connection)),
    ...guarded(path, tokenStore(connection, now)),
    ...guarded(path, requestStore(connection, now)),
    ...guarded(path, releaseStore(connection)),
    ...guarded(path, dataFileStore(connection)),
    ...guarded(path, baselineStore(connection)),
    ...guarded(path, incidentStore(connection, findingStore(connection))),
    ...guarded(path, sentReportStore(connection, now)),
    ...guarded(path, fleetStore(connection)),
    ...guarded(path, verifyQueue(connection, quick, now)),
    ...guarded(path, nightStore(connection, now)),
    ...guarded(path, watchStore(connection, now)),
    ...guarded(path, archives),
    ledger: guarded(path, ledger),
    pace: guarded(path, paceOver(quick)),
    ...guarded(path, {
      verifyResults: () => verifyContents(connection),
      backup: (target: string) => {
        copyInto(connection, target);
      },
      freeMegabytes: () => freeMegabytes(path),
      checkpoint: () => {
        connection.db.pragma("wal_checkpoint(TRUNCATE)");
      },
      close: () => {
        try {
          ledger.close();
        } finally {
          quick.db.close();
          connection.db.close();
        }
      },
    }),
  };
}

/** The same methods; what SQLite throws in them becomes an error for people. */
function guarded<T extends object>(path: string, part: T): T {
  const methods = Object.entries(part).map(([name, method]: [string, unknown]) => [
    name,
    typeof method === "function"
      ? (...values: unknown[]): unknown =>
          explained(path, () => Reflect.apply(method, part, values) as unknown)
      : method,
  ]);
  return Object.fromEntries(methods) as T;
}
