// Files of rules/ and data/ that were imported: they stand in for shipped ones, or beside them. What was shipped with a
// later program than they were imported over counts again, so that an upgrade is never masked by something older.
import { createHash } from "node:crypto";
import { listSources, readValue, type SourceFile } from "./source-file.ts";

export interface ImportedFile extends SourceFile {
  /** SHA-256 of the shipped file that it stands in for, hex; null: none was shipped under its name. */
  readonly over: string | null;
}

/** @param folder "rules" or "data" */
export function overlaid(
  shipped: readonly SourceFile[],
  imported: readonly ImportedFile[],
  folder: string,
): readonly SourceFile[] {
  const own = imported.filter(({ file }) => file.startsWith(`${folder}/`));
  const files = new Map<string, SourceFile>(shipped.map((source) => [source.file, source]));
  for (const one of own) if (counts(one, files.get(one.file))) files.set(one.file, one);
  return [...files.values()].toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** Whether the shipped file is still the one that it was imported over. */
export function counts({ over }: ImportedFile, shipped: SourceFile | undefined): boolean {
  return over === (shipped === undefined ? null : sha256(shipped.bytes));
}

/** All shipped files of both folders, by path. */
export function shippedFiles(root: string): ReadonlyMap<string, SourceFile> {
  const all = [...listSources(root, "rules"), ...listSources(root, "data")];
  return new Map(all.map((source) => [source.file, source]));
}

/** The day of the data in a file (`asOf`, for products that of their releases); null: it names none. */
export function asOf(source: SourceFile): string | null {
  const read = readValue(source);
  if ("problem" in read) return null;
  return dayIn(read.value) ?? dayIn(memberOf(read.value, "releases"));
}

function dayIn(value: unknown): string | null {
  const day = memberOf(value, "asOf");
  return typeof day === "string" ? day : null;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
