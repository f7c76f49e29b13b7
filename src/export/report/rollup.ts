// The roll-up of many units: the same denominators and counts, by direct unit, province, kind and level; what
// recurs, what was mended in time, who has no result yet. Keeps of every issue only what counting needs.
import { SEVERITIES } from "../../model/area.ts";
import type { Registry } from "../../model/registry.ts";
import type { Rule } from "../../model/rule.ts";
import { SEVERITY_WORDS } from "../../model/words.ts";
import { body, heading } from "../document/model.ts";
import type { Annex, Cell, Table } from "../document/model.ts";
import { localDay } from "../remediation.ts";
import { glossaryBlocks, runTable, versionTable } from "./annexes.ts";
import { count, own, share } from "./cells.ts";
import { changeTable } from "./change-table.ts";
import { sayIn, type ReportInput, type ReportParts, type Section } from "./input.ts";
import { issuesOf } from "./issues.ts";
import {
  areaChart,
  areaTable,
  coverageChart,
  coverageTable,
  itemTable,
  reasonTable,
  severityTable,
  type Tallied,
} from "./result-tables.ts";
import { byKind, byLevel, byProvince, byUnit, groupTable } from "./rollup-groups.ts";
import { denominatorTable } from "./scope-tables.ts";
import { sentAnnexes, sentBlocks } from "./sent-tables.ts";
import { groupBy, type SystemStanding } from "./standing.ts";
import { methodBlocks, openingBlocks, tallyOf } from "./unit-report.ts";

export interface RollUpFacts {
  readonly all: readonly SystemStanding[];
  readonly units: ReadonlySet<string>;
  /** Local date. */
  readonly today: string;
}

export function rollUpParts(input: ReportInput, facts: RollUpFacts): ReportParts {
  const tally = tallyAll(input, facts);
  return {
    opening: openingBlocks(input, []),
    sections: [...scopeSections(input, facts), ...resultSections(input, facts, tally)],
    annexes: annexesOf(input, facts, tally),
  };
}

function scopeSections(input: ReportInput, { all }: RollUpFacts): Section[] {
  const say = sayIn(input.language);
  return [
    {
      title: say("Phạm vi và mức độ đã kiểm tra", "Scope and coverage"),
      blocks: [
        denominatorTable(input, all),
        coverageChart(input, all),
        coverageTable(input, all),
        reasonTable(input, all),
      ],
    },
    {
      title: say("Phương pháp và giới hạn", "Method and limits"),
      blocks: [...methodBlocks(input), runTable(input)],
    },
  ];
}

function resultSections(
  input: ReportInput,
  facts: RollUpFacts,
  { issues, fixed }: Tally,
): Section[] {
  const say = sayIn(input.language);
  const { all } = facts;
  const proposals = say(
    "Kiến nghị của cơ quan lập báo cáo: chưa khai báo.",
    "Proposals of the reporting body: not declared.",
  );
  return [
    {
      title: say("Kết quả rà soát", "Results"),
      blocks: [
        heading(2, say("Theo mức độ, nội dung và mục", "By urgency, area and item")),
        severityTable(input, issues),
        areaChart(input, issues),
        areaTable(input, issues),
        itemTable(input, issues),
        heading(2, say("Theo nhóm đơn vị", "By groups of units")),
        groupTable(input, byKind(input), { all, issues }),
        groupTable(input, byLevel(input), { all, issues }),
        heading(2, say("Vấn đề gặp nhiều nhất", "What recurs most")),
        recurringTable(input, issues),
        heading(2, say("Thay đổi so với lần trước", "Changes since last time")),
        changeTable(input),
      ],
    },
    {
      title: say("Tiến độ khắc phục", "Progress"),
      blocks: [progressTable(input, issues, fixed)],
    },
    {
      title: say("Đơn vị chưa có kết quả, chưa báo cáo", "Units without a result or a report"),
      blocks: [unreportedTable(input, facts), ...sentBlocks(input, all)],
    },
    { title: say("Kiến nghị", "Proposals"), blocks: [body(proposals)] },
  ];
}

function annexesOf(input: ReportInput, { all }: RollUpFacts, { issues }: Tally): Annex[] {
  const say = sayIn(input.language);
  return [
    {
      title: say("Tổng hợp theo đơn vị trực tiếp", "By direct units"),
      blocks: [groupTable(input, byUnit(input), { all, issues })],
    },
    {
      title: say("Tổng hợp theo tỉnh, thành phố", "By province"),
      blocks: [groupTable(input, byProvince(input), { all, issues })],
    },
    ...sentAnnexes(input),
    {
      title: say("Giải thích từ ngữ và căn cứ kiểm chứng", "Glossary and provenance"),
      blocks: [...glossaryBlocks(input), versionTable(input)],
    },
  ];
}

interface Tally {
  readonly issues: readonly Tallied[];
  /** Verified repairs: id, and whether within the term. */
  readonly fixed: readonly { readonly id: string; readonly inTime: boolean }[];
}

/** Counting needs no names; looking them up anew for each batch would cost more than the counting. */
const NO_NAMES: Registry = { units: [], systems: [], targets: [], authorizations: [] };

/** Reads the batches once and lets go of each before the next. */
function tallyAll(input: ReportInput, { units, today }: RollUpFacts): Tally {
  const issues: Tallied[] = [];
  const fixed: { id: string; inTime: boolean }[] = [];
  const shorten = sharing();
  for (const batch of input.counted) {
    const own = batch.filter(({ unit }) => units.has(unit));
    for (const issue of issuesOf(own, NO_NAMES)) {
      issues.push(shorten(tallyOf(issue, today)));
      const { finding } = issue;
      if (finding.state === "fixed") {
        const day = localDay(finding.fixedAt ?? finding.lastLooked);
        fixed.push({ id: finding.id, inTime: finding.dueOn === "" || day <= finding.dueOn });
      }
    }
  }
  return { issues, fixed };
}

/** Equal names and lists of items become one value: a country has few of them, and many issues. */
function sharing(): (tally: Tallied) => Tallied {
  const names = new Map<string, string>();
  const lists = new Map<string, Tallied["items"]>();
  const one = (name: string): string => {
    const known = names.get(name);
    if (known === undefined) names.set(name, name);
    return known ?? name;
  };
  return (tally) => {
    const key = tally.items.map(({ item, relation }) => `${item} ${relation}`).join();
    const items = lists.get(key) ?? tally.items;
    lists.set(key, items);
    const { unit, system, rule } = tally;
    return { ...tally, unit: one(unit), system: one(system), rule: one(rule), items };
  };
}

const MOST = 15;

/** Rules by the number of units they touch. */
function recurringTable(input: ReportInput, issues: readonly Tallied[]): Table {
  const say = sayIn(input.language);
  const open = issues.filter(({ isOpen }) => isOpen);
  const rules = new Map<string, Rule>(input.knowledge.rules.map((rule) => [rule.id, rule]));
  const groups = [...groupBy(open, ({ rule }) => rule)]
    .map(([rule, among]) => ({ rule, among, units: [...new Set(among.map(({ unit }) => unit))] }))
    .toSorted((a, b) => b.units.length - a.units.length || (a.rule < b.rule ? -1 : 1))
    .slice(0, MOST);
  return {
    kind: "table",
    title: say(
      "Vấn đề còn mở gặp ở nhiều đơn vị nhất (tối đa mười lăm loại)",
      "Open issues that touch most units (fifteen kinds at most)",
    ),
    columns: [
      { title: say("Vấn đề", "Issue"), width: 8 },
      { title: say("Mức độ cao nhất", "Most urgent"), width: 3, align: "center" },
      { title: say("Đơn vị", "Units"), width: 2, align: "center" },
      { title: say("Vấn đề", "Issues"), width: 2, align: "center" },
    ],
    rows: groups.map(({ rule, among, units }) => {
      const worst = SEVERITIES.find((severity) => among.some((one) => one.severity === severity));
      return [
        own(rules.get(rule)?.title[input.language] ?? rule),
        own(worst === undefined ? "" : SEVERITY_WORDS[worst][input.language]),
        count("units", units),
        count(
          "findings",
          among.map(({ id }) => id),
        ),
      ];
    }),
    empty: say("Không có vấn đề nào còn mở.", "No issue is open."),
  };
}

function progressTable(
  input: ReportInput,
  issues: readonly Tallied[],
  fixed: Tally["fixed"],
): Table {
  const say = sayIn(input.language);
  const inTime = fixed.filter((one) => one.inTime).map(({ id }) => id);
  const overdue = issues.filter(({ isOverdue }) => isOverdue).map(({ id }) => id);
  const ended = [...fixed.map(({ id }) => id), ...overdue];
  const row = (name: string, cell: Cell, meaning: string): Cell[] => [
    own(name),
    cell,
    own(meaning),
  ];
  return {
    kind: "table",
    title: say("Khắc phục đúng hạn", "Mended in time"),
    columns: [
      { title: say("Chỉ tiêu", "Measure"), width: 5 },
      { title: say("Số lượng", "Number"), width: 3, align: "center" },
      { title: say("Cách tính", "How it is counted"), width: 7 },
    ],
    rows: [
      row(
        say("Đã khắc phục", "Fixed"),
        count(
          "findings",
          fixed.map(({ id }) => id),
        ),
        say("đã được kiểm tra lại", "verified by a later look"),
      ),
      row(
        say("Còn mở và quá hạn", "Open and overdue"),
        count("findings", overdue),
        say("hạn trước ngày lập báo cáo", "term before the day of this report"),
      ),
      row(
        say("Tỷ lệ khắc phục đúng hạn", "Share mended in time"),
        share(input, inTime, ended),
        say(
          "đã khắc phục đúng hạn trên tổng số đã khắc phục hoặc quá hạn",
          "fixed in time over all that were fixed or are overdue",
        ),
      ),
    ],
    empty: "",
  };
}

/** Units that have systems but not one result. */
function unreportedTable(input: ReportInput, { all, units }: RollUpFacts): Table {
  const say = sayIn(input.language);
  const active = input.registry.units.filter(({ code, retired }) => units.has(code) && !retired);
  const byOwner = groupBy(all, ({ unit }) => unit.code);
  const without = active.filter(({ code }) => {
    const systems = byOwner.get(code) ?? [];
    return (
      systems.some(({ hosts }) => hosts.length > 0) &&
      systems.every(({ status }) => status === null || status === "not-assessed")
    );
  });
  const permitted = new Set(
    all.filter(({ isAuthorized }) => isAuthorized).map(({ unit }) => unit.code),
  );
  const row = (name: string, codes: readonly { readonly code: string }[]): Cell[] => [
    own(name),
    count(
      "units",
      codes.map(({ code }) => code),
    ),
  ];
  return {
    kind: "table",
    title: say("Đơn vị theo tình trạng rà soát", "Units by state of review"),
    columns: [
      { title: say("Tình trạng", "State"), width: 12 },
      { title: say("Số đơn vị", "Units"), width: 3, align: "center" },
    ],
    rows: [
      row(say("Đơn vị đang theo dõi", "Units followed"), active),
      row(
        say("Chưa khai báo hệ thống nào", "Have declared no system"),
        active.filter(({ code }) => !byOwner.has(code)),
      ),
      row(
        say(
          "Có tên miền đăng ký nhưng chưa có văn bản cho phép còn hiệu lực",
          "Have registered hosts but no authorization in force",
        ),
        active.filter(
          ({ code }) =>
            !permitted.has(code) && (byOwner.get(code) ?? []).some(({ hosts }) => hosts.length > 0),
        ),
      ),
      row(
        say("Có tên miền đăng ký nhưng chưa có kết quả nào", "Have registered hosts but no result"),
        without,
      ),
    ],
    empty: "",
  };
}
