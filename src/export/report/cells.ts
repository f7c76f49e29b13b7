// Cells of a report, each with its source. What nobody has declared says so; no cell is empty or inferred.
import type { Finding } from "../../model/finding.ts";
import { NOT_DECLARED } from "../../model/words.ts";
import type { Cell, CountedThing, Source } from "../document/model.ts";
import { dayText } from "../document/day-text.ts";
import { sayIn, type Declared, type ReportInput } from "./input.ts";

/** The programme's own words. */
export function own(text: string): Cell {
  return { text, source: { kind: "programme" } };
}

export function notDeclared({ language }: Pick<ReportInput, "language">): Cell {
  return { text: NOT_DECLARED[language], source: { kind: "not-declared" } };
}

/** @param key of `ReportInput.declared`, such as "system BV-A-WEB" */
export function declaredCell(
  input: Pick<ReportInput, "declared" | "language">,
  key: string,
  text: string | null,
): Cell {
  if (text === null || text.trim() === "") return notDeclared(input);
  return { text, source: declaredSource(input, key) };
}

export function declaredSource(
  input: Pick<ReportInput, "declared" | "language">,
  key: string,
): Source {
  const known: Declared | undefined = input.declared.get(key);
  const registry = sayIn(input.language)("danh mục", "registry");
  return { kind: "declared", by: known?.by ?? registry, at: known?.at ?? "" };
}

/** What the scan saw of a finding. */
export function seen(finding: Pick<Finding, "run" | "lastSeen">, text: string): Cell {
  return { text, source: { kind: "observed", run: finding.run, at: finding.lastSeen } };
}

/** A number is as many as the rows it names. */
export function count(of: CountedThing, rows: readonly string[]): Cell {
  return { text: String(rows.length), source: { kind: "counted", of, rows } };
}

/** "3/4 (75 %)"; without a whole there is no share. */
export function share(
  input: Pick<ReportInput, "language">,
  part: readonly string[],
  whole: readonly string[],
): Cell {
  const source: Source = { kind: "share", part, whole };
  if (whole.length === 0) {
    return { text: sayIn(input.language)("không có trường hợp nào", "no case"), source };
  }
  const percent = Math.round((part.length / whole.length) * 100);
  return { text: `${String(part.length)}/${String(whole.length)} (${String(percent)} %)`, source };
}

/** A day as offices write it; without one, that there is none. */
export function dayOr(input: Pick<ReportInput, "language">, day: string, none: string): string {
  return day === "" ? none : dayText(day, input.language);
}
