// A short guide on the page itself: what the words mean and who does what.
import type { JSX } from "hono/jsx/jsx-runtime";
import { FINDING_STATES, SEVERITIES } from "../../model/area.ts";
import type { FindingState } from "../../model/area.ts";
import type { Text } from "../../model/text.ts";
import { SEVERITY_WORDS, STATE_WORDS } from "../../model/words.ts";
import { TERM_BASIS, termText } from "../../rules/due.ts";
import type { ReaderVisit, Reply, Route } from "../route.ts";
import { GUIDE_PATHS } from "./guide.tsx";
import { titled } from "../view/titled.tsx";

export function helpRoutes(): readonly Route[] {
  return [{ method: "GET", path: "/help", act: "read help", audience: "reader", answer: help }];
}

const MEANING: Readonly<Record<FindingState, Text>> = {
  open: {
    vi: "Vấn đề đã được nhìn thấy và chưa ai nhận xử lý.",
    en: "The problem was seen and nobody has taken it up.",
  },
  "in-progress": {
    vi: "Đã có người chịu trách nhiệm và ngày dự kiến xong.",
    en: "Somebody answers for it, with a planned date.",
  },
  "claimed-fixed": {
    vi: "Đơn vị nói đã sửa; chờ lượt kiểm tra sau xác nhận.",
    en: "The unit says it is fixed; a later look has to confirm it.",
  },
  fixed: {
    vi: "Đã kiểm tra lại đúng chỗ đó và không còn thấy.",
    en: "That very place was looked at again and it is gone.",
  },
  accepted: {
    vi: "Trung tâm đồng ý để lại đến một ngày; hết ngày, hoặc khi giá trị thay đổi, phát hiện tự mở lại.",
    en: "The central team agreed to leave it until a day; after it, or when the value changes, it opens again.",
  },
  "false-positive": {
    vi: "Trung tâm xác nhận kết quả không đúng.",
    en: "The central team confirmed that it was not so.",
  },
};

const STEPS: readonly Text[] = [
  {
    vi: "Mở Tổng quan. Xử lý từ trên xuống: gấp nhất và sắp đến hạn nhất đứng trước.",
    en: "Open the overview and work from the top: most urgent and soonest due come first.",
  },
  {
    vi: "Mở một phát hiện. Làm theo phần “Cách khắc phục” cho loại máy chủ đang dùng, hoặc gửi đoạn văn bản có sẵn cho nhà thầu.",
    en: "Open a finding. Follow “How to mend it” for your kind of server, or forward the prepared text to the contractor.",
  },
  {
    vi: "Ghi người chịu trách nhiệm và ngày dự kiến, rồi báo đã sửa khi xong.",
    en: "Record who answers for it and by when; say that it is fixed when it is.",
  },
  {
    vi: "Nếu chưa thể sửa, xin chấp nhận rủi ro có thời hạn; nếu kết quả không đúng, báo nhầm. Trung tâm trả lời trong mục Đề nghị.",
    en: "Where it cannot be mended yet, ask for an exception; where it is not so, report a false alarm. Answers stand under Requests.",
  },
  {
    vi: "Khi bảo trì hoặc gặp sự cố, có thể tạm dừng quét ở mục “Trang của đơn vị”; có hiệu lực trong vài giây.",
    en: "During maintenance or trouble, pause the scanning under “Our sites”; it takes effect within seconds.",
  },
];

function help(visit: ReaderVisit): Reply {
  const title = visit.tr("Hướng dẫn", "Help");
  return titled(
    title,
    <>
      <Guides visit={visit} />
      <section class="panel">
        <h2>{visit.tr("Làm gì trước", "What to do")}</h2>
        <ol class="steps">
          {STEPS.map((step) => (
            <li>{visit.say(step)}</li>
          ))}
        </ol>
      </section>
      <section class="panel">
        <h2>{visit.tr("Tình trạng của một phát hiện", "States of a finding")}</h2>
        <dl class="facts">
          {FINDING_STATES.map((state) => (
            <>
              <dt>{visit.say(STATE_WORDS[state])}</dt>
              <dd>{visit.say(MEANING[state])}</dd>
            </>
          ))}
        </dl>
      </section>
      <section class="panel">
        <h2>{visit.tr("Mức độ và thời hạn", "Severity and term")}</h2>
        <dl class="facts">
          {SEVERITIES.map((severity) => (
            <>
              <dt>{visit.say(SEVERITY_WORDS[severity])}</dt>
              <dd>{visit.say(termText(severity))}</dd>
            </>
          ))}
        </dl>
        <p class="soft small">
          {visit.tr("Thời hạn", "Terms are")} {visit.say(TERM_BASIS)}{" "}
          {visit.tr(
            "Thứ Bảy, Chủ nhật và ngày nghỉ lễ không tính.",
            "Saturdays, Sundays and holidays do not count.",
          )}
        </p>
      </section>
      <section class="panel">
        <h2>{visit.tr("Chúng tôi làm gì với trang của bạn", "What we do to your site")}</h2>
        <p>
          {visit.tr(
            "Chỉ xem các trang công khai trong phạm vi văn bản cho phép, tối đa một truy vấn mỗi giây (trừ khi văn bản ghi khác); không đăng nhập, không thử tấn công, không ghi gì. Mọi truy vấn có trong mục “Truy vấn đã gửi”.",
            "We only look at public pages within the authorization, at most one request a second unless it says otherwise; no login, no attack, nothing written. Every request stands under “Requests made”.",
          )}
        </p>
      </section>
    </>,
  );
}

/** The whole guides, for those who want to read before they act. */
function Guides({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  return (
    <div class="actions">
      <a class="button quiet" href={GUIDE_PATHS.unit}>
        {visit.tr("Hướng dẫn cho đơn vị, có hình", "Guide for units, with pictures (Vietnamese)")}
      </a>
      {visit.central === null ? null : (
        <a class="button quiet" href={GUIDE_PATHS.central}>
          {visit.tr(
            "Hướng dẫn cho trung tâm, có hình",
            "Guide for the central team, with pictures (Vietnamese)",
          )}
        </a>
      )}
    </div>
  );
}
