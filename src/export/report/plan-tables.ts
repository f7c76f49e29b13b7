// What happens next: incidents, the plan with its terms, exceptions, and what only the unit
// itself can say. A person's word is declared by that person; what nobody said is "chưa khai báo".
import type { FindingState } from "../../model/area.ts";
import type { PersonWord } from "../../model/finding.ts";
import type { Notice } from "../../model/incident.ts";
import type { Text } from "../../model/text.ts";
import { SEVERITY_WORDS, STATE_WORDS } from "../../model/words.ts";
import { dayText } from "../document/day-text.ts";
import type { Cell, Table } from "../document/model.ts";
import { detailLines } from "../../text/evidence/told.ts";
import { actionsOf, type PlannedAction } from "./actions.ts";
import { count, dayOr, declaredCell, notDeclared, own, seen } from "./cells.ts";
import { isOpen, isOverdue, type Issue } from "./issues.ts";
import { sayIn, type ReportInput } from "./input.ts";
import type { SystemStanding } from "./standing.ts";

const ids = (issues: readonly Issue[]): string[] => issues.map(({ finding }) => finding.id);

export function systemResultTable(
  input: ReportInput,
  all: readonly SystemStanding[],
  { issues, today }: { readonly issues: readonly Issue[]; readonly today: string },
): Table {
  const say = sayIn(input.language);
  const severities = Object.keys(SEVERITY_WORDS) as (keyof typeof SEVERITY_WORDS)[];
  const open = issues.filter(isOpen);
  const names = new Map(all.map(({ system }) => [system.code, system.name]));
  const codes = [...new Set([...names.keys(), ...open.map(({ finding }) => finding.system)])];
  const row = (first: Cell, among: readonly Issue[]): Cell[] => [
    first,
    ...severities.map((severity) =>
      count("findings", ids(among.filter(({ finding }) => finding.severity === severity))),
    ),
    count("findings", ids(among)),
    count("findings", ids(among.filter((issue) => isOverdue(issue, today)))),
  ];
  return {
    kind: "table",
    title: say("Vấn đề còn mở theo hệ thống", "Open issues by system"),
    columns: [
      { title: say("Hệ thống", "System"), width: 5 },
      ...severities.map((severity) => ({
        title: SEVERITY_WORDS[severity][input.language],
        width: 2,
        align: "center" as const,
      })),
      { title: say("Cộng", "Total"), width: 2, align: "center" },
      { title: say("Quá hạn", "Overdue"), width: 2, align: "center" },
    ],
    rows: [
      ...codes.map((code) =>
        row(
          declaredCell(input, `system ${code}`, names.get(code) ?? code),
          open.filter(({ finding }) => finding.system === code),
        ),
      ),
      row(own(say("Cộng", "Total")), open),
    ],
    hasTotal: true,
    empty: "",
  };
}

/** Open issues that item 10a speaks of. */
export function incidentTable(input: ReportInput, issues: readonly Issue[]): Table {
  const say = sayIn(input.language);
  const incidents = issues
    .filter(isOpen)
    .filter(({ finding }) => finding.directive.some(({ item }) => item === "10a"));
  return {
    kind: "table",
    title: say("Dấu hiệu sự cố (mục 10a)", "Signs of incidents (item 10a)"),
    columns: [
      { title: say("Nơi thấy", "Where"), width: 4 },
      { title: say("Dấu hiệu", "Sign"), width: 5 },
      { title: say("Thấy lần đầu", "First seen"), width: 2.8, align: "center" },
      { title: say("Yêu cầu", "Duty"), width: 4 },
      { title: say("Đã báo cáo", "Reported to"), width: 3 },
    ],
    rows: incidents.map((issue) => {
      const { finding } = issue;
      const triggered = finding.directive.find(({ item }) => item === "10a");
      return [
        seen(finding, issue.places.join("\n")),
        seen(finding, finding.title[input.language]),
        seen(finding, dayText(finding.firstSeen, input.language)),
        own(
          triggered?.relation === "triggers"
            ? say("phải báo cáo ngay", "must be reported at once")
            : say(
                "có thể phải báo cáo; đơn vị xác minh",
                "may have to be reported; to be verified",
              ),
        ),
        reportedCell(input, finding.id),
      ];
    }),
    empty: say(
      "Không thấy dấu hiệu sự cố từ bên ngoài.",
      "No sign of an incident was seen from outside.",
    ),
  };
}

const NOTICE_WORDS: Readonly<Record<Notice, Text>> = {
  first: { vi: "thông báo ban đầu", en: "first notice" },
  full: { vi: "báo cáo đầy đủ", en: "full report" },
  update: { vi: "báo cáo bổ sung", en: "update" },
  closing: { vi: "báo cáo kết thúc", en: "closing report" },
};

/** Notices that the office says it has sent of the incident that a finding belongs to. */
function reportedCell(input: ReportInput, finding: string): Cell {
  const incident = input.incidents.find(({ findings }) => findings.includes(finding));
  const [first] = incident?.sent ?? [];
  if (incident === undefined || first === undefined) return notDeclared(input);
  const lines = incident.sent.map(
    ({ notice, at, note }) =>
      `${NOTICE_WORDS[notice][input.language]}, ${dayText(at, input.language)}: ${note}`,
  );
  return {
    text: lines.join("\n"),
    source: { kind: "declared", by: first.by, at: first.at },
  };
}

export function actionTable(input: ReportInput, issues: readonly Issue[]): Table {
  const say = sayIn(input.language);
  return {
    kind: "table",
    title: say("Kế hoạch khắc phục", "Remediation plan"),
    columns: [
      { title: say("STT", "No."), width: 1.4, align: "center" },
      { title: say("Việc cần làm", "Action"), width: 5 },
      { title: say("Nơi thực hiện", "Where"), width: 4 },
      { title: say("Số vấn đề", "Issues"), width: 1.5, align: "center" },
      { title: say("Mức độ cao nhất", "Most urgent"), width: 2, align: "center" },
      { title: say("Hạn sớm nhất", "Earliest term"), width: 2.9, align: "center" },
      { title: say("Người chịu trách nhiệm", "Responsible"), width: 2.6 },
      { title: say("Nguồn lực", "Resources"), width: 2 },
    ],
    rows: actionsOf(issues.filter(isOpen), input.knowledge).map((action, index) =>
      actionRow(input, action, index),
    ),
    empty: say("Không có việc nào cần khắc phục.", "There is nothing to mend."),
  };
}

function actionRow(input: ReportInput, action: PlannedAction, index: number): Cell[] {
  const say = sayIn(input.language);
  const [first] = action.issues;
  const hosts = action.issues.flatMap(({ finding }) => finding.host ?? finding.system);
  const where = [...new Set(hosts)].join("\n");
  const plans = action.issues.flatMap(({ finding: { plan, word } }) => plan ?? word ?? []);
  return [
    own(String(index + 1)),
    own(action.title[input.language]),
    first === undefined ? notDeclared(input) : seen(first.finding, where),
    count("findings", ids(action.issues)),
    own(first === undefined ? "" : SEVERITY_WORDS[first.finding.severity][input.language]),
    own(dayOr(input, action.dueOn, say("không đặt hạn", "no term"))),
    saidBy(input, plans, ({ owner }) => owner),
    saidBy(input, plans, ({ resources }) => resources ?? null),
  ];
}

/** What stands of a plan, or the word that it was said in before plans were kept. */
type Plan = Pick<PersonWord, "owner" | "resources" | "by" | "at">;

/** What persons said of an action's findings, each once; the source is the first who did. */
function saidBy(
  input: ReportInput,
  plans: readonly Plan[],
  of: (plan: Plan) => string | null,
): Cell {
  const said = plans.filter((plan) => (of(plan) ?? "") !== "");
  const [first] = said;
  if (first === undefined) return notDeclared(input);
  return {
    text: [...new Set(said.map(of))].join("; "),
    source: { kind: "declared", by: first.by, at: first.at },
  };
}

const EXCEPTIONS: ReadonlySet<FindingState> = new Set(["accepted", "false-positive"]);

export function exceptionTable(input: ReportInput, issues: readonly Issue[]): Table {
  const say = sayIn(input.language);
  return {
    kind: "table",
    title: say("Ngoại lệ", "Exceptions"),
    columns: [
      { title: say("Nơi thấy", "Where"), width: 4 },
      { title: say("Vấn đề", "Issue"), width: 4 },
      { title: say("Loại", "Kind"), width: 2.4 },
      { title: say("Người quyết định; ngày", "Decided by; on"), width: 3 },
      { title: say("Lý do", "Reason"), width: 4 },
      { title: say("Đến ngày", "Until"), width: 2.9, align: "center" },
    ],
    rows: issues
      .filter(({ finding }) => EXCEPTIONS.has(finding.state))
      .map(({ finding, places }) => {
        const { word } = finding;
        const said = (text: string): Cell =>
          word === null
            ? notDeclared(input)
            : { text, source: { kind: "declared", by: word.by, at: word.at } };
        return [
          seen(finding, places.join("\n")),
          seen(finding, finding.title[input.language]),
          own(STATE_WORDS[finding.state][input.language]),
          said(`${word?.by ?? ""}; ${dayText(word?.at ?? "", input.language)}`),
          said(word?.reason ?? ""),
          said(dayOr(input, word?.until ?? "", say("không ghi hạn", "no end given"))),
        ];
      }),
    empty: say("Không có ngoại lệ nào.", "There are no exceptions."),
  };
}

/** Items that evidence from outside cannot show: only the unit can say. */
export function selfDeclaredTable(input: ReportInput): Table {
  const say = sayIn(input.language);
  const items = input.knowledge.directives.flatMap(({ items }) =>
    items.filter(({ technical }) => !technical),
  );
  return {
    kind: "table",
    title: say(
      "Nội dung của công văn mà kiểm tra từ bên ngoài không chứng minh được",
      "Items that a look from outside cannot show",
    ),
    columns: [
      { title: say("Mục", "Item"), width: 1.4, align: "center" },
      { title: say("Yêu cầu (tóm tắt)", "What it asks for (in short)"), width: 10 },
      { title: say("Đơn vị khai báo", "Declared by the unit"), width: 4 },
    ],
    rows: items.map(({ item, summary }) => [
      own(item),
      own(summary[input.language]),
      item === "1" ? headOf(input) : notDeclared(input),
    ]),
    empty: "",
  };
}

function headOf(input: ReportInput): Cell {
  const code = input.scope.kind === "all" ? "" : input.scope.unit;
  const head = input.registry.units.find((unit) => unit.code === code)?.head ?? null;
  return declaredCell(input, `unit ${code}`, head);
}

/** All of an issue on one line: the annex that the counts can be checked against. */
export function issueTable(
  input: Pick<ReportInput, "language">,
  issues: readonly Issue[],
  title = "",
): Table {
  const say = sayIn(input.language);
  return {
    kind: "table",
    title,
    columns: [
      { title: say("STT", "No."), width: 1.3, align: "center" },
      { title: say("Nơi thấy", "Where"), width: 3.4 },
      { title: say("Vấn đề và căn cứ", "Issue and evidence"), width: 8.3 },
      { title: say("Mức độ", "Urgency"), width: 1.7, align: "center" },
      { title: say("Thấy lần đầu; lần cuối", "First; last seen"), width: 2.9, align: "center" },
      { title: say("Tình trạng", "State"), width: 2, align: "center" },
      { title: say("Hạn", "Due"), width: 2.9, align: "center" },
    ],
    rows: issues.filter(isOpen).map((issue, index) => issueRow(input, issue, index)),
    empty: say("Không có vấn đề nào còn mở.", "No issue is open."),
  };
}

function issueRow(
  input: Pick<ReportInput, "language">,
  { finding, places }: Issue,
  index: number,
): Cell[] {
  const say = sayIn(input.language);
  const days = [finding.firstSeen, finding.lastSeen].map((at) => dayText(at, input.language));
  return [
    own(String(index + 1)),
    seen(finding, places.join("\n")),
    seen(
      finding,
      [finding.title[input.language], ...detailLines(finding, input.language)].join("\n"),
    ),
    own(SEVERITY_WORDS[finding.severity][input.language]),
    seen(finding, days.join("\n")),
    own(STATE_WORDS[finding.state][input.language]),
    own(dayOr(input, finding.dueOn, say("không đặt hạn", "no term"))),
  ];
}
