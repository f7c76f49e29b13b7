// The parts of one unit's report, in the order of users.md section 3: basis, scope, method, results,
// incidents, plan, exceptions, what only the unit can say, difficulties; annexes with the rows themselves.
import type { Countable } from "../../model/finding.ts";
import { body, heading, item, type Annex, type Block } from "../document/model.ts";
import {
  glossaryBlocks,
  missedTable,
  remedyAnnex,
  runTable,
  signedLaw,
  versionTable,
} from "./annexes.ts";
import { changeTable } from "./change-table.ts";
import { sayIn, type ReportInput, type ReportParts, type Section } from "./input.ts";
import { isOpen, isOverdue, type Issue } from "./issues.ts";
import {
  actionTable,
  exceptionTable,
  incidentTable,
  issueTable,
  selfDeclaredTable,
  systemResultTable,
} from "./plan-tables.ts";
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
import {
  authorizationTable,
  denominatorTable,
  systemTable,
  unitTable,
  unreachableTable,
} from "./scope-tables.ts";
import type { SystemStanding } from "./standing.ts";

export interface UnitFacts {
  readonly all: readonly SystemStanding[];
  readonly units: ReadonlySet<string>;
  readonly issues: readonly Issue[];
  /** Local date. */
  readonly today: string;
}

export function unitParts(input: ReportInput, facts: UnitFacts): ReportParts {
  return {
    opening: openingBlocks(input, facts.issues),
    sections: [
      ...scopeSections(input, facts),
      resultSection(input, facts),
      ...followUpSections(input, facts),
    ],
    annexes: annexesOf(input, facts),
  };
}

function scopeSections(input: ReportInput, { all, units }: UnitFacts): Section[] {
  const say = sayIn(input.language);
  const code = input.scope.kind === "all" ? "" : input.scope.unit;
  return [
    {
      title: say("Phạm vi rà soát", "Scope"),
      blocks: [
        unitTable(input, code),
        denominatorTable(input, all),
        systemTable(input, all),
        unreachableTable(input, all),
      ],
    },
    {
      title: say("Phương pháp và giới hạn", "Method and limits"),
      blocks: [
        ...methodBlocks(input),
        authorizationTable(input, units),
        runTable(input),
        reasonTable(input, all),
      ],
    },
  ];
}

function resultSection(input: ReportInput, { all, issues, today }: UnitFacts): Section {
  const say = sayIn(input.language);
  const tallied = issues.map((issue) => tallyOf(issue, today));
  return {
    title: say("Kết quả rà soát", "Results"),
    blocks: [
      heading(2, say("Mức độ đã kiểm tra", "Coverage")),
      coverageChart(input, all),
      coverageTable(input, all),
      heading(2, say("Vấn đề phát hiện được", "Issues found")),
      severityTable(input, tallied),
      areaChart(input, tallied),
      areaTable(input, tallied),
      itemTable(input, tallied),
      systemResultTable(input, all, { issues, today }),
      changeTable(input),
    ],
  };
}

function followUpSections(input: ReportInput, { issues }: UnitFacts): Section[] {
  const say = sayIn(input.language);
  const difficulties = say(
    "Khó khăn, vướng mắc và kiến nghị, đề xuất của đơn vị: chưa khai báo.",
    "Difficulties and proposals of the unit: not declared.",
  );
  return [
    {
      title: say("Sự cố và báo cáo sự cố", "Incidents and notices"),
      blocks: [incidentTable(input, issues)],
    },
    {
      title: say("Kế hoạch khắc phục", "Remediation plan"),
      blocks: [actionTable(input, issues)],
    },
    { title: say("Ngoại lệ", "Exceptions"), blocks: [exceptionTable(input, issues)] },
    {
      title: say("Nội dung do đơn vị khai báo", "What the unit declares"),
      blocks: [selfDeclaredTable(input)],
    },
    {
      title: say("Khó khăn, vướng mắc và kiến nghị", "Difficulties and proposals"),
      blocks: [body(difficulties)],
    },
  ];
}

function annexesOf(input: ReportInput, { all, issues }: UnitFacts): Annex[] {
  const say = sayIn(input.language);
  return [
    {
      title: say("Danh sách vấn đề còn mở", "Open issues"),
      blocks: [issueTable(input, issues)],
    },
    remedyAnnex(input, issues),
    {
      title: say("Nội dung chưa có kết quả đầy đủ", "What has no full result"),
      blocks: [missedTable(input, all)],
    },
    {
      title: say("Giải thích từ ngữ và căn cứ kiểm chứng", "Glossary and provenance"),
      blocks: [...glossaryBlocks(input), versionTable(input)],
    },
  ];
}

export function tallyOf(issue: { readonly finding: Countable }, today: string): Tallied {
  const { finding } = issue;
  return {
    id: finding.id,
    unit: finding.unit,
    system: finding.system,
    severity: finding.severity,
    state: finding.state,
    area: finding.area,
    rule: finding.rule,
    isOpen: isOpen(issue),
    isOverdue: isOverdue(issue, today),
    isUnknown: finding.outcome === "unknown",
    items: finding.directive.map(({ item, relation }) => ({ item, relation })),
  };
}

/** The directive, and what a person has reviewed of the law that the findings cite. */
export function openingBlocks(input: ReportInput, issues: readonly Issue[]): Block[] {
  const say = sayIn(input.language);
  const law = signedLaw(input.knowledge.law, issues);
  const bases = [
    say(
      "Căn cứ Công văn số 2132/BYT-K2ĐT ngày 24/4/2024 của Bộ Y tế về việc tăng cường công tác bảo đảm an toàn thông tin, an ninh mạng",
      "Under official letter 2132/BYT-K2ĐT of 24 April 2024 of the Ministry of Health on strengthening information and network security",
    ),
    ...law.map((one) => say(`Căn cứ ${one}`, `Under ${one}`)),
  ];
  return [
    ...bases.map((text, index) => ({
      kind: "paragraph" as const,
      look: "basis" as const,
      text: `${text}${index === bases.length - 1 ? "." : ";"}`,
    })),
    body(
      say(
        "Thực hiện mục 3 của Công văn, kết quả rà soát từ bên ngoài đối với các hệ thống thông tin có kết nối Internet được tổng hợp như sau. Báo cáo này chỉ phản ánh những gì quan sát được từ bên ngoài; không thay thế việc kiểm tra, đánh giá bên trong hệ thống.",
        "Under item 3 of the letter, the result of the assessment from outside of systems connected to the Internet is as follows. It tells only what can be observed from outside and does not replace an assessment within the systems.",
      ),
    ),
  ];
}

export function methodBlocks({ language }: Pick<ReportInput, "language">): Block[] {
  const say = sayIn(language);
  return [
    body(
      say(
        "Việc rà soát thực hiện từ bên ngoài, chỉ đọc, chỉ với các máy chủ có văn bản cho phép còn hiệu lực. Mọi kết nối và truy vấn đều được ghi sổ trước khi gửi.",
        "The look is from outside, read-only, and only at hosts with an authorization in force. Every connection and request is written into a ledger before it leaves.",
      ),
    ),
    item(
      say(
        "Đã làm: phân giải tên miền, bắt tay TLS, tải trang bằng phương thức GET, HEAD với tần suất hạn chế.",
        "Done: name resolution, TLS handshakes, pages fetched by GET and HEAD at a limited rate.",
      ),
    ),
    item(
      say(
        "Không làm: đăng nhập, thử mật khẩu, khai thác điểm yếu, gửi hay ghi dữ liệu, tải dữ liệu người bệnh, kiểm tra mạng nội bộ.",
        "Not done: logging in, trying passwords, exploiting weaknesses, sending or writing data, fetching patient data, looking into internal networks.",
      ),
    ),
    item(
      say(
        "“Không kiểm tra được” được nêu riêng kèm lý do và không được tính là đạt.",
        "“Not assessed” is listed apart with its reason and never counts as a pass.",
      ),
    ),
  ];
}
