// The knowledge as one JSON file beside the built program: parsing 400 KB of YAML takes most of a second on a
// small machine, JSON a few milliseconds. It is used only by the build it belongs to, and only while it was
// made from exactly the bytes that rules/ and data/ hold now; else the sources are read.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { RasoatError } from "../model/error.ts";
import type { Knowledge } from "../model/knowledge.ts";
import { knowledgeFromJson, knowledgeToJson } from "./bundle.ts";

/**
 * @param module `import.meta.url` of the asking module
 * @returns null when the asking module is not part of the build below `root`
 */
export function twinPath(root: string, module: string): string | null {
  const build = join(root, "dist");
  return module.startsWith(`${pathToFileURL(build).href}/`) ? join(build, "knowledge.json") : null;
}

/** @returns undefined when there is none, or when it was made from other files */
export function readTwin(path: string, versions: Knowledge["versions"]): Knowledge | undefined {
  const json = textOf(path);
  if (json === undefined) return undefined;
  try {
    const knowledge = knowledgeFromJson(json);
    const isCurrent =
      knowledge.versions.rules === versions.rules && knowledge.versions.data === versions.data;
    return isCurrent ? knowledge : undefined;
  } catch (error) {
    if (error instanceof RasoatError) return undefined;
    throw error;
  }
}

export function writeTwin(path: string, knowledge: Knowledge): void {
  writeFileSync(path, knowledgeToJson(knowledge));
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
