// The way in for registry files: bytes of .yaml, .csv or .xlsx to a checked draft, or one error that
// lists every problem. Opens no files; nothing is half-read.
import { RasoatError } from "../model/error.ts";
import { buildDraft } from "./build-draft.ts";
import type { Draft, FileContext } from "./draft.ts";
import { REGISTRY_ERRORS } from "./errors.ts";
import type { FileKind } from "./header.ts";
import { inOrder, type Problem, type ProblemCode, problemText } from "./problem.ts";
import { readRows } from "./row-source.ts";
import type { Source } from "./source.ts";
import { readCsv, readXlsx } from "./tables.ts";
import { readYaml } from "./yaml-source.ts";

export interface RegistryFile {
  /** For messages, and its ending for the kind: .yaml, .yml, .csv, .tsv, .txt or .xlsx. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MAX_MEGABYTES = 64;

/**
 * Reads units, systems, hosts and authorizations.
 * @throws RasoatError REGISTRY_FILE (exit 2), one problem a line in its details
 */
export async function readRegistryFile(
  file: RegistryFile,
  context: FileContext,
): Promise<{ readonly draft: Draft }> {
  return { draft: await readFile(file, context, "registry") };
}

/**
 * Reads a file that holds authorizations only, for units and hosts already registered.
 * @throws RasoatError REGISTRY_FILE (exit 2), one problem a line in its details
 */
export async function readAuthorizationFile(
  file: RegistryFile,
  context: FileContext,
): Promise<{ readonly draft: Draft }> {
  return { draft: await readFile(file, context, "authorizations") };
}

async function readFile(file: RegistryFile, context: FileContext, kind: FileKind): Promise<Draft> {
  const isYaml = /\.ya?ml$/i.test(file.name);
  const source = await sourceOf(file, kind);
  if (isProblems(source)) throw refusal(file, source);
  const hostLists = isYaml ? "whole" : "added";
  const draft = buildDraft(source, context, { kind, hostLists });
  if (isProblems(draft)) throw refusal(file, draft);
  return draft;
}

function isProblems(value: object): value is readonly Problem[] {
  return Array.isArray(value);
}

async function sourceOf(file: RegistryFile, kind: FileKind): Promise<Source | readonly Problem[]> {
  const { name, bytes } = file;
  if (bytes.byteLength > MAX_MEGABYTES * 1024 * 1024) {
    return [fileProblem(name, "file-size", { megabytes: MAX_MEGABYTES })];
  }
  if (/\.xlsx$/i.test(name)) {
    const table = await readXlsx(name, bytes);
    return "rows" in table ? readRows(name, table.rows, kind) : table;
  }
  if (!/\.(?:ya?ml|csv|tsv|txt)$/i.test(name)) return [fileProblem(name, "file-type")];
  const text = decode(bytes);
  if (text === null) return [fileProblem(name, "file-encoding")];
  if (/\.ya?ml$/i.test(name)) return readYaml(name, text);
  const table = readCsv(name, text);
  return "rows" in table ? readRows(name, table.rows, kind) : table;
}

/** Strict UTF-8, or UTF-16 where its mark says so; composed (NFC), so that names compare. */
function decode(bytes: Uint8Array): string | null {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    const decoder = new TextDecoder(utf16 ? "utf-16le" : "utf-8", { fatal: true });
    const text = decoder.decode(bytes).normalize("NFC");
    return text.includes("\u0000") ? null : text;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function fileProblem(file: string, code: ProblemCode, values: Problem["values"] = {}): Problem {
  return { place: { file, line: null }, code, values };
}

function refusal(file: RegistryFile, problems: readonly Problem[]): RasoatError {
  const texts = inOrder(problems).map(problemText);
  // One cell of a table may stand for two things, as host and as host of a document: told once.
  const details = [...new Map(texts.map((text) => [text.en, text])).values()];
  return new RasoatError(
    "REGISTRY_FILE",
    REGISTRY_ERRORS.REGISTRY_FILE,
    { file: file.name, count: details.length },
    { details },
  );
}
