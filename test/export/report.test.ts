import { describe, expect, it } from "vitest";
import { reportDocument } from "../../src/export/report/document.ts";
import type { ReportScope } from "../../src/export/report/input.ts";
import { reportModel, type ReportModel } from "../../src/export/report/model.ts";
import { documentHtml } from "../../src/export/document/html.ts";
import type { Block, Cell, Table } from "../../src/export/document/model.ts";
import { remediationRows } from "../../src/export/remediation.ts";
import { OPEN_STATES } from "../../src/model/area.ts";
import {
  countedOf,
  coverage,
  findingOf,
  findings,
  knowledge,
  registry,
  reportInput,
} from "./sample.ts";

const SCOPES: readonly ReportScope[] = [
  { kind: "unit", unit: "BV-A" },
  { kind: "unit", unit: "BV-B" },
  { kind: "subtree", unit: "SYT" },
  { kind: "all" },
];

function blocksOf(model: ReportModel): Block[] {
  return [
    ...model.opening,
    ...model.sections.flatMap(({ blocks }) => blocks),
    ...model.annexes.flatMap(({ blocks }) => blocks),
  ];
}

function tablesOf(model: ReportModel): Table[] {
  return blocksOf(model).filter((block) => block.kind === "table");
}

function table(model: ReportModel, start: string): Table {
  const found = tablesOf(model).find(({ title }) => title.startsWith(start));
  if (found === undefined) throw new Error(`no table ${start}`);
  return found;
}

const texts = (rows: readonly (readonly Cell[])[]): string[][] =>
  rows.map((row) => row.map(({ text }) => text));

/** Open issues of the units, counted without any code of the report. */
function openGroups(units: readonly string[]): Set<string> {
  return new Set(
    findings
      .filter(
        ({ held, state, unit }) => !held && OPEN_STATES.includes(state) && units.includes(unit),
      )
      .map(({ unit, group }) => `${unit} ${group}`),
  );
}

const SPLIT: Readonly<Record<string, readonly string[]>> = {
  "BV-A": ["BV-A"],
  "BV-B": ["BV-B"],
};
const unitsOf = (scope: ReportScope): readonly string[] =>
  scope.kind === "unit" ? (SPLIT[scope.unit] ?? []) : ["SYT", "BV-A", "BV-B"];

describe.each(SCOPES)("the report of %o", (scope) => {
  const model = reportModel(reportInput(scope));
  const cells = tablesOf(model).flatMap(({ rows }) => rows.flat());

  it("has no empty cell and no cell without a source", () => {
    expect(cells.length).toBeGreaterThan(100);
    for (const { text, source } of cells) {
      expect(text.trim()).not.toBe("");
      expect(["observed", "declared", "not-declared", "counted", "share", "programme"]).toContain(
        source.kind,
      );
    }
  });

  it("prints each number as the number of the rows that it names, and every row exists", () => {
    const known = {
      findings: new Set(findings.map(({ id }) => id)),
      systems: new Set(registry.systems.map(({ code }) => code)),
      hosts: new Set(registry.targets.map(({ host }) => host)),
      units: new Set(registry.units.map(({ code }) => code)),
      looks: new Set([
        ...coverage.map(({ host, port, area }) => `${host}:${String(port)} ${area}`),
        ...registry.targets.map(({ host }) => `${host}:null *`),
      ]),
    };
    const numbers = cells.filter(({ source }) => source.kind === "counted");
    expect(numbers.length).toBeGreaterThan(40);
    for (const { text, source } of numbers) {
      if (source.kind !== "counted") continue;
      expect(text).toBe(String(source.rows.length));
      expect(new Set(source.rows).size).toBe(source.rows.length);
      for (const row of source.rows) expect(known[source.of]).toContain(row);
    }
  });

  it("has no bare number without rows, but ordinal numbers and levels", () => {
    const bare = tablesOf(model).flatMap(({ columns, rows }) =>
      rows.flatMap((row) =>
        row.filter(
          ({ text, source }, column) =>
            /^\d+$/.test(text) &&
            source.kind !== "counted" &&
            !["STT", "Mục", "Cấp độ", "Giá trị"].includes(columns[column]?.title ?? ""),
        ),
      ),
    );
    expect(bare).toEqual([]);
  });

  it("adds up: totals are the sums of their rows, and the open ones are the remediation list", () => {
    const open = openGroups(unitsOf(scope)).size;
    for (const one of tablesOf(model).filter(({ hasTotal }) => hasTotal === true)) {
      const last = one.rows.at(-1) ?? [];
      for (const [column, cell] of last.entries()) {
        if (cell.source.kind !== "counted") continue;
        const sum = one.rows.slice(0, -1).reduce((all, row) => all + Number(row[column]?.text), 0);
        expect([one.title, column, sum]).toEqual([one.title, column, Number(cell.text)]);
      }
    }
    const severity = table(model, "Vấn đề theo mức độ");
    const column = severity.columns.findIndex(({ title }) => title === "Tổng còn mở");
    expect(severity.rows.at(-1)?.[column]?.text).toBe(String(open));
    const areas = table(model, "Vấn đề còn mở theo nội dung");
    expect(areas.rows.at(-1)?.at(-1)?.text).toBe(String(open));
    expect(
      remediationRows(
        findings.filter(
          ({ held, state, unit }) =>
            !held && OPEN_STATES.includes(state) && unitsOf(scope).includes(unit),
        ),
        registry,
      ),
    ).toHaveLength(open);
  });

  it("draws in its charts what stands in the table behind", () => {
    const blocks = blocksOf(model);
    const charts = blocks.flatMap((block, index) =>
      block.kind === "chart" ? [{ chart: block, behind: blocks[index + 1] }] : [],
    );
    expect(charts).toHaveLength(2);
    for (const { chart, behind } of charts) {
      if (behind?.kind !== "table") throw new Error("no table behind a chart");
      const rows = behind.rows
        .slice(0, -1)
        .map((row) => row.slice(1, -1).map(({ text }) => Number(text)));
      expect(chart.bars.map(({ values }) => values)).toEqual(rows);
    }
  });

  it("is the same again from the same input, and never names what is held", () => {
    const again = reportModel(reportInput(scope));
    expect(JSON.stringify(again)).toBe(JSON.stringify(model));
    expect(JSON.stringify(model)).not.toContain("f-11");
  });

  it("prints versions and the head of the ledger", () => {
    const versions = texts(table(model, "Phiên bản").rows).flat();
    expect(versions).toEqual(
      expect.arrayContaining([
        "0.1.0",
        knowledge.versions.rules,
        knowledge.versions.data,
        "a".repeat(64),
        "R2",
      ]),
    );
  });
});

describe("a unit's report", () => {
  const model = reportModel(reportInput({ kind: "unit", unit: "BV-A" }));

  it("knows managed, registered, authorized and assessed apart", () => {
    expect(texts(table(model, "Phạm vi và mẫu số").rows).map((row) => row.slice(0, 3))).toEqual([
      ["Thuộc phạm vi quản lý", "2", "2"],
      ["Đã đăng ký tên miền", "1", "2"],
      ["Được phép rà soát", "1", "2"],
      ["Đã kiểm tra đầy đủ", "0", "1"],
      ["Mới kiểm tra được một phần", "1", "1"],
      ["Không kiểm tra được", "0", "0"],
    ]);
  });

  it("lists the internal system as out of reach, and does not scan-count it", () => {
    expect(texts(table(model, "Hệ thống ngoài khả năng").rows)).toEqual([
      ["BV-A-HIS", "Cổng BV-A-HIS", "khai báo là hệ thống nội bộ", "3"],
    ]);
  });

  it("says who declared, when, and what nobody declared", () => {
    const [row] = table(model, "Danh sách hệ thống").rows;
    expect(row?.[2]).toEqual({
      text: "2",
      source: { kind: "declared", by: "phòng kế hoạch", at: "2026-11-01T15:00:00.000Z" },
    });
    const his = table(model, "Danh sách hệ thống").rows[1];
    expect(his?.[3]).toEqual({ text: "chưa khai báo", source: { kind: "not-declared" } });
  });

  it("makes one action of what one setting mends, with the earliest term", () => {
    const actions = table(model, "Kế hoạch khắc phục").rows;
    const versions = knowledge.actions.find(({ id }) => id === "limit-tls-versions");
    const protocols = actions.find((row) => row[1]?.text === versions?.title.vi);
    expect(protocols?.[3]?.source).toMatchObject({ kind: "counted", rows: ["f-2", "f-3"] });
    expect(actions).toHaveLength(5);
    expect(actions.flatMap((row) => Number(row[3]?.text)).reduce((sum, one) => sum + one)).toBe(6);
  });

  it("names who is responsible and with what, as that person said it", () => {
    const actions = table(model, "Kế hoạch khắc phục").rows;
    const said = actions
      .flatMap((row) => row.slice(6))
      .filter(({ source }) => source.kind === "declared");
    expect(said.map(({ text }) => text)).toEqual(["Phòng CNTT", "hai ngày công"]);
  });

  it.each(["word", "plan"] as const)("knows who is responsible with the %s alone", (kept) => {
    const bare = findings.map(({ plan, ...one }) => {
      if (plan === undefined) return one;
      return kept === "plan" ? { ...one, word: null, plan } : one;
    });
    const input = reportInput({ kind: "unit", unit: "BV-A" }, { findings: bare });
    const actions = table(reportModel(input), "Kế hoạch khắc phục").rows;
    const said = actions.map((row) => row[6]?.text);
    expect(said).toContain("Phòng CNTT");
  });

  it("quotes the notices of an incident that the office says it has sent", () => {
    const told = reportModel(
      reportInput(
        { kind: "unit", unit: "BV-A" },
        {
          incidents: [
            {
              id: "SC-1",
              unit: "BV-A",
              findings: ["f-6"],
              state: "open",
              serious: true,
              atOnce: false,
              detectedAt: "2026-11-21T01:00:00.000Z",
              confirmedAt: "2026-11-21T02:00:00.000Z",
              confirmedBy: "Lê C",
              reason: "đã xem trang",
              sent: [
                {
                  notice: "first",
                  at: "2026-11-21T03:00:00.000Z",
                  by: "Lê C",
                  note: "số 5/BC-BVA gửi Sở Y tế",
                },
              ],
              closedAt: null,
              closing: null,
            },
          ],
        },
      ),
    );
    expect(table(told, "Dấu hiệu sự cố").rows[0]?.[4]).toEqual({
      text: "thông báo ban đầu, 21/11/2026: số 5/BC-BVA gửi Sở Y tế",
      source: { kind: "declared", by: "Lê C", at: "2026-11-21T03:00:00.000Z" },
    });
    expect(table(model, "Dấu hiệu sự cố").rows[0]?.[4]?.source.kind).toBe("not-declared");
  });

  it("tells what changed in the words and the numbers of rasoat diff", () => {
    const changes = table(model, "Thay đổi so với lượt rà soát trước, từ lượt R1");
    expect(texts(changes.rows).map((row) => row.slice(0, 2))).toEqual([
      ["Mới", "1"],
      ["Tái diễn", "1"],
      ["Do thay đổi quy tắc, dữ liệu", "0"],
      ["Vẫn còn", "4"],
      ["Không kiểm tra được", "1"],
      ["Đã khắc phục", "1"],
      ["Xác định là báo nhầm", "0"],
    ]);
    const { changes: told } = reportInput({ kind: "unit", unit: "BV-A" });
    const shown = told?.entries.filter(({ held }) => !held) ?? [];
    const printed = changes.rows.reduce((sum, row) => sum + Number(row[1]?.text), 0);
    expect(printed).toBe(shown.length);
    expect(told?.entries.length).toBe(shown.length + 1);
  });

  it("names the report that the changes are told against, and says when there is nothing to compare", () => {
    const input = reportInput({ kind: "unit", unit: "BV-A" });
    const [, lastReport = null] = input.sent;
    if (input.changes === null) throw new Error("no changes");
    const told = reportModel({ ...input, changes: { ...input.changes, lastReport } });
    expect(table(told, "Thay đổi so với báo cáo số 15/BC-BVA").rows).toHaveLength(7);
    const none = table(reportModel({ ...input, changes: null }), "Thay đổi so với lần trước");
    expect([none.rows, none.empty]).toEqual([[], "Chưa có đủ hai lượt rà soát để so sánh."]);
  });

  it("shows the incident, the exception with its owner and end, and what is overdue", () => {
    expect(texts(table(model, "Dấu hiệu sự cố").rows)[0]?.[3]).toBe("phải báo cáo ngay");
    expect(texts(table(model, "Ngoại lệ").rows)[0]?.slice(2)).toEqual([
      "chấp nhận rủi ro",
      "Trần B; 01/11/2026",
      "chờ thay hệ thống",
      "31/01/2027",
    ]);
    const severity = table(model, "Vấn đề theo mức độ");
    expect(severity.rows.at(-1)?.at(-1)).toEqual({
      text: "1",
      source: { kind: "counted", of: "findings", rows: ["f-1"] },
    });
  });

  it("never speaks of another unit", () => {
    const text = JSON.stringify(model);
    expect(text).not.toContain("bv-b");
    expect(text).not.toContain("BV-B");
  });

  it("lets no unreviewed citation in, and lets a reviewed one in", () => {
    expect(JSON.stringify(model)).not.toContain("116/2025");
    const law = knowledge.law.map((citation) => ({
      ...citation,
      reviewedBy: "Luật sư D",
      reviewedOn: "2026-11-01",
    }));
    const reviewed = reportModel(
      reportInput({ kind: "unit", unit: "BV-A" }, { knowledge: { ...knowledge, law } }),
    );
    expect(JSON.stringify(reviewed.opening)).toContain("Căn cứ 116/2025/QH15, Điều 10");
  });

  it("says in English what it says in Vietnamese, with the same numbers", () => {
    const english = reportModel(reportInput({ kind: "unit", unit: "BV-A" }, { language: "en" }));
    const numbers = (one: ReportModel): string[] =>
      tablesOf(one)
        .flatMap(({ rows }) => rows.flat())
        .filter(({ source }) => source.kind === "counted")
        .map(({ text }) => text);
    expect(numbers(english)).toEqual(numbers(model));
    expect(english.subject).toContain("from outside");
  });
});

describe("the roll-up", () => {
  const model = reportModel(reportInput({ kind: "all" }));

  it("gives groups whose columns add up to the whole", () => {
    for (const start of ["Theo loại", "Theo cấp độ", "Theo tỉnh", "Theo đơn vị"]) {
      const rows = table(model, start).rows;
      expect(rows.at(-1)?.[1]?.text).toBe("4");
      expect(rows.length).toBeGreaterThan(1);
    }
  });

  it("puts undeclared levels and provinces last, under that name", () => {
    expect(table(model, "Theo tỉnh").rows.at(-2)?.[0]?.source.kind).toBe("not-declared");
    expect(texts(table(model, "Theo cấp độ").rows).map(([name]) => name)).toEqual([
      "Cấp độ 2",
      "Cấp độ 3",
      "khai báo là chưa xác định",
      "chưa khai báo",
      "Cộng",
    ]);
  });

  it("counts repairs in time against all that ended or should have", () => {
    const rows = texts(table(model, "Khắc phục đúng hạn").rows);
    expect(rows.map((row) => row[1])).toEqual(["1", "1", "1/2 (50 %)"]);
  });

  it("counts units without a result", () => {
    const rows = texts(table(model, "Đơn vị theo tình trạng").rows);
    expect(rows.map((row) => row[1])).toEqual(["3", "1", "0", "1"]);
  });

  it("gives the same whatever the batches", () => {
    const units = ["BV-A", "BV-B"];
    const split = units.map((code) => countedOf(findings.filter(({ unit }) => unit === code)));
    const inTwo = reportModel(reportInput({ kind: "all" }, { counted: split }));
    const sorted = (one: ReportModel): string =>
      JSON.stringify(one).replace(/\[("f-[^\]]*)\]/g, (_, list: string) =>
        list.split(",").toSorted().join(),
      );
    expect(sorted(inTwo)).toBe(sorted(model));
  });
});

describe("the words of a report", () => {
  it("is titled as the assessment from outside and leaves blank what the office fills in", () => {
    const model = reportModel(reportInput({ kind: "unit", unit: "BV-A" }));
    const letterhead = { addressees: ["Bộ Y tế (Cục K2ĐT)"], signer: "Giám đốc" };
    const report = documentHtml(reportDocument(model, { form: "report", ...letterhead }));
    const letter = documentHtml(reportDocument(model, { form: "letter", ...letterhead }));
    expect(report).toContain("BÁO CÁO<br>Về kết quả rà soát từ bên ngoài");
    expect(report).toContain("Số: ……/BC-……");
    expect(report).toContain("- Sở Y tế tỉnh Mẫu;");
    expect(letter).toContain("V/v báo cáo kết quả rà soát từ bên ngoài");
    expect(letter).not.toContain("BÁO CÁO<br>");
    expect(letter).toContain("Số: ……/……");
  });

  it("never says that item 3 is violated", () => {
    const html = documentHtml(
      reportDocument(reportModel(reportInput({ kind: "all" })), {
        form: "report",
        addressees: [],
        signer: "x",
      }),
    );
    expect(html).not.toMatch(/vi phạm mục 3/i);
  });

  it("counts a group of http and https once", () => {
    const one = reportModel(
      reportInput(
        { kind: "unit", unit: "BV-A" },
        {
          findings: [
            findingOf({ id: "a", group: "g" }),
            findingOf({ id: "b", group: "g", port: 80 }),
          ],
        },
      ),
    );
    expect(table(one, "Vấn đề theo mức độ").rows.at(-1)?.[1]?.text).toBe("1");
  });
});
