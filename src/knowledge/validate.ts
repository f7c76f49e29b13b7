// Values of knowledge files against the schemas of src/model; every issue becomes a problem with its line.
import { z } from "zod";
import type { Text } from "../model/text.ts";
import type { FileProblem } from "./problem.ts";
import { lineOf, type SourceFile } from "./source-file.ts";

const VI = z.locales.vi().localeError;
const EN = z.locales.en().localeError;

const MEND: Text = {
  vi: "sửa theo mẫu các tệp cùng thư mục",
  en: "follow the other files of the folder",
};

export type Checked<T> = { readonly value: T } | { readonly problems: readonly FileProblem[] };

/** @returns the value with defaults filled in, or every problem found in it */
export function check<T>(schema: z.ZodType<T>, value: unknown, source: SourceFile): Checked<T> {
  const en = schema.safeParse(value, { error: EN });
  if (en.success) return { value: en.data };
  const vi = schema.safeParse(value, { error: VI });
  return {
    problems: en.error.issues.map((issue, index) => ({
      file: source.file,
      line: lineOf(source, issue.path, issue.code === "unrecognized_keys" ? issue.keys[0] : null),
      reason: reasonOf(issue, vi.error?.issues[index] ?? issue, value),
      mend: MEND,
    })),
  };
}

function reasonOf(en: z.core.$ZodIssue, vi: z.core.$ZodIssue, value: unknown): Text {
  const path = z.core.toDotPath(en.path);
  if (en.code === "unrecognized_keys") {
    const keys = en.keys.join(", ");
    const at = path === "" ? "" : ` (${path})`;
    return { vi: `khóa lạ: ${keys}${at}`, en: `unknown key: ${keys}${at}` };
  }
  if (en.code !== "custom" && memberAt(value, en.path) === undefined) {
    return { vi: `thiếu khóa ${path}`, en: `key missing: ${path}` };
  }
  if (en.code === "invalid_value" && en.values.length > MANY) {
    const given = memberAt(value, en.path);
    return notAmong(path, typeof given === "string" ? given : "?", en.values.map(String));
  }
  return { vi: `${path}: ${vi.message}`, en: `${path}: ${en.message}` };
}

/** More values than this are not all listed. */
const MANY = 8;
const SHOWN = 3;

/** Names what comes closest: those with the longest beginning in common. */
function notAmong(path: string, given: string, values: readonly string[]): Text {
  const near = values
    .toSorted((a, b) => commonLength(b, given) - commonLength(a, given))
    .slice(0, SHOWN)
    .join(", ");
  return {
    vi: `${path}: "${given}" không có trong ${values.length} giá trị cho phép; gần nhất: ${near}`,
    en: `${path}: "${given}" is none of the ${values.length} known values; the closest: ${near}`,
  };
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

function memberAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
}
