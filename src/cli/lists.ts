// Reads comma-separated and repeated option values, and refuses what is not among the allowed ones.
import { EXIT, RasoatError } from "../model/error.ts";

const NOT_ALLOWED = {
  exit: EXIT.usage,
  message: {
    vi: "{option} không nhận “{value}”. Các giá trị được phép: {allowed}.",
    en: "{option} does not take “{value}”. Allowed: {allowed}.",
  },
} as const;

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** "a,b", ["a", "b,c"] and undefined alike; order kept, doubles dropped. */
export function listOf(value: unknown): string[] {
  const parts = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const words = parts
    .flatMap((part) => (typeof part === "string" ? part.split(",") : []))
    .map((word) => word.trim())
    .filter((word) => word !== "");
  return [...new Set(words)];
}

export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) {
    throw new RasoatError("VALUE_NOT_ALLOWED", NOT_ALLOWED, {
      option,
      value,
      allowed: allowed.join(", "),
    });
  }
  return found;
}

export function listOfAllowed<T extends string>(
  option: string,
  value: unknown,
  allowed: readonly T[],
): T[] {
  return listOf(value).map((word) => oneOf(option, word, allowed));
}
