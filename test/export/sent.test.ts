// Who has reported, in the roll-up and as the pure question behind it.
import { describe, expect, it } from "vitest";
import type { Table } from "../../src/export/document/model.ts";
import { reportModel, type ReportModel } from "../../src/export/report/model.ts";
import { reportingOf } from "../../src/rules/reporting.ts";
import { standings } from "../../src/export/report/standing.ts";
import type { SentReport } from "../../src/model/sent-report.ts";
import { NOW, registry, reportInput, sent } from "./sample.ts";

const ALL = { kind: "all" } as const;

function tables(model: ReportModel): Table[] {
  return [...model.sections, ...model.annexes].flatMap(({ blocks }) =>
    blocks.filter((block) => block.kind === "table"),
  );
}

function table(model: ReportModel, start: string): Table | undefined {
  return tables(model).find(({ title }) => title.startsWith(start));
}

const standing = (codes: readonly string[]) => standings(registry, [], new Set(codes), NOW);

describe("who has reported", () => {
  const all = standing(["SYT", "BV-A", "BV-B", "BV-CU"]);
  const reported = (entries: readonly SentReport[], since: string | null) =>
    reportingOf(all, entries, since).flatMap(({ unit, hasReported }) =>
      hasReported ? unit.code : [],
    );

  it.each([
    [null, ["BV-A", "BV-B"]],
    ["2026-07-01", ["BV-A", "BV-B"]],
    ["2026-07-02", ["BV-A"]],
    ["2026-11-10", ["BV-A"]],
    ["2026-11-11", []],
  ])("since %s: %j", (since, units) => {
    expect(reported(sent, since)).toEqual(units);
  });

  it("an entry that was put right does not count, a superior's roll-up is nobody else's report", () => {
    const [first] = sent;
    if (first === undefined) throw new Error("no entry");
    expect(reported([first], null)).toEqual([]);
    expect(reported([{ ...first, correctedBy: null }], null)).toEqual(["BV-A"]);
    const rollUps = [
      { ...first, correctedBy: null, scope: "subtree" as const, unit: "SYT" },
      { ...first, correctedBy: null, scope: "all" as const, unit: null },
    ];
    expect(reported(rollUps, null)).toEqual([]);
  });

  it("asks only units with granted hosts", () => {
    expect(reportingOf(all, [], null).map(({ unit }) => unit.code)).toEqual(["BV-A", "BV-B"]);
    const revoked = {
      ...registry,
      authorizations: registry.authorizations.map((one) => ({
        ...one,
        status: one.unit === "BV-B" ? ("revoked" as const) : one.status,
      })),
    };
    const now = standings(revoked, [], new Set(["BV-A", "BV-B"]), NOW);
    expect(reportingOf(now, [], null).map(({ unit }) => unit.code)).toEqual(["BV-A"]);
  });
});

describe("the roll-up", () => {
  it("prints who has not reported since a date, each number with the units it counts", () => {
    const model = reportModel(reportInput(ALL, { reportedSince: "2026-10-01" }));
    const counts = table(model, "Tình hình gửi báo cáo từ ngày 01/10/2026")?.rows;
    expect(counts?.map((row) => row[1])).toEqual([
      { text: "1", source: { kind: "counted", of: "units", rows: ["BV-A"] } },
      { text: "1", source: { kind: "counted", of: "units", rows: ["BV-B"] } },
      { text: "2", source: { kind: "counted", of: "units", rows: ["BV-A", "BV-B"] } },
    ]);
    const missing = table(model, "Đơn vị chưa gửi báo cáo")?.rows;
    expect(missing?.map((row) => row.map(({ text }) => text))).toEqual([
      ["1", "Bệnh viện B", "Sở Y tế tỉnh Mẫu", "số 3/BC-BVB ngày 01/07/2026, gửi Sở Y tế tỉnh Mẫu"],
    ]);
    expect(missing?.[0]?.[3]?.source).toEqual({ kind: "declared", by: "văn thư", at: NOW });
  });

  it("says of a unit without an entry that nobody declared one", () => {
    const own = sent.filter(({ unit }) => unit !== "BV-B");
    const model = reportModel(reportInput(ALL, { sent: own }));
    expect(table(model, "Đơn vị chưa gửi báo cáo")?.rows.map((row) => row[3])).toEqual([
      { text: "chưa khai báo", source: { kind: "not-declared" } },
    ]);
  });

  it("prints the entries that stand, latest first, in an annex", () => {
    const model = reportModel(reportInput({ kind: "subtree", unit: "SYT" }));
    const annex = model.annexes.find(({ title }) => title === "Sổ báo cáo đã gửi");
    const [block] = annex?.blocks ?? [];
    if (block?.kind !== "table") throw new Error("no register");
    expect(block.rows.map((row) => row.map(({ text }) => text))).toEqual([
      [
        "Sở Y tế tỉnh Mẫu (tổng hợp cả đơn vị trực thuộc)",
        "công văn",
        "77/SYT-VP",
        "10/11/2026",
        "Sở Y tế tỉnh Mẫu",
        "R1",
      ],
      ["Bệnh viện A", "báo cáo", "15/BC-BVA", "10/11/2026", "Sở Y tế tỉnh Mẫu", "R1"],
      ["Bệnh viện A", "báo cáo", "9/BC-BVA", "03/08/2026", "Sở Y tế tỉnh Mẫu", "chưa khai báo"],
      ["Bệnh viện B", "báo cáo", "3/BC-BVB", "01/07/2026", "Sở Y tế tỉnh Mẫu", "R1"],
    ]);
  });

  it("prints no list that nobody reads: the number names every unit, and the way to all is said", () => {
    const codes = Array.from({ length: 250 }, (_, index) => `BV-${String(index)}`);
    const unit = registry.units.find(({ code }) => code === "BV-A");
    const system = registry.systems.find((one) => one.unit === "BV-A");
    const target = registry.targets.find((one) => one.unit === "BV-A");
    const [authorization] = registry.authorizations;
    if (!unit || !system || !target || !authorization) throw new Error("no sample");
    const many = {
      units: codes.map((code) => ({ ...unit, code, parent: null })),
      systems: codes.map((code) => ({ ...system, code: `${code}-WEB`, unit: code })),
      targets: codes.map((code) => ({
        ...target,
        unit: code,
        system: `${code}-WEB`,
        host: `${code.toLowerCase()}.test`,
      })),
      authorizations: codes.map((code) => ({ ...authorization, unit: code })),
    };
    const first = sent.find(({ correctedBy }) => correctedBy === null);
    if (first === undefined) throw new Error("no entry");
    const entries = codes.slice(0, 10).map((code) => ({ ...first, unit: code }));
    const model = reportModel(reportInput(ALL, { registry: many, sent: entries, counted: [] }));
    const counted = table(model, "Tình hình gửi báo cáo")?.rows[1]?.[1];
    expect(counted).toEqual({
      text: "240",
      source: { kind: "counted", of: "units", rows: codes.slice(10) },
    });
    expect(table(model, "Đơn vị chưa gửi báo cáo")?.rows).toHaveLength(200);
    expect(JSON.stringify(model)).toContain("danh sách đầy đủ: rasoat report list --missing");
  });

  it("without entries it says that nothing was declared, not that nobody has reported", () => {
    const model = reportModel(reportInput(ALL, { sent: [] }));
    expect(table(model, "Tình hình gửi báo cáo")).toBeUndefined();
    expect(model.annexes.map(({ title }) => title)).not.toContain("Sổ báo cáo đã gửi");
    expect(JSON.stringify(model.sections)).toContain(
      "Sổ theo dõi báo cáo đã gửi của từng đơn vị (số, ngày, nơi nhận): chưa khai báo.",
    );
  });
});
