// YAML text to a Source whose places are lines. Reads YAML 1.2 core values only: no tags, no timestamps.
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import type { Place, Problem } from "./problem.ts";
import { type Path, type Source, withoutNulls } from "./source.ts";

/** @returns the source, or every syntax problem of the text */
export function readYaml(file: string, text: string): Source | Problem[] {
  const lines = new LineCounter();
  const lineAt = (offset: number): Place => ({ file, line: lines.linePos(offset).line });
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: "core",
    merge: false,
  });
  const faults = [...document.errors, ...document.warnings].map((fault): Problem => {
    return syntaxProblem(lineAt(fault.pos[0]), fault.message);
  });
  if (faults.length > 0) return faults;
  let root: unknown;
  try {
    root = withoutNulls(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return [syntaxProblem({ file, line: 1 }, error.message)];
  }
  return {
    file,
    root,
    problems: [],
    place: (path, key) => {
      const offset = offsetOf(document, path, key);
      return offset === null ? { file, line: null } : lineAt(offset);
    },
  };
}

function syntaxProblem(place: Place, detail: string): Problem {
  return { place, code: "yaml-syntax", values: { detail } };
}

function offsetOf(document: Document, path: Path, key?: string): number | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    if (key !== undefined && length === path.length && isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
    }
    if (node.range) return node.range[0];
  }
  return null;
}
