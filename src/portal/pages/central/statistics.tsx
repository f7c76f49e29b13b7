// The sector in numbers: counts, what is overdue, and coverage; never one score. Every number and every bar leads to
// the list that it counts.
import type { JSX } from "hono/jsx/jsx-runtime";
import { FindingArea } from "../../../model/area.ts";
import type { Knowledge } from "../../../model/knowledge.ts";
import type { UnitKind } from "../../../model/registry.ts";
import { AREA_WORDS, NOT_DECLARED, SEVERITY_WORDS, UNIT_KIND_WORDS } from "../../../model/words.ts";
import { itemText } from "../../../rules/law.ts";
import { BarLink, NumberLink } from "../../view/bars.tsx";
import { Notice, address, type Column, Table } from "../../view/components.tsx";
import { numberText } from "../../view/format.ts";
import { INCOMPLETE, levelText, UNDECLARED } from "../../view/narrowing.tsx";
import type { CentralVisit, Reply, Route } from "../../route.ts";
import {
  byArea,
  byItem,
  byLevel,
  bySeverity,
  byUnitKey,
  type Line,
} from "../../standing/statistics.ts";
import { titled } from "../../view/titled.tsx";

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
  return titled(
    title,
    <>
      <p class="lead">
        {visit.tr(
          "Số phát hiện đang mở và quá hạn, đi cùng phạm vi đã kiểm tra. Không có điểm số chung: ít phát hiện có thể chỉ là ít được kiểm tra. Bấm vào một con số để xem đúng danh sách mà nó đếm.",
          "Open and overdue findings beside coverage. There is no overall score: few findings may only mean few looks. Every number leads to the list that it counts.",
        )}
      </p>
      <Severities visit={visit} />
      <Provinces visit={visit} />
      <Kinds visit={visit} />
      <p class="soft small">
        {visit.tr(
          "Hai bảng theo tỉnh và theo loại không tính đơn vị đã ngừng theo dõi.",
          "The tables by province and kind leave retired units out.",
        )}
      </p>
      <Levels visit={visit} />
      <Areas visit={visit} />
      <Items visit={visit} knowledge={knowledge} />
    </>,
  );
}

interface Props {
  readonly visit: CentralVisit;
}

/** One row of open and overdue, and the words of the address that narrow the list to it. */
interface Row {
  readonly name: JSX.Element | string;
  readonly groups: number;
  readonly overdue: number;
  readonly query: Readonly<Record<string, string>>;
  readonly fill?: string;
  readonly before?: readonly (JSX.Element | string)[];
  readonly after?: readonly (JSX.Element | string)[];
}

function Counts(props: {
  readonly caption: string;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly before?: readonly Column[];
  readonly after?: readonly Column[];
  readonly visit: CentralVisit;
}): JSX.Element {
  const { caption, title, rows, before = [], after = [], visit } = props;
  const most = Math.max(1, ...rows.map(({ groups }) => groups));
  return (
    <Table
      caption={caption}
      columns={[
        { title },
        ...before,
        { title: visit.tr("Đang mở", "Open") },
        { title: visit.tr("Quá hạn", "Overdue"), number: true },
        ...after,
      ]}
      rows={rows.map((row) => [
        row.name,
        ...(row.before ?? []),
        <BarLink
          value={row.groups}
          most={most}
          to={address("/findings", row.query)}
          {...(row.fill === undefined ? {} : { fill: row.fill })}
          visit={visit}
        />,
        <NumberLink
          value={row.overdue}
          to={address("/findings", { ...row.query, due: "overdue" })}
          visit={visit}
        />,
        ...(row.after ?? []),
      ])}
      empty={
        <Notice kind="plain">
          {caption}:{" "}
          {visit.tr("chưa có gì trong danh mục để đếm.", "nothing is registered to be counted.")}{" "}
          <a href="/central/registry">{visit.tr("Xem danh mục", "See the registry")}</a>
        </Notice>
      }
    />
  );
}

function Severities({ visit }: Props): JSX.Element {
  return (
    <Counts
      caption={visit.tr("Theo mức độ", "By severity")}
      title={visit.tr("Mức độ", "Severity")}
      rows={bySeverity(visit.mine.counts("severity")).map(({ key, groups, overdue }) => ({
        name: visit.say(SEVERITY_WORDS[key]),
        groups,
        overdue,
        query: { severity: key },
        fill: `fill-${key}`,
      }))}
      visit={visit}
    />
  );
}

function Provinces({ visit }: Props): JSX.Element {
  return (
    <Units
      caption={visit.tr("Theo tỉnh, thành phố", "By province")}
      title={visit.tr("Tỉnh, thành phố", "Province")}
      query="province"
      lines={linesBy(visit, ({ province }) => province ?? UNDECLARED)}
      word={(key) => (key === UNDECLARED ? visit.say(NOT_DECLARED) : key)}
      visit={visit}
    />
  );
}

function Kinds({ visit }: Props): JSX.Element {
  return (
    <Units
      caption={visit.tr("Theo loại đơn vị", "By kind of unit")}
      title={visit.tr("Loại đơn vị", "Kind")}
      query="kind"
      lines={linesBy(visit, ({ kind }) => kind)}
      word={(key) => visit.say(UNIT_KIND_WORDS[key as UnitKind])}
      visit={visit}
    />
  );
}

function linesBy(visit: CentralVisit, keyOf: Parameters<typeof byUnitKey>[2]): Line[] {
  const counts = { open: visit.mine.counts("unit"), coverage: visit.mine.coverageCounts() };
  return byUnitKey(visit.mine.units(), counts, keyOf);
}

function Units(props: {
  readonly caption: string;
  readonly title: string;
  readonly lines: readonly Line[];
  readonly word: (key: string) => string;
  readonly query: "province" | "kind";
  readonly visit: CentralVisit;
}): JSX.Element {
  const { caption, title, lines, word, query, visit } = props;
  return (
    <Counts
      caption={caption}
      title={title}
      before={[{ title: visit.tr("Đơn vị", "Units"), number: true }]}
      after={[
        { title: visit.tr("Đã kiểm tra", "Assessed"), number: true },
        { title: visit.tr("Chưa hoặc một phần", "Not or in part"), number: true },
      ]}
      rows={lines.map((line) => {
        const narrowed = { [query]: line.key };
        const coverage = (status: string): string => address("/coverage", { ...narrowed, status });
        return {
          name: word(line.key),
          groups: line.open,
          overdue: line.overdue,
          query: narrowed,
          before: [
            <NumberLink
              value={line.units}
              to={address("/central/units", narrowed)}
              visit={visit}
            />,
          ],
          after: [
            <a href={coverage("assessed")}>{shareText(line, visit)}</a>,
            <NumberLink value={line.notAssessed} to={coverage(INCOMPLETE)} visit={visit} />,
          ],
        };
      })}
      visit={visit}
    />
  );
}

function shareText({ assessed, notAssessed }: Line, visit: CentralVisit): string {
  const all = assessed + notAssessed;
  const number = numberText(assessed, visit.language);
  if (all === 0) return visit.tr("0 (chưa kiểm tra)", "0 (never looked)");
  return `${number} (${numberText(Math.floor((assessed / all) * 100), visit.language)}%)`;
}

function Levels({ visit }: Props): JSX.Element {
  return (
    <Counts
      caption={visit.tr("Theo cấp độ hệ thống", "By level of the system")}
      title={visit.tr("Cấp độ", "Level")}
      before={[{ title: visit.tr("Hệ thống", "Systems"), number: true }]}
      rows={byLevel(visit.mine.systems(), visit.mine.counts("system")).map((line) => ({
        name: levelText(line.key, visit),
        groups: line.open,
        overdue: line.overdue,
        query: { level: line.key },
        before: [
          <NumberLink
            value={line.systems}
            to={address("/central/systems", { level: line.key })}
            visit={visit}
          />,
        ],
      }))}
      visit={visit}
    />
  );
}

function Areas({ visit }: Props): JSX.Element {
  return (
    <Counts
      caption={visit.tr("Theo nội dung rà soát", "By area")}
      title={visit.tr("Nội dung", "Area")}
      rows={byArea(visit.mine.counts("area")).map(({ key, groups, overdue }) => ({
        name: visit.say(AREA_WORDS[FindingArea.parse(key)]),
        groups,
        overdue,
        query: { area: key },
      }))}
      visit={visit}
    />
  );
}

function Items({ visit, knowledge }: Props & { readonly knowledge: Knowledge }): JSX.Element {
  const document = knowledge.directives[0]?.document ?? "";
  return (
    <>
      <Counts
        caption={visit.tr(`Theo mục của ${document}`, `By item of ${document}`)}
        title={visit.tr("Mục", "Item")}
        before={[{ title: visit.tr("Yêu cầu", "What it asks for") }]}
        rows={byItem(knowledge.rules, visit.mine.counts("rule")).map(
          ({ key, groups, overdue }) => ({
            name: key,
            groups,
            overdue,
            query: { item: key },
            before: [visit.say(itemText(knowledge.directives, document, key) ?? EMPTY)],
          }),
        )}
        visit={visit}
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

const EMPTY = { vi: "", en: "" };
