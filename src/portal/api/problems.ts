// What goes wrong with a request of a program, always in one shape (RFC 9457) and in both languages. What is
// another's and what is missing are the same value.
import type { Text } from "../../model/text.ts";
import type { Problem } from "./schemas.ts";

export type ProblemCode = Problem["code"];

const TABLE: Readonly<Record<ProblemCode, { status: number; title: string; detail: Text }>> = {
  unauthorized: {
    status: 401,
    title: "Unauthorized",
    detail: {
      vi: "Thiếu mã truy cập, hoặc mã không còn hiệu lực. Gửi kèm: Authorization: Bearer rasoat_…",
      en: "The token is missing or holds no more. Send: Authorization: Bearer rasoat_…",
    },
  },
  "not-found": {
    status: 404,
    title: "Not Found",
    detail: {
      vi: "Địa chỉ sai, hoặc nội dung không thuộc phạm vi của mã truy cập.",
      en: "The address is wrong, or it is not within the scope of the token.",
    },
  },
  "bad-request": {
    status: 400,
    title: "Bad Request",
    detail: { vi: "Câu hỏi có lỗi", en: "The question is not valid" },
  },
  refused: {
    status: 409,
    title: "Conflict",
    detail: { vi: "Chưa thực hiện được", en: "That was not possible" },
  },
  "too-large": {
    status: 413,
    title: "Content Too Large",
    detail: { vi: "Nội dung gửi lên quá lớn.", en: "The body is too large." },
  },
  "too-many": {
    status: 429,
    title: "Too Many Requests",
    detail: {
      vi: "Quá nhiều yêu cầu. Hãy đợi số giây ghi trong Retry-After.",
      en: "Too many requests. Wait for the seconds that Retry-After names.",
    },
  },
  busy: {
    status: 503,
    title: "Service Unavailable",
    detail: {
      vi: "Đang bận. Hãy đợi số giây ghi trong Retry-After.",
      en: "Busy at the moment. Wait for the seconds that Retry-After names.",
    },
  },
  fault: {
    status: 500,
    title: "Internal Server Error",
    detail: {
      vi: "Lỗi của hệ thống; thao tác vừa rồi chưa được thực hiện.",
      en: "A fault of ours; nothing was done.",
    },
  },
};

/** @param detail in place of the table's own words */
export function problem(code: ProblemCode, detail?: Text): Problem {
  const entry = TABLE[code];
  return {
    type: "about:blank",
    status: entry.status,
    code,
    title: entry.title,
    detail: detail ?? entry.detail,
  };
}
