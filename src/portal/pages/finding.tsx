// One finding, for the person who has to mend it: what, why, on what it rests, item and law, steps, how to
// verify, history; and what that person may say of it.
import type { JSX } from "hono/jsx/jsx-runtime";
import { WORD_ACTIONS, type Finding, type FindingEvent } from "../../model/finding.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import { isReason, REASONS } from "../../model/reason.ts";
import type { Text } from "../../model/text.ts";
import { AREA_WORDS, CONFIDENCE_WORDS, RELATION_WORDS, STATE_WORDS } from "../../model/words.ts";
import { dueBasisText } from "../../rules/due.ts";
import { itemText } from "../../rules/law.ts";
import { forwardText, remedySteps } from "../../rules/remedy.ts";
import { Due, Lines, Notice, Said, SeverityMark, Table } from "../components.tsx";
import { timeText } from "../format.ts";
import { MISSING, type ReaderVisit, type Reply, type Route } from "../route.ts";
import { ownerText, seesSeveral, stateText, unitText } from "./finding-list.tsx";
import { IncidentPart } from "./finding-incident.tsx";
import { ACTION_WORDS, CentralForms, UnitForms } from "./finding-forms.tsx";
import { LookingAgain } from "./finding-verify.tsx";

const SAID: readonly (readonly [string, Text])[] = [
  [
    "claim-fixed",
    {
      vi: "Đã ghi nhận đơn vị báo đã sửa và yêu cầu kiểm tra lại. Phát hiện chỉ đóng khi kiểm tra không còn thấy vấn đề.",
      en: "Your claim is recorded and a look is asked for. The finding closes only when a look does not see the problem.",
    },
  ],
  ["in-progress", { vi: "Đã ghi người xử lý và kế hoạch.", en: "Person and plan are recorded." }],
  [
    "asked",
    {
      vi: "Đã gửi đề nghị đến trung tâm. Trạng thái chưa thay đổi cho đến khi có trả lời.",
      en: "The request was sent. Nothing changes until the central team has answered.",
    },
  ],
  [
    "verify",
    {
      vi: "Đã ghi yêu cầu kiểm tra lại; tình trạng ghi ở mục Kiểm tra lại.",
      en: "The look is asked for; see “Looking again” for how it stands.",
    },
  ],
  ["word", { vi: "Đã ghi ý kiến.", en: "The word is recorded." }],
];

export function findingRoutes(knowledge: Knowledge): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/findings/:id",
      act: "view finding",
      audience: "reader",
      answer: (visit) => findingPage(visit, knowledge),
    },
  ];
}

function findingPage(visit: ReaderVisit, knowledge: Knowledge): Reply {
  const finding = visit.mine.finding(visit.parameter("id"));
  if (finding === undefined) return MISSING;
  const rule = knowledge.rules.find(({ id }) => id === finding.rule);
  const forward = rule === undefined ? null : forwardText(finding, rule, knowledge.actions);
  return {
    kind: "page",
    title: visit.say(finding.title),
    body: (
      <div>
        <p class="crumbs">
          <a href="/findings">{visit.tr("Phát hiện", "Findings")}</a> / {finding.id}
        </p>
        <h1>{visit.say(finding.title)}</h1>
        <Said words={SAID} visit={visit} />
        <Standing finding={finding} visit={visit} />
        <IncidentPart finding={finding} visit={visit} />
        <LookingAgain finding={finding} visit={visit} />
        <section class="panel">
          <h2>{visit.tr("Vấn đề", "What is wrong")}</h2>
          {rule === undefined ? null : <p>{visit.say(rule.why)}</p>}
          <h3>{visit.tr("Giá trị đo được", "What was measured")}</h3>
          <p class="evidence mono">{finding.value}</p>
          <h3>{visit.tr("Căn cứ", "What it rests on")}</h3>
          {finding.evidence.map(({ text, observation }) => (
            <p class="evidence mono">
              {text} <span class="soft small">[{observation.slice(0, 12)}]</span>
            </p>
          ))}
        </section>
        <section class="panel">
          <h2>{visit.tr("Cách khắc phục", "How to mend it")}</h2>
          <Remedy text={visit.say(finding.remedy)} knowledge={knowledge} visit={visit} />
          {rule === undefined ? null : (
            <>
              <h3>{visit.tr("Cách tự kiểm tra", "How to verify")}</h3>
              <Lines text={visit.say(rule.verify)} />
            </>
          )}
          {forward === null ? null : (
            <details>
              <summary>
                {visit.tr(
                  "Nhà thầu quản trị? Nội dung để gửi",
                  "A contractor runs it? Text to forward",
                )}
              </summary>
              <pre>{visit.say(forward)}</pre>
            </details>
          )}
        </section>
        {visit.office === null ? null : <UnitForms finding={finding} visit={visit} />}
        {visit.central === null ? null : <CentralForms finding={finding} visit={visit} />}
        <Items finding={finding} visit={visit} knowledge={knowledge} />
        <Requests finding={finding} visit={visit} />
        <History finding={finding} visit={visit} />
      </div>
    ),
  };
}

/** The general steps in order; then, for whichever server or product one has, its own. */
function Remedy(props: {
  readonly text: string;
  readonly knowledge: Knowledge;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { text, knowledge, visit } = props;
  const names = [...SERVERS, ...knowledge.products.map(({ name }) => name)];
  const steps = remedySteps(text).map(({ text: line, code }) => {
    const name = names.find((one) => line.startsWith(`${one}: `)) ?? null;
    return { name, line: name === null ? line : line.slice(name.length + 2), code };
  });
  const general = steps.filter(({ name }) => name === null);
  const own = steps.filter(({ name }) => name !== null);
  return (
    <>
      <Lines text={general.map(({ line }) => line).join("\n")} list />
      {general.map(({ code }) => (
        <Code lines={code} />
      ))}
      {own.length === 0 ? null : (
        <>
          <h3>{visit.tr("Theo phần mềm máy chủ đang dùng", "For the server you have")}</h3>
          <dl class="servers">
            {own.map(({ name, line, code }) => (
              <>
                <dt>{name}</dt>
                <dd>
                  {line}
                  <Code lines={code} />
                </dd>
              </>
            ))}
          </dl>
        </>
      )}
    </>
  );
}

/** Lines to copy as they are. */
function Code({ lines }: { readonly lines: readonly string[] }): JSX.Element | null {
  return lines.length === 0 ? null : <pre tabindex={0}>{lines.join("\n")}</pre>;
}

function Standing({
  finding,
  visit,
}: {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const places = visit.mine
    .siblings(finding)
    .map((one) => (one.host === null ? one.subject : `${one.host}:${String(one.port)}`));
  return (
    <dl class="facts panel">
      <dt>{visit.tr("Mức độ", "Severity")}</dt>
      <dd>
        <SeverityMark of={finding.severity} words={visit} /> ·{" "}
        {visit.say(CONFIDENCE_WORDS[finding.confidence])}
      </dd>
      <dt>{visit.tr("Tình trạng", "State")}</dt>
      <dd>
        {stateText(finding, visit)}
        {finding.held
          ? ` · ${visit.tr("đang giữ, chỉ trung tâm thấy", "held: central team only")}`
          : ""}
      </dd>
      <dt>{visit.tr("Hạn khắc phục", "Due")}</dt>
      <dd>
        <Due day={finding.dueOn} words={visit} />
        <br />
        <span class="soft small">{visit.say(dueBasisText(finding.severity))}</span>
      </dd>
      <dt>{visit.tr("Người xử lý", "Who acts")}</dt>
      <dd>{ownerText(finding, visit)}</dd>
      {seesSeveral(visit) ? (
        <>
          <dt>{visit.tr("Đơn vị", "Unit")}</dt>
          <dd>{unitText(finding.unit, visit)}</dd>
        </>
      ) : null}
      <dt>{visit.tr("Ở đâu", "Where")}</dt>
      <dd class="mono">{[...new Set(places)].join(", ")}</dd>
      <dt>{visit.tr("Đối tượng", "Subject")}</dt>
      <dd class="mono">{finding.subject}</dd>
      <dt>{visit.tr("Nội dung", "Area")}</dt>
      <dd>{visit.say(AREA_WORDS[finding.area])}</dd>
      <dt>{visit.tr("Thấy lần đầu", "First seen")}</dt>
      <dd>{timeText(finding.firstSeen)}</dd>
      <dt>{visit.tr("Kiểm tra lần cuối", "Last looked")}</dt>
      <dd>{timeText(finding.lastLooked)}</dd>
    </dl>
  );
}

function Items(props: {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
  readonly knowledge: Knowledge;
}): JSX.Element {
  const { finding, visit, knowledge } = props;
  return (
    <section class="panel">
      <h2>{visit.tr("Công văn và văn bản liên quan", "The directive and the law")}</h2>
      <ul>
        {finding.directive.map(({ document, item, relation, why }) => {
          const summary = itemText(knowledge.directives, document, item);
          return (
            <li>
              <b>
                {document}, {visit.tr("mục", "item")} {item}
              </b>{" "}
              — {visit.say(RELATION_WORDS[relation])}: {visit.say(why)}
              {summary === undefined ? null : <p class="soft small">{visit.say(summary)}</p>}
            </li>
          );
        })}
        {finding.law.map(({ document, article }) => (
          <li>
            {document} — {article}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Requests({
  finding,
  visit,
}: {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
}): JSX.Element | null {
  const requests = visit.mine.requests({ finding: finding.id });
  if (requests.length === 0) return null;
  return (
    <section>
      <h2>{visit.tr("Đề nghị về phát hiện này", "Requests on this finding")}</h2>
      {requests.map((request) => (
        <Notice kind="plain">
          {timeText(request.askedAt)} · {request.askedBy}: {request.reason}
          {request.answer === "" ? "" : ` → ${request.decidedBy ?? ""}: ${request.answer}`}
        </Notice>
      ))}
    </section>
  );
}

/** Names that the steps of a remedy begin with; products have theirs in data. */
const SERVERS = ["IIS", "nginx", "Apache", "cPanel", "DirectAdmin"];

const CAUSES: Readonly<Record<FindingEvent["cause"], Text>> = {
  seen: { vi: "nhìn thấy", en: "seen" },
  "not-seen": { vi: "không còn thấy", en: "not seen" },
  "could-not-look": { vi: "không kiểm tra được", en: "could not look" },
  "value-changed": { vi: "giá trị thay đổi", en: "value changed" },
  person: { vi: "ý kiến của người", en: "a person's word" },
  "rule-changed": { vi: "quy tắc thay đổi", en: "rule changed" },
  "data-changed": { vi: "dữ liệu tham chiếu thay đổi", en: "data changed" },
  expired: { vi: "hết thời hạn", en: "expired" },
};

function History({
  finding,
  visit,
}: {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
}): JSX.Element {
  return (
    <section>
      <h2>{visit.tr("Lịch sử", "History")}</h2>
      <Table
        caption={visit.tr("Cũ nhất trước", "Oldest first")}
        columns={[
          { title: visit.tr("Thời điểm", "When") },
          { title: visit.tr("Tình trạng", "State") },
          { title: visit.tr("Vì sao", "Why") },
          { title: visit.tr("Ai", "Who") },
          { title: visit.tr("Chi tiết", "Detail") },
        ]}
        rows={visit.mine
          .events(finding)
          .map((event) => [
            timeText(event.at),
            visit.say(STATE_WORDS[event.to]),
            visit.say(CAUSES[event.cause]),
            event.actor === "scan" ? visit.tr("lượt quét", "the scan") : event.actor,
            detailText(event, visit),
          ])}
      />
      <p class="soft small">
        {visit.tr("Quy tắc", "Rule")} {finding.rule} · rasoat {finding.versions.program} ·{" "}
        {finding.versions.rules} · {finding.versions.data} · {finding.run}
      </p>
    </section>
  );
}

const SAID_OF: readonly (readonly [string, Text])[] = [
  ["owner=", { vi: "người xử lý: ", en: "who acts: " }],
  ["until=", { vi: "đến: ", en: "until: " }],
  ["resources=", { vi: "nguồn lực: ", en: "resources: " }],
  ["root-cause=", { vi: "nguyên nhân: ", en: "root cause: " }],
];

/** Machine words of the history in words for people; what a person wrote stays as it is. */
function detailText({ cause, detail }: FindingEvent, visit: ReaderVisit): string {
  if (cause === "could-not-look") {
    return isReason(detail) ? visit.say(REASONS[detail]) : detail;
  }
  if (cause !== "person") return detail;
  const [, action = "", facts = "", words = ""] =
    /^(\S+?)((?: [a-z-]+=[^:]*)*): ([\s\S]*)$/.exec(detail) ?? [];
  const known = WORD_ACTIONS.find((one) => one === action);
  if (known === undefined) return detail;
  const told = SAID_OF.reduce(
    (text, [name, word]) => text.replace(` ${name}`, `; ${visit.say(word)}`),
    facts,
  );
  return `${visit.say(ACTION_WORDS[known])}${told} — ${words}`;
}
