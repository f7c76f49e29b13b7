// The queue: what is open or held, most urgent first, evidence beside it, one word on many with a reason.
import type { JSX } from "hono/jsx/jsx-runtime";
import { FindingArea, SEVERITIES } from "../../../model/area.ts";
import { WORD_ACTIONS } from "../../../model/finding.ts";
import type { Knowledge } from "../../../model/knowledge.ts";
import type { Text } from "../../../model/text.ts";
import { AREA_WORDS, SEVERITY_WORDS } from "../../../model/words.ts";
import type { FindingGroup } from "../../../store/findings/overview.ts";
import {
  address,
  Due,
  Field,
  Notice,
  Pager,
  PostForm,
  Reason,
  Said,
  Select,
  SeverityMark,
} from "../../view/components.tsx";
import { numberText } from "../../view/format.ts";
import { type AskedFindings, askedFindings, findingFilter } from "../../view/finding-filter.ts";
import { Kept, Narrowed } from "../../view/narrowing.tsx";
import { type CentralVisit, redirect, type Reply, type Route } from "../../route.ts";
import { ACTION_WORDS, actionOf, lastDayHint } from "../finding/forms.tsx";
import { EvidenceLines, placeText, stateText, sureText } from "../finding/list.tsx";
import { NoFinding, Nothing } from "../nothing.tsx";
import { optional, pageNumber, unitText } from "../../view/visitor.ts";

const SIZE = 30;

const SAID: readonly (readonly [string, Text])[] = [
  ["word", { vi: "Đã ghi ý kiến cho các mục đã chọn.", en: "The word is recorded." }],
];

export function queueRoutes(knowledge: Knowledge): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/central/queue",
      act: "view queue",
      audience: "central",
      answer: (visit) => queue(visit, knowledge),
    },
    {
      method: "POST",
      path: "/central/queue",
      act: "word on many",
      audience: "central",
      answer: speak,
    },
  ];
}

function speak(visit: CentralVisit): Reply {
  const ids = visit.fields("finding");
  const word = {
    action: actionOf(visit.field("action")),
    reason: visit.field("reason"),
    owner: null,
    until: optional(visit.field("until")),
  };
  const faults = visit.central.speakOfAll(ids, word);
  const back = backTo(visit.field("back"));
  if (faults.length === 0 && ids.length > 0) return redirect(`${back}said=word#queue`);
  const title = visit.tr("Chưa ghi được hết", "Not all was recorded");
  const lines = new Set(faults.flatMap((fault) => fault.lines(visit.language)));
  return {
    kind: "page",
    status: 409,
    title,
    body: (
      <div>
        <h1>{title}</h1>
        <Notice kind="bad">
          {ids.length === 0
            ? visit.tr("Chưa chọn mục nào.", "Nothing was chosen.")
            : visit.tr(
                `${String(faults.length)} trong ${String(ids.length)} mục chưa ghi được:`,
                `${String(faults.length)} of ${String(ids.length)} could not be recorded:`,
              )}
          {[...lines].map((line) => (
            <p>{line}</p>
          ))}
        </Notice>
        <p>
          <a href={back}>{visit.tr("Về hàng đợi", "Back to the queue")}</a>
        </p>
      </div>
    ),
  };
}

/** The same filter again. What the form says is taken only as the query of our own address. */
function backTo(query: string): string {
  const kept = new URLSearchParams(query);
  kept.delete("said");
  return `/central/queue?${kept.size === 0 ? "" : `${kept.toString()}&`}`;
}

function queue(visit: CentralVisit, { rules }: Knowledge): Reply {
  const title = visit.tr("Hàng đợi", "Queue");
  const page = pageNumber(visit);
  const asked = askedFindings(visit);
  const filter = findingFilter(asked, visit, rules);
  const found = visit.mine.groups(filter, { limit: SIZE, offset: (page - 1) * SIZE });
  const here = address("", { ...asked, page: page === 1 ? "" : String(page) });
  return {
    kind: "page",
    title,
    script: "queue",
    body: (
      <div>
        <h1>{title}</h1>
        <a class="skip" href="#queue">
          {visit.tr("Vào danh sách", "Into the list")}
        </a>
        <Said words={SAID} visit={visit} />
        <Filters asked={asked} rules={rules} visit={visit} />
        <Narrowed asked={asked} all="/central/queue" visit={visit} />
        <p role="status">
          {visit.tr(
            `${numberText(found.total, "vi")} mục, gấp nhất trước.`,
            `${numberText(found.total, "en")} entries, most urgent first.`,
          )}
        </p>
        {found.groups.length === 0 ? (
          <Nothing path="/central/queue" asked={{ ...asked }} total={found.total} visit={visit}>
            <NoFinding visit={visit} />
          </Nothing>
        ) : (
          <PostForm to="/central/queue" csrf={visit.csrf} class="bulk">
            <input type="hidden" name="back" value={here.slice(1)} />
            <p class="small">
              <a href="#bulk">
                {visit.tr("Chọn các mục rồi ghi ý kiến ở cuối trang", "Choose, then speak below")}
              </a>
            </p>
            <Keys visit={visit} />
            <ul class="cards" id="queue">
              {found.groups.map((group) => (
                <Entry group={group} visit={visit} />
              ))}
            </ul>
            <Bulk visit={visit} />
          </PostForm>
        )}
        <Pager
          page={page}
          size={SIZE}
          total={found.total}
          address={(to) => address("/central/queue", { ...asked, page: String(to) })}
          words={visit}
        />
      </div>
    ),
  };
}

function Filters(props: {
  readonly asked: AskedFindings;
  readonly rules: Knowledge["rules"];
  readonly visit: CentralVisit;
}): JSX.Element {
  const { asked, rules, visit } = props;
  const all = { value: "", text: visit.tr("tất cả", "all") };
  return (
    <form method="get" action="/central/queue" class="inline">
      <Select
        name="severity"
        label={visit.tr("Mức độ", "Severity")}
        value={asked.severity}
        choices={[
          all,
          ...SEVERITIES.map((one) => ({ value: one, text: visit.say(SEVERITY_WORDS[one]) })),
        ]}
      />
      <Select
        name="area"
        label={visit.tr("Nội dung", "Area")}
        value={asked.area}
        choices={[
          all,
          ...FindingArea.options.map((one) => ({ value: one, text: visit.say(AREA_WORDS[one]) })),
        ]}
      />
      <Select
        name="rule"
        label={visit.tr("Quy tắc", "Rule")}
        value={asked.rule}
        choices={[all, ...rules.map(({ id }) => ({ value: id, text: id }))]}
      />
      <Select
        name="held"
        label={visit.tr("Đang giữ", "Held")}
        value={asked.held}
        choices={[
          all,
          { value: "yes", text: visit.tr("chỉ mục đang giữ", "held only") },
          { value: "no", text: visit.tr("chỉ mục đơn vị thấy", "shown to units") },
        ]}
      />
      <Select
        name="judged"
        label={visit.tr("Ý kiến của trung tâm", "The centre's word")}
        value={asked.judged}
        choices={[
          all,
          { value: "no", text: visit.tr("chưa có", "none yet") },
          { value: "yes", text: visit.tr("đã có", "given") },
        ]}
      />
      <Kept asked={{ ...asked }} but={["severity", "area", "rule", "held", "judged"]} />
      <button class="quiet">{visit.tr("Lọc", "Filter")}</button>
    </form>
  );
}

/** Told to everybody; they work once the script is there and a box of the list has the focus. */
function Keys({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  const keys = [
    ["J", visit.tr("mục sau", "next")],
    ["K", visit.tr("mục trước", "previous")],
    ["X", visit.tr("chọn, bỏ chọn", "choose or not")],
    ["A", visit.tr("chọn tất cả", "choose all")],
    ["O", visit.tr("mở chi tiết", "open")],
    ["C", visit.tr("ý kiến: xác nhận", "word: confirm")],
    ["F", visit.tr("ý kiến: báo nhầm", "word: false alarm")],
    ["R", visit.tr("ghi lý do", "write the reason")],
  ] as const;
  return (
    <details class="noprint">
      <summary>{visit.tr("Phím tắt", "Keys")}</summary>
      <p class="small">
        {visit.tr(
          "Chỉ có tác dụng khi con trỏ đang ở ô chọn của một mục (phím Tab để vào danh sách).",
          "They work only while the focus is on the box of an entry (Tab leads into the list).",
        )}
      </p>
      <dl class="keys">
        {keys.map(([key, text]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </>
        ))}
      </dl>
    </details>
  );
}

function Entry(props: { readonly group: FindingGroup; readonly visit: CentralVisit }): JSX.Element {
  const { group, visit } = props;
  const { finding } = group;
  return (
    <li class={finding.severity}>
      <label class="tick">
        <input type="checkbox" name="finding" value={finding.id} />
        <span>
          <b>{visit.say(finding.title)}</b> · {unitText(finding.unit, visit)}
        </span>
      </label>
      <p class="mono">{placeText(group, visit)}</p>
      <ul class="meta">
        <li>
          <SeverityMark of={finding.severity} words={visit} />
        </li>
        <li>{sureText(finding, visit)}</li>
        <li>{stateText(finding, visit)}</li>
        <li>
          <Due day={finding.dueOn} words={visit} />
        </li>
        {finding.held ? <li>{visit.tr("đang giữ", "held")}</li> : null}
        {finding.word === null ? null : (
          <li>
            <b>
              {visit.say(ACTION_WORDS[finding.word.action])} · {finding.word.by}
            </b>
          </li>
        )}
        <li>
          <a
            href={`/findings/${finding.id}`}
            aria-label={`${visit.tr("Chi tiết", "Details")}: ${visit.say(finding.title)}, ${placeText(group, visit)}`}
          >
            {visit.tr("Chi tiết", "Details")}
          </a>
        </li>
      </ul>
      <EvidenceLines finding={finding} visit={visit} />
    </li>
  );
}

function Bulk({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  return (
    <fieldset class="panel" id="bulk">
      <legend>
        {visit.tr("Ý kiến cho các mục đã chọn", "A word on what is chosen")}{" "}
        <span id="chosen"></span>
      </legend>
      <Select
        name="action"
        label={visit.tr("Ý kiến", "Word")}
        value="confirm"
        choices={WORD_ACTIONS.map((one) => ({ value: one, text: visit.say(ACTION_WORDS[one]) }))}
      />
      <Field
        name="until"
        type="date"
        label={visit.tr("Đến ngày (nếu có)", "Until (where it ends)")}
        hint={lastDayHint(visit.central.latestException, visit)}
        min={visit.today}
      />
      <Reason id="bulk-reason" label={visit.tr("Lý do", "Reason")} />
      <div class="actions">
        <button>{visit.tr("Ghi", "Record")}</button>
      </div>
    </fieldset>
  );
}
