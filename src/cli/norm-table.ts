// How rows of norms are shown: one line a norm for what a finding is about, two lines a topic for the whole port.
import type { NormGrade, NormRow, NormVerdict, SeenRow } from "../detect/tls/norms.ts";
import type { Language, Text } from "../model/text.ts";
import type { TlsKnowledge } from "../model/tls-knowledge.ts";
import { MOST_WIDE, folded, widthOf } from "./output.ts";
import { laidTable, type Column } from "./table.ts";

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

/** How values of topics are told: a topic may have words of its own. */
interface Wording {
  readonly tls: TlsKnowledge;
  readonly language: Language;
}

function valueText(
  topic: string,
  values: readonly (string | number)[],
  { tls, language }: Wording,
  most: number = SHOWN,
): string {
  const own = tls.normTopics.find(({ id }) => id === topic)?.words;
  const words = values.map((value) => {
    const word = own?.[String(value)] ?? VALUE_WORDS[String(value)];
    return word?.[language] ?? String(value);
  });
  const more = words.length > most ? `, +${String(words.length - most)}` : "";
  return `${words.slice(0, most).join(", ")}${more}`;
}

function observedText(
  { topic, values, complete }: SeenRow,
  wording: Wording,
  most?: number,
): string {
  const text = valueText(topic, values, wording, most);
  return complete ? text : `${text} (${NOT_ALL[wording.language]})`;
}

/** One line a topic, as "nối lại phiên: bằng vé phiên". */
export function seenLines(
  rows: readonly SeenRow[],
  tls: TlsKnowledge,
  language: Language,
): readonly string[] {
  return rows.flatMap((row) =>
    folded(`${row.title[language]}: ${observedText(row, { tls, language })}`, MOST_WIDE, 2),
  );
}

/**
 * What is observed first, then a line for each norm that speaks of it, as "Mozilla 6.0  không đạt  chỉ TLS 1.2 …"; at
 * the end what it means that others are missing.
 */
export function normLines(
  rows: readonly NormRow[],
  tls: TlsKnowledge,
  language: Language,
): readonly string[] {
  const wording = { tls, language };
  const pad = (text: string, to: number): string => text + " ".repeat(to - widthOf(text));
  const widest = (texts: readonly string[]): number => Math.max(...texts.map(widthOf));
  const names = widest(tls.norms.map(({ short }) => short));
  const { silent: _, ...spoken } = GRADE_WORDS;
  const grades = widest(Object.values(spoken).map((word) => word[language]));
  const lines = rows.flatMap((row) => {
    return [
      ...folded(`${row.title[language]}: ${observedText(row, wording)}`, MOST_WIDE, 4),
      ...row.verdicts.flatMap((verdict) => {
        if (verdict.grade === "silent") return [];
        const short = tls.norms.find(({ id }) => id === verdict.norm)?.short ?? verdict.norm;
        const grade = GRADE_WORDS[verdict.grade][language];
        const line = `  ${pad(short, names)}  ${pad(grade, grades)}  ${saysText(row, verdict, wording)}`;
        return folded(line, MOST_WIDE, names + grades + 6);
      }),
    ];
  });
  const isAnySilent = rows.some(({ verdicts }) => verdicts.some(({ grade }) => grade === "silent"));
  return isAnySilent ? [...lines, ...folded(MISSING[language], MOST_WIDE, 2)] : lines;
}

const MISSING: Text = {
  vi: "Chuẩn không có tên dưới một mục là chuẩn không quy định về mục đó.",
  en: "A norm that is not named under a topic says nothing of it.",
};

/** What the norm says, and which of several values pulled the grade down. */
function saysText(
  { topic, values }: NormRow,
  { clause, because }: NormVerdict,
  wording: Wording,
): string {
  const isSome = because.length > 0 && because.length < values.length;
  const why = isSome ? ` — ${valueText(topic, because, wording)}` : "";
  return clause === null ? "" : `${clause[wording.language]}${why}`;
}

/**
 * The whole port: two lines a topic, what was observed and below it a word for each norm, "–" where it is silent; then
 * notes on the norms.
 */
export function portLines(
  rows: readonly NormRow[],
  tls: TlsKnowledge,
  language: Language,
): readonly string[] {
  if (rows.length === 0) return [];
  const { norms } = tls;
  const columns: readonly Column[] = norms.map(({ short }) => ({
    title: { vi: short, en: short },
  }));
  const cells = rows.map((row) =>
    row.verdicts.map(({ grade }) => (grade === "silent" ? "–" : GRADE_WORDS[grade][language])),
  );
  const grades = laidTable({ columns, rows: cells }, language, null);
  const indented = (lines: readonly string[] = []): string[] => lines.map((line) => `    ${line}`);
  const pairs = rows.flatMap((row, at) => [
    titleText(row, { tls, language }),
    ...indented(grades.rows[at]),
  ]);
  return [...indented(grades.head), ...pairs, ...editionLines(tls, language)];
}

/** Which edition of each norm is meant, and what a reader must know of it. */
export function editionLines({ norms }: TlsKnowledge, language: Language): readonly string[] {
  return norms.flatMap(({ short, title, date, note }) => {
    const about = `${short}: ${title[language]} (${date}).`;
    const line = note === undefined ? about : `${about} ${note[language]}`;
    return folded(line, MOST_WIDE, 2);
  });
}

/** Topic and values, as many as one line holds. */
function titleText(row: NormRow, wording: Wording): string {
  const lengths = Array.from({ length: SHOWN }, (_, index) => SHOWN - index);
  const texts = lengths.map(
    (most) => `${row.title[wording.language]}: ${observedText(row, wording, most)}`,
  );
  return texts.find((text) => widthOf(text) <= MOST_WIDE) ?? texts.at(-1) ?? "";
}
