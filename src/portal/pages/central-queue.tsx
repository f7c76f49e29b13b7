// The queue: what is open or held, most urgent first, evidence beside it, one word on many with a reason.
import type { JSX } from "hono/jsx/jsx-runtime";
import { SEVERITIES, Severity } from "../../model/area.ts";
import { WORD_ACTIONS } from "../../model/finding.ts";
import type { Text } from "../../model/text.ts";
import { CONFIDENCE_WORDS, SEVERITY_WORDS } from "../../model/words.ts";
import type { FindingGroup } from "../../store/overview.ts";
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
} from "../components.tsx";
import { numberText } from "../format.ts";
import type { ListFilter } from "../repository.ts";
import { type CentralVisit, redirect, type Reply, type Route } from "../route.ts";
import { ACTION_WORDS, actionOf, optional } from "./finding-forms.tsx";
import { placeText, stateText, unitText, pageNumber } from "./finding-list.tsx";

const SIZE = 30;

const SAID: readonly (readonly [string, Text])[] = [
  ["word", { vi: "Đã ghi ý kiến cho các mục đã chọn.", en: "The word is recorded." }],
];

export function queueRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/central/queue",
      act: "view queue",
      audience: "central",
      answer: queue,
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
  if (faults.length === 0 && ids.length > 0) return redirect("/central/queue?said=word");
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
          <a href="/central/queue">{visit.tr("Về hàng đợi", "Back to the queue")}</a>
        </p>
      </div>
    ),
  };
}

function filterOf(visit: CentralVisit): ListFilter {
  const severity = Severity.safeParse(visit.query("severity"));
  const held = visit.query("held");
  return {
    ...(severity.success ? { severity: severity.data } : {}),
    ...(held === "yes" ? { held: true } : held === "no" ? { held: false } : {}),
  };
}

function queue(visit: CentralVisit): Reply {
  const title = visit.tr("Hàng đợi", "Queue");
  const page = pageNumber(visit);
  const found = visit.mine.groups(filterOf(visit), { limit: SIZE, offset: (page - 1) * SIZE });
  const asked = { severity: visit.query("severity"), held: visit.query("held") };
  return {
    kind: "page",
    title,
    body: (
      <div>
        <h1>{title}</h1>
        <Said words={SAID} visit={visit} />
        <Filters asked={asked} visit={visit} />
        <p role="status">
          {visit.tr(
            `${numberText(found.total, "vi")} mục, gấp nhất trước.`,
            `${numberText(found.total, "en")} entries, most urgent first.`,
          )}
        </p>
        {found.total === 0 ? null : (
          <PostForm to="/central/queue" csrf={visit.csrf} class="bulk">
            <p class="small">
              <a href="#bulk">
                {visit.tr("Chọn các mục rồi ghi ý kiến ở cuối trang", "Choose, then speak below")}
              </a>
            </p>
            <ul class="cards">
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
  readonly asked: { readonly severity: string; readonly held: string };
  readonly visit: CentralVisit;
}): JSX.Element {
  const { asked, visit } = props;
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
        name="held"
        label={visit.tr("Đang giữ", "Held")}
        value={asked.held}
        choices={[
          all,
          { value: "yes", text: visit.tr("chỉ mục đang giữ", "held only") },
          { value: "no", text: visit.tr("chỉ mục đơn vị thấy", "shown to units") },
        ]}
      />
      <button class="quiet">{visit.tr("Lọc", "Filter")}</button>
    </form>
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
        <li>{visit.say(CONFIDENCE_WORDS[finding.confidence])}</li>
        <li>{stateText(finding, visit)}</li>
        <li>
          <Due day={finding.dueOn} words={visit} />
        </li>
        {finding.held ? <li>{visit.tr("đang giữ", "held")}</li> : null}
        <li>
          <a href={`/findings/${finding.id}`}>
            {visit.tr("Chi tiết", "Details")} {finding.id}
          </a>
        </li>
      </ul>
      <p class="evidence mono">
        {finding.value}
        {finding.evidence.slice(0, 2).map(({ text }) => (
          <>
            <br />
            {text}
          </>
        ))}
      </p>
    </li>
  );
}

function Bulk({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  return (
    <fieldset class="panel" id="bulk">
      <legend>{visit.tr("Ý kiến cho các mục đã chọn", "A word on what is chosen")}</legend>
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
        min={visit.today}
      />
      <Reason id="bulk-reason" label={visit.tr("Lý do", "Reason")} />
      <div class="actions">
        <button>{visit.tr("Ghi", "Record")}</button>
      </div>
    </fieldset>
  );
}
