// Files that a person offers as newer rules or data: where each belongs, and what would come of all of them together.
// Reads and judges; stores nothing.
import { readFileSync, statSync } from "node:fs";
import { basename, resolve, sep } from "node:path";
import { emittedPredicates } from "../detect/all.ts";
import { asOf, overlaid, sha256, shippedFiles, type ImportedFile } from "../knowledge/imported.ts";
import { loadSources } from "../knowledge/load.ts";
import { listSources, type SourceFile } from "../knowledge/source-file.ts";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Text } from "../model/text.ts";
import { checkRules } from "../rules/check.ts";
import { localDay } from "../text/moment.ts";
import { PACKAGE_ROOT } from "./context.ts";

const ERRORS = {
  DATA_UNREADABLE: {
    exit: EXIT.usage,
    message: {
      vi: "Không đọc được {file}. Kiểm tra lại đường dẫn.",
      en: "{file} cannot be read. Check the path.",
    },
  },
  DATA_PLACE: {
    exit: EXIT.usage,
    message: {
      vi: "Không biết {file} thuộc chủ đề nào. Đặt tệp trong thư mục như data/products/ hoặc rules/tls/, hoặc thêm --as data/products/TEN.yaml.",
      en: "It is not clear where {file} belongs. Keep it in a folder like data/products/ or rules/tls/, or add --as data/products/NAME.yaml.",
    },
  },
  DATA_REFUSED: {
    exit: EXIT.usage,
    message: {
      vi: "Không nhập tệp nào: có {count} lỗi. Sửa rồi chạy lại.",
      en: "Nothing was imported: {count} problem(s). Mend them and run again.",
    },
  },
} as const;

/** 16 MB: the largest shipped file has less than one. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * @param path a YAML or JSON file, or a folder that holds rules/ or data/
 * @param as where a single file belongs, "data/products/x.yaml"; null: told by its own path
 */
export function candidatesAt(path: string, as: string | null): readonly SourceFile[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw unreadable(path);
  if (stat.isDirectory()) {
    const found = [...listSources(path, "rules"), ...listSources(path, "data")];
    if (found.length === 0) throw new RasoatError("DATA_PLACE", ERRORS.DATA_PLACE, { file: path });
    return found;
  }
  if (stat.size > MAX_BYTES) throw unreadable(path);
  const file = as ?? placeOf(path);
  if (file === null || !PLACE.test(file)) {
    throw new RasoatError("DATA_PLACE", ERRORS.DATA_PLACE, { file: basename(path) });
  }
  return [{ file, bytes: readFileSync(path) }];
}

const PLACE = /^(?:rules|data)(?:\/[a-z0-9][a-z0-9.-]*)+\.(?:ya?ml|json)$/;

/** The end of a path from its last folder called rules or data on. */
function placeOf(path: string): string | null {
  const parts = resolve(path).split(sep);
  const at = parts.findLastIndex((part) => part === "rules" || part === "data");
  return at < 0 ? null : parts.slice(at).join("/");
}

function unreadable(file: string): RasoatError {
  return new RasoatError("DATA_UNREADABLE", ERRORS.DATA_UNREADABLE, { file });
}

export interface Candidate extends ImportedFile {
  readonly is: "new" | "changed";
}

export interface Proposal {
  readonly before: Knowledge;
  readonly after: Knowledge;
  /** Those that differ from what counts now. */
  readonly files: readonly Candidate[];
}

/**
 * What counts after the candidates were taken over.
 * @param imported those that the database has
 * @param now ISO 8601 UTC
 * @throws RasoatError with every problem when anything is wrong or older than what counts now
 */
export function propose(
  candidates: readonly SourceFile[],
  imported: readonly ImportedFile[],
  now: string,
): Proposal {
  const shipped = shippedFiles(PACKAGE_ROOT);
  const current = new Map(
    ["rules", "data"]
      .flatMap((folder) => overlaid([...shipped.values()].filter(isIn(folder)), imported, folder))
      .map((source) => [source.file, source]),
  );
  const files = candidates.flatMap((one): readonly Candidate[] => {
    const known = current.get(one.file);
    if (known !== undefined && Buffer.compare(known.bytes, one.bytes) === 0) return [];
    const below = shipped.get(one.file);
    const over = below === undefined ? null : sha256(below.bytes);
    return [{ ...one, over, is: known === undefined ? "new" : "changed" }];
  });
  const older = files.flatMap((one) => olderThan(one, current.get(one.file)));
  if (older.length > 0) throw refused(older);
  const replaced = new Set(files.map(({ file }) => file));
  const before = loadSources(PACKAGE_ROOT, imported);
  const after = loadSources(PACKAGE_ROOT, [
    ...imported.filter(({ file }) => !replaced.has(file)),
    ...files,
  ]);
  refuseWorse(before, after, localDay(now));
  return { before, after, files };
}

const isIn =
  (folder: string) =>
  ({ file }: SourceFile): boolean =>
    file.startsWith(`${folder}/`);

function olderThan(one: SourceFile, known: SourceFile | undefined): readonly Text[] {
  const [is, was] = [asOf(one), known === undefined ? null : asOf(known)];
  if (is === null || was === null || is >= was) return [];
  return [
    {
      vi: `${one.file}: dữ liệu ngày ${is} cũ hơn dữ liệu đang dùng (${was})`,
      en: `${one.file}: its data of ${is} are older than those in use (${was})`,
    },
  ];
}

/** What was wrong before is not the fault of what is imported. */
function refuseWorse(before: Knowledge, after: Knowledge, on: string): void {
  const emitted = emittedPredicates();
  const known = new Set(checkRules(before, emitted, on).map(keyOf));
  const problems = checkRules(after, emitted, on).filter((one) => !known.has(keyOf(one)));
  if (problems.length === 0) return;
  throw refused(
    problems.map(({ about, text }) => ({
      vi: `${about}: ${text.vi}`,
      en: `${about}: ${text.en}`,
    })),
  );
}

function keyOf({ about, text }: { readonly about: string; readonly text: Text }): string {
  return `${about}\n${text.en}`;
}

function refused(details: readonly Text[]): RasoatError {
  return new RasoatError(
    "DATA_REFUSED",
    ERRORS.DATA_REFUSED,
    { count: details.length },
    { details },
  );
}
