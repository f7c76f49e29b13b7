// Small things that pages ask of a visit: what its reader sees of units, and what its address and fields say.
import { NOT_DECLARED } from "../../model/words.ts";
import type { ReaderVisit } from "../route.ts";

/** The name of a unit, for people who see several; its code where the reader does not see it. */
export function unitText(code: string, visit: ReaderVisit): string {
  return visit.mine.unit(code)?.name ?? code;
}

export function seesSeveral(visit: ReaderVisit): boolean {
  return visit.central !== null || visit.account.role === "department";
}

export function declared(value: string | null, visit: ReaderVisit): string {
  return value ?? visit.say(NOT_DECLARED);
}

/** Of the address, counted from 1; what is no page number is the first. */
export function pageNumber(visit: ReaderVisit): number {
  const page = Number(visit.query("page"));
  return Number.isInteger(page) && page > 0 && page < 100_000 ? page : 1;
}

/** Of a field that may be left empty. */
export function optional(text: string): string | null {
  return text === "" ? null : text;
}
