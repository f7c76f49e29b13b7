// What was looked at and what was not, and why: not assessed is never shown as sound.
import type { JSX } from "hono/jsx/jsx-runtime";
import { AREA_WORDS, COVERAGE_WORDS } from "../../model/words.ts";
import { REASONS } from "../../model/reason.ts";
import type { Coverage, CoverageStatus } from "../../model/coverage.ts";
import { address, Notice, Pager, Select, Table } from "../view/components.tsx";
import { numberText, timeText } from "../view/format.ts";
import type { ReaderVisit, Reply, Route } from "../route.ts";
import type { CoveragePage } from "../../store/runs/coverage-overview.ts";
import { INCOMPLETE, Kept, Narrowed, unitsWhere } from "../view/narrowing.tsx";

import { NotLookedAt, Nothing } from "./nothing.tsx";
import { titled } from "../view/titled.tsx";
import { pageNumber, seesSeveral, unitText } from "../view/visitor.ts";

const SIZE = 100;
const MARKS = { assessed: "good", partial: "medium", "not-assessed": "bad" } as const;
const STATUSES = ["not-assessed", "partial", "assessed"] as const;

function statusesOf(word: string): { statuses?: readonly CoverageStatus[] } {
  if (word === INCOMPLETE) return { statuses: ["not-assessed", "partial"] };
  const asked = STATUSES.find((one) => one === word);
  return asked === undefined ? {} : { statuses: [asked] };
}

export function coverageRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/coverage",
      act: "view coverage",
      audience: "reader",
      answer: coveragePage,
    },
  ];
}

function coveragePage(visit: ReaderVisit): Reply {
  const title = visit.tr("Phạm vi đã kiểm tra", "Coverage");
  const asked = {
    status: visit.query("status"),
    province: visit.query("province"),
    kind: visit.query("kind"),
    unit: visit.query("unit"),
  };
  const page = pageNumber(visit);
  const units = asked.unit === "" ? unitsWhere(visit.mine.units(), asked) : [asked.unit];
  const found = visit.mine.coverage({
    ...statusesOf(asked.status),
    ...(units === undefined ? {} : { units }),
    limit: SIZE,
    offset: (page - 1) * SIZE,
  });
  return titled(
    title,
    <>
      <p class="lead">
        {visit.tr(
          "Kết quả mới nhất của từng máy chủ, cổng và nội dung. Không kiểm tra được không có nghĩa là an toàn, cũng không mở hay đóng phát hiện nào.",
          "The latest word for each host, port and area. Not assessed does not mean safe, and opens or closes no finding.",
        )}
      </p>
      <Never visit={visit} />
      <Filter asked={asked} visit={visit} />
      <Narrowed asked={asked} all="/coverage" visit={visit} />
      <OfUnit unit={asked.unit} visit={visit} />
      <Results asked={asked} found={found} visit={visit} />
      <Pager
        page={page}
        size={SIZE}
        total={found.total}
        address={(to) => address("/coverage", { ...asked, page: String(to) })}
        words={visit}
      />
    </>,
  );
}

/** The rows, with the unit's name at the end for those who see several. */
function Results(props: {
  readonly asked: Readonly<Record<string, string>>;
  readonly found: CoveragePage;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { asked, found, visit } = props;
  return (
    <Table
      caption={visit.tr(
        `${numberText(found.total, "vi")} kết quả`,
        `${numberText(found.total, "en")} results`,
      )}
      columns={[
        { title: visit.tr("Máy chủ", "Host") },
        { title: visit.tr("Cổng", "Port") },
        { title: visit.tr("Nội dung", "Area") },
        { title: visit.tr("Kết quả", "Status") },
        { title: visit.tr("Lý do", "Reason") },
        { title: visit.tr("Lúc", "At") },
        ...(seesSeveral(visit) ? [{ title: visit.tr("Đơn vị", "Unit") }] : []),
      ]}
      rows={rowsOf(found.rows, visit)}
      empty={
        <Nothing path="/coverage" asked={asked} total={found.total} visit={visit}>
          <NotLookedAt visit={visit} />
        </Nothing>
      }
    />
  );
}

interface Props {
  readonly visit: ReaderVisit;
}

function Never({ visit }: Props): JSX.Element | null {
  const never = visit.mine.neverLooked();
  if (never.length === 0) return null;
  return (
    <Notice kind="warn">
      {visit.tr("Chưa từng được kiểm tra", "Never looked at")}:{" "}
      <span class="mono">
        {never
          .slice(0, 50)
          .map(({ host }) => host)
          .join(", ")}
      </span>
      {never.length > 50 ? ` … (${numberText(never.length, visit.language)})` : ""}
    </Notice>
  );
}

function Filter(props: Props & { readonly asked: Readonly<Record<string, string>> }): JSX.Element {
  const { asked, visit } = props;
  return (
    <form method="get" action="/coverage" class="inline">
      <Select
        name="status"
        label={visit.tr("Kết quả", "Status")}
        value={asked["status"] ?? ""}
        choices={[
          { value: "", text: visit.tr("tất cả", "all") },
          ...STATUSES.map((one) => ({
            value: one,
            text: visit.say(COVERAGE_WORDS[one]),
          })),
          {
            value: INCOMPLETE,
            text: visit.tr("không kiểm tra được hoặc một phần", "not assessed or partial"),
          },
        ]}
      />
      <Kept asked={asked} but={["status"]} />
      <button class="quiet">{visit.tr("Lọc", "Filter")}</button>
    </form>
  );
}

function OfUnit({ unit, visit }: Props & { readonly unit: string }): JSX.Element | null {
  if (unit === "") return null;
  return (
    <p class="narrowed">
      {visit.tr("Chỉ xem", "Only")}: {unitText(unit, visit)}{" "}
      <a href="/coverage">{visit.tr("bỏ lọc", "no filter")}</a>
    </p>
  );
}

/** With the unit's name at the end, for those who see several. */
function rowsOf(rows: readonly Coverage[], visit: ReaderVisit) {
  if (!seesSeveral(visit)) return rows.map((row) => cells(row, visit));
  const owners = new Map(visit.mine.targets().map(({ host, unit }) => [host, unit]));
  return rows.map((row) => {
    const unit = owners.get(row.host);
    return [...cells(row, visit), unit === undefined ? "" : unitText(unit, visit)];
  });
}

function cells(row: Coverage, visit: ReaderVisit) {
  return [
    <span class="mono">{row.host}</span>,
    String(row.port),
    visit.say(AREA_WORDS[row.area]),
    <span class={`mark ${MARKS[row.status]}`}>{visit.say(COVERAGE_WORDS[row.status])}</span>,
    row.reason === null ? "" : visit.say(REASONS[row.reason]),
    timeText(row.at),
  ];
}
