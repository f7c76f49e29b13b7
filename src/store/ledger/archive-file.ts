// Writes and proves files of archived ledger rows: gzip'd JSON lines, a first line that says where the file begins, a
// last one that says where it ends. It knows no database.
import { createHash } from "node:crypto";
import { createReadStream, type ReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { RasoatError } from "../../model/error.ts";
import { archiveError } from "./archive-errors.ts";
import type { LedgerArchive } from "./anchor.ts";
import { ArchiveEnd, ArchiveHead, rowOf } from "./archive-line.ts";
import { chained, MARK_BYTES } from "./chain.ts";
import type { Passing } from "./verify.ts";

/** Called between portions; what it throws ends the work. */
export type Breathe = () => void;

/** All of it is on the disk on return; readable by its owner alone. */
export async function writeArchive(path: string, lines: AsyncIterable<string>): Promise<void> {
  // Open before anything can fail: else the file might come into being after whoever gave up has removed it.
  const file = await open(path, "w", 0o600);
  let fault: unknown;
  const write = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      try {
        await file.writeFile(chunk);
      } catch (error) {
        fault = error;
        throw error;
      }
    }
  };
  try {
    const rows = Readable.from(lines, { objectMode: true });
    await pipeline(rows, createGzip(), write);
    await file.sync();
  } catch (error) {
    // A full disk ends the streams before it as well, and one of those may be heard first, as aborted.
    throw fault ?? error;
  } finally {
    await file.close();
  }
}

/** What a file was found to hold. */
export type ArchiveFacts = Omit<LedgerArchive, "file">;

/**
 * Reads the file from beginning to end and walks its chain.
 * @throws RasoatError archive-missing, archive-foreign, archive-line, archive-gap, archive-changed, archive-cut
 */
export async function proveArchive(
  file: string,
  breathe: Breathe,
  passing: Passing = () => undefined,
): Promise<ArchiveFacts> {
  const walk = createWalk(file, passing);
  const sum = createHash("sha256");
  const source = await opened(file);
  let bytes = 0;
  const summed = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      sum.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  const plain = createGunzip();
  plain.setEncoding("utf8");
  const fed = pipeline(source, summed, plain);
  // What goes wrong in it ends the reading of `plain` as well, and is told there.
  fed.catch(() => undefined);
  for await (const lines of linesOf(plain, file, () => walk.place())) {
    for (const line of lines) walk.take(line);
    breathe();
  }
  await fed;
  return { ...walk.end(), sha256: sum.digest("hex"), bytes };
}

async function opened(file: string): Promise<ReadStream> {
  try {
    // A folder opens as well, and fails only when it is read.
    if (statSync(file).isDirectory()) throw new Error("a folder");
    const source = createReadStream(file);
    await new Promise((done, fail) => source.once("open", done).once("error", fail));
    return source;
  } catch (error) {
    throw archiveError("archive-missing", { file }, error);
  }
}

/** A row is far shorter: addresses and names are cut when they are written down. */
const LONGEST_LINE = 65_536;

/** Whole lines, some at a time. */
async function* linesOf(
  plain: AsyncIterable<string>,
  file: string,
  place: () => number,
): AsyncGenerator<string[]> {
  const cut = (why: string, cause?: unknown): Error =>
    archiveError("archive-cut", { file, row: place(), why }, cause);
  let rest = "";
  try {
    for await (const text of plain) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LONGEST_LINE) throw cut("line too long");
      yield lines;
    }
  } catch (error) {
    const isFault = error instanceof Error && !(error instanceof RasoatError);
    throw isFault ? cut(error.message, error) : error;
  }
  if (rest !== "") throw cut("no end of line");
}

interface Walk {
  /** The last row that was found sound. */
  place(): number;
  take(line: string): void;
  end(): Omit<ArchiveFacts, "sha256" | "bytes">;
}

function createWalk(file: string, passing: Passing): Walk {
  let head: ArchiveHead | null = null;
  let isOver = false;
  let hash: Buffer = Buffer.alloc(0);
  let last = 0;
  const span = createSpan();

  const begin = (value: unknown): void => {
    const parsed = ArchiveHead.safeParse(value);
    if (!parsed.success) throw archiveError("archive-foreign", { file });
    head = parsed.data;
    hash = Buffer.from(head.before, "hex");
    last = head.first - 1;
  };
  const finish = (end: ArchiveEnd): void => {
    if (end.last !== last)
      throw archiveError("archive-gap", { file, row: last + 1, found: end.last });
    if (end.hash !== hash.toString("hex"))
      throw archiveError("archive-changed", { file, row: last });
    isOver = true;
  };
  const take = (value: unknown): void => {
    const row = last + 1;
    const read = rowOf(value);
    if (read === null) throw archiveError("archive-line", { file, row });
    if (read.n !== row) throw archiveError("archive-gap", { file, row, found: read.n });
    hash = chained(hash, row, read.entry);
    if (hash.toString("hex", 0, MARK_BYTES) !== read.mark) {
      throw archiveError("archive-changed", { file, row });
    }
    last = row;
    passing(last, hash);
    if (read.entry.type !== "outcome") span.add(read.entry.at);
  };
  return {
    place: () => last,
    take: (line) => {
      const value = jsonOf(line);
      if (isOver) throw archiveError("archive-line", { file, row: last + 1 });
      const end = ArchiveEnd.safeParse(value);
      if (head === null) begin(value);
      else if (end.success) finish(end.data);
      else take(value);
    },
    end: () => {
      if (head === null) throw archiveError("archive-foreign", { file });
      if (!isOver || last < head.first) {
        throw archiveError("archive-cut", { file, row: last, why: "no last line" });
      }
      return {
        first: head.first,
        last,
        ...span.ends(),
        before: head.before,
        hash: hash.toString("hex"),
      };
    },
  };
}

/** From the oldest to the newest moment; "": it holds outcomes alone. */
function createSpan(): { add(at: number): void; ends(): Pick<ArchiveFacts, "from" | "to"> } {
  let [from, to] = [Infinity, -Infinity];
  const moment = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString() : "");
  return {
    add: (at) => {
      from = Math.min(from, at);
      to = Math.max(to, at);
    },
    ends: () => ({ from: moment(from), to: moment(to) }),
  };
}

/** @returns undefined for what is no JSON: no line of ours */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // The caller says where it stands.
    return undefined;
  }
}
