// Signs of an incident, newest first, and the incidents with their reporting clocks: the board of the central team,
// and for a unit its own. Nothing here shows a page of a scanned site.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Incident } from "../../../model/incident.ts";
import type { Knowledge } from "../../../model/knowledge.ts";
import type { Text } from "../../../model/text.ts";
import { AREA_WORDS, INCIDENT_WORDS } from "../../../model/words.ts";
import type { Deadline } from "../../../rules/incident-clock.ts";
import { Notice, PostForm, Reason, Said, SeverityMark, Table } from "../../view/components.tsx";
import { timeText } from "../../view/format.ts";
import { signRules } from "../../../rules/incident.ts";
import { byNextDeadline, type Sign, signsOf } from "../../standing/incidents.ts";
import {
  type CentralVisit,
  MISSING,
  type ReaderVisit,
  redirect,
  type Reply,
  type Route,
} from "../../route.ts";
import { EvidenceLines, placeText, sureText } from "../finding/list.tsx";
import { Clock, ConfirmForm } from "./parts.tsx";
import { NothingSeen } from "../nothing.tsx";
import { titled } from "../../view/titled.tsx";
import { seesSeveral, unitText } from "../../view/visitor.ts";

const SAID: readonly (readonly [string, Text])[] = [
  [
    "false-alarm",
    { vi: "Đã ghi là báo nhầm, kèm lý do.", en: "Recorded as a false alarm, with the reason." },
  ],
];

/** Closed ones that one page shows. */
const LAST = 30;

export function incidentsRoutes(knowledge: Knowledge): readonly Route[] {
  const rules = signRules(knowledge.rules);
  return [
    {
      method: "GET",
      path: "/incidents",
      act: "view incidents",
      audience: "reader",
      answer: (visit) => board(visit, knowledge, rules),
    },
    {
      method: "POST",
      path: "/central/incidents",
      act: "open incident",
      audience: "central",
      answer: open,
    },
    {
      method: "POST",
      path: "/central/incidents/sign",
      act: "call sign a false alarm",
      audience: "central",
      answer: setAside,
    },
  ];
}

function open(visit: CentralVisit): Reply {
  const serious = visit.field("serious");
  const opened = visit.central.incidents.open(visit.field("finding"), {
    reason: visit.field("reason"),
    serious: serious === "yes" ? true : serious === "no" ? false : null,
    atOnce: visit.field("at-once") === "yes",
  });
  return opened === undefined ? MISSING : redirect(`/incidents/${opened.id}?said=opened`);
}

function setAside(visit: CentralVisit): Reply {
  const word = { reason: visit.field("reason"), owner: null, until: null };
  const said = visit.central.speak(visit.field("finding"), { action: "false-positive", ...word });
  return said === undefined ? MISSING : redirect("/incidents?said=false-alarm");
}

function board(visit: ReaderVisit, knowledge: Knowledge, rules: readonly string[]): Reply {
  const { incidents: terms } = knowledge;
  const now = visit.now.toISOString();
  const title = visit.tr("Thay đổi nội dung và sự cố", "Defacement and incidents");
  const { signs, isCut } = signsOf(visit.mine, { rules, terms, now });
  const all = visit.mine.incidents();
  const running = byNextDeadline(
    all.filter(({ state }) => state === "open"),
    terms,
    now,
  );
  const ended = all.filter(({ state }) => state !== "open").slice(0, LAST);
  return titled(
    title,
    <>
      <Said words={SAID} visit={visit} />
      <p class="lead">
        {visit.tr(
          "Thời hạn tính từ lúc phát hiện, kể cả ban đêm và ngày nghỉ; các thời hạn này chưa được pháp chế rà soát.",
          "Terms run from the detection, nights and holidays included; no lawyer has reviewed them.",
        )}
      </p>
      <h2>{visit.tr("Dấu hiệu chưa xác nhận", "Signs not yet confirmed")}</h2>
      <Waiting signs={signs} visit={visit} />
      {isCut ? (
        <p>
          <a href="/findings?area=defacement">
            {visit.tr("Còn nhiều hơn; xem trong danh sách", "There are more; see the list")}
          </a>
        </p>
      ) : null}
      <h2>{visit.tr("Sự cố đang mở", "Open incidents")}</h2>
      <Running running={running} visit={visit} />
      {ended.length === 0 ? null : <Ended incidents={ended} visit={visit} />}
    </>,
  );
}

function Waiting(props: {
  readonly signs: readonly Sign[];
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { signs, visit } = props;
  if (signs.length === 0) {
    return (
      <NothingSeen
        text={visit.tr(
          "Không có dấu hiệu nào đang chờ xác nhận trong những phần đã kiểm tra.",
          "In what was looked at, no sign is waiting to be confirmed.",
        )}
        visit={visit}
      />
    );
  }
  return (
    <ul class="cards">
      {signs.map((sign) => (
        <SignCard sign={sign} visit={visit} />
      ))}
    </ul>
  );
}

function SignCard({
  sign,
  visit,
}: {
  readonly sign: Sign;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { finding } = sign.group;
  return (
    <li class={finding.severity}>
      <h3>
        <a href={`/findings/${finding.id}`}>{visit.say(finding.title)}</a>
      </h3>
      <p class="mono">{placeText(sign.group, visit)}</p>
      <ul class="meta">
        <li>
          <SeverityMark of={finding.severity} words={visit} />
        </li>
        <li>{visit.say(AREA_WORDS[finding.area])}</li>
        <li>{sureText(finding, visit)}</li>
        {seesSeveral(visit) ? <li>{unitText(finding.unit, visit)}</li> : null}
        <li>
          {visit.tr("Phát hiện lúc", "Detected")} {timeText(sign.detectedAt)}
        </li>
        {finding.held ? <li>{visit.tr("đang giữ", "held")}</li> : null}
      </ul>
      <Clock deadlines={sign.deadlines} provisional visit={visit} />
      <EvidenceLines finding={finding} visit={visit} />
      <div class="actions">
        <a class="button quiet" href={`/findings/${finding.id}/evidence.zip`}>
          {visit.tr("Gói chứng cứ (ZIP)", "Evidence pack (ZIP)")}
        </a>
      </div>
      {visit.central === null ? null : <Decide finding={finding.id} visit={visit} />}
    </li>
  );
}

function Decide(props: { readonly finding: string; readonly visit: ReaderVisit }): JSX.Element {
  const { finding, visit } = props;
  return (
    <>
      <details>
        <summary>{visit.tr("Đúng là sự cố: xác nhận", "It is one: confirm")}</summary>
        <ConfirmForm finding={finding} visit={visit} />
      </details>
      <details>
        <summary>{visit.tr("Không phải: ghi là báo nhầm", "It is none: a false alarm")}</summary>
        <PostForm to="/central/incidents/sign" csrf={visit.csrf}>
          <input type="hidden" name="finding" value={finding} />
          <Reason
            id={`none-${finding}`}
            label={visit.tr("Vì sao không phải sự cố", "Why it is none")}
          />
          <div>
            <button>{visit.tr("Ghi là báo nhầm", "Record as a false alarm")}</button>
          </div>
        </PostForm>
      </details>
    </>
  );
}

function Running(props: {
  readonly running: readonly {
    readonly incident: Incident;
    readonly deadlines: readonly Deadline[];
  }[];
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { running, visit } = props;
  if (running.length === 0) {
    return (
      <Notice kind="plain">
        {visit.tr("Không có sự cố nào đang mở.", "No incident is open.")}
      </Notice>
    );
  }
  return (
    <ul class="cards">
      {running.map(({ incident, deadlines }) => (
        <li class={incident.serious ? "critical" : "medium"}>
          <h3>
            <a href={`/incidents/${incident.id}`}>
              {incident.id} · {unitText(incident.unit, visit)}
            </a>
          </h3>
          <p>{aboutText(incident, visit)}</p>
          <Clock deadlines={deadlines} visit={visit} />
        </li>
      ))}
    </ul>
  );
}

/** What it is about, in the words of its findings. */
function aboutText({ findings }: Incident, visit: ReaderVisit): string {
  const titles = findings.flatMap((id) => {
    const finding = visit.mine.finding(id);
    return finding === undefined ? [] : [visit.say(finding.title)];
  });
  return [...new Set(titles)].join("; ");
}

function Ended(props: {
  readonly incidents: readonly Incident[];
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { incidents, visit } = props;
  return (
    <>
      <h2>{visit.tr("Đã kết thúc", "Ended")}</h2>
      <Table
        caption={visit.tr("Phát hiện gần nhất trước", "Latest detection first")}
        columns={[
          { title: visit.tr("Sự cố", "Incident") },
          { title: visit.tr("Đơn vị", "Unit") },
          { title: visit.tr("Tình trạng", "State") },
          { title: visit.tr("Phát hiện", "Detected") },
          { title: visit.tr("Kết thúc", "Ended") },
        ]}
        rows={incidents.map((incident) => [
          <a href={`/incidents/${incident.id}`}>{incident.id}</a>,
          unitText(incident.unit, visit),
          visit.say(INCIDENT_WORDS[incident.state]),
          timeText(incident.detectedAt),
          timeText(incident.closedAt ?? ""),
        ])}
        empty={null}
      />
    </>
  );
}
