// What repeats in the ledger is kept once and referred to by number: who asks whom, runs, words, paths.
// Call only inside the ledger's transaction.
import { z } from "zod";
import type { LedgerIntent } from "../../model/ledger.ts";
import type { Connection } from "../sqlite/connection.ts";
import { readSweeps } from "./sweep.ts";

/** Everything of an intent or refusal that stays the same from request to request. */
export interface LedgerContext {
  readonly kind: "resolve" | "connect" | "request" | "refusal";
  readonly unit: string | null;
  readonly document: string | null;
  readonly host: string;
  readonly port: number | null;
  readonly address: string | null;
  readonly method: LedgerIntent["method"] | null;
  /** Scheme and authority of the URL. */
  readonly origin: string | null;
  readonly probe: string;
  readonly cost: 0 | 1;
}

export interface LedgerWords {
  context(context: LedgerContext): number;
  run(run: string): number;
  word(text: string): number;
  /** The number of a path that has come before; null for one that is new and may never come again. */
  familiar(path: string): number | null;
  /** First thing in a transaction: what others have taken away meanwhile is not there. */
  renew(): void;
  /** After a transaction that failed: what it added is not there. */
  forget(): void;
}

const Id = z.object({ id: z.number() });
const MAX_KNOWN = 50_000;

/** A map that starts anew when it is full: it only saves look-ups. */
function memory(): {
  get(key: string): number | undefined;
  put(key: string, id: number): number;
  clear(): void;
} {
  const known = new Map<string, number>();
  return {
    get: (key) => known.get(key),
    put: (key, id) => {
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(key, id);
      return id;
    },
    clear: () => {
      known.clear();
    },
  };
}

export function ledgerWords(connection: Connection): LedgerWords {
  const contexts = memory();
  const runs = memory();
  const words = memory();
  const seenOnce = memory();
  let sweeps = readSweeps(connection);
  const inserted = (): number => {
    const row = connection.one(Id, "SELECT last_insert_rowid() AS id");
    if (row === undefined) throw new Error("SQLite named no row");
    return row.id;
  };
  const findWord = (text: string): number | undefined =>
    words.get(text) ?? connection.one(Id, "SELECT id FROM ledger_words WHERE text = ?", text)?.id;
  const word = (text: string): number => {
    const id = findWord(text);
    if (id !== undefined) return words.put(text, id);
    connection.run("INSERT INTO ledger_words (text) VALUES (?)", text);
    return words.put(text, inserted());
  };
  return {
    word,
    context: (context) => {
      const key = JSON.stringify(Object.values(context));
      const known = contexts.get(key) ?? findContext(connection, context);
      if (known !== undefined) return contexts.put(key, known);
      addContext(connection, context);
      return contexts.put(key, inserted());
    },
    run: (run) => {
      const known =
        runs.get(run) ?? connection.one(Id, "SELECT id FROM ledger_runs WHERE run = ?", run)?.id;
      if (known !== undefined) return runs.put(run, known);
      connection.run("INSERT INTO ledger_runs (run, first, last) VALUES (?, 0, 0)", run);
      return runs.put(run, inserted());
    },
    familiar: (path) => {
      const id = findWord(path);
      if (id !== undefined) return words.put(path, id);
      if (seenOnce.get(path) !== undefined) return word(path);
      seenOnce.put(path, 1);
      return null;
    },
    renew: () => {
      const now = readSweeps(connection);
      if (now !== sweeps) contexts.clear();
      sweeps = now;
    },
    forget: () => {
      for (const known of [contexts, runs, words]) known.clear();
    },
  };
}

function findContext(connection: Connection, c: LedgerContext): number | undefined {
  return connection.one(
    Id,
    `SELECT id FROM ledger_contexts WHERE host = ? AND kind = ? AND unit IS ? AND document IS ?
     AND port IS ? AND address IS ? AND method IS ? AND origin IS ? AND probe = ? AND cost = ?`,
    c.host,
    c.kind,
    c.unit,
    c.document,
    c.port,
    c.address,
    c.method,
    c.origin,
    c.probe,
    c.cost,
  )?.id;
}

function addContext(connection: Connection, c: LedgerContext): void {
  connection.run(
    `INSERT INTO ledger_contexts (host, kind, unit, document, port, address, method, origin, probe, cost)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    c.host,
    c.kind,
    c.unit,
    c.document,
    c.port,
    c.address,
    c.method,
    c.origin,
    c.probe,
    c.cost,
  );
}

const ORIGIN = /^[a-z]{1,10}:\/\/[^/?#]{0,260}/i;

/** A URL as origin and the rest; joined they are the URL again. */
export function splitUrl(url: string | null): { origin: string | null; rest: string | null } {
  if (url === null) return { origin: null, rest: null };
  const origin = ORIGIN.exec(url)?.[0] ?? "";
  return { origin, rest: url.slice(origin.length) };
}
