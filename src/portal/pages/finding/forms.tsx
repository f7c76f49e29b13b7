// What people may say of a finding: the unit's person in charge, and the central team.
import type { JSX } from "hono/jsx/jsx-runtime";
import { WORD_ACTIONS, type Finding, type WordAction } from "../../../model/finding.ts";
import type { Text } from "../../../model/text.ts";
import { dayText } from "../../../text/days.ts";
import { Field, Notice, PostForm, Reason, Select } from "../../view/components.tsx";
import {
  type CentralVisit,
  type ManagerVisit,
  MISSING,
  type ReaderVisit,
  redirect,
  type Reply,
  type Route,
} from "../../route.ts";
import { isSettled } from "./list.tsx";
import { optional } from "../../view/visitor.ts";

export function wordRoutes(): readonly Route[] {
  return [
    {
      method: "POST",
      path: "/findings/:id/claim-fixed",
      act: "claim fixed",
      audience: "manager",
      answer: claimFixed,
    },
    {
      method: "POST",
      path: "/findings/:id/in-progress",
      act: "set in progress",
      audience: "manager",
      answer: inProgress,
    },
    {
      method: "POST",
      path: "/findings/:id/exception",
      act: "ask exception",
      audience: "manager",
      answer: (visit) => ask(visit, "exception"),
    },
    {
      method: "POST",
      path: "/findings/:id/false-alarm",
      act: "report false alarm",
      audience: "manager",
      answer: (visit) => ask(visit, "false-alarm"),
    },
    {
      method: "POST",
      path: "/findings/:id/word",
      act: "central word",
      audience: "central",
      answer: centralWord,
    },
  ];
}

function claimFixed(visit: ManagerVisit): Reply {
  const reason = visit.field("reason");
  const word = { action: "claim-fixed", reason, owner: null, until: null } as const;
  return after(visit.office.speak(visit.parameter("id"), word), "claim-fixed");
}

function inProgress(visit: ManagerVisit): Reply {
  const word = {
    action: "in-progress",
    reason: visit.field("reason"),
    owner: optional(visit.field("owner")),
    until: optional(visit.field("until")),
  } as const;
  return after(visit.office.speak(visit.parameter("id"), word), "in-progress");
}

function ask(visit: ManagerVisit, kind: "exception" | "false-alarm"): Reply {
  const reason = visit.field("reason");
  const until = optional(visit.field("until"));
  const asked = visit.office.askAbout(visit.parameter("id"), { kind, reason, until });
  return after(asked, "asked");
}

function centralWord(visit: CentralVisit): Reply {
  const word = {
    action: actionOf(visit.field("action")),
    reason: visit.field("reason"),
    owner: optional(visit.field("owner")),
    until: optional(visit.field("until")),
  };
  return after(visit.central.speak(visit.parameter("id"), word), "word");
}

/** An unknown word is taken as the one that changes nothing. */
export function actionOf(text: string): WordAction {
  return WORD_ACTIONS.find((one) => one === text) ?? "confirm";
}

function after(finding: Finding | undefined, said: string): Reply {
  return finding === undefined ? MISSING : redirect(`/findings/${finding.id}?said=${said}`);
}

interface Props {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
}

/** What is to be done, in three lines, before the page grows long. */
export function FirstSteps(props: Props & { readonly mayForward: boolean }): JSX.Element | null {
  const { finding, visit, mayForward } = props;
  const isToDo = finding.state === "open" || finding.state === "in-progress";
  if (visit.office === null || !isToDo) return null;
  return (
    <section class="panel noprint">
      <h2>{visit.tr("Việc cần làm", "What to do")}</h2>
      <ol class="steps">
        <li>
          <a href="#remedy">{visit.tr("Khắc phục theo từng bước", "Mend it, step by step")}</a>
          {mayForward ? (
            <>
              {visit.tr(", hoặc ", ", or ")}
              <a href="#forward">
                {visit.tr("chép nội dung gửi nhà thầu", "forward the text to a contractor")}
              </a>
            </>
          ) : null}
          .
        </li>
        <li>
          <a href="#plan-owner">
            {visit.tr("Ghi ai xử lý, xong ngày nào", "Say who acts, and by when")}
          </a>
          .
        </li>
        <li>
          <a href="#claim-reason">{visit.tr("Sửa xong thì báo đã sửa", "Say when it is fixed")}</a>
          {visit.tr(", trang sẽ được kiểm tra lại.", ", and it is looked at again.")}
        </li>
      </ol>
    </section>
  );
}

export function UnitForms({ finding, visit }: Props): JSX.Element {
  const { state } = finding;
  const settled = isSettled(finding);
  const asked = new Set(
    visit.mine.requests({ finding: finding.id, status: "open" }).map(({ kind }) => kind),
  );
  const post = (path: string): string => `/findings/${finding.id}/${path}`;
  return (
    <section class="noprint">
      <h2>{visit.tr("Việc đơn vị có thể làm", "What you can do")}</h2>
      {settled ? (
        <Notice kind="plain">
          {visit.tr("Phát hiện này không còn việc phải làm.", "Nothing is left to do here.")}
        </Notice>
      ) : null}
      {state === "open" || state === "in-progress" || state === "accepted" ? (
        <details open={state !== "accepted"}>
          <summary>{visit.tr("Báo đã sửa xong", "It is fixed")}</summary>
          <PostForm to={post("claim-fixed")} csrf={visit.csrf}>
            <Reason
              id="claim-reason"
              label={visit.tr("Đã sửa những gì", "What was done")}
              hint={visit.tr(
                "Trang được kiểm tra lại trong ít phút nếu văn bản cho phép; nếu không, cổng báo chờ đến khi nào. Phát hiện chỉ đóng khi kiểm tra không còn thấy vấn đề.",
                "The site is looked at within minutes where the authorization allows it; else you are told until when it waits. The finding closes only when a look does not see the problem.",
              )}
            />
            <div>
              <button>{visit.tr("Báo đã sửa", "Say it is fixed")}</button>
            </div>
          </PostForm>
        </details>
      ) : null}
      {settled ? null : <PlanForm finding={finding} visit={visit} />}
      {settled || state === "accepted" ? null : (
        <>
          {(["exception", "false-alarm"] as const)
            .filter((kind) => !asked.has(kind))
            .map((kind) => (
              <AskForm kind={kind} finding={finding} visit={visit} />
            ))}
        </>
      )}
    </section>
  );
}

function PlanForm({ finding, visit }: Props): JSX.Element {
  const { until } = finding.plan ?? finding.word ?? { until: null };
  return (
    <details>
      <summary>{visit.tr("Đang xử lý: ai, đến khi nào", "In progress: who, by when")}</summary>
      <PostForm to={`/findings/${finding.id}/in-progress`} csrf={visit.csrf}>
        <Field
          name="owner"
          id="plan-owner"
          label={visit.tr("Người chịu trách nhiệm", "Who answers for it")}
          value={finding.plan?.owner ?? finding.word?.owner ?? ""}
          required
        />
        <Field
          name="until"
          id="plan-until"
          type="date"
          label={visit.tr("Dự kiến xong ngày", "Planned for")}
          value={until ?? ""}
          min={visit.today}
          required
        />
        <Reason id="plan-reason" label={visit.tr("Kế hoạch", "The plan")} />
        <div>
          <button>{visit.tr("Ghi kế hoạch", "Record")}</button>
        </div>
      </PostForm>
    </details>
  );
}

const ASKS: Readonly<
  Record<"exception" | "false-alarm", { title: Text; label: Text; hint: Text; button: Text }>
> = {
  exception: {
    title: { vi: "Xin chấp nhận rủi ro có thời hạn", en: "Ask for an exception" },
    label: {
      vi: "Vì sao chưa thể khắc phục, đã giảm rủi ro thế nào",
      en: "Why, and what lowers the risk meanwhile",
    },
    hint: {
      vi: "Trung tâm quyết định. Hết ngày này phát hiện tự mở lại.",
      en: "The central team decides. After that day the finding opens again by itself.",
    },
    button: { vi: "Gửi đề nghị", en: "Send" },
  },
  "false-alarm": {
    title: { vi: "Báo nhầm", en: "This is a false alarm" },
    label: { vi: "Vì sao kết quả này không đúng", en: "Why it is not so" },
    hint: {
      vi: "Trung tâm xem lại căn cứ rồi trả lời; báo nhầm giúp sửa quy tắc.",
      en: "The central team looks at the evidence and answers; it helps to mend the rule.",
    },
    button: { vi: "Gửi", en: "Send" },
  },
};

function AskForm({
  kind,
  finding,
  visit,
}: Props & { readonly kind: keyof typeof ASKS }): JSX.Element {
  const ask = ASKS[kind];
  return (
    <details>
      <summary>{visit.say(ask.title)}</summary>
      <PostForm to={`/findings/${finding.id}/${kind}`} csrf={visit.csrf}>
        <Reason id={`${kind}-reason`} label={visit.say(ask.label)} hint={visit.say(ask.hint)} />
        {kind === "exception" ? (
          <Field
            name="until"
            id={`${kind}-until`}
            type="date"
            label={visit.tr("Đến ngày", "Until")}
            min={visit.today}
            max={visit.office?.latestException}
            required
          />
        ) : null}
        <div>
          <button>{visit.say(ask.button)}</button>
        </div>
      </PostForm>
    </details>
  );
}

export const ACTION_WORDS: Readonly<Record<WordAction, Text>> = {
  confirm: { vi: "xác nhận đúng", en: "confirm" },
  accept: { vi: "chấp nhận rủi ro", en: "accept the risk" },
  "false-positive": { vi: "báo nhầm", en: "false alarm" },
  "in-progress": { vi: "đang xử lý", en: "in progress" },
  "claim-fixed": { vi: "đơn vị báo đã sửa", en: "claimed fixed" },
  reopen: { vi: "mở lại", en: "reopen" },
};

/** Beside a field for the day until which a word holds. */
export function lastDayHint(latest: string, { tr }: Pick<ReaderVisit, "tr">): string {
  const day = dayText(latest);
  return tr(
    `Chấp nhận rủi ro, báo nhầm: muộn nhất ${day}. Để trống: nửa năm với chấp nhận rủi ro, một năm với báo nhầm.`,
    `An accepted risk or a false alarm: ${day} at the latest. Left empty: half a year for a risk, a year for a false alarm.`,
  );
}

export function CentralForms(props: Props & { readonly latest: string }): JSX.Element {
  const { finding, visit, latest } = props;
  return (
    <details class="noprint">
      <summary>{visit.tr("Ý kiến của trung tâm", "The central team's word")}</summary>
      <PostForm to={`/findings/${finding.id}/word`} csrf={visit.csrf}>
        <Select
          name="action"
          label={visit.tr("Ý kiến", "Word")}
          value="confirm"
          choices={WORD_ACTIONS.map((one) => ({ value: one, text: visit.say(ACTION_WORDS[one]) }))}
        />
        <Reason id="word-reason" label={visit.tr("Lý do", "Reason")} />
        <Field
          name="until"
          id="word-until"
          type="date"
          label={visit.tr("Đến ngày (nếu có)", "Until (where it ends)")}
          hint={lastDayHint(latest, visit)}
          min={visit.today}
        />
        <Field
          name="owner"
          id="word-owner"
          label={visit.tr("Người chịu trách nhiệm (nếu có)", "Who answers for it (if any)")}
        />
        <div>
          <button>{visit.tr("Ghi", "Record")}</button>
        </div>
      </PostForm>
    </details>
  );
}
