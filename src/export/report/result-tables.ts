// What was found and what was not looked at, counted: by severity and state, by item, by area, by reason.
// Every number is the number of rows that it names.
import {
  AREAS,
  SEVERITIES,
  type FindingArea,
  type FindingState,
  type Severity,
} from "../../model/area.ts";
import type { Coverage } from "../../model/coverage.ts";
import { REASONS, type Reason } from "../../model/reason.ts";
import {
  AREA_WORDS,
  COVERAGE_WORDS,
  RELATION_WORDS,
  SEVERITY_WORDS,
  STATE_WORDS,
} from "../../model/words.ts";
import { TONES } from "../document/layout.ts";
import type { Cell, Chart, Table } from "../document/model.ts";
import { count, own } from "./cells.ts";
import { sayIn, type ReportInput } from "./input.ts";
import { groupBy, type SystemStanding } from "./standing.ts";

/** What counting needs of an issue: small enough to keep a whole country's. */
export interface Tallied {
  readonly id: string;
  readonly unit: string;
  readonly system: string;
  readonly severity: Severity;
  readonly state: FindingState;
  readonly area: FindingArea;
  readonly rule: string;
  readonly isOpen: boolean;
  readonly isOverdue: boolean;
  readonly isUnknown: boolean;
  readonly items: readonly AppliedShort[];
}

export interface AppliedShort {
  readonly item: string;
  readonly relation: keyof typeof RELATION_WORDS;
}

const ids = (issues: readonly Tallied[]): string[] => issues.map(({ id }) => id);

/** Columns: the states in the order of a life; every issue is in exactly one of them. */
export function severityTable(input: ReportInput, issues: readonly Tallied[]): Table {
  const say = sayIn(input.language);
  const states = Object.keys(STATE_WORDS) as FindingState[];
  const row = (name: string, among: readonly Tallied[]): Cell[] => [
    own(name),
    ...states.map((state) =>
      count("findings", ids(among.filter((issue) => issue.state === state))),
    ),
    count("findings", ids(among.filter(({ isOpen }) => isOpen))),
    count("findings", ids(among.filter(({ isOverdue }) => isOverdue))),
  ];
  const center = "center" as const;
  return {
    kind: "table",
    title: say("Vấn đề theo mức độ và tình trạng", "Issues by urgency and state"),
    columns: [
      { title: say("Mức độ", "Urgency"), width: 3 },
      ...states.map((state) => ({
        title: STATE_WORDS[state][input.language],
        width: 2,
        align: center,
      })),
      { title: say("Tổng còn mở", "All open"), width: 2, align: center },
      { title: say("Trong đó quá hạn", "Of these overdue"), width: 2, align: center },
    ],
    rows: [
      ...SEVERITIES.map((severity) =>
        row(
          SEVERITY_WORDS[severity][input.language],
          issues.filter((issue) => issue.severity === severity),
        ),
      ),
      row(say("Cộng", "Total"), issues),
    ],
    hasTotal: true,
    empty: "",
  };
}

const FINDING_AREAS: readonly FindingArea[] = [...AREAS, "registry"];

export function areaTable(input: ReportInput, issues: readonly Tallied[]): Table {
  const say = sayIn(input.language);
  const open = issues.filter(({ isOpen }) => isOpen);
  const row = (name: string, among: readonly Tallied[]): Cell[] => [
    own(name),
    ...SEVERITIES.map((severity) =>
      count("findings", ids(among.filter((issue) => issue.severity === severity))),
    ),
    count("findings", ids(among)),
  ];
  return {
    kind: "table",
    title: say(
      "Vấn đề còn mở theo nội dung và mức độ (số liệu của biểu đồ)",
      "Open issues by area and urgency (the chart's numbers)",
    ),
    columns: [
      { title: say("Nội dung rà soát", "Area"), width: 6 },
      ...severityColumns(input),
      { title: say("Cộng", "Total"), width: 2, align: "center" },
    ],
    rows: [
      ...FINDING_AREAS.map((area) =>
        row(
          AREA_WORDS[area][input.language],
          open.filter((issue) => issue.area === area),
        ),
      ),
      row(say("Cộng", "Total"), open),
    ],
    hasTotal: true,
    empty: "",
  };
}

export function severityColumns({ language }: ReportInput) {
  return SEVERITIES.map((severity) => ({
    title: SEVERITY_WORDS[severity][language],
    width: 2,
    align: "center" as const,
  }));
}

/** Bars by area, layers by severity: the numbers of `areaTable`. */
export function areaChart(input: ReportInput, issues: readonly Tallied[]): Chart {
  const open = issues.filter(({ isOpen }) => isOpen);
  return {
    kind: "chart",
    title: sayIn(input.language)("Vấn đề còn mở theo nội dung", "Open issues by area"),
    series: SEVERITIES.map((severity) => ({
      name: SEVERITY_WORDS[severity][input.language],
      colour: TONES[severity],
    })),
    bars: FINDING_AREAS.map((area) => ({
      label: AREA_WORDS[area][input.language],
      values: SEVERITIES.map(
        (severity) =>
          open.filter((issue) => issue.area === area && issue.severity === severity).length,
      ),
    })),
  };
}

/** Items of the directive with the issues that touch them; an issue may touch several. */
export function itemTable(input: ReportInput, issues: readonly Tallied[]): Table {
  const say = sayIn(input.language);
  const items = input.knowledge.directives.flatMap(({ items }) => items);
  const open = issues.filter(({ isOpen }) => isOpen);
  const touching = new Map<string, Map<string, Tallied[]>>();
  for (const issue of open) {
    for (const { item, relation } of issue.items) {
      const relations = touching.get(item) ?? new Map<string, Tallied[]>();
      const among = relations.get(relation) ?? [];
      among.push(issue);
      relations.set(relation, among);
      touching.set(item, relations);
    }
  }
  return {
    kind: "table",
    title: say(
      "Vấn đề còn mở theo mục của Công văn 2132/BYT-K2ĐT",
      "Open issues by item of directive 2132/BYT-K2ĐT",
    ),
    columns: [
      { title: say("Mục", "Item"), width: 1.4, align: "center" },
      { title: say("Yêu cầu (tóm tắt)", "What it asks for (in short)"), width: 9 },
      { title: say("Quan hệ", "Relation"), width: 3 },
      { title: say("Số vấn đề", "Issues"), width: 2, align: "center" },
    ],
    rows: items.flatMap(({ item, summary }) =>
      [...(touching.get(item) ?? [])].map(([relation, among]) => [
        own(item),
        own(summary[input.language]),
        own(RELATION_WORDS[relation as keyof typeof RELATION_WORDS][input.language]),
        count("findings", ids(among)),
      ]),
    ),
    empty: say("Không có vấn đề nào còn mở.", "No issue is open."),
  };
}

export function lookKey({ host, port, area }: Pick<Coverage, "host" | "port" | "area">): string {
  return `${host}:${String(port)} ${area}`;
}

const STATUSES = ["assessed", "partial", "not-assessed"] as const;

export function coverageTable(input: ReportInput, all: readonly SystemStanding[]): Table {
  const say = sayIn(input.language);
  const looks = all.flatMap(({ hosts }) => hosts.flatMap((host) => host.looks));
  const row = (name: string, among: readonly Coverage[]): Cell[] => [
    own(name),
    ...STATUSES.map((status) =>
      count("looks", among.filter((look) => look.status === status).map(lookKey)),
    ),
    count("looks", among.map(lookKey)),
  ];
  return {
    kind: "table",
    title: say(
      "Mức độ đã kiểm tra theo nội dung (đếm theo máy chủ và cổng)",
      "Coverage by area (counted by host and port)",
    ),
    columns: [
      { title: say("Nội dung rà soát", "Area"), width: 6 },
      ...STATUSES.map((status) => ({
        title: COVERAGE_WORDS[status][input.language],
        width: 3,
        align: "center" as const,
      })),
      { title: say("Cộng", "Total"), width: 2, align: "center" },
    ],
    rows: [
      ...AREAS.map((area) =>
        row(
          AREA_WORDS[area][input.language],
          looks.filter((look) => look.area === area),
        ),
      ),
      row(say("Cộng", "Total"), looks),
    ],
    hasTotal: true,
    empty: "",
  };
}

export function coverageChart(input: ReportInput, all: readonly SystemStanding[]): Chart {
  const looks = all.flatMap(({ hosts }) => hosts.flatMap((host) => host.looks));
  return {
    kind: "chart",
    title: sayIn(input.language)("Mức độ đã kiểm tra", "Coverage"),
    series: STATUSES.map((status) => ({
      name: COVERAGE_WORDS[status][input.language],
      colour: TONES[status],
    })),
    bars: AREAS.map((area) => ({
      label: AREA_WORDS[area][input.language],
      values: STATUSES.map(
        (status) => looks.filter((look) => look.area === area && look.status === status).length,
      ),
    })),
  };
}

/** Why looks came to nothing: reasons, most frequent first. */
export function reasonTable(input: ReportInput, all: readonly SystemStanding[]): Table {
  const say = sayIn(input.language);
  const missed = all.flatMap(({ hosts }) => hosts.flatMap((host) => host.missed));
  const groups = [...groupBy(missed, ({ reason }) => reason)].toSorted(
    ([a, first], [b, second]) => second.length - first.length || (a < b ? -1 : 1),
  );
  return {
    kind: "table",
    title: say("Chưa kiểm tra được và lý do", "Not looked at, and why"),
    columns: [
      { title: say("Lý do", "Reason"), width: 8 },
      { title: say("Số nội dung", "Looks"), width: 2, align: "center" },
      { title: say("Số máy chủ", "Hosts"), width: 2, align: "center" },
    ],
    rows: groups.map(([reason, among]: [Reason, typeof missed]) => [
      own(REASONS[reason][input.language]),
      count(
        "looks",
        among.map(({ host, port, area }) => `${host}:${String(port)} ${area ?? "*"}`),
      ),
      count("hosts", [...new Set(among.map(({ host }) => host))]),
    ]),
    empty: say(
      "Mọi nội dung đã lên kế hoạch đều có kết quả.",
      "Everything that was planned has a result.",
    ),
  };
}
