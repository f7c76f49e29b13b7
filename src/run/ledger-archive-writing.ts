// Writes a file of ledger rows beside its place, proves it, and only then gives it its name. What it cannot do it says;
// which rows leave, and what is noted, is decided elsewhere.
import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { RasoatError } from "../model/error.ts";
import { archiveError } from "../store/ledger/archive-errors.ts";
import type { ArchivePlan } from "../store/ledger/archive.ts";
import {
  type ArchiveFacts,
  proveArchive,
  writeArchive,
  type Breathe,
} from "../store/ledger/archive-file.ts";
import { endLine, headLine, rowLine } from "../store/ledger/archive-line.ts";
import { chained, MARK_BYTES } from "../store/ledger/chain.ts";
import { giveName, sync } from "../store/safe-file.ts";
import type { Store } from "../store/store.ts";

/** The lease under which it is written. */
interface Writing {
  readonly store: Pick<Store, "renewArchiving" | "archivePage">;
  readonly token: string;
  readonly breathe: Breathe;
}

/** Of one lease alone: whoever is silent for long and comes back writes into nobody else's file. */
const partOf = (file: string, token: string): string => `${file}.${token.slice(0, 8)}.part`;

/** Half-written files of leases that have ended. */
export function sweepParts(file: string): void {
  const own = basename(file);
  tolerated(() => {
    for (const name of readdirSync(dirname(file))) {
      const isPart = name.startsWith(own) && /^\.[0-9a-f]{8}\.part$/.test(name.slice(own.length));
      if (isPart) rmSync(join(dirname(file), name), { force: true });
    }
  });
}

/** A half-written file that cannot be removed, its disk being gone or read-only, is no archive and in nobody's way. */
function tolerated(removal: () => void): void {
  try {
    removal();
  } catch (error) {
    if (!isFileFault(error)) throw error;
  }
}

/**
 * Writes beside its place, reads it back, and gives it its name once it is accepted.
 * @param accept throws what speaks against it
 */
export async function putFile(
  { store, token, breathe }: Writing,
  { file, plan }: { readonly file: string; readonly plan: ArchivePlan },
  accept: (made: ArchiveFacts) => void,
): Promise<ArchiveFacts> {
  if (!store.renewArchiving(token, file)) throw archiveError("archive-busy", {});
  const part = partOf(file, token);
  try {
    await writeArchive(part, linesOf(store, plan, breathe));
    const facts = await proveArchive(part, breathe).catch((error: unknown) => {
      throw unreadable(file, error);
    });
    accept(facts);
    giveName(part, file, (cause) => archiveError("archive-exists", { file }, cause));
    sync(dirname(file), "r");
    return facts;
  } finally {
    tolerated(() => {
      rmSync(part, { force: true });
    });
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
  store: Writing["store"],
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

/** A folder that is not there, a full disk. */
export function isFileFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}
