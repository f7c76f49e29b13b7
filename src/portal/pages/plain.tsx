// Pages that say no: not there, not taken, not possible.
import type { RasoatError } from "../../model/error.ts";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Language } from "../../model/text.ts";
import { Notice } from "../view/components.tsx";
import type { BareFrame } from "../view/layout.tsx";
import { isBusy } from "../files/press.ts";
import type { Reply, Visit } from "../route.ts";

type Words = Pick<Visit, "tr" | "language">;

/** For what does not exist and for what the caller may not see: nothing in it depends on which. */
export function missingPage(visit: Words): { readonly title: string; readonly body: JSX.Element } {
  const title = visit.tr("Không có trang này", "There is no such page");
  return {
    title,
    body: (
      <div>
        <h1>{title}</h1>
        <p>
          {visit.tr(
            "Địa chỉ sai, hoặc nội dung không thuộc phạm vi tài khoản của bạn.",
            "The address is wrong, or it is not within what your account may see.",
          )}
        </p>
        <p>
          <a href="/">{visit.tr("Về trang tổng quan", "Back to the overview")}</a>
        </p>
      </div>
    ),
  };
}

export function deniedPage(visit: Words): Reply {
  const title = visit.tr("Biểu mẫu đã hết hạn", "The form has expired");
  return {
    kind: "page",
    status: 403,
    title,
    body: (
      <div>
        <h1>{title}</h1>
        <p>
          {visit.tr(
            "Chưa có gì được thực hiện. Hãy mở lại trang và gửi lại biểu mẫu.",
            "Nothing was done. Open the page again and send the form again.",
          )}
        </p>
        <p>
          <a href="/">{visit.tr("Về trang tổng quan", "Back to the overview")}</a>
        </p>
      </div>
    ),
  };
}

/** What our own rules refused, with the way to mend it; what was typed is not lost. */
export function faultPage(
  visit: Words & Pick<Visit, "field">,
  error: RasoatError,
  back: string,
): Reply {
  const typed = visit.field("reason");
  const title = visit.tr("Chưa thực hiện được", "That was not possible");
  return {
    kind: "page",
    status: isBusy(error) ? 503 : 409,
    title,
    body: (
      <div>
        <h1>{title}</h1>
        <Notice kind="bad">
          {error.lines(visit.language).map((line) => (
            <p>{line}</p>
          ))}
        </Notice>
        {typed === "" ? null : (
          <>
            <p>{visit.tr("Nội dung bạn đã nhập, để chép lại:", "What you typed, to copy it:")}</p>
            <pre>{typed}</pre>
          </>
        )}
        <p>
          <a href={back === "" ? "/" : back}>{visit.tr("Quay lại", "Go back")}</a>
        </p>
      </div>
    ),
  };
}

/** Something of ours broke: said plainly, in the visitor's language. */
export function brokenPage(language: Language): BareFrame {
  const tr = (vi: string, en: string): string => (language === "vi" ? vi : en);
  const title = tr("Lỗi của hệ thống", "A fault of ours");
  return {
    title,
    language,
    body: (
      <div class="panel">
        <h1>{title}</h1>
        <p>
          {tr(
            "Thao tác vừa rồi chưa được thực hiện. Lỗi đã được ghi lại; hãy thử lại sau ít phút.",
            "Nothing was done. The fault is recorded; try again in a few minutes.",
          )}
        </p>
        <p>
          <a href="/">{tr("Về trang tổng quan", "Back to the overview")}</a>
        </p>
      </div>
    ),
  };
}
