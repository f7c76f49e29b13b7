// The line under a table that says where its columns come from. Written from the cells themselves, so it
// cannot say more than they do.
import type { Language } from "../../model/text.ts";
import { NOT_DECLARED } from "../../model/words.ts";
import { dayText } from "./day-text.ts";
import { note, type Paragraph, type Source, type Table } from "./model.ts";

/** Names and dates beyond this are given as a number. */
const MOST_NAMES = 3;

/** @returns null for a table without rows */
export function sourceNote(table: Table, language: Language): Paragraph | null {
  if (table.rows.length === 0) return null;
  const groups = new Map<string, string[]>();
  for (const [index, { title }] of table.columns.entries()) {
    const sources = table.rows.flatMap((row) => row[index]?.source ?? []);
    const words = describe(sources, language);
    if (words === "") continue;
    groups.set(words, [...(groups.get(words) ?? []), `“${title}”`]);
  }
  if (groups.size === 0) return null;
  const parts = [...groups].map(([words, titles]) =>
    groups.size === 1 ? words : `${titles.join(", ")}: ${words}`,
  );
  const lead = language === "vi" ? "Nguồn" : "Source";
  return note(`${lead}: ${parts.join("; ")}.`);
}

function describe(sources: readonly Source[], language: Language): string {
  const say = (vi: string, en: string): string => (language === "vi" ? vi : en);
  const parts: string[] = [];
  const observed = sources.flatMap((source) =>
    source.kind === "observed" ? [named(source.run, source.at, language)] : [],
  );
  const declared = sources.flatMap((source) =>
    source.kind === "declared" ? [named(source.by, source.at, language)] : [],
  );
  if (observed.length > 0) {
    parts.push(
      `${say("quan sát từ bên ngoài", "observed from outside")} (${names(observed, say)})`,
    );
  }
  if (declared.length > 0) parts.push(`${say("khai báo", "declared")} (${names(declared, say)})`);
  if (sources.some(({ kind }) => kind === "counted" || kind === "share")) {
    parts.push(say("đếm từ danh mục và kết quả rà soát", "counted from registry and results"));
  }
  if (sources.some(({ kind }) => kind === "not-declared")) {
    parts.push(
      say(
        `ô “${NOT_DECLARED.vi}” là chưa được cung cấp`,
        `“${NOT_DECLARED.en}” means nobody has said`,
      ),
    );
  }
  return parts.join(", ");
}

function named(name: string, at: string, language: Language): string {
  return at === "" ? name : `${name}, ${dayText(at, language)}`;
}

function names(all: readonly string[], say: (vi: string, en: string) => string): string {
  const unique = [...new Set(all)].toSorted();
  if (unique.length <= MOST_NAMES) return unique.join("; ");
  const more = unique.length - MOST_NAMES;
  return `${unique.slice(0, MOST_NAMES).join("; ")}; ${say(`và ${String(more)} lần khác`, `and ${String(more)} more`)}`;
}
