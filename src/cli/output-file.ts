// Results that go into a file or, with "-", to stdout.
import { closeSync, openSync, statSync, writeSync } from "node:fs";
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
    writePieces(file, content);
  } catch (cause) {
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

function writePieces(file: string, content: Content): void {
  const descriptor = openSync(file, "w", 0o600);
  try {
    for (const piece of pieces(content)) {
      const bytes = Buffer.from(piece);
      for (let from = 0; from < bytes.length;) from += writeSync(descriptor, bytes, from);
    }
  } finally {
    closeSync(descriptor);
  }
}
