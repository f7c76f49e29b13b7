// Results that go into a file or, with "-", to stdout.
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  closeSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Context } from "./context.ts";

/** What a result is made of; in pieces where the whole is too much to hold. */
export type Content = string | Uint8Array | Iterable<string>;

const CANNOT_WRITE = {
  exit: EXIT.usage,
  message: {
    vi: "Không ghi được tệp {file}. Kiểm tra thư mục có tồn tại và được phép ghi.",
    en: "Cannot write {file}. Check that the folder exists and may be written to.",
  },
} as const;

/**
 * Of a file, programs are told its name and size; on stdout it is itself the result.
 * @param file "-" is stdout
 * @param rows how many it holds; null where that says nothing
 * @throws RasoatError CANNOT_WRITE (exit 2)
 */
export function writeOutput(
  context: Context,
  file: string,
  { content, rows }: { readonly content: Content; readonly rows: number | null },
): void {
  if (file === "-") {
    for (const piece of pieces(content)) context.out.write(piece);
    return;
  }
  try {
    writeWhole(file, content);
  } catch (cause) {
    if (!isOfSystem(cause)) throw cause;
    throw new RasoatError("CANNOT_WRITE", CANNOT_WRITE, { file }, { cause });
  }
  if (context.json) {
    context.print(JSON.stringify({ file, bytes: statSync(file).size, rows }));
    return;
  }
  context.say(
    rows === null
      ? { vi: `Đã ghi ${file}`, en: `Wrote ${file}` }
      : {
          vi: `Đã ghi ${String(rows)} dòng vào ${file}`,
          en: `Wrote ${String(rows)} rows to ${file}`,
        },
  );
}

function pieces(content: Content): Iterable<string | Uint8Array> {
  return typeof content === "string" || content instanceof Uint8Array ? [content] : content;
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** All of it or nothing: what was there stays until the new one is whole. Pipes and devices are written to directly. */
function writeWhole(file: string, content: Content): void {
  const before = statSync(file, { throwIfNoEntry: false });
  if (before !== undefined && !before.isFile()) {
    writePieces(openSync(file, "w"), content);
    return;
  }
  const place = before === undefined ? file : realpathSync(file);
  const part = join(dirname(place), `.rasoat-${randomUUID()}.part`);
  try {
    writePieces(openSync(part, "wx", 0o600), content);
    if (before !== undefined) chmodSync(part, before.mode);
    renameSync(part, place);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

function writePieces(descriptor: number, content: Content): void {
  try {
    for (const piece of pieces(content)) {
      const bytes = Buffer.from(piece);
      for (let from = 0; from < bytes.length;) from += writeSync(descriptor, bytes, from);
    }
  } finally {
    closeSync(descriptor);
  }
}
