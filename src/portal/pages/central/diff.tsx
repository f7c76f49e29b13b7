// What changed between two nights: new, back, fixed, not looked at; and what only rules or data moved, apart.
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Change, CHANGES } from "../../../model/diff.ts";
import { REASONS } from "../../../model/reason.ts";
import type { ScanRun } from "../../../model/run.ts";
import { CHANGE_WORDS } from "../../../model/words.ts";
import type { Diff, DiffEntry } from "../../../run/diff.ts";
import { NumberLink } from "../../view/bars.tsx";
import { address, Notice, Pager, Select, SeverityMark, Table } from "../../view/components.tsx";
import { numberText, timeText } from "../../view/format.ts";
import type { Work } from "../../kept/kept-work.ts";
import type { CentralVisit, Reply, Route } from "../../route.ts";

import { Nothing } from "../nothing.tsx";
import { Unready } from "../unready.tsx";
import { titled } from "../../view/titled.tsx";
import { pageNumber, unitText } from "../../view/visitor.ts";

const SIZE = 50;
/** Units that one page shows. */
const UNITS = 50;

export function diffRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/central/diff",
      act: "compare nights",
      audience: "central",
      answer: diffPage,
    },
  ];
}

interface Asked {
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly unit: string;
}

async function diffPage(visit: CentralVisit): Promise<Reply> {
  const title = visit.tr("So sánh hai đêm", "Two nights compared");
  const nights = visit.central.nights.nights();
  const after = nights.find(({ id }) => id === visit.query("after")) ?? nights[0];
  const earlier = nights.filter((one) => one !== after && one.startedAt < (after?.startedAt ?? ""));
  const before = earlier.find(({ id }) => id === visit.query("before")) ?? earlier[0];
  const night =
    before === undefined || after === undefined
      ? null
      : await visit.central.nights.compared(before, after, visit.gone);
  const asked = {
    before: before?.id ?? "",
    after: after?.id ?? "",
    change: visit.query("change"),
    unit: visit.query("unit"),
  };
  return titled(
    title,
    <>
      {night === null ? (
        <Notice kind="plain">
          {visit.tr(
            "Chưa có hai lượt quét đã kết thúc để so sánh. Trang này có nội dung sau lượt quét thứ hai.",
            "There are no two ended scans to compare yet. This page fills after the second scan.",
          )}{" "}
          <a href="/central/runs">{visit.tr("Xem các lượt quét", "See the runs")}</a>
        </Notice>
      ) : (
        <>
          <Choose nights={nights} asked={asked} visit={visit} />
          <Result night={night} asked={asked} visit={visit} />
        </>
      )}
    </>,
  );
}

function Choose(props: {
  readonly nights: readonly ScanRun[];
  readonly asked: Asked;
  readonly visit: CentralVisit;
}): JSX.Element {
  const { nights, asked, visit } = props;
  const choices = nights.map(({ id, startedAt }) => ({
    value: id,
    text: `${timeText(startedAt)} · ${id}`,
  }));
  return (
    <form method="get" action="/central/diff" class="inline">
      <Select
        name="before"
        label={visit.tr("Đêm trước", "Earlier night")}
        value={asked.before}
        choices={choices}
      />
      <Select
        name="after"
        label={visit.tr("Đêm sau", "Later night")}
        value={asked.after}
        choices={choices}
      />
      <button class="quiet">{visit.tr("So sánh", "Compare")}</button>
    </form>
  );
}

interface ResultProps<T> {
  readonly asked: Asked;
  readonly visit: CentralVisit;
  readonly night: T;
}

function Result({ night, asked, visit }: ResultProps<Work<Diff>>): JSX.Element {
  if (night.state === "ready") return <Ready night={night.value} asked={asked} visit={visit} />;
  return (
    <Unready
      work={night}
      to={address("/central/diff", { ...asked })}
      doing={visit.tr("Đang so sánh", "Being compared")}
      failed={visit.tr("Không so sánh được", "The comparison failed")}
      visit={visit}
    />
  );
}

function Ready({ night, asked, visit }: ResultProps<Diff>): JSX.Element {
  const change = CHANGES.find((one) => one === asked.change);
  const shown = night.entries.filter(
    (entry) =>
      (change === undefined ? entry.change !== "still" : entry.change === change) &&
      (asked.unit === "" || entry.unit === asked.unit),
  );
  return (
    <div>
      {night.versionsDiffer ? (
        <Notice kind="warn">
          {visit.tr(
            "Hai lượt dùng quy tắc, dữ liệu hoặc phiên bản chương trình khác nhau; thay đổi do đó được đếm riêng, không tính cho đơn vị.",
            "The two runs differ in rules, data or program; what that moved is counted apart, not as the units' doing.",
          )}
        </Notice>
      ) : null}
      <Totals night={night} asked={asked} visit={visit} />
      <Entries entries={shown} asked={asked} visit={visit} />
      <Units night={night} asked={asked} visit={visit} />
    </div>
  );
}

function to(asked: Asked, change: Change, unit = ""): string {
  return address("/central/diff", { before: asked.before, after: asked.after, change, unit });
}

function Totals({ night, asked, visit }: ResultProps<Diff>): JSX.Element {
  return (
    <ul class="tiles">
      {CHANGES.map((change) => (
        <li class={change === "new" || change === "back" ? "critical" : undefined}>
          <a href={to(asked, change)}>
            <b>{numberText(night.total[change], visit.language)}</b>
            {visit.say(CHANGE_WORDS[change])}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Entries(props: {
  readonly entries: readonly DiffEntry[];
  readonly asked: Asked;
  readonly visit: CentralVisit;
}): JSX.Element {
  const { entries, asked, visit } = props;
  const page = pageNumber(visit);
  return (
    <>
      <Table
        caption={visit.tr(
          `${numberText(entries.length, "vi")} thay đổi`,
          `${numberText(entries.length, "en")} changes`,
        )}
        columns={[
          { title: visit.tr("Vấn đề", "Problem") },
          { title: visit.tr("Thay đổi", "Change") },
          { title: visit.tr("Mức độ", "Severity") },
          { title: visit.tr("Đơn vị", "Unit") },
          { title: visit.tr("Nơi", "Where") },
        ]}
        rows={entries
          .slice((page - 1) * SIZE, page * SIZE)
          .map((entry) => [
            <a href={`/findings/${entry.id}`}>{visit.say(entry.title)}</a>,
            changeText(entry, visit),
            <SeverityMark of={entry.severity.after} words={visit} />,
            unitText(entry.unit, visit),
            <span class="mono">{entry.places.join(", ")}</span>,
          ])}
        empty={<NoChange asked={asked} total={entries.length} visit={visit} />}
      />
      <Pager
        page={page}
        size={SIZE}
        total={entries.length}
        address={(number) => address("/central/diff", { ...asked, page: String(number) })}
        words={visit}
      />
    </>
  );
}

/** The two nights are no filter: only the kind of change and the unit narrow the list. */
function NoChange(props: {
  readonly asked: Asked;
  readonly total: number;
  readonly visit: CentralVisit;
}): JSX.Element {
  const { asked, total, visit } = props;
  const { before, after, change, unit } = asked;
  return (
    <Nothing
      path={address("/central/diff", { before, after })}
      asked={{ change, unit }}
      total={total}
      visit={visit}
    >
      <Notice kind="plain">
        {visit.tr(
          "Không có thay đổi giữa hai đêm trong những phần mà cả hai đêm đều kiểm tra được.",
          "Nothing changed between the nights in what both could look at.",
        )}
      </Notice>
    </Nothing>
  );
}

function changeText({ change, as, reason, held }: DiffEntry, visit: CentralVisit): string {
  const word = visit.say(CHANGE_WORDS[change]);
  const more =
    as === null ? (reason === null ? "" : visit.say(REASONS[reason])) : visit.say(CHANGE_WORDS[as]);
  return [
    more === "" ? word : `${word} (${more})`,
    ...(held ? [visit.tr("đang giữ", "held")] : []),
  ].join("; ");
}

function Units({ night, asked, visit }: ResultProps<Diff>): JSX.Element {
  const moved = night.units
    .map(({ unit, counts }) => ({ unit, counts, score: counts.new + counts.back }))
    .toSorted((a, b) => b.score - a.score || b.counts.fixed - a.counts.fixed)
    .slice(0, UNITS);
  return (
    <Table
      caption={visit.tr(
        `Theo đơn vị, nhiều phát hiện mới nhất trước (tối đa ${String(UNITS)})`,
        `By unit, most new findings first (${String(UNITS)} at most)`,
      )}
      columns={[
        { title: visit.tr("Đơn vị", "Unit") },
        ...CHANGES.map((change) => ({ title: visit.say(CHANGE_WORDS[change]), number: true })),
      ]}
      rows={moved.map(({ unit, counts }) => [
        unitText(unit, visit),
        ...CHANGES.map((change) => (
          <NumberLink value={counts[change]} to={to(asked, change, unit)} visit={visit} />
        )),
      ])}
      empty={<></>}
    />
  );
}
