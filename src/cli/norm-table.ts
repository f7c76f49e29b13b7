// How rows of norms are shown: one line a norm for what a finding is about, two lines a topic for the whole port.
import type { NormGrade, NormRow } from "../detect/tls/norms.ts";
import type { Language, Text } from "../model/text.ts";
import type { TlsKnowledge } from "../model/tls-knowledge.ts";
import { tableLines, widthOf, type Column } from "./output.ts";

const GRADE_WORDS: Readonly<Record<NormGrade, Text>> = {
  good: { vi: "tốt", en: "good" },
  sufficient: { vi: "đạt", en: "passes" },
  "phase-out": { vi: "nên thay", en: "phase out" },
  insufficient: { vi: "không đạt", en: "fails" },
  silent: { vi: "không quy định", en: "silent" },
  unknown: { vi: "chưa rõ", en: "unknown" },
};

/** Words that a trait may hold and people should read in their language. */
const VALUE_WORDS: Readonly<Record<string, Text>> = {
  yes: { vi: "có", en: "yes" },
  no: { vi: "không", en: "no" },
  on: { vi: "bật", en: "on" },
  off: { vi: "tắt", en: "off" },
  protected: { vi: "có bảo vệ", en: "protected" },
  unprotected: { vi: "không bảo vệ", en: "unprotected" },
  sound: { vi: "hợp lệ", en: "sound" },
  expired: { vi: "hết hạn", en: "expired" },
  "not-yet-valid": { vi: "chưa có hiệu lực", en: "not yet valid" },
  "self-signed": { vi: "tự ký", en: "self-signed" },
  untrusted: { vi: "nơi cấp không được tin cậy", en: "untrusted authority" },
  "other-name": { vi: "tên khác", en: "another name" },
  incomplete: { vi: "thiếu chứng thư trung gian", en: "intermediate missing" },
};

const SHOWN = 4;
const NOT_ALL: Text = { vi: "có thể còn nữa", en: "there may be more" };

function valueText(
  values: readonly (string | number)[],
  language: Language,
  most: number = SHOWN,
): string {
  const words = values.map((value) => VALUE_WORDS[String(value)]?.[language] ?? String(value));
  const more = words.length > most ? `, +${String(words.length - most)}` : "";
  return `${words.slice(0, most).join(", ")}${more}`;
}

function observedText({ values, complete }: NormRow, language: Language, most?: number): string {
  const text = valueText(values, language, most);
  return complete ? text : `${text} (${NOT_ALL[language]})`;
}

/** What is observed first, then a line for each norm that speaks of it, as "Mozilla 6.0  không đạt  chỉ TLS 1.2 …". */
export function normLines(
  rows: readonly NormRow[],
  { norms }: TlsKnowledge,
  language: Language,
): readonly string[] {
  return rows.flatMap((row) => {
    const shortOf = (norm: string): string => norms.find(({ id }) => id === norm)?.short ?? norm;
    const silent = row.verdicts.filter(({ grade }) => grade === "silent");
    const cells = row.verdicts
      .filter((one) => !silent.includes(one))
      .map((verdict) => {
        const { norm, grade, clause, because } = verdict;
        const why = because.length === 0 ? "" : ` — ${valueText(because, language)}`;
        const says = clause === null ? "" : `${clause[language]}${why}`;
        return [shortOf(norm), GRADE_WORDS[grade][language], says] as const;
      });
    const width = (index: 0 | 1): number => Math.max(...cells.map((cell) => widthOf(cell[index])));
    const pad = (text: string, to: number): string => text + " ".repeat(to - widthOf(text));
    return [
      `${row.title[language]}: ${observedText(row, language)}`,
      ...cells.map(([short, grade, says]) =>
        `  ${pad(short, width(0))}  ${pad(grade, width(1))}  ${says}`.trimEnd(),
      ),
      ...(silent.length === 0
        ? []
        : [
            `  ${GRADE_WORDS.silent[language]}: ${silent.map(({ norm }) => shortOf(norm)).join(", ")}`,
          ]),
    ];
  });
}

/** Fits a terminal of 80 beneath the heading of `explain`. */
const MOST_WIDE = 76;

/**
 * The whole port: two lines a topic, what was observed and below it a word for each norm, "–" where it is silent; then
 * notes on the norms.
 */
export function portLines(
  rows: readonly NormRow[],
  { norms }: TlsKnowledge,
  language: Language,
): readonly string[] {
  if (rows.length === 0) return [];
  const columns: readonly Column[] = norms.map(({ short }) => ({
    title: { vi: short, en: short },
  }));
  const cells = rows.map((row) =>
    row.verdicts.map(({ grade }) => (grade === "silent" ? "–" : GRADE_WORDS[grade][language])),
  );
  const [titles = "", ...grades] = tableLines(columns, cells, language).map(
    (line) => `    ${line}`,
  );
  const notes = norms.map(({ short, title, date, note }) =>
    [
      `${short}: ${title[language]} (${date}).`,
      ...(note === undefined ? [] : [note[language]]),
    ].join(" "),
  );
  const pairs = rows.flatMap((row, at) => [titleText(row, language), grades[at] ?? ""]);
  return [titles, ...pairs, ...notes];
}

/** Topic and values, as many as one line holds. */
function titleText(row: NormRow, language: Language): string {
  const lengths = Array.from({ length: SHOWN }, (_, index) => SHOWN - index);
  const texts = lengths.map(
    (most) => `${row.title[language]}: ${observedText(row, language, most)}`,
  );
  return texts.find((text) => widthOf(text) <= MOST_WIDE) ?? texts.at(-1) ?? "";
}
