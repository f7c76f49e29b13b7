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
    vi: "{option} phải là ngày có thật dạng YYYY-MM-DD, từ năm 2000, không phải “{value}”.",
    en: "{option} must be a date YYYY-MM-DD that exists, from 2000 on, not “{value}”.",
  },
} as const;

/** Older days are slips of the pen: nothing here was done, written or sent then. */
const FIRST_DAY = "2000-01-01";

/** A local date as it was given. */
export function dayOf(option: string, value: string): string {
  if (!z.iso.date().safeParse(value).success || value < FIRST_DAY) {
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

const BAD_PORT = {
  exit: EXIT.usage,
  message: {
    vi: "--port nhận số cổng từ 1 đến 65535, không phải “{value}”.",
    en: "--port takes a port from 1 to 65535, not “{value}”.",
  },
} as const;

/** null: any port. @throws RasoatError BAD_PORT */
export function portOption(value: unknown): number | null {
  const text = textOf(value);
  if (text === undefined) return null;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new RasoatError("BAD_PORT", BAD_PORT, { value: text });
  }
  return port;
}

export function listOfAllowed<T extends string>(
  option: string,
  value: unknown,
  allowed: readonly T[],
): T[] {
  return listOf(value).map((word) => oneOf(option, word, allowed));
}
