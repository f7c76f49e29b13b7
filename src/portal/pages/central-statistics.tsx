// The sector in numbers: counts, what is overdue, and coverage; never one score. Every number can be followed.
import type { JSX } from "hono/jsx/jsx-runtime";
import { FindingArea, SEVERITIES } from "../../model/area.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import type { UnitKind } from "../../model/registry.ts";
import { AREA_WORDS, NOT_DECLARED, SEVERITY_WORDS, UNIT_KIND_WORDS } from "../../model/words.ts";
import { itemText } from "../../rules/law.ts";
import { address, Table } from "../components.tsx";
import { numberText } from "../format.ts";
import type { CentralVisit, Reply, Route } from "../route.ts";
import { byArea, byItem, byLevel, byUnitKey, type Line } from "../statistics.ts";

export function statisticsRoutes(knowledge: Knowledge): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/central/statistics",
      act: "view statistics",
      audience: "central",
      answer: (visit) => statistics(visit, knowledge),
    },
  ];
}

function statistics(visit: CentralVisit, knowledge: Knowledge): Reply {
  const title = visit.tr("Thống kê toàn ngành", "Sector statistics");
  const units = visit.mine.units();
  const counts = { open: visit.mine.counts("unit"), coverage: visit.mine.coverageCounts() };
  return {
    kind: "page",
    title,
    body: (
      <div>
        <h1>{title}</h1>
        <p class="lead">
          {visit.tr(
            "Số phát hiện đang mở và quá hạn, đi cùng phạm vi đã kiểm tra. Không có điểm số chung: ít phát hiện có thể chỉ là ít được kiểm tra.",
            "Open and overdue findings beside coverage. There is no overall score: few findings may only mean few looks.",
          )}
        </p>
        <SeverityChart visit={visit} />
        <Lines
          caption={visit.tr("Theo tỉnh, thành phố", "By province")}
          lines={byUnitKey(units, counts, (unit) => unit.province ?? "")}
          title={visit.tr("Tỉnh, thành phố", "Province")}
          word={(key) => (key === "" ? visit.say(NOT_DECLARED) : key)}
          query="province"
          visit={visit}
        />
        <Lines
          caption={visit.tr("Theo loại đơn vị", "By kind of unit")}
          lines={byUnitKey(units, counts, (unit) => unit.kind)}
          title={visit.tr("Loại đơn vị", "Kind")}
          word={(key) => visit.say(UNIT_KIND_WORDS[key as UnitKind])}
          query="kind"
          visit={visit}
        />
        <Levels visit={visit} />
        <Areas visit={visit} />
        <Items visit={visit} knowledge={knowledge} />
      </div>
    ),
  };
}

const WIDTH = 460;
const ROW = 28;

/** Bars with their numbers in words beside them; the table of the same numbers is the tiles of the first page. */
function SeverityChart({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  const counts = new Map(visit.mine.counts("severity").map(({ key, groups }) => [key, groups]));
  const most = Math.max(1, ...counts.values());
  const height = SEVERITIES.length * ROW;
  const label = SEVERITIES.map(
    (one) => `${visit.say(SEVERITY_WORDS[one])}: ${String(counts.get(one) ?? 0)}`,
  ).join(", ");
  return (
    <section class="panel">
      <h2>{visit.tr("Đang mở theo mức độ", "Open by severity")}</h2>
      <svg class="chart" viewBox={`0 0 620 ${String(height)}`} role="img" aria-label={label}>
        {SEVERITIES.map((one, index) => {
          const count = counts.get(one) ?? 0;
          const width = Math.round((count / most) * WIDTH);
          const y = index * ROW;
          return (
            <g>
              <text x="0" y={y + 17}>
                {visit.say(SEVERITY_WORDS[one])}
              </text>
              <rect
                class={`fill-${one}`}
                x="90"
                y={y + 3}
                width={Math.max(2, width)}
                height={ROW - 8}
              />
              <text x={100 + Math.max(2, width)} y={y + 17}>
                {numberText(count, visit.language)}
              </text>
            </g>
          );
        })}
      </svg>
    </section>
  );
}

function percent(assessed: number, not: number, visit: CentralVisit): string {
  const all = assessed + not;
  if (all === 0) return visit.tr("chưa kiểm tra", "never looked");
  return `${numberText(Math.floor((assessed / all) * 100), visit.language)}% (${numberText(assessed, visit.language)}/${numberText(all, visit.language)})`;
}

function Lines(props: {
  readonly caption: string;
  readonly title: string;
  readonly lines: readonly Line[];
  readonly word: (key: string) => string;
  readonly query: "province" | "kind";
  readonly visit: CentralVisit;
}): JSX.Element {
  const { caption, title, lines, word, query, visit } = props;
  const number = (value: number): string => numberText(value, visit.language);
  return (
    <Table
      caption={caption}
      columns={[
        { title },
        { title: visit.tr("Đơn vị", "Units"), number: true },
        { title: visit.tr("Đang mở", "Open"), number: true },
        { title: visit.tr("Quá hạn", "Overdue"), number: true },
        { title: visit.tr("Đã kiểm tra", "Assessed"), number: true },
      ]}
      rows={lines.map((line) => [
        <a href={address("/central/units", { [query]: line.key === "" ? "-" : line.key })}>
          {word(line.key)}
        </a>,
        number(line.units),
        number(line.open),
        number(line.overdue),
        percent(line.assessed, line.notAssessed, visit),
      ])}
    />
  );
}

function Levels({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  const caption = visit.tr("Theo cấp độ hệ thống", "By level of the system");
  const words = (key: string): string =>
    key === ""
      ? visit.say(NOT_DECLARED)
      : key === "none"
        ? visit.tr("chưa xác định", "none declared")
        : `${visit.tr("cấp độ", "level")} ${key}`;
  return (
    <Table
      caption={caption}
      columns={[
        { title: visit.tr("Cấp độ", "Level") },
        { title: visit.tr("Hệ thống", "Systems"), number: true },
        { title: visit.tr("Đang mở", "Open"), number: true },
        { title: visit.tr("Quá hạn", "Overdue"), number: true },
      ]}
      rows={byLevel(visit.mine.systems(), visit.mine.counts("system")).map((line) => [
        words(line.key),
        numberText(line.systems, visit.language),
        numberText(line.open, visit.language),
        numberText(line.overdue, visit.language),
      ])}
    />
  );
}

function Areas({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  return (
    <Table
      caption={visit.tr("Theo nội dung rà soát", "By area")}
      columns={[
        { title: visit.tr("Nội dung", "Area") },
        { title: visit.tr("Đang mở", "Open"), number: true },
        { title: visit.tr("Quá hạn", "Overdue"), number: true },
      ]}
      rows={byArea(visit.mine.counts("area")).map(({ key, groups, overdue }) => [
        <a href={address("/findings", { area: key })}>
          {visit.say(AREA_WORDS[FindingArea.parse(key)])}
        </a>,
        numberText(groups, visit.language),
        numberText(overdue, visit.language),
      ])}
    />
  );
}

function Items(props: {
  readonly visit: CentralVisit;
  readonly knowledge: Knowledge;
}): JSX.Element {
  const { visit, knowledge } = props;
  const document = knowledge.directives[0]?.document ?? "";
  return (
    <>
      <Table
        caption={visit.tr(`Theo mục của ${document}`, `By item of ${document}`)}
        columns={[
          { title: visit.tr("Mục", "Item") },
          { title: visit.tr("Yêu cầu", "What it asks for") },
          { title: visit.tr("Đang mở", "Open"), number: true },
          { title: visit.tr("Quá hạn", "Overdue"), number: true },
        ]}
        rows={byItem(knowledge.rules, visit.mine.counts("rule")).map(({ key, groups, overdue }) => [
          key,
          visit.say(itemText(knowledge.directives, document, key) ?? { vi: "", en: "" }),
          numberText(groups, visit.language),
          numberText(overdue, visit.language),
        ])}
      />
      <p class="soft small">
        {visit.tr(
          "Một phát hiện có thể liên quan nhiều mục; mục chỉ liên quan trong điều kiện nhất định cũng được tính. Trang của từng phát hiện ghi đúng các mục áp dụng.",
          "A finding may touch several items; items that apply only under conditions are counted too. Each finding's page names those that apply.",
        )}
      </p>
    </>
  );
}
