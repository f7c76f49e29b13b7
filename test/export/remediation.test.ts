import { parse } from "csv-parse/sync";
import readXlsxFile from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import { inertCell, remediationCsv } from "../../src/export/csv.ts";
import { remediationJson } from "../../src/export/json.ts";
import { REMEDIATION_COLUMNS, remediationRows } from "../../src/export/remediation.ts";
import { remediationXlsx } from "../../src/export/xlsx.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Registry } from "../../src/model/registry.ts";
import { whole } from "./sample.ts";

const registry: Registry = { units: [], systems: [], targets: [], authorizations: [] };

function findingOf(parts: Partial<Finding> = {}): Finding {
  return {
    id: "0123456789abcdef",
    fingerprint: "0123456789abcdef00",
    unit: "BV-A",
    system: "BV-A-WEB",
    host: "www.bv-a.test",
    port: 443,
    area: "tls",
    rule: "tls-cert-expired",
    severity: "high",
    confidence: "certain",
    outcome: "fail",
    state: "open",
    held: false,
    subject: "leaf",
    value: "notAfter=2026-01-01T00:00:00Z",
    group: "g1",
    title: { vi: "Chứng thư đã hết hạn", en: "Certificate expired" },
    evidence: [{ observation: "o1", text: "hết hạn ngày 01/01/2026" }],
    directive: [],
    law: [],
    remedy: { vi: "Gia hạn chứng thư", en: "Renew it" },
    firstSeen: "2026-11-20T18:00:00Z",
    lastSeen: "2026-11-22T15:00:00Z",
    lastLooked: "2026-11-22T15:00:00Z",
    dueOn: "2026-12-04",
    dueBasis: "…",
    reopened: 0,
    cleanLooks: 0,
    unknownReason: null,
    run: "R1",
    versions: { program: "0", rules: "r", data: "d" },
    word: null,
    ...parts,
  };
}

const HOSTILE = [
  '=HYPERLINK("https://x.example","y")',
  "+1+1",
  "-2+3",
  "@SUM(A1)",
  "\tx",
  "\rx",
  "＝1+1",
  "%0a",
  "a\u0000b\u001b[31mc",
  "lone \ud800 surrogate",
  "<script>alert(1)</script>",
  '"; DROP TABLE findings; --',
];

describe("remediationRows", () => {
  it("shows a group once, with every place, under its most urgent member", () => {
    const rows = remediationRows(
      [
        findingOf({ port: 8443, severity: "low" }),
        findingOf(),
        findingOf({ group: "g2", severity: "critical" }),
      ],
      registry,
    );

    expect(rows.map(({ finding, places }) => [finding.severity, places])).toEqual([
      ["critical", ["www.bv-a.test:443"]],
      ["high", ["www.bv-a.test:443", "www.bv-a.test:8443"]],
    ]);
  });

  it("never joins two units", () => {
    expect(remediationRows([findingOf(), findingOf({ unit: "BV-B" })], registry)).toHaveLength(2);
  });
});

describe("CSV", () => {
  it.each(HOSTILE)("keeps %j inert", (text) => {
    const csv = whole(
      remediationCsv(
        remediationRows([findingOf({ value: text, subject: text })], registry),
        "vi",
        ",",
      ),
    );
    const [, row] = parse(csv, { bom: true });

    for (const cell of row ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠%]/);
    expect(csv).not.toMatch(/[\u0000-\u0008\u001b]/);
    expect(inertCell(text)).not.toMatch(/^[=+\-@\t\r＝＋－＠%]/);
  });

  it("starts with a BOM, ends lines with CRLF, and re-parses to the same cells", () => {
    const rows = remediationRows([findingOf()], registry);
    const csv = whole(remediationCsv(rows, "vi", ";"));
    const [header, row] = parse(csv, { bom: true, delimiter: ";" });

    expect(csv.startsWith("\ufeff")).toBe(true);
    expect(csv.endsWith("\r\n")).toBe(true);
    expect(header).toEqual(REMEDIATION_COLUMNS.map(({ title }) => title.vi));
    expect(row?.[header?.indexOf("Vấn đề") ?? -1]).toBe("Chứng thư đã hết hạn");
    expect(row?.[header?.indexOf("Phát hiện lần đầu") ?? -1]).toBe("2026-11-21");
  });
});

describe("XLSX", () => {
  it("re-parses: three sheets, real dates, hostile cells as text", async () => {
    const rows = remediationRows(
      HOSTILE.map((text, index) =>
        findingOf({ value: text, subject: text, group: `g${String(index)}` }),
      ),
      registry,
    );

    const file = remediationXlsx(rows, "vi", { lines: [] });
    const sheets = await readXlsxFile(Buffer.from(file));
    const list = sheets[0]?.data ?? [];

    expect(sheets.map(({ sheet }) => sheet)).toEqual(["Danh sách", "Giải thích", "Tổng hợp"]);
    expect(list).toHaveLength(HOSTILE.length + 1);
    const due = REMEDIATION_COLUMNS.findIndex(({ key }) => key === "due");
    expect(list[1]?.[due]).toEqual(new Date("2026-12-04T00:00:00Z"));
  });
});

describe("JSON", () => {
  it("counts what it holds and names its schema", () => {
    const text = whole(
      remediationJson(remediationRows([findingOf()], registry), "en", {
        lines: [{ name: { vi: "Quy tắc", en: "Rules" }, value: "r" }],
      }),
    );
    const value = JSON.parse(text) as {
      schema: string;
      count: number;
      items: unknown[];
      about: unknown;
    };

    expect(value).toMatchObject({
      schema: "rasoat.remediation/1",
      count: 1,
      about: { Rules: "r" },
    });
    expect(value.items).toHaveLength(1);
  });
});
