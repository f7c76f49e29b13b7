// What units ask for and what the central team answers. Agreeing does at once what was asked, and says so
// in the finding's or the registry's own history.
import type { JSX } from "hono/jsx/jsx-runtime";
import { REQUEST_STATUS_WORDS, REQUEST_WORDS, type UnitRequest } from "../../../model/account.ts";
import type { Text } from "../../../model/text.ts";
import { address, Notice, PostForm, Reason, Said, Table } from "../../view/components.tsx";
import { dayText } from "../../../text/days.ts";
import { timeText } from "../../view/format.ts";
import { type CentralVisit, MISSING, redirect, type Reply, type Route } from "../../route.ts";

import { aboutRequest } from "../requests.tsx";
import { titled } from "../../view/titled.tsx";
import { unitText } from "../../view/visitor.ts";

const SAID: readonly (readonly [string, Text])[] = [
  ["decided", { vi: "Đã trả lời; đơn vị thấy ngay.", en: "Answered; the unit sees it at once." }],
  [
    "host-added",
    {
      vi: "Đã đồng ý; máy chủ đã vào danh mục. Máy chủ chỉ được quét khi có văn bản cho phép nêu tên nó hoặc cho mọi máy chủ đã đăng ký.",
      en: "Agreed; the host is registered. It is scanned only under a document that names it or permits all registered hosts.",
    },
  ],
];

export function centralRequestsRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/central/requests",
      act: "list all requests",
      audience: "central",
      answer: requestsPage,
    },
    {
      method: "POST",
      path: "/central/requests/:id",
      act: "decide request",
      audience: "central",
      answer: decide,
    },
  ];
}

function decide(visit: CentralVisit): Reply {
  const status = visit.field("decision") === "approve" ? "approved" : "declined";
  const answer = visit.field("reason");
  const decided = visit.central.decide(visit.parameter("id"), { status, answer });
  if (decided === undefined) return MISSING;
  const isNewHost = decided.kind === "host" && status === "approved";
  return redirect(`/central/requests?said=${isNewHost ? "host-added" : "decided"}`);
}

function requestsPage(visit: CentralVisit): Reply {
  const title = visit.tr("Đề nghị của các đơn vị", "Requests of units");
  const all = visit.mine.requests();
  const open = all.filter(({ status }) => status === "open").toReversed();
  const done = all.filter(({ status }) => status !== "open").slice(0, 100);
  return titled(
    title,
    <>
      <Said words={SAID} visit={visit}>
        {visit.query("said") === "host-added" ? (
          <a href={address("/central/hosts", { reason: "any" })}>
            {visit.tr("Máy chủ chưa được phép quét", "Hosts that nothing permits")}
          </a>
        ) : null}
      </Said>
      <h2>{visit.tr("Đang chờ", "Waiting")}</h2>
      {open.length === 0 ? (
        <Notice kind="plain">{visit.tr("Không có đề nghị nào đang chờ.", "None waits.")}</Notice>
      ) : (
        open.map((request) => <Waiting request={request} visit={visit} />)
      )}
      <h2>{visit.tr("Đã trả lời", "Answered")}</h2>
      <Table
        caption={visit.tr("Mới nhất trước", "Newest first")}
        columns={[
          { title: visit.tr("Đề nghị", "Request") },
          { title: visit.tr("Đơn vị", "Unit") },
          { title: visit.tr("Về", "About") },
          { title: visit.tr("Lý do", "Reason") },
          { title: visit.tr("Trả lời", "Answer") },
        ]}
        rows={done.map((request) => [
          visit.say(REQUEST_WORDS[request.kind]),
          unitText(request.unit, visit),
          aboutRequest(request, visit),
          request.reason,
          `${visit.say(REQUEST_STATUS_WORDS[request.status])} · ${request.decidedBy ?? ""} · ${timeText(request.decidedAt ?? "")}: ${request.answer}`,
        ])}
        empty={
          <Notice kind="plain">
            {visit.tr("Chưa trả lời đề nghị nào.", "None was answered yet.")}
          </Notice>
        }
      />
    </>,
  );
}

function Waiting(props: {
  readonly request: UnitRequest;
  readonly visit: CentralVisit;
}): JSX.Element {
  const { request, visit } = props;
  return (
    <section class="panel">
      <h3>
        {visit.say(REQUEST_WORDS[request.kind])} · {unitText(request.unit, visit)}
      </h3>
      <dl class="facts">
        <dt>{visit.tr("Về", "About")}</dt>
        <dd>{aboutRequest(request, visit)}</dd>
        <dt>{visit.tr("Người gửi", "Asked by")}</dt>
        <dd>
          {request.askedBy}, {timeText(request.askedAt)}
        </dd>
        <dt>{visit.tr("Lý do", "Reason")}</dt>
        <dd>{request.reason}</dd>
        {request.until === null ? null : (
          <>
            <dt>{visit.tr("Đến ngày", "Until")}</dt>
            <dd>{dayText(request.until)}</dd>
          </>
        )}
      </dl>
      <PostForm to={`/central/requests/${request.id}`} csrf={visit.csrf}>
        <Reason id={`answer-${request.id}`} label={visit.tr("Trả lời đơn vị", "Answer")} />
        <div class="actions">
          <button name="decision" value="approve">
            {visit.tr("Đồng ý", "Approve")}
          </button>
          <button name="decision" value="decline" class="quiet">
            {visit.tr("Không đồng ý", "Decline")}
          </button>
        </div>
      </PostForm>
    </section>
  );
}
