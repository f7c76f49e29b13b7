// The fixed words of administrative texts, in both languages. What an office fills in by hand stays dotted.
import type { Language } from "../../model/text.ts";
import type { Form, Frame } from "./model.ts";

export interface FrameWords {
  readonly nation: string;
  readonly motto: string;
  /** "Số: …" with the space for the number. */
  readonly number: string;
  readonly placeAndDate: string;
  /** Upper case, over the subject; null where the form has none. */
  readonly typeName: string | null;
  readonly subject: string;
  readonly to: string;
  readonly recipientsTitle: string;
  readonly archive: string;
  /** "(Kèm theo Báo cáo số … )" under an annex. */
  readonly annexReference: string;
  readonly annex: string;
}

const DOTS = "……";

export function frameWords({ form, subject }: Frame, language: Language): FrameWords {
  return language === "vi" ? vietnamese(form, subject) : english(form, subject);
}

function vietnamese(form: Form, subject: string): FrameWords {
  const symbol = form === "report" ? `/BC-${DOTS}` : `/${DOTS}`;
  const kind = form === "report" ? "Báo cáo" : "Công văn";
  return {
    nation: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    motto: "Độc lập - Tự do - Hạnh phúc",
    number: `Số: ${DOTS}${symbol}`,
    placeAndDate: `${DOTS}${DOTS}, ngày ${DOTS} tháng ${DOTS} năm ${DOTS}`,
    typeName: form === "report" ? "BÁO CÁO" : null,
    subject: form === "letter" ? `V/v ${subject}` : subject,
    to: "Kính gửi:",
    recipientsTitle: "Nơi nhận:",
    archive: "Lưu: VT.",
    annexReference: `(Kèm theo ${kind} số ${DOTS}${symbol} ngày ${DOTS} tháng ${DOTS} năm ${DOTS})`,
    annex: "Phụ lục",
  };
}

function english(form: Form, subject: string): FrameWords {
  const symbol = form === "report" ? `/BC-${DOTS}` : `/${DOTS}`;
  const kind = form === "report" ? "Report" : "Letter";
  return {
    nation: "SOCIALIST REPUBLIC OF VIET NAM",
    motto: "Independence - Freedom - Happiness",
    number: `No.: ${DOTS}${symbol}`,
    placeAndDate: `${DOTS}${DOTS}, date ${DOTS} month ${DOTS} year ${DOTS}`,
    typeName: form === "report" ? "REPORT" : null,
    subject: form === "letter" ? `Re: ${subject}` : subject,
    to: "To:",
    recipientsTitle: "Recipients:",
    archive: "Archive.",
    annexReference: `(With ${kind} no. ${DOTS}${symbol} of ${DOTS})`,
    annex: "Annex",
  };
}

const ROMAN: readonly (readonly [number, string])[] = [
  [10, "X"],
  [9, "IX"],
  [5, "V"],
  [4, "IV"],
  [1, "I"],
];

/** 1 → "I"; up to 39. */
export function roman(value: number): string {
  let rest = value;
  let text = "";
  for (const [worth, sign] of ROMAN) {
    for (; rest >= worth; rest -= worth) text += sign;
  }
  return text;
}

/** " I" behind the word for annex; a single annex has no number. */
export function annexNumber(index: number, annexes: number): string {
  return annexes > 1 ? ` ${roman(index + 1)}` : "";
}

/** Several addressees, one a line: "- A;", "- B.". */
export function listLines(entries: readonly string[]): readonly string[] {
  return entries.map((entry, index) => `- ${entry}${index === entries.length - 1 ? "." : ";"}`);
}
