// How the files of one topic become one value: many things by name, or one thing in several parts.
import { z } from "zod";
import type { Text } from "../model/text.ts";
import type { FileProblem } from "./problem.ts";
import { lineOf, readValue, type SourceFile } from "./source-file.ts";
import { check } from "./validate.ts";

export interface Named<T> {
  readonly source: SourceFile;
  readonly value: T;
}

/** Every file of a topic as one thing each; problems are added to `problems`. */
export function readEach<T>(
  schema: z.ZodType<T>,
  sources: readonly SourceFile[],
  problems: FileProblem[],
): readonly Named<T>[] {
  return sources.flatMap((source) => {
    const read = readValue(source);
    if ("problem" in read) {
      problems.push(read.problem);
      return [];
    }
    const checked = check(schema, read.value, source);
    if ("problems" in checked) {
      problems.push(...checked.problems);
      return [];
    }
    return [{ source, value: checked.value }];
  });
}

/**
 * One thing that may be spread over the files of a folder: lists are joined, `asOf` is the oldest,
 * `source` lists all; any other key may stand in one file only.
 * @returns undefined when there were problems
 */
export function readMerged<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  folder: string,
  sources: readonly SourceFile[],
  problems: FileProblem[],
): z.output<z.ZodObject<S>> | undefined {
  if (sources.length === 0) return undefined;
  const before = problems.length;
  const merged: Record<string, unknown> = {};
  for (const { source, value } of readEach(schema.partial(), sources, problems)) {
    for (const [key, part] of Object.entries(value)) {
      const joined = join(key, merged[key], part);
      if (joined !== undefined) merged[key] = joined;
      else problems.push(twice(source, key));
    }
  }
  if (problems.length > before) return undefined;
  const whole = schema.safeParse(merged);
  if (whole.success) return whole.data;
  problems.push(
    ...whole.error.issues.map((issue) => missing(folder, z.core.toDotPath(issue.path))),
  );
  return undefined;
}

/** undefined: the key may not stand twice. */
function join(key: string, before: unknown, part: unknown): unknown {
  if (before === undefined) return part;
  if (Array.isArray(before) && Array.isArray(part)) return [...before, ...(part as unknown[])];
  if (typeof before !== "string" || typeof part !== "string") return undefined;
  if (key === "asOf") return part < before ? part : before;
  return key === "source" ? `${before}; ${part}` : undefined;
}

function twice(source: SourceFile, key: string): FileProblem {
  return {
    file: source.file,
    line: lineOf(source, [key]),
    reason: { vi: `khóa ${key} đã có ở tệp khác`, en: `key ${key} stands in another file too` },
    mend: { vi: "chỉ giữ ở một tệp", en: "keep it in one file" },
  };
}

function missing(folder: string, path: string): FileProblem {
  return {
    file: folder,
    line: null,
    reason: { vi: `thiếu khóa ${path}`, en: `key missing: ${path}` },
    mend: {
      vi: "thêm khóa này vào một tệp của thư mục",
      en: "add it to one file of the folder",
    },
  };
}

/** A topic without any file. */
export function emptyTopic(folder: string): FileProblem {
  return {
    file: folder,
    line: null,
    reason: { vi: "không có tệp nào", en: "holds no file" },
    mend: {
      vi: "cài lại chương trình, hoặc tạo thư mục và tệp",
      en: "reinstall the program, or make the folder and its files",
    },
  };
}

/** `name` must be the file's own name without its ending: so that ids are unique and easy to find. */
export function misnamed(source: SourceFile, key: string, name: string): FileProblem | null {
  const base = baseName(source);
  if (base === name) return null;
  const reason: Text = {
    vi: `${key} là "${name}" nhưng tên tệp là "${base}"`,
    en: `${key} is "${name}" but the file is named "${base}"`,
  };
  const mend: Text = { vi: "đặt hai tên giống nhau", en: "make the two names equal" };
  return { file: source.file, line: lineOf(source, [key]), reason, mend };
}

export function baseName({ file }: SourceFile): string {
  return file.slice(file.lastIndexOf("/") + 1).replace(/\.[a-z]+$/, "");
}
