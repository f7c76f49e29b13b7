// One YAML or JSON file of rules/ or data/: its bytes, its value, and which line a path of the value is on.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isNode, LineCounter, parse, parseDocument, YAMLParseError } from "yaml";
import type { FileProblem } from "./problem.ts";

export interface SourceFile {
  /** Path below the package folder, with "/". */
  readonly file: string;
  readonly bytes: Buffer;
}

const READ = /\.(ya?ml|json)$/;

/** All YAML and JSON files below a folder, sorted by path; an absent folder has none. */
export function listSources(root: string, folder: string): readonly SourceFile[] {
  return walk(root, folder)
    .filter((file) => READ.test(file))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((file) => ({ file, bytes: readFileSync(join(root, file)) }));
}

function walk(root: string, folder: string): string[] {
  return entriesOf(join(root, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return walk(root, path);
    return entry.isFile() ? [path] : [];
  });
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Reads the value; JSON is read as JSON, and all else as YAML 1.2. */
export function readValue(source: SourceFile): { value: unknown } | { problem: FileProblem } {
  const text = source.bytes.toString("utf8");
  try {
    return { value: source.file.endsWith(".json") ? JSON.parse(text) : parse(text) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const line = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? null) : null;
    const [reason = ""] = error.message.split("\n");
    return {
      problem: {
        file: source.file,
        line,
        reason: { vi: `sai cú pháp: ${reason}`, en: `syntax: ${reason}` },
        mend: {
          vi: "sửa cú pháp YAML hoặc JSON ở dòng này",
          en: "correct the YAML or JSON here",
        },
      },
    };
  }
}

/**
 * The line on which a path of the value stands; the nearest parent's when the path itself is absent.
 * @param key the last member's own key rather than its value ("unknown key")
 */
export function lineOf(
  source: SourceFile,
  path: readonly PropertyKey[],
  key: string | null = null,
): number | null {
  const lines = new LineCounter();
  const document = parseDocument(source.bytes.toString("utf8"), { lineCounter: lines });
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    const pair =
      key !== null && isMap(node)
        ? node.items.find((item) => isNode(item.key) && String(item.key) === key)
        : undefined;
    const at = isNode(pair?.key) ? pair.key.range : node.range;
    return at ? lines.linePos(at[0]).line : null;
  }
  return null;
}
