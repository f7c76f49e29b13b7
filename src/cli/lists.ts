// Reads comma-separated and repeated option values, and refuses what is not among the allowed ones.
import { z } from "zod";
import { EXIT, RasoatError } from "../model/error.ts";

const NOT_ALLOWED = {
  exit: EXIT.usage,
  message: {
    vi: "{option} không nhận “{value}”. Các giá trị được phép: {allowed}.",
    en: "{option} does not take “{value}”. Allowed: {allowed}.",
  },
} as const;

const NO_DATE = {
  exit: EXIT.usage,
  message: {
    vi: "{option} phải là ngày có thật dạng YYYY-MM-DD, không phải “{value}”.",
    en: "{option} must be a date YYYY-MM-DD that exists, not “{value}”.",
  },
} as const;

/** A local date as it was given. */
export function dayOf(option: string, value: string): string {
  if (!z.iso.date().safeParse(value).success) {
    throw new RasoatError("NO_DATE", NO_DATE, { option, value });
  }
  return value;
}

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
