// The remediation list as a document: for an office the annex of its own letter, for a contractor a letter
// grouped by site. The same rows as in CSV, XLSX and JSON, in the same order.
import { SEVERITIES } from "../model/area.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Language } from "../model/text.ts";
import { SEVERITY_WORDS } from "../model/words.ts";
import {
  body,
  heading,
  item,
  type Annex,
  type Block,
  type Cell,
  type OfficeDocument,
  type Table,
} from "./document/model.ts";
import { dayText } from "./document/day-text.ts";
import type { RemediationRow } from "./remediation.ts";
import { actionsOf } from "./report/actions.ts";
import { actionBlocks } from "./report/annexes.ts";
import { count, own } from "./report/cells.ts";
import { BLANK_NAME } from "./report/document.ts";
import { sayIn } from "./report/input.ts";
import { issueTable } from "./report/plan-tables.ts";
import { groupBy } from "./report/standing.ts";
import type { Provenance } from "./provenance.ts";

export interface RemediationPaper {
  readonly language: Language;
  /** ISO 8601 UTC. */
  readonly madeAt: string;
  readonly knowledge: Pick<Knowledge, "rules" | "actions" | "law">;
  readonly provenance: Provenance;
  /** Name of the unit the list is for; null for several. */
  readonly unit: string | null;
}

/** A list that goes with a letter which the office writes itself. */
export function remediationDocument(
  rows: readonly RemediationRow[],
  paper: RemediationPaper,
): OfficeDocument {
  const say = sayIn(paper.language);
  return {
    language: paper.language,
    madeAt: paper.madeAt,
    frame: {
      form: "annex",
      superior: null,
      issuer: BLANK_NAME,
      subject: say("danh sách vấn đề cần khắc phục", "issues to be mended"),
      addressees: [],
      recipients: [],
      signer: "",
    },
    blocks: [
      ...(paper.unit === null ? [] : [body(`${say("Đơn vị", "Unit")}: ${paper.unit}.`)]),
      severityCounts(rows, paper),
      ...siteBlocks(rows, paper),
      ...remedyBlocks(rows, paper),
      provenanceTable(paper),
    ],
    annexes: [],
  };
}

/** One letter for all of a contractor's sites. */
export function contractorLetter(
  rows: readonly RemediationRow[],
  contractor: string,
  paper: RemediationPaper,
): OfficeDocument {
  const say = sayIn(paper.language);
  const remedies: Annex = {
    title: say("Cách khắc phục và tự kiểm tra", "How to mend and verify"),
    blocks: remedyBlocks(rows, paper),
  };
  return {
    language: paper.language,
    madeAt: paper.madeAt,
    frame: {
      form: "letter",
      superior: null,
      issuer: BLANK_NAME,
      subject: say(
        "khắc phục vấn đề an toàn thông tin của các trang do nhà thầu quản trị",
        "mending security issues of the sites under the contractor's care",
      ),
      addressees: [contractor],
      recipients: [say("Như trên", "As above")],
      signer: say("Thủ trưởng đơn vị", "Head of the unit"),
    },
    blocks: [
      body(
        say(
          "Kết quả rà soát từ bên ngoài theo mục 3 Công văn số 2132/BYT-K2ĐT cho thấy các trang dưới đây, do quý đơn vị quản trị theo khai báo của chủ quản, có vấn đề cần khắc phục. Đề nghị quý đơn vị khắc phục theo thứ tự khẩn cấp, đúng hạn ghi trong bảng, và báo lại cho từng đơn vị chủ quản khi hoàn thành.",
          "The assessment from outside under item 3 of directive 2132/BYT-K2ĐT shows that the sites below, which their owners declare to be under your care, have issues to be mended. Please mend them by urgency and within the terms in the tables, and tell each owner when done.",
        ),
      ),
      severityCounts(rows, paper),
      ...requestBlocks(rows, paper),
      ...siteBlocks(rows, paper),
      body(
        say(
          "Thời hạn do chương trình rà soát đặt ra. Một cấu hình đứng sau nhiều vấn đề được nêu một lần trong Phụ lục I.",
          "The terms are the programme's. A setting behind several issues is told once, in Annex I.",
        ),
      ),
      body(say("Trân trọng./.", "Yours faithfully.")),
    ],
    annexes: [
      remedies,
      {
        title: say("Căn cứ kiểm chứng", "Provenance"),
        blocks: [provenanceTable(paper)],
      },
    ],
  };
}

function severityCounts(rows: readonly RemediationRow[], { language }: RemediationPaper): Table {
  const say = sayIn(language);
  const ids = (among: readonly RemediationRow[]): string[] =>
    among.map(({ finding }) => finding.id);
  return {
    kind: "table",
    title: say("Tổng hợp", "Totals"),
    columns: [
      { title: say("Mức độ", "Urgency"), width: 4 },
      { title: say("Số vấn đề", "Issues"), width: 2, align: "center" },
      { title: say("Số hệ thống", "Systems"), width: 2, align: "center" },
    ],
    rows: [
      ...SEVERITIES.map((severity) => {
        const among = rows.filter(({ finding }) => finding.severity === severity);
        return totalRow(SEVERITY_WORDS[severity][language], among, ids);
      }),
      totalRow(say("Cộng", "Total"), rows, ids),
    ],
    hasTotal: true,
    empty: "",
  };
}

function totalRow(
  name: string,
  among: readonly RemediationRow[],
  ids: (among: readonly RemediationRow[]) => string[],
): Cell[] {
  const systems = [...new Set(among.map(({ finding }) => finding.system))];
  return [own(name), count("findings", ids(among)), count("systems", systems)];
}

/** One table a system; systems in the order of their most urgent row. */
function siteBlocks(
  rows: readonly RemediationRow[],
  { language }: RemediationPaper,
): readonly Block[] {
  if (rows.length === 0) {
    return [
      body(sayIn(language)("Không có vấn đề nào cần khắc phục.", "There is nothing to mend.")),
    ];
  }
  return [...groupBy(rows, ({ finding }) => finding.system).values()].flatMap((among) => {
    const [first] = among;
    if (first === undefined) return [];
    const unit = first.unit?.name ?? first.finding.unit;
    const system = first.system?.name ?? first.finding.system;
    return [heading(2, `${unit} – ${system}`), issueTable({ language }, among)];
  });
}

function remedyBlocks(
  rows: readonly RemediationRow[],
  { language, knowledge }: RemediationPaper,
): readonly Block[] {
  return actionsOf(rows, knowledge, "all-units").flatMap((action, index) =>
    actionBlocks({ language, knowledge }, action, index),
  );
}

/** What is asked of the contractor, action by action, before how it is done. */
function requestBlocks(
  rows: readonly RemediationRow[],
  { language, knowledge }: RemediationPaper,
): readonly Block[] {
  return actionsOf(rows, knowledge, "all-units").flatMap(({ title, contractor }) =>
    contractor === null ? [] : [item(`${title[language]}: ${contractor[language]}`)],
  );
}

/** What a paper rests on, so that it can be made again and checked. */
export function provenanceTable({
  language,
  provenance,
  madeAt,
}: Pick<RemediationPaper, "language" | "provenance" | "madeAt">): Table {
  const say = sayIn(language);
  const lines = [
    ...provenance.lines.map(({ name, value }) => [name[language], value] as const),
    [say("Ngày lập", "Made on"), dayText(madeAt, language)] as const,
  ];
  return {
    kind: "table",
    title: say("Phiên bản và căn cứ", "Versions and provenance"),
    columns: [
      { title: say("Nội dung", "Entry"), width: 5 },
      { title: say("Giá trị", "Value"), width: 10 },
    ],
    rows: lines.map(([name, value]) => [own(name), own(value)]),
    empty: "",
  };
}
