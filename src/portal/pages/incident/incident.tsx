// One incident: its clock, its findings, its notices ready to be completed, what was sent, how it ended.
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Incident, Notice as NoticeKind, NOTICES } from "../../../model/incident.ts";
import type { Knowledge } from "../../../model/knowledge.ts";
import type { Text } from "../../../model/text.ts";
import { INCIDENT_WORDS } from "../../../model/words.ts";
import { deadlinesOf } from "../../../rules/incident-clock.ts";
import { closingReport, firstNotice, NOTICE_WORDS } from "../../../rules/incident-text.ts";
import {
  Notice,
  PostForm,
  Reason,
  Said,
  Select,
  SeverityMark,
  Table,
} from "../../view/components.tsx";
import { NOTICE_NAMES } from "../../files/downloads.ts";
import { timeText } from "../../view/format.ts";
import {
  type CentralVisit,
  type ManagerVisit,
  MISSING,
  type ReaderVisit,
  redirect,
  type Reply,
  type Route,
} from "../../route.ts";
import { placeText, stateText } from "../finding/list.tsx";
import { Clock, ClosingFields } from "./parts.tsx";
import { unitText } from "../../view/visitor.ts";

const SAID: readonly (readonly [string, Text])[] = [
  [
    "opened",
    {
      vi: "Đã mở sự cố. Đồng hồ báo cáo tính từ lúc phát hiện; đơn vị thấy ngay.",
      en: "The incident is open. Its clock has run since the detection; the unit sees it at once.",
    },
  ],
  ["sent", { vi: "Đã ghi thông báo đã gửi.", en: "The notice is recorded as sent." }],
  ["closed", { vi: "Đã đóng sự cố.", en: "The incident is closed." }],
  ["none", { vi: "Đã ghi là không phải sự cố.", en: "Recorded as none after all." }],
];

export function incidentRoutes(knowledge: Knowledge): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/incidents/:id",
      act: "view incident",
      audience: "reader",
      answer: (visit) => incidentPage(visit, knowledge),
    },
    {
      method: "POST",
      path: "/incidents/:id/sent",
      act: "note notice of own incident",
      audience: "manager",
      answer: (visit) => sent(visit, visit.office),
    },
    {
      method: "POST",
      path: "/central/incidents/:id/sent",
      act: "note notice",
      audience: "central",
      answer: (visit) => sent(visit, visit.central),
    },
    {
      method: "POST",
      path: "/central/incidents/:id/close",
      act: "close incident",
      audience: "central",
      answer: close,
    },
    {
      method: "POST",
      path: "/central/incidents/:id/false-alarm",
      act: "call incident a false alarm",
      audience: "central",
      answer: falseAlarm,
    },
  ];
}

function asked(visit: ReaderVisit): Incident | undefined {
  return visit.mine.incident(visit.parameter("id"));
}

function sent(visit: ReaderVisit, office: ManagerVisit["office"] | CentralVisit["central"]): Reply {
  const incident = asked(visit);
  const notice = NoticeKind.safeParse(visit.field("notice"));
  if (incident === undefined || !notice.success) return MISSING;
  office.tellSent(incident.id, { notice: notice.data, note: visit.field("reason") });
  return redirect(`/incidents/${incident.id}?said=sent`);
}

function close(visit: CentralVisit): Reply {
  const incident = asked(visit);
  if (incident === undefined) return MISSING;
  const closing = {
    cause: visit.field("cause"),
    damage: visit.field("damage"),
    measures: visit.field("measures"),
    lessons: visit.field("lessons"),
  };
  visit.central.incidents.close(incident.id, closing, visit.field("reason"));
  return redirect(`/incidents/${incident.id}?said=closed`);
}

function falseAlarm(visit: CentralVisit): Reply {
  const incident = asked(visit);
  if (incident === undefined) return MISSING;
  visit.central.incidents.falseAlarm(incident.id, visit.field("reason"));
  return redirect(`/incidents/${incident.id}?said=none`);
}

function incidentPage(visit: ReaderVisit, knowledge: Knowledge): Reply {
  const incident = asked(visit);
  if (incident === undefined) return MISSING;
  const now = visit.now.toISOString();
  const title = `${visit.tr("Sự cố", "Incident")} ${incident.id}`;
  return {
    kind: "page",
    title,
    body: (
      <div>
        <p class="crumbs">
          <a href="/incidents">{visit.tr("Sự cố", "Incidents")}</a> / {incident.id}
        </p>
        <h1>{title}</h1>
        <Said words={SAID} visit={visit} />
        <section class="panel">
          <h2>
            {unitText(incident.unit, visit)} · {visit.say(INCIDENT_WORDS[incident.state])}
          </h2>
          <Clock deadlines={deadlinesOf(incident, knowledge.incidents, now)} visit={visit} />
          <Facts incident={incident} visit={visit} />
          <div class="actions">
            <a class="button" href={`/incidents/${incident.id}/evidence.zip`}>
              {visit.tr("Gói chứng cứ (ZIP)", "Evidence pack (ZIP)")}
            </a>
          </div>
        </section>
        <Findings incident={incident} visit={visit} />
        <Texts incident={incident} knowledge={knowledge} visit={visit} />
        <SentNotices incident={incident} visit={visit} />
        {visit.central === null || incident.state !== "open" ? null : (
          <Ending incident={incident} visit={visit} />
        )}
        <History incident={incident} visit={visit} />
      </div>
    ),
  };
}

interface Props {
  readonly incident: Incident;
  readonly visit: ReaderVisit;
}

function Facts({ incident, visit }: Props): JSX.Element {
  const { detectedAt, confirmedAt, confirmedBy, reason, closing } = incident;
  const told =
    closing === null
      ? []
      : ([
          [visit.tr("Nguyên nhân", "Cause"), closing.cause],
          [visit.tr("Thiệt hại", "Damage"), closing.damage],
          [visit.tr("Biện pháp", "Measures"), closing.measures],
          [visit.tr("Bài học", "Lessons"), closing.lessons],
        ] as const);
  return (
    <dl class="facts">
      <dt>{visit.tr("Phát hiện lúc", "Detected")}</dt>
      <dd>{timeText(detectedAt)}</dd>
      <dt>{visit.tr("Xác nhận", "Confirmed")}</dt>
      <dd>
        {timeText(confirmedAt)}, {confirmedBy}: {reason}
      </dd>
      <dt>{visit.tr("Mức độ", "How serious")}</dt>
      <dd>
        {incident.serious
          ? visit.tr("nghiêm trọng", "serious")
          : visit.tr("không nghiêm trọng", "not serious")}
        {incident.atOnce ? visit.tr("; phải báo ngay", "; to be told at once") : ""}
      </dd>
      {told.map(([name, text]) => (
        <>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </>
      ))}
    </dl>
  );
}

function Findings({ incident, visit }: Props): JSX.Element {
  const findings = incident.findings.flatMap((id) => visit.mine.finding(id) ?? []);
  return (
    <Table
      caption={visit.tr("Phát hiện trong sự cố", "Findings of the incident")}
      columns={[
        { title: visit.tr("Phát hiện", "Finding") },
        { title: visit.tr("Nơi", "Where") },
        { title: visit.tr("Mức độ", "Severity") },
        { title: visit.tr("Tình trạng", "State") },
      ]}
      rows={findings.map((finding) => [
        <a href={`/findings/${finding.id}`}>{visit.say(finding.title)}</a>,
        <span class="mono">
          {placeText({ finding, places: [`${finding.host ?? ""}:${String(finding.port)}`] }, visit)}
        </span>,
        <SeverityMark of={finding.severity} words={visit} />,
        stateText(finding, visit),
      ])}
      empty={null}
    />
  );
}

/** The notices as they would read now; what nobody has said yet is left as dots for the office. */
function Texts(props: Props & { readonly knowledge: Knowledge }): JSX.Element {
  const { incident, visit, knowledge } = props;
  const file = visit.mine.incidentFile(incident, knowledge, visit.now.toISOString());
  const texts = {
    "first-notice": {
      title: visit.tr("Thông báo ban đầu (mục 10a)", "First notice (item 10a)"),
      text: firstNotice(file),
    },
    "closing-report": {
      title: visit.tr("Báo cáo kết thúc (mục 10c)", "Closing report (item 10c)"),
      text: closingReport(file),
    },
  };
  return (
    <section class="drafts">
      <h2>{visit.tr("Nội dung điền sẵn", "Texts, pre-filled")}</h2>
      {NOTICE_NAMES.map((name) => (
        <details class="draft">
          <summary>{texts[name].title}</summary>
          <pre>{visit.say(texts[name].text).replaceAll(/^#+ /gm, "")}</pre>
          <div class="actions">
            <a class="button quiet" href={`/incidents/${incident.id}/${name}.txt`}>
              {visit.tr("Tải về (TXT)", "Download (TXT)")}
            </a>
          </div>
        </details>
      ))}
    </section>
  );
}

function SentNotices({ incident, visit }: Props): JSX.Element {
  const to =
    visit.central === null
      ? visit.office === null
        ? null
        : `/incidents/${incident.id}/sent`
      : `/central/incidents/${incident.id}/sent`;
  return (
    <section>
      <h2>{visit.tr("Thông báo, báo cáo đã gửi", "Notices sent")}</h2>
      <Table
        caption={visit.tr("Đã gửi", "Sent")}
        columns={[
          { title: visit.tr("Loại", "Kind") },
          { title: visit.tr("Lúc ghi", "Recorded") },
          { title: visit.tr("Người ghi", "By") },
          { title: visit.tr("Số, ngày, nơi nhận", "Number, date, recipients") },
        ]}
        rows={incident.sent.map(({ notice, at, by, note }) => [
          visit.say(NOTICE_WORDS[notice]),
          timeText(at),
          by,
          note,
        ])}
        empty={
          <Notice kind="warn">
            {visit.tr(
              "Chưa ghi nhận thông báo nào. Gửi thông báo rồi ghi vào đây để dừng đồng hồ.",
              "None is recorded. Send the notice, then record it here: that stops its clock.",
            )}
          </Notice>
        }
      />
      {to === null || incident.state === "false-alarm" ? null : (
        <SentForm to={to} incident={incident} visit={visit} />
      )}
    </section>
  );
}

function SentForm(props: Props & { readonly to: string }): JSX.Element {
  const { to, incident, visit } = props;
  const kinds = incident.state === "open" ? NOTICES : (["closing"] as const);
  return (
    <details>
      <summary>{visit.tr("Ghi một thông báo đã gửi", "Record a notice as sent")}</summary>
      <PostForm to={to} csrf={visit.csrf}>
        <Select
          name="notice"
          label={visit.tr("Loại", "Kind")}
          value={kinds[0]}
          choices={kinds.map((one) => ({ value: one, text: visit.say(NOTICE_WORDS[one]) }))}
        />
        <Reason id="sent-note" label={visit.tr("Số, ngày, nơi nhận", "Number, date, recipients")} />
        <div>
          <button>{visit.tr("Ghi là đã gửi", "Record as sent")}</button>
        </div>
      </PostForm>
    </details>
  );
}

function Ending({ incident, visit }: Props): JSX.Element {
  const base = `/central/incidents/${incident.id}`;
  return (
    <section>
      <h2>{visit.tr("Kết thúc", "Ending it")}</h2>
      <details>
        <summary>
          {visit.tr("Đóng: đã khắc phục và đã kiểm tra lại", "Close: mended and looked at again")}
        </summary>
        <PostForm to={`${base}/close`} csrf={visit.csrf}>
          <ClosingFields visit={visit} />
          <Reason id="close-reason" label={visit.tr("Căn cứ để đóng", "On what it is closed")} />
          <div>
            <button>{visit.tr("Đóng sự cố", "Close the incident")}</button>
          </div>
        </PostForm>
      </details>
      <details>
        <summary>{visit.tr("Không phải sự cố", "It was none")}</summary>
        <PostForm to={`${base}/false-alarm`} csrf={visit.csrf}>
          <Reason id="none-reason" label={visit.tr("Lý do", "Reason")} />
          <div>
            <button>{visit.tr("Ghi là không phải sự cố", "Record that it was none")}</button>
          </div>
        </PostForm>
      </details>
    </section>
  );
}

const STEP_WORDS = {
  opened: { vi: "mở", en: "opened" },
  joined: { vi: "thêm phát hiện", en: "finding joined" },
  sent: { vi: "đã gửi", en: "sent" },
  note: { vi: "ghi chú", en: "note" },
  closed: { vi: "đóng", en: "closed" },
  "false-alarm": { vi: "không phải sự cố", en: "none after all" },
} as const;

/** "first: 12/BC" as its words: the notice is stored by its id. */
function toldText(detail: string, visit: ReaderVisit): string {
  const [word = "", ...rest] = detail.split(": ");
  const notice = NoticeKind.safeParse(word);
  return notice.success ? `${visit.say(NOTICE_WORDS[notice.data])}: ${rest.join(": ")}` : detail;
}

/** "254a8aa6a6a6f8c4: why" with the finding by its title: the history names it by its id. */
function namedText(detail: string, visit: ReaderVisit): string {
  const [id = ""] = detail.split(":");
  const finding = visit.mine.finding(id);
  return finding === undefined ? detail : visit.say(finding.title) + detail.slice(id.length);
}

function History({ incident, visit }: Props): JSX.Element {
  return (
    <Table
      caption={visit.tr("Diễn biến", "History")}
      columns={[
        { title: visit.tr("Lúc", "At") },
        { title: visit.tr("Việc", "Step") },
        { title: visit.tr("Ai", "Who") },
        { title: visit.tr("Ghi chú", "Detail") },
      ]}
      rows={visit.mine
        .incidentEvents(incident)
        .map(({ at, action, actor, detail }) => [
          timeText(at),
          visit.say(STEP_WORDS[action]),
          actor,
          action === "sent" ? toldText(detail, visit) : namedText(detail, visit),
        ])}
      empty={null}
    />
  );
}
