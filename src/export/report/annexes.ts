// Annexes of a report: the issues one by one, how to mend them, what was not looked at, and what it rests on.
import type { Citation } from "../../model/directive.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import type { Language } from "../../model/text.ts";
import { REASONS } from "../../model/reason.ts";
import { AREA_WORDS, COVERAGE_WORDS, RUN_STATUS_WORDS } from "../../model/words.ts";
import { forSignature } from "../../rules/law.ts";
import { remedySteps } from "../../rules/remedy.ts";
import {
  code,
  body,
  heading,
  item,
  note,
  type Annex,
  type Block,
  type Cell,
  type Table,
} from "../document/model.ts";
import { dayText } from "../document/day-text.ts";
import { actionsOf, type PlannedAction } from "./actions.ts";
import { own } from "./cells.ts";
import { sayIn, type ReportInput } from "./input.ts";
import { isOpen, type Issue } from "./issues.ts";
import { groupBy, type SystemStanding } from "./standing.ts";

export interface RemedyInput {
  readonly language: Language;
  readonly knowledge: Pick<Knowledge, "rules" | "actions" | "law">;
}

/** Each rule's remedy stands once under its action, with the places it is for. */
export function remedyAnnex(input: RemedyInput, issues: readonly Issue[]): Annex {
  const say = sayIn(input.language);
  const actions = actionsOf(issues.filter(isOpen), input.knowledge);
  return {
    title: say("Cách khắc phục và tự kiểm tra", "How to mend and verify"),
    blocks:
      actions.length === 0
        ? [body(say("Không có việc nào cần khắc phục.", "There is nothing to mend."))]
        : actions.flatMap((action, index) => actionBlocks(input, action, index)),
  };
}

export function actionBlocks(input: RemedyInput, action: PlannedAction, index: number): Block[] {
  const title = action.title[input.language];
  return [
    heading(2, `${String(index + 1)}. ${title}`),
    ...[...groupBy(action.issues, ({ finding }) => finding.rule).values()].flatMap((among) => {
      const [lead, ...rest] = ruleBlocks(input, among);
      const isSame = lead?.kind === "heading" && lead.text === title;
      return lead === undefined || isSame ? rest : [lead, ...rest];
    }),
  ];
}

function ruleBlocks({ language, knowledge }: RemedyInput, issues: readonly Issue[]): Block[] {
  const say = sayIn(language);
  const [first] = issues;
  if (first === undefined) return [];
  const { finding } = first;
  const rule = knowledge.rules.find(({ id }) => id === finding.rule);
  const places = [...new Set(issues.flatMap((issue) => issue.places))];
  const steps = remedySteps(finding.remedy[language]);
  const law = signedLaw(knowledge.law, issues);
  return [
    heading(3, finding.title[language]),
    ...(rule === undefined ? [] : [body(rule.why[language])]),
    body(`${say("Nơi thấy", "Where")}: ${places.join(", ")}.`),
    ...uniqueReasons(issues, language).map((text) => item(text)),
    ...(law.length === 0
      ? []
      : [body(`${say("Văn bản có hiệu lực", "Law in force")}: ${law.join("; ")}.`)]),
    body(`${say("Cách làm", "What to do")}:`),
    ...steps.flatMap((step) => [
      item(step.text),
      ...(step.code.length === 0 ? [] : [code(step.code)]),
    ]),
    ...(rule === undefined
      ? []
      : [body(`${say("Tự kiểm tra", "How to verify")}: ${rule.verify[language]}`)]),
  ];
}

/** "Mục 3: …" with the reason of each mapping, every one once. */
function uniqueReasons(issues: readonly Issue[], language: "vi" | "en"): string[] {
  const word = language === "vi" ? "Mục" : "Item";
  return [
    ...new Set(
      issues.flatMap(({ finding }) =>
        finding.directive.map((one) => `${word} ${one.item}: ${one.why[language]}`),
      ),
    ),
  ];
}

/** Reviewed citations alone; the others never enter a document for signature. */
export function signedLaw(law: readonly Citation[], issues: readonly Issue[]): string[] {
  return [
    ...new Set(
      issues.flatMap(({ finding }) =>
        forSignature(law, finding.law).map(({ document, article }) => `${document}, ${article}`),
      ),
    ),
  ];
}

/** Host by host what has no full result, and why. */
export function missedTable(input: ReportInput, all: readonly SystemStanding[]): Table {
  const say = sayIn(input.language);
  const missed = all.flatMap(({ hosts }) => hosts.flatMap((host) => host.missed));
  return {
    kind: "table",
    title: say("Nội dung chưa có kết quả đầy đủ", "What has no full result"),
    columns: [
      { title: say("Máy chủ; cổng", "Host; port"), width: 5 },
      { title: say("Nội dung", "Area"), width: 4 },
      { title: say("Kết quả", "Status"), width: 3 },
      { title: say("Lý do", "Reason"), width: 5 },
      { title: say("Ngày", "Day"), width: 2.9, align: "center" },
    ],
    rows: missed.map(({ host, port, area, status, reason, coverage }) => {
      const cell = (text: string): Cell =>
        coverage === null
          ? own(text)
          : { text, source: { kind: "observed", run: coverage.run, at: coverage.at } };
      return [
        cell(port === null ? host : `${host}:${String(port)}`),
        cell(area === null ? say("mọi nội dung", "all areas") : AREA_WORDS[area][input.language]),
        cell(COVERAGE_WORDS[status][input.language]),
        cell(REASONS[reason][input.language]),
        cell(coverage === null ? say("chưa có", "none") : dayText(coverage.at, input.language)),
      ];
    }),
    empty: say("Không có.", "None."),
  };
}

/** What the numbers rest on, so that the report can be made again and checked. */
export function versionTable(input: ReportInput): Table {
  const say = sayIn(input.language);
  const { rules, data } = input.knowledge.versions;
  const [latest] = input.runs;
  return {
    kind: "table",
    title: say("Phiên bản và sổ ghi truy vấn", "Versions and ledger"),
    columns: [
      { title: say("Nội dung", "Entry"), width: 5 },
      { title: say("Giá trị", "Value"), width: 10 },
    ],
    rows: (
      [
        [say("Phiên bản chương trình rasoat", "rasoat version"), input.program],
        [say("Phiên bản bộ quy tắc", "Rules version"), rules],
        [say("Phiên bản dữ liệu", "Data version"), data],
        [
          say("Số dòng sổ ghi truy vấn", "Rows of the request ledger"),
          String(input.ledgerHead.rows),
        ],
        [say("Mã băm cuối sổ ghi truy vấn", "Head of the request ledger"), input.ledgerHead.hash],
        [
          say("Lượt rà soát gần nhất", "Latest run"),
          latest === undefined ? say("chưa có", "none") : latest.id,
        ],
        [say("Thời điểm lập (giờ quốc tế UTC)", "Made at (UTC)"), input.now],
      ] as const
    ).map(([name, value]) => [own(name), own(value)]),
    empty: "",
  };
}

export function runTable(input: ReportInput): Table {
  const say = sayIn(input.language);
  return {
    kind: "table",
    title: say("Các lượt rà soát gần đây", "Recent runs"),
    columns: [
      { title: say("Lượt", "Run"), width: 5 },
      { title: say("Bắt đầu", "Started"), width: 3, align: "center" },
      { title: say("Tình trạng", "State"), width: 3, align: "center" },
      { title: say("Bộ quy tắc; dữ liệu", "Rules; data"), width: 5 },
    ],
    rows: input.runs.slice(0, 5).map((run) => {
      const cell = (text: string): Cell => ({
        text,
        source: { kind: "observed", run: run.id, at: run.startedAt },
      });
      return [
        cell(run.id),
        cell(dayText(run.startedAt, input.language)),
        cell(RUN_STATUS_WORDS[run.status][input.language]),
        cell(`${run.versions.rules}; ${run.versions.data}`),
      ];
    }),
    empty: say("Chưa có lượt rà soát nào.", "There has been no run."),
  };
}

export function glossaryBlocks({ language }: Pick<ReportInput, "language">): Block[] {
  const say = sayIn(language);
  return [
    item(
      say(
        "TLS, HTTPS: cách mã hoá đường truyền giữa người dùng và trang; chứng thư số xác nhận đúng máy chủ.",
        "TLS, HTTPS: how the connection between visitor and site is encrypted; a certificate proves the server.",
      ),
    ),
    item(
      say(
        "HSTS: khai báo để trình duyệt luôn dùng kết nối mã hoá với trang.",
        "HSTS: a declaration that makes browsers always use the encrypted connection.",
      ),
    ),
    item(
      say(
        "Phần mềm quản trị nội dung (CMS): phần mềm dựng và cập nhật trang, ví dụ WordPress, NukeViet.",
        "Content management software (CMS): what builds and updates a site, such as WordPress or NukeViet.",
      ),
    ),
    item(
      say(
        "Thay đổi nội dung trái phép (deface): trang bị kẻ khác thay hoặc chèn nội dung.",
        "Defacement: somebody else replaced or planted content on the site.",
      ),
    ),
    item(
      say(
        "Không kiểm tra được: đã thử hoặc chưa được phép thử và không có kết quả; không có nghĩa là an toàn.",
        "Not assessed: tried, or not permitted to try, without a result; it does not mean safe.",
      ),
    ),
    note(
      say(
        "Thời hạn khắc phục do chương trình rà soát đặt ra; Công văn 2132/BYT-K2ĐT không quy định thời hạn khắc phục.",
        "Terms for mending are the programme's; directive 2132/BYT-K2ĐT sets none.",
      ),
    ),
  ];
}
