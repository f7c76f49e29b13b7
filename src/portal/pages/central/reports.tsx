// Who has reported under item 3 and who has not, from the register of sent reports; and entering one.
import type { JSX } from "hono/jsx/jsx-runtime";
import { REPORT_FORMS, type SentReport } from "../../../model/sent-report.ts";
import type { Text } from "../../../model/text.ts";
import { REPORT_FORM_WORDS } from "../../../model/words.ts";
import { type Reporting, reportingOf, standingEntries } from "../../../rules/reporting.ts";
import {
  Notice,
  address,
  Field,
  Pager,
  PostForm,
  Reason,
  Said,
  Select,
  Table,
} from "../../view/components.tsx";
import { dayText } from "../../../text/days.ts";
import { numberText } from "../../view/format.ts";
import type { HostBook } from "../../kept/host-book.ts";
import { type CentralVisit, MISSING, redirect, type Reply, type Route } from "../../route.ts";

import { Nothing } from "../nothing.tsx";
import { titled } from "../../view/titled.tsx";
import { optional, pageNumber, unitText } from "../../view/visitor.ts";

const SIZE = 50;
const LAST = 50;

const SAID: readonly (readonly [string, Text])[] = [
  ["entered", { vi: "Đã ghi vào sổ báo cáo đã gửi.", en: "Entered in the register." }],
  [
    "withdrawn",
    {
      vi: "Đã rút lại. Mục cũ vẫn nằm trong sổ và không còn được tính.",
      en: "Withdrawn. The entry stays in the register and counts no more.",
    },
  ],
];

export function reportsRoutes(hosts: HostBook): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/central/reports",
      act: "view sent reports",
      audience: "central",
      answer: (visit) => reportsPage(visit, hosts),
    },
    {
      method: "POST",
      path: "/central/reports",
      act: "enter sent report",
      audience: "central",
      answer: enter,
    },
    {
      method: "POST",
      path: "/central/reports/:id/withdraw",
      act: "withdraw sent report",
      audience: "central",
      answer: withdraw,
    },
  ];
}

function withdraw(visit: CentralVisit): Reply {
  const entry = entryNumber(visit.parameter("id"));
  if (entry === null) return MISSING;
  visit.central.reports.withdraw(entry, visit.field("reason"));
  return redirect("/central/reports?said=withdrawn");
}

function enter(visit: CentralVisit): Reply {
  const unit = optional(visit.field("unit"));
  visit.central.reports.enter({
    scope: unit === null ? "all" : visit.field("scope") === "subtree" ? "subtree" : "unit",
    unit,
    kind: REPORT_FORMS.find((one) => one === visit.field("kind")) ?? REPORT_FORMS[0],
    number: visit.field("number"),
    date: visit.field("date"),
    recipient: visit.field("recipient"),
    run: null,
    corrects: entryNumber(visit.field("corrects")),
  });
  return redirect("/central/reports?said=entered");
}

function entryNumber(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

const SHOWN = ["missing", "reported", "all"] as const;

function reportsPage(visit: CentralVisit, hosts: HostBook): Reply {
  const title = visit.tr("Đơn vị chưa báo cáo", "Who has not reported");
  const since = /^\d{4}-\d\d-\d\d$/.test(visit.query("since")) ? visit.query("since") : "";
  const shown = SHOWN.find((one) => one === visit.query("shown")) ?? "missing";
  const entries = visit.central.reports.entries();
  const all = standingOf(visit, hosts, { entries, since });
  return titled(
    title,
    <>
      <Said words={SAID} visit={visit} />
      <p class="lead">
        {visit.tr(
          "Theo sổ báo cáo đã gửi, trong số đơn vị có máy chủ được phép rà soát. Được tính trong báo cáo tổng hợp của cấp trên không phải là đã báo cáo.",
          "From the register of sent reports, among units with permitted hosts. Being counted in a superior's roll-up is no report of its own.",
        )}
      </p>
      <form method="get" action="/central/reports" class="inline">
        <Field
          name="since"
          type="date"
          label={visit.tr("Báo cáo từ ngày", "Reports since")}
          value={since}
        />
        <button class="quiet">{visit.tr("Xem", "Show")}</button>
      </form>
      <Tiles all={all} since={since} visit={visit} />
      <Units all={all} shown={shown} since={since} visit={visit} />
      <Enter visit={visit} />
      <Entries entries={entries} visit={visit} />
    </>,
  );
}

function standingOf(
  visit: CentralVisit,
  hosts: HostBook,
  { entries, since }: { readonly entries: readonly SentReport[]; readonly since: string },
): readonly Reporting[] {
  const permitted = new Set(
    hosts(visit).flatMap(({ target, reason }) => (reason === null ? [target.unit] : [])),
  );
  const units = visit.mine
    .units()
    .filter(({ retired }) => !retired)
    .map((unit) => ({ unit, isAuthorized: permitted.has(unit.code) }));
  return reportingOf(units, entries, since === "" ? null : since);
}

interface UnitsProps {
  readonly all: readonly Reporting[];
  readonly since: string;
  readonly visit: CentralVisit;
}

function Tiles({ all, since, visit }: UnitsProps): JSX.Element {
  const reported = all.filter(({ hasReported }) => hasReported).length;
  const tiles = [
    ["missing", all.length - reported, visit.tr("chưa báo cáo", "have not reported")],
    ["reported", reported, visit.tr("đã báo cáo", "have reported")],
    ["all", all.length, visit.tr("đơn vị phải báo cáo", "units that have to")],
  ] as const;
  return (
    <ul class="tiles">
      {tiles.map(([shown, count, text]) => (
        <li class={shown === "missing" ? "high" : undefined}>
          <a href={address("/central/reports", { since, shown })}>
            <b>{numberText(count, visit.language)}</b>
            {text}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Units(props: UnitsProps & { readonly shown: (typeof SHOWN)[number] }): JSX.Element {
  const { all, since, shown, visit } = props;
  const page = pageNumber(visit);
  const listed = all.filter(
    ({ hasReported }) => shown === "all" || hasReported === (shown === "reported"),
  );
  return (
    <>
      <Table
        caption={visit.tr(
          `${numberText(listed.length, "vi")} đơn vị`,
          `${numberText(listed.length, "en")} units`,
        )}
        columns={[
          { title: visit.tr("Đơn vị", "Unit") },
          { title: visit.tr("Cấp trên", "Superior") },
          { title: visit.tr("Báo cáo gần nhất", "Latest report") },
          { title: visit.tr("Nơi nhận", "Recipient") },
        ]}
        rows={listed
          .slice((page - 1) * SIZE, page * SIZE)
          .map(({ unit, last }) => [
            <a href={`/central/units/${unit.code}`}>{unit.name}</a>,
            unit.parent === null ? "" : unitText(unit.parent, visit),
            last === null
              ? visit.tr("chưa có trong sổ", "none in the register")
              : `${last.number}, ${dayText(last.date)}`,
            last?.recipient ?? "",
          ])}
        empty={
          <NoUnit all={all} listed={listed.length} shown={shown} since={since} visit={visit} />
        }
      />
      <Pager
        page={page}
        size={SIZE}
        total={listed.length}
        address={(to) => address("/central/reports", { since, shown, page: String(to) })}
        words={visit}
      />
    </>
  );
}

function NoUnit(
  props: UnitsProps & { readonly listed: number; readonly shown: (typeof SHOWN)[number] },
): JSX.Element {
  const { all, listed, shown, since, visit } = props;
  if (listed > 0) {
    const asked = { since, shown };
    return <Nothing path="/central/reports" asked={asked} total={listed} visit={visit} />;
  }
  if (all.length === 0) {
    return (
      <Notice kind="plain">
        {visit.tr(
          "Chưa đơn vị nào có máy chủ được phép rà soát, nên chưa đơn vị nào phải báo cáo.",
          "No unit has a permitted host yet, so none has to report.",
        )}{" "}
        <a href="/central/authorizations">
          {visit.tr("Xem văn bản cho phép", "See the authorizations")}
        </a>
      </Notice>
    );
  }
  return shown === "reported" ? (
    <Notice kind="plain">
      {visit.tr(
        "Sổ chưa có báo cáo nào được tính. Ghi báo cáo đã gửi ở dưới.",
        "The register holds no report that counts. Enter sent reports below.",
      )}
    </Notice>
  ) : (
    <Notice kind="good">
      {visit.tr(
        "Mọi đơn vị phải báo cáo đều đã có trong sổ.",
        "Every unit that has to report is in the register.",
      )}
    </Notice>
  );
}

function Enter({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  return (
    <details>
      <summary>{visit.tr("Ghi một báo cáo đã gửi", "Enter a report that was sent")}</summary>
      <PostForm to="/central/reports" csrf={visit.csrf}>
        <Field
          name="unit"
          label={visit.tr("Mã đơn vị", "Unit code")}
          hint={visit.tr("Bỏ trống: báo cáo tổng hợp toàn ngành.", "Empty: the roll-up of all.")}
        />
        <Select
          name="scope"
          label={visit.tr("Phạm vi", "Scope")}
          value="unit"
          choices={[
            { value: "unit", text: visit.tr("của chính đơn vị", "the unit's own") },
            {
              value: "subtree",
              text: visit.tr("tổng hợp cả bên dưới", "a roll-up of it and below"),
            },
          ]}
        />
        <Select
          name="kind"
          label={visit.tr("Loại văn bản", "Form")}
          value={REPORT_FORMS[0]}
          choices={REPORT_FORMS.map((one) => ({
            value: one,
            text: visit.say(REPORT_FORM_WORDS[one]),
          }))}
        />
        <Field name="number" label={visit.tr("Số, ký hiệu", "Number")} required />
        <Field name="date" type="date" label={visit.tr("Ngày", "Date")} required />
        <Field name="recipient" label={visit.tr("Nơi nhận", "Recipient")} required />
        <Field
          name="corrects"
          inputmode="numeric"
          label={visit.tr("Đính chính mục số (nếu có)", "Puts entry right (its number)")}
        />
        <div>
          <button>{visit.tr("Ghi vào sổ", "Enter")}</button>
        </div>
      </PostForm>
    </details>
  );
}

function Entries(props: {
  readonly entries: readonly SentReport[];
  readonly visit: CentralVisit;
}): JSX.Element | null {
  const { entries, visit } = props;
  const standing = new Set(standingEntries(entries).map(({ entry }) => entry));
  if (entries.length === 0) return null;
  return (
    <Table
      caption={visit.tr(
        `Sổ báo cáo đã gửi, ${String(LAST)} mục gần nhất`,
        `The register, latest ${String(LAST)} entries`,
      )}
      columns={[
        { title: visit.tr("Mục", "Entry") },
        { title: visit.tr("Của", "Whose") },
        { title: visit.tr("Văn bản", "Document") },
        { title: visit.tr("Nơi nhận", "Recipient") },
        { title: visit.tr("Người ghi", "Entered by") },
        { title: visit.tr("Còn tính", "Counts") },
      ]}
      rows={entries
        .slice(0, LAST)
        .map((one) => [
          String(one.entry),
          one.unit === null
            ? visit.tr("toàn ngành", "all")
            : `${unitText(one.unit, visit)}${one.scope === "subtree" ? visit.tr(" (tổng hợp)", " (roll-up)") : ""}`,
          `${visit.say(REPORT_FORM_WORDS[one.kind])} ${one.number}, ${dayText(one.date)}`,
          one.recipient,
          one.enteredBy,
          standing.has(one.entry) ? <Withdraw report={one} visit={visit} /> : fateText(one, visit),
        ])}
      empty={null}
    />
  );
}

/** Why an entry is no report that counts. */
function fateText({ withdrawal, corrects, correctedBy }: SentReport, visit: CentralVisit): string {
  if (withdrawal !== null) {
    const old = String(corrects ?? "");
    return visit.tr(`rút lại mục ${old}: ${withdrawal}`, `withdraws entry ${old}: ${withdrawal}`);
  }
  const by = String(correctedBy ?? "");
  return visit.tr(`không, xem mục ${by}`, `no, see entry ${by}`);
}

function Withdraw(props: {
  readonly report: SentReport;
  readonly visit: CentralVisit;
}): JSX.Element {
  const { report, visit } = props;
  const entry = String(report.entry);
  return (
    <details>
      <summary>{visit.tr("có; rút lại", "yes; withdraw")}</summary>
      <PostForm to={`/central/reports/${entry}/withdraw`} csrf={visit.csrf}>
        <Reason
          id={`withdraw-${entry}`}
          label={visit.tr("Vì sao rút lại", "Why it is withdrawn")}
          hint={visit.tr(
            "Dùng khi báo cáo thật ra chưa gửi. Nếu ghi sai, hãy ghi một mục đính chính.",
            "For a report that was not sent after all. For a mistake, enter one that puts it right.",
          )}
        />
        <div>
          <button class="danger">{visit.tr(`Rút lại mục ${entry}`, `Withdraw ${entry}`)}</button>
        </div>
      </PostForm>
    </details>
  );
}
