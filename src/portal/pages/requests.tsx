// What the unit asked of the central team, and what became of it.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { UnitRequest } from "../../model/account.ts";
import { REQUEST_STATUS_WORDS, REQUEST_WORDS } from "../../model/account.ts";
import { Notice, Table } from "../view/components.tsx";
import { dayText } from "../../text/days.ts";
import { timeText } from "../view/format.ts";
import type { ReaderVisit, Reply, Route } from "../route.ts";
import { FindingLink } from "./finding/list.tsx";
import { titled } from "../view/titled.tsx";

export function requestsRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/requests",
      act: "list requests",
      audience: "reader",
      answer: requestsPage,
    },
  ];
}

function requestsPage(visit: ReaderVisit): Reply {
  const title = visit.tr("Đề nghị gửi trung tâm", "Requests to the central team");
  const requests = visit.mine.requests();
  return titled(
    title,
    <>
      <p class="lead">
        {visit.tr(
          "Đề nghị chưa có hiệu lực cho đến khi trung tâm đồng ý.",
          "Nothing takes effect before the central team has agreed.",
        )}
      </p>
      <Table
        caption={visit.tr("Mới nhất trước", "Newest first")}
        columns={[
          { title: visit.tr("Lúc", "At") },
          { title: visit.tr("Đề nghị", "Request") },
          { title: visit.tr("Về", "About") },
          { title: visit.tr("Lý do", "Reason") },
          { title: visit.tr("Tình trạng", "Status") },
          { title: visit.tr("Trả lời", "Answer") },
        ]}
        rows={requests.map((request) => [
          `${timeText(request.askedAt)} · ${request.askedBy}`,
          visit.say(REQUEST_WORDS[request.kind]),
          aboutRequest(request, visit),
          request.until === null
            ? request.reason
            : `${request.reason} (${visit.tr("đến", "until")} ${dayText(request.until)})`,
          visit.say(REQUEST_STATUS_WORDS[request.status]),
          request.answer,
        ])}
        empty={<NoRequest visit={visit} />}
      />
    </>,
  );
}

function NoRequest({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  return (
    <Notice kind="plain">
      {visit.tr(
        "Đơn vị chưa gửi đề nghị nào. Xin chấp nhận rủi ro hoặc báo nhầm: ngay trong trang của phát hiện. Thêm máy chủ hoặc đầu mối liên hệ:",
        "Nothing was asked yet. For an exception or a false alarm: on the finding's own page. For a new host or contact:",
      )}{" "}
      <a href="/sites">{visit.tr("Trang của đơn vị", "Our sites")}</a>.
    </Notice>
  );
}

export function aboutRequest({ finding, subject }: UnitRequest, visit: ReaderVisit): JSX.Element {
  return finding === null ? (
    <span class="mono">{subject}</span>
  ) : (
    <FindingLink id={finding} visit={visit} />
  );
}
