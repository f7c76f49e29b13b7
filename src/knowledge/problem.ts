// Problems of knowledge files, each with its place, and the one error that carries them all.
import { EXIT, RasoatError, type ErrorEntry } from "../model/error.ts";
import type { Text } from "../model/text.ts";

export interface FileProblem {
  /** Path below the package folder, with "/". */
  readonly file: string;
  /** First line is 1; null when the problem has no single place. */
  readonly line: number | null;
  readonly reason: Text;
  readonly mend: Text;
}

const ERRORS = {
  "knowledge-invalid": {
    exit: EXIT.usage,
    message: {
      vi: "Dữ liệu hoặc quy tắc kèm theo có {count} lỗi; chưa dùng được phần nào.",
      en: "The rules or data files have {count} problem(s); none of them is used.",
    },
  },
  "knowledge-bundle-invalid": {
    exit: EXIT.ownFault,
    message: {
      vi: "Bản quy tắc và dữ liệu đã lưu của lượt quét không đọc được: {reason}. Hãy chạy lại đánh giá với quy tắc hiện hành (không dùng --as-run).",
      en: "The rules and data stored with the run cannot be read: {reason}. Judge again with today's rules (without --as-run).",
    },
  },
} as const satisfies Record<string, ErrorEntry>;

/** One error for all problems, sorted by place: "file:line reason — how to mend it". */
export function knowledgeError(problems: readonly FileProblem[]): RasoatError {
  const sorted = problems.toSorted(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || (a.line ?? 0) - (b.line ?? 0),
  );
  return new RasoatError(
    "knowledge-invalid",
    ERRORS["knowledge-invalid"],
    { count: problems.length },
    { details: sorted.map(detailOf) },
  );
}

export function bundleError(reason: string, cause: unknown): RasoatError {
  return new RasoatError(
    "knowledge-bundle-invalid",
    ERRORS["knowledge-bundle-invalid"],
    { reason },
    { cause },
  );
}

function detailOf({ file, line, reason, mend }: FileProblem): Text {
  const place = line === null ? file : `${file}:${line}`;
  return { vi: `${place} ${reason.vi} — ${mend.vi}`, en: `${place} ${reason.en} — ${mend.en}` };
}
