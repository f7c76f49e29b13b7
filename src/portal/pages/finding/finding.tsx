// One finding, for the person who has to mend it: what, why, on what it rests, item and law, steps, how to
// verify, history; and what that person may say of it.
import type { JSX } from "hono/jsx/jsx-runtime";
import { REQUEST_STATUS_WORDS, REQUEST_WORDS } from "../../../model/account.ts";
import type { Finding } from "../../../model/finding.ts";
import type { Knowledge } from "../../../model/knowledge.ts";
import type { Rule } from "../../../model/rule.ts";
import type { Text } from "../../../model/text.ts";
import { AREA_WORDS, RELATION_WORDS } from "../../../model/words.ts";
import { dueBasisText } from "../../../rules/due.ts";
import { itemText } from "../../../rules/law.ts";
import { forwardText, remedySteps, verifyText } from "../../../rules/remedy.ts";
import { address, Due, Lines, Notice, Said, SeverityMark } from "../../view/components.tsx";
import { timeText } from "../../view/format.ts";
import { MISSING, type ReaderVisit, type Reply, type Route } from "../../route.ts";
import { isSettled, ownerText, pathIn, stateText, sureText } from "./list.tsx";
import { History } from "./history.tsx";
import { IncidentPart } from "./incident.tsx";
import { CentralForms, FirstSteps, UnitForms } from "./forms.tsx";
import { Seen } from "./seen.tsx";
import { LookingAgain } from "./verify.tsx";
import { seesSeveral, unitText } from "../../view/visitor.ts";

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
          <a href="/findings">{visit.tr("Phát hiện", "Findings")}</a>
          {seesSeveral(visit) ? (
            <>
              {" / "}
              <a href={address("/findings", { unit: finding.unit })}>
                {unitText(finding.unit, visit)}
              </a>
            </>
          ) : null}
        </p>
        <h1>{visit.say(finding.title)}</h1>
        <Said words={SAID} visit={visit}>
          <a href="/">{visit.tr("Về những việc cần xử lý", "Back to what needs to be done")}</a>
        </Said>
        <Standing finding={finding} visit={visit} />
        <FirstSteps finding={finding} visit={visit} mayForward={forward !== null} />
        <LookingAgain finding={finding} visit={visit} />
        <IncidentPart finding={finding} visit={visit} />
        <section class="panel">
          <h2>{visit.tr("Vấn đề", "What is wrong")}</h2>
          {rule === undefined ? null : <p>{visit.say(rule.why)}</p>}
          <Seen finding={finding} visit={visit} />
        </section>
        <Mending
          finding={finding}
          rule={rule}
          forward={forward}
          knowledge={knowledge}
          visit={visit}
        />
        {visit.office === null ? null : <UnitForms finding={finding} visit={visit} />}
        {visit.central === null ? null : (
          <CentralForms finding={finding} visit={visit} latest={visit.central.latestException} />
        )}
        <Items finding={finding} visit={visit} knowledge={knowledge} />
        <Requests finding={finding} visit={visit} />
        <History finding={finding} visit={visit} />
      </div>
    ),
  };
}

function Mending(props: {
  readonly finding: Finding;
  readonly rule: Rule | undefined;
  /** For whoever has a contractor. */
  readonly forward: Text | null;
  readonly knowledge: Knowledge;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { finding, rule, forward, knowledge, visit } = props;
  return (
    <section class="panel" id="remedy">
      <h2>{visit.tr("Cách khắc phục", "How to mend it")}</h2>
      <Remedy text={visit.say(finding.remedy)} knowledge={knowledge} visit={visit} />
      {rule === undefined ? null : (
        <>
          <h3>{visit.tr("Cách tự kiểm tra", "How to verify")}</h3>
          <Lines text={visit.say(verifyText(finding, rule))} />
        </>
      )}
      {forward === null ? null : (
        <details class="noprint">
          <summary>
            {visit.tr(
              "Nhà thầu quản trị? Nội dung để gửi",
              "A contractor runs it? Text to forward",
            )}
          </summary>
          <pre id="forward">{visit.say(forward)}</pre>
        </details>
      )}
    </section>
  );
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
          <h3>{visit.tr("Chọn phần mềm máy chủ đang dùng", "Choose the server you have")}</h3>
          {own.map(({ name, line, code }) => (
            <details>
              <summary>{name}</summary>
              <p class="sentence">{line}</p>
              <Code lines={code} />
            </details>
          ))}
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
  const path = pathIn(finding);
  const places = visit.mine
    .siblings(finding)
    .map((one) => (one.host === null ? one.subject : `${one.host}:${String(one.port)}${path}`));
  return (
    <dl class="facts panel">
      <dt>{visit.tr("Mức độ", "Severity")}</dt>
      <dd>
        <SeverityMark of={finding.severity} words={visit} /> · {sureText(finding, visit)}
      </dd>
      <dt>{visit.tr("Tình trạng", "State")}</dt>
      <dd>
        <StateLine finding={finding} visit={visit} />
      </dd>
      {isSettled(finding) ? null : (
        <>
          <dt>{visit.tr("Hạn khắc phục", "Due")}</dt>
          <dd>
            <Due day={finding.dueOn} words={visit} />
            <br />
            <span class="soft small">{visit.say(dueBasisText(finding.severity))}</span>
          </dd>
        </>
      )}
      <WhoActs finding={finding} visit={visit} />
      {seesSeveral(visit) ? (
        <>
          <dt>{visit.tr("Đơn vị", "Unit")}</dt>
          <dd>{unitText(finding.unit, visit)}</dd>
        </>
      ) : null}
      <dt>{visit.tr("Ở đâu", "Where")}</dt>
      <dd class="mono">{[...new Set(places)].join(", ")}</dd>
      <dt>{visit.tr("Nội dung", "Area")}</dt>
      <dd>{visit.say(AREA_WORDS[finding.area])}</dd>
      <dt>{visit.tr("Thấy lần đầu", "First seen")}</dt>
      <dd>{timeText(finding.firstSeen)}</dd>
      <dt>{visit.tr("Kiểm tra lần cuối", "Last looked")}</dt>
      <dd>{timeText(finding.lastLooked)}</dd>
      <dt>{visit.tr("Mã phát hiện", "Finding")}</dt>
      <dd class="mono">{finding.id}</dd>
    </dl>
  );
}

function WhoActs({
  finding,
  visit,
}: {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const plannedFor = finding.plan?.until ?? null;
  return (
    <>
      <dt>{visit.tr("Người xử lý", "Who acts")}</dt>
      <dd>{ownerText(finding, visit)}</dd>
      {isSettled(finding) || plannedFor === null ? null : (
        <>
          <dt>{visit.tr("Dự kiến xong", "Planned for")}</dt>
          <dd>
            <Due day={plannedFor} words={visit} />
          </dd>
        </>
      )}
    </>
  );
}

/** With what is asked of the central team and not answered. */
function StateLine(props: { readonly finding: Finding; readonly visit: ReaderVisit }): JSX.Element {
  const { finding, visit } = props;
  return (
    <>
      {stateText(finding, visit)}
      {finding.held
        ? ` · ${visit.tr("đang giữ, chỉ trung tâm thấy", "held: central team only")}`
        : ""}
      {visit.mine.requests({ finding: finding.id, status: "open" }).map(({ kind }) => (
        <>
          {" · "}
          <a href="#requests">
            {visit.say(REQUEST_WORDS[kind])},{" "}
            {visit.tr("chờ trung tâm trả lời", "not answered yet")}
          </a>
        </>
      ))}
    </>
  );
}

function Items(props: {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
  readonly knowledge: Knowledge;
}): JSX.Element {
  const { finding, visit, knowledge } = props;
  const titleOf = (document: string, article: string): string => {
    const cited = knowledge.law.find((one) => one.document === document && one.article === article);
    return cited === undefined ? "" : ` — ${visit.say(cited.title)}`;
  };
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
            <b>
              {document}, {article}
            </b>
            {titleOf(document, article)}
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
      <h2 id="requests">{visit.tr("Đề nghị về phát hiện này", "Requests on this finding")}</h2>
      {requests.map((request) => (
        <Notice kind="plain">
          {timeText(request.askedAt)} · {request.askedBy} · {visit.say(REQUEST_WORDS[request.kind])}
          : {request.reason} → {visit.say(REQUEST_STATUS_WORDS[request.status])}
          {request.answer === "" ? "" : ` (${request.decidedBy ?? ""}: ${request.answer})`}
        </Notice>
      ))}
    </section>
  );
}

/** Names that the steps of a remedy begin with; products have theirs in data. */
const SERVERS = ["IIS", "nginx", "Apache", "cPanel", "DirectAdmin"];
