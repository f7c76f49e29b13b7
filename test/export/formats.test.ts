// The same numbers everywhere: every format of one list is read back and counted.
import { parse as parseCsv } from "csv-parse/sync";
import readXlsxFile from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { remediationCsv } from "../../src/export/csv.ts";
import { remediationDojo } from "../../src/export/defectdojo.ts";
import { documentDocx } from "../../src/export/document/docx.ts";
import { documentHtml } from "../../src/export/document/html.ts";
import { documentPdf } from "../../src/export/document/pdf.ts";
import type { Registry } from "../../src/model/registry.ts";
import { FORM08_COLUMNS, form08 } from "../../src/export/form08.ts";
import { form08Csv, form08Xlsx } from "../../src/export/form08-file.ts";
import { remediationJson } from "../../src/export/json.ts";
import { placeUri, schemesIn } from "../../src/export/place-uri.ts";
import { contractorLetter, remediationDocument } from "../../src/export/remediation-document.ts";
import { remediationRows } from "../../src/export/remediation.ts";
import { reportModel } from "../../src/export/report/model.ts";
import { remediationSarif } from "../../src/export/sarif.ts";
import { remediationXlsx } from "../../src/export/xlsx.ts";
import { OPEN_STATES, SEVERITIES, type Severity } from "../../src/model/area.ts";
import { SEVERITY_WORDS } from "../../src/model/words.ts";
import { pdfPages } from "./read-pdf.ts";
import { findings, knowledge, NOW, registry, reportInput, whole } from "./sample.ts";
import { SarifLog } from "./sarif-schema.ts";
import { textOfEntry } from "./unzip.ts";

const open = findings.filter(({ held, state }) => !held && OPEN_STATES.includes(state));
const rows = remediationRows(open, registry);
const tool = { language: "vi" as const, program: "0.1.0", rules: knowledge.rules, registry };
const paper = {
  language: "vi" as const,
  madeAt: NOW,
  knowledge,
  provenance: { lines: [] },
  unit: null,
};

/** Counted from the findings alone: groups by severity of their most urgent member. */
const worst = new Map(
  open
    .toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))
    .map((finding) => [`${finding.unit} ${finding.group}`, finding.severity]),
);
const expected = SEVERITIES.map(
  (severity) => [...worst.values()].filter((one) => one === severity).length,
);

function bySeverity(list: readonly string[], names: Readonly<Record<Severity, string>>): number[] {
  return SEVERITIES.map((severity) => list.filter((one) => one === names[severity]).length);
}

const WORDS = Object.fromEntries(
  SEVERITIES.map((severity) => [severity, SEVERITY_WORDS[severity].vi]),
) as Record<Severity, string>;
const SAME = Object.fromEntries(SEVERITIES.map((one) => [one, one])) as Record<Severity, string>;

/** The row of totals in the text of a document: "khẩn cấp 1 1 cao 2 1 …". */
function totalsIn(text: string): number[] {
  const flat = text.replace(/\s+/g, "");
  return SEVERITIES.map((severity) => {
    const word = SEVERITY_WORDS[severity].vi.replace(/\s+/g, "");
    return Number(new RegExp(`${word}(\\d)\\d`).exec(flat)?.[1]);
  });
}

const strip = (markup: string): string => markup.replace(/<[^>]+>/g, " ");

describe("one list in every format", () => {
  const paperForm = remediationDocument(rows, paper);

  it("is counted right to begin with", () => {
    expect(rows).toHaveLength(expected.reduce((sum, count) => sum + count, 0));
    expect(rows.length).toBeGreaterThan(5);
  });

  it("CSV", () => {
    const [header = [], ...lines] = parseCsv(whole(remediationCsv(rows, "vi", ";")), {
      bom: true,
      delimiter: ";",
    });
    const column = header.indexOf("Mức độ");
    expect(
      bySeverity(
        lines.map((line) => line[column] ?? ""),
        WORDS,
      ),
    ).toEqual(expected);
  });

  it("XLSX: list and sheet of totals", async () => {
    const sheets = await readXlsxFile(Buffer.from(remediationXlsx(rows, "vi", { lines: [] })));
    const [header = [], ...lines] = sheets[0]?.data ?? [];
    const column = header.indexOf("Mức độ");
    expect(
      bySeverity(
        lines.map((line) => String(line[column])),
        WORDS,
      ),
    ).toEqual(expected);
    const totals = sheets[2]?.data ?? [];
    expect(
      SEVERITIES.map((severity) => totals.find(([name]) => name === WORDS[severity])?.[1]),
    ).toEqual(expected);
  });

  it("JSON", () => {
    const { count, items } = JSON.parse(whole(remediationJson(rows, "vi", { lines: [] }))) as {
      count: number;
      items: { finding: { severity: string } }[];
    };
    expect(count).toBe(items.length);
    expect(
      bySeverity(
        items.map(({ finding }) => finding.severity),
        SAME,
      ),
    ).toEqual(expected);
  });

  it("SARIF", () => {
    const log = SarifLog.parse(
      JSON.parse(whole(remediationSarif(rows, { ...tool, ledgerHead: "h" }))),
    );
    expect(
      bySeverity(log.runs[0]?.results.map(({ properties }) => properties.severity) ?? [], SAME),
    ).toEqual(expected);
  });

  it("DefectDojo", () => {
    const { findings: entries } = JSON.parse(whole(remediationDojo(rows, tool))) as {
      findings: { severity: string }[];
    };
    expect(
      bySeverity(
        entries.map(({ severity }) => severity.toLowerCase()),
        SAME,
      ),
    ).toEqual(expected);
  });

  it("HTML, DOCX and PDF: totals, and a line for each", async () => {
    const html = strip(documentHtml(paperForm));
    const docx = strip(textOfEntry(await documentDocx(paperForm), "word/document.xml"));
    const pdf = pdfPages(await documentPdf(paperForm)).join("");
    for (const text of [html, docx, pdf]) {
      expect(totalsIn(text)).toEqual(expected);
      expect(text.replace(/\s+/g, "").match(/hếtngàyng|hếthạnngày01/g)).toHaveLength(rows.length);
    }
  });

  it("the reports of all its units", () => {
    const column = (unit: string): number[] => {
      const model = reportModel(reportInput({ kind: "unit", unit }));
      const table = model.sections
        .flatMap(({ blocks }) => blocks)
        .find((block) => block.kind === "table" && block.title.startsWith("Vấn đề theo mức độ"));
      if (table?.kind !== "table") throw new Error("no table");
      const at = table.columns.findIndex(({ title }) => title === "Tổng còn mở");
      return table.rows.slice(0, -1).map((row) => Number(row[at]?.text));
    };
    const [a, b] = [column("BV-A"), column("BV-B")];
    expect(SEVERITIES.map((_, index) => (a[index] ?? 0) + (b[index] ?? 0))).toEqual(expected);
  });
});

describe("SARIF", () => {
  const log = SarifLog.parse(
    JSON.parse(whole(remediationSarif(rows, { ...tool, ledgerHead: "h" }))),
  );
  const [run] = log.runs;

  it("names each result's rule by id and place, and nothing twice", () => {
    const rules = run?.tool.driver.rules.map(({ id }) => id) ?? [];
    expect(new Set(rules).size).toBe(rules.length);
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(rules[ruleIndex]).toBe(ruleId);
    const fingerprints = run?.results.map((one) => one.partialFingerprints["rasoatFingerprint/v1"]);
    expect(new Set(fingerprints).size).toBe(fingerprints?.length);
  });

  it("points to registered places, by their registered scheme", () => {
    const uris = (run?.results ?? []).flatMap(({ locations }) =>
      locations.flatMap(({ physicalLocation }) => physicalLocation?.artifactLocation.uri ?? []),
    );
    expect(uris).toContain("http://www.bv-a.test/");
    expect(uris).toContain("https://lich.bv-a.test/");
    for (const uri of uris) {
      expect(registry.targets.map(({ host }) => host)).toContain(new URL(uri).hostname);
    }
  });
});

describe("placeUri", () => {
  const of = (place: string, subject: string, area: "panels" | "tls" = "panels"): string =>
    placeUri(place, { area, subject }, schemesIn(registry));

  it.each([
    ["www.bv-a.test:443", "wp-login /wp-login.php", "https://www.bv-a.test/wp-login.php"],
    ["www.bv-a.test:80", "x /a b?c=<d>", "http://www.bv-a.test/a"],
    ["www.bv-a.test:8443", "x //evil.example/y", "http://www.bv-a.test:8443//evil.example/y"],
    ["www.bv-a.test", "x", "https://www.bv-a.test/"],
  ])("%s %j is %s", (place, subject, uri) => {
    expect(of(place, subject)).toBe(uri);
  });

  it("takes no path from areas whose subject has none", () => {
    expect(of("www.bv-a.test:443", "leaf /x", "tls")).toBe("https://www.bv-a.test/");
  });
});

/** The keys that its reader knows; any other is an error there. */
const DOJO_KEYS =
  "date cwe cve epss_score epss_percentile cvssv3 cvssv3_score cvssv4 cvssv4_score mitigation impact steps_to_reproduce severity_justification references active verified false_p out_of_scope risk_accepted under_review is_mitigated thread_id mitigated numerical_severity param payload line file_path component_name component_version static_finding dynamic_finding scanner_confidence unique_id_from_tool vuln_id_from_tool nb_occurences publish_date service planned_remediation_date planned_remediation_version effort_for_fixing tags title severity description endpoints files vulnerability_ids cwes".split(
    " ",
  );

describe("DefectDojo", () => {
  const { findings: entries } = z
    .object({ findings: z.array(z.record(z.string(), z.unknown())) })
    .parse(JSON.parse(whole(remediationDojo(rows, tool))));

  it.each(entries.map((entry) => [String(entry["vuln_id_from_tool"]), entry] as const))(
    "%s holds only known keys, all required ones, and true values",
    (_, entry) => {
      expect(Object.keys(entry).filter((key) => !DOJO_KEYS.includes(key))).toEqual([]);
      z.object({
        title: z.string().min(1).max(500),
        severity: z.enum(["Critical", "High", "Medium", "Low", "Info"]),
        description: z.string().min(1),
        mitigation: z.string().min(1),
        date: z.iso.date(),
        unique_id_from_tool: z.string().min(1),
        planned_remediation_date: z.iso.date().optional(),
        endpoints: z.array(z.url()).optional(),
        active: z.literal(true),
      }).parse(entry);
    },
  );
});

describe("a contractor's letter", () => {
  const theirs = registry.systems.filter(({ contractor }) => contractor === "Công ty X");
  const codes = new Set(theirs.map(({ code }) => code));
  const own = rows.filter(({ finding }) => codes.has(finding.system));
  const html = documentHtml(contractorLetter(own, "Công ty X", paper));

  it("is one letter to it, grouped by site, each remedy once", () => {
    expect(html).toContain("Kính gửi:");
    expect(html).toContain("Công ty X");
    for (const { name } of theirs) expect(html).toContain(`– ${name}</h3>`);
    const titles = [...html.matchAll(/<h3>\d+\. ([^<]+)<\/h3>/g)].map(([, title]) => title);
    expect(titles.length).toBeGreaterThan(3);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe("Form 08", () => {
  const form = form08(registry, new Set(registry.units.map(({ code }) => code)));

  it("has a row a system of a followed unit, and totals counted from the rows", async () => {
    expect(form.rows).toHaveLength(4);
    expect(form.rows.every((row) => row.length === FORM08_COLUMNS.length)).toBe(true);
    expect(form.totals.map(({ value }) => value)).toEqual([
      4,
      "chưa khai báo",
      1,
      1,
      1,
      "chưa khai báo",
      "chưa khai báo",
    ]);
    const approved = form.rows.filter((row) => row[5] === "Đã được phê duyệt");
    expect(approved).toHaveLength(1);
    expect(approved[0]?.[6]).toBe("15/QĐ-BVA; 01/03/2026; Sở Y tế");
    const sheets = await readXlsxFile(Buffer.from(form08Xlsx(form)));
    expect(sheets[0]?.data).toHaveLength(5);
    expect(sheets[1]?.data[1]?.[1]).toBe(4);
  });

  it("leaves no cell empty and infers nothing", () => {
    for (const cell of form.rows.flat()) expect(cell).not.toBe("");
    const undeclared = form.rows.find((row) => row[1] === "Cổng BV-A-HIS");
    expect(undeclared?.slice(4)).toEqual([
      "3",
      ...Array.from({ length: 7 }, () => "chưa khai báo"),
    ]);
  });

  it("prints what is declared for columns 8 to 12, and totals that agree with it", () => {
    const [first, second] = registry.systems;
    if (first === undefined || second === undefined) throw new Error("the sample has systems");
    const said: Registry = {
      ...registry,
      systems: [
        {
          ...first,
          type: "Dịch vụ trực tuyến",
          securityRegulation: { decision: "30/QĐ", date: "2026-02-01", body: null },
          measures: "partial",
          measuresExpected: "2027-06",
          assessed: ["periodic", "before-use"],
        },
        {
          ...second,
          levelApproval: { status: "appraised", decision: null, date: null, body: null },
          securityRegulation: "none",
          approvalExpected: "2026-12-31",
          measures: "full",
          assessed: "none",
        },
      ],
    };
    const { rows, totals } = form08(said, new Set(["BV-A"]));
    expect(rows.map((row) => row.slice(7))).toEqual([
      [
        "Khai báo: chưa ban hành",
        "31/12/2026",
        "Đã triển khai đầy đủ",
        "Đã triển khai đầy đủ",
        "Khai báo: chưa thực hiện",
      ],
      [
        "30/QĐ; 01/02/2026; chưa khai báo",
        "Đã được phê duyệt",
        "Đã triển khai một số hạng mục",
        "tháng 06/2027",
        "Trước khi đưa vào sử dụng; Định kỳ",
      ],
    ]);
    expect(totals.map(({ value }) => value)).toEqual([2, 1, 2, 2, 1, 1, "31/12/2026"]);
  });

  it.each([
    [["2026-12-31", "2027-01"], "tháng 01/2027"],
    [["2026-12", "2026-12-15"], "tháng 12/2026"],
    [["2026-12", null], "chưa khai báo"],
  ])("expects all approvals with the last of %j", (times, told) => {
    const [first] = registry.systems;
    if (first === undefined) throw new Error("the sample has systems");
    const systems = times.map((approvalExpected, index) => ({
      ...first,
      code: `BV-A-${String(index)}`,
      levelApproval: null,
      approvalExpected,
    }));
    const { totals } = form08({ ...registry, systems }, new Set(["BV-A"]));
    expect(totals.at(-1)?.value).toBe(told);
  });

  it("re-parses as CSV with the same rows", () => {
    const lines = parseCsv(form08Csv(form, ";"), {
      bom: true,
      delimiter: ";",
      relax_column_count: true,
      skip_empty_lines: true,
    });
    expect(lines.slice(1, 5)).toEqual(form.rows);
    expect(lines).toHaveLength(1 + 4 + 1 + 7);
  });
});
