// Where the kept ledger begins: the end of what has left into archives, and which archives those are. Only added to.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";
import { EMPTY_HASH } from "./chain.ts";

/** One file that rows have left into. */
export interface LedgerArchive {
  /** Sequence of its first and last row. */
  readonly first: number;
  readonly last: number;
  /** When the oldest and the newest of its connections, requests and refusals were made, ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  /** The running hash before its first row and at its last, hex. */
  readonly before: string;
  readonly hash: string;
  /** Where it was written. */
  readonly file: string;
  /** Of the file, hex. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface KeptArchive extends LedgerArchive {
  readonly at: string;
  readonly by: string;
}

/** `rows`: the last one that has left. `agrees`: the archives' entries do not contradict it. */
interface LedgerAnchor {
  readonly rows: number;
  readonly hash: Buffer;
  readonly agrees: boolean;
}

const Archive: z.ZodType<KeptArchive> = z
  .object({
    first: z.number(),
    last: z.number(),
    from_at: z.string(),
    to_at: z.string(),
    before: z.instanceof(Buffer),
    hash: z.instanceof(Buffer),
    file: z.string(),
    sha256: z.instanceof(Buffer),
    bytes: z.number(),
    at: z.string(),
    by: z.string(),
  })
  .transform(({ from_at: from, to_at: to, before, hash, sha256, ...rest }) => ({
    ...rest,
    from,
    to,
    before: before.toString("hex"),
    hash: hash.toString("hex"),
    sha256: sha256.toString("hex"),
  }));
const Anchor = z.object({ n: z.number(), hash: z.instanceof(Buffer) });

/** Oldest first. */
export function readArchives(connection: Connection): KeptArchive[] {
  return connection.all(
    Archive,
    `SELECT first, last, from_at, to_at, before, hash, file, sha256, bytes, at, by
     FROM ledger_archives ORDER BY first`,
  );
}

export function readAnchor(connection: Connection): LedgerAnchor {
  const row = connection.one(Anchor, "SELECT n, hash FROM ledger_anchor WHERE id = 1");
  const { n: rows, hash } = row ?? { n: 0, hash: EMPTY_HASH };
  return { rows, hash, agrees: agrees(readArchives(connection), rows, hash) };
}

/** The archives follow one another, and rows have left only as far as they reach. */
function agrees(archives: readonly LedgerArchive[], rows: number, hash: Buffer): boolean {
  let last = 0;
  let at = EMPTY_HASH.toString("hex");
  for (const archive of archives) {
    if (archive.first !== last + 1 || archive.before !== at) return false;
    if (rows === last && hash.toString("hex") !== at) return false;
    last = archive.last;
    at = archive.hash;
  }
  return rows < last || (rows === last && hash.toString("hex") === at);
}

export function addArchive(
  connection: Connection,
  archive: LedgerArchive,
  made: { readonly at: string; readonly by: string },
): void {
  connection.run(
    `INSERT INTO ledger_archives (first, last, from_at, to_at, before, hash, file, sha256, bytes, at, by)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    archive.first,
    archive.last,
    archive.from,
    archive.to,
    Buffer.from(archive.before, "hex"),
    Buffer.from(archive.hash, "hex"),
    archive.file,
    Buffer.from(archive.sha256, "hex"),
    archive.bytes,
    made.at,
    made.by,
  );
}
