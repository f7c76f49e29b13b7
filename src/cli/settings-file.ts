// Reads rasoat.yaml. Every fault is told with its line, what is expected there, and the way to mend it.
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { EXIT, RasoatError } from "../model/error.ts";
import { Settings } from "../model/settings.ts";
import type { Language, Text } from "../model/text.ts";
import { placeText, problemText, type ProblemCode } from "../registry/problem.ts";
import type { Path, Source } from "../registry/source.ts";
import { valueAt } from "../registry/source.ts";
import { readYaml } from "../registry/yaml-source.ts";

const ERRORS = {
  CONFIG_MISSING: {
    exit: EXIT.usage,
    message: {
      vi: "Không đọc được tệp cấu hình {file}. Kiểm tra lại đường dẫn sau --config.",
      en: "Cannot read the configuration file {file}. Check the path after --config.",
    },
  },
  CONFIG_INVALID: {
    exit: EXIT.usage,
    message: {
      vi: "Tệp cấu hình {file} có lỗi; sửa các dòng sau rồi chạy lại:",
      en: "The configuration file {file} is not valid; mend these and run again:",
    },
  },
} as const;

/** @param file as given by --config; undefined: rasoat.yaml of the working folder, if there is one */
export function readSettings(file: string | undefined): Settings {
  const path = file ?? "rasoat.yaml";
  if (file === undefined && !existsSync(path)) return Settings.parse({});
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new RasoatError("CONFIG_MISSING", ERRORS.CONFIG_MISSING, { file: path }, { cause });
  }
  const source = readYaml(path, text);
  if (Array.isArray(source)) throw invalid(path, source.map(problemText));
  const parsed = Settings.safeParse(source.root ?? {});
  if (parsed.success) return parsed.data;
  throw invalid(path, faultsOf(source));
}

function invalid(file: string, details: readonly Text[]): RasoatError {
  return new RasoatError("CONFIG_INVALID", ERRORS.CONFIG_INVALID, { file }, { details });
}

/** Zod's own words for what has no sentence here, in both languages and the same order in each. */
function faultsOf(source: Source): Text[] {
  const issuesIn = (language: Language): readonly z.core.$ZodIssue[] => {
    const { localeError } = z.locales[language]();
    const { error } = Settings.safeParse(source.root ?? {}, { error: localeError });
    return (error?.issues ?? []).flatMap(chosenForm);
  };
  const english = issuesIn("en");
  return issuesIn("vi").flatMap((issue, index) =>
    faultOf(source, issue, { vi: issue.message, en: english[index]?.message ?? issue.message }),
  );
}

/** Of a value with several forms, the faults of the form that has keys, where some of them were written. */
function chosenForm(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.find((faults) =>
    faults.some(({ code, path }) => code === "unrecognized_keys" || path.length > 0),
  );
  if (meant === undefined) return [issue];
  return meant
    .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
    .flatMap(chosenForm);
}

function faultOf(source: Source, issue: z.core.$ZodIssue, words: Text): Text[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(source, path, key));
  }
  const key = path.join(".");
  const place = source.place(path);
  const code = isMissing(source, path) ? "missing-key" : KINDS[expectedBy(issue)];
  if (code !== undefined) return [problemText({ place, code, values: { key } })];
  const where = placeText(place);
  if (issue.code === "invalid_union") {
    const known = keysAt(Settings, path).join(", ");
    return [
      {
        vi: `${where.vi}: giá trị của “${key}” không dùng được — viết thành một nhóm khóa: ${known}`,
        en: `${where.en}: the value of “${key}” cannot be used — write a group of keys: ${known}`,
      },
    ];
  }
  return [{ vi: `${where.vi}: ${key}: ${words.vi}`, en: `${where.en}: ${key}: ${words.en}` }];
}

const KINDS: Readonly<Partial<Record<string, ProblemCode>>> = {
  array: "not-list",
  boolean: "not-yes-no",
  int: "not-number",
  number: "not-number",
  object: "not-map",
  string: "not-text",
};

function expectedBy(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_type" ? issue.expected : "";
}

function isMissing({ root }: Source, path: Path): boolean {
  return path.length > 0 && valueAt(root, path) === undefined;
}

/** A slip of the pen is mended quickest with the right names in sight. */
function unknownKey(source: Source, path: Path, key: string): Text {
  const where = placeText(source.place(path, key));
  const full = [...path, key].join(".");
  const known = keysAt(Settings, path).join(", ");
  return {
    vi: `${where.vi}: không có khóa “${full}” — sửa lại tên khóa hoặc bỏ đi; ở đây dùng được: ${known}`,
    en: `${where.en}: there is no key “${full}” — correct its name or remove it; here may stand: ${known}`,
  };
}

function keysAt(schema: unknown, [key, ...rest]: Path): string[] {
  const group = groupOf(schema);
  if (group === undefined) return [];
  return key === undefined ? Object.keys(group) : keysAt(group[String(key)], rest);
}

function groupOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodUnion) {
    return schema.options.map(groupOf).find((group) => group !== undefined);
  }
  const isWrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault;
  return isWrapped ? groupOf(schema.unwrap()) : undefined;
}
