// Results that go into a file or, with "-", to stdout.
import { writeFileSync } from "node:fs";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Context } from "./context.ts";

const CANNOT_WRITE = {
  exit: EXIT.usage,
  message: {
    vi: "Không ghi được tệp {file}. Kiểm tra thư mục có tồn tại và được phép ghi.",
    en: "Cannot write {file}. Check that the folder exists and may be written to.",
  },
} as const;

/**
 * @param file "-" is stdout
 * @param rows how many it holds; null where that says nothing
 * @throws RasoatError CANNOT_WRITE (exit 2)
 */
export function writeOutput(
  context: Context,
  file: string,
  { content, rows }: { readonly content: string | Uint8Array; readonly rows: number | null },
): void {
  if (file === "-") {
    context.out.write(content);
    return;
  }
  try {
    writeFileSync(file, content, { mode: 0o600 });
  } catch (cause) {
    throw new RasoatError("CANNOT_WRITE", CANNOT_WRITE, { file }, { cause });
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
