// Text of a hostile site goes through every format and is read back: as text, whole and inert.
import { parse as parseCsv } from "csv-parse/sync";
import { Parser } from "htmlparser2";
import { defaultTreeAdapter, parse as parseHtml, type DefaultTreeAdapterTypes } from "parse5";
import readXlsxFile from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import { remediationCsv } from "../../src/export/csv.ts";
import { remediationDojo } from "../../src/export/defectdojo.ts";
import { documentDocx } from "../../src/export/document/docx.ts";
import { documentHtml } from "../../src/export/document/html.ts";
import type { OfficeDocument } from "../../src/export/document/model.ts";
import { documentPdf } from "../../src/export/document/pdf.ts";
import { remediationJson } from "../../src/export/json.ts";
import { withoutForbidden } from "../../src/export/plain.ts";
import { contractorLetter, remediationDocument } from "../../src/export/remediation-document.ts";
import { remediationRows, type RemediationRow } from "../../src/export/remediation.ts";
import { remediationSarif } from "../../src/export/sarif.ts";
import { remediationXlsx } from "../../src/export/xlsx.ts";
import { reportDocument } from "../../src/export/report/document.ts";
import { reportModel } from "../../src/export/report/model.ts";
import type { Registry } from "../../src/model/registry.ts";
import { HOSTILE, NEVER_LEFT } from "./hostile.ts";
import { pdfObjects, pdfPages } from "./read-pdf.ts";
import { findingOf, knowledge, NOW, registry, reportInput, whole } from "./sample.ts";
import { unzip } from "./unzip.ts";

const FORMULA = /^[=+\-@\t\r\n＝＋－＠|%]/;
const BENIGN = "an toàn";

/** Every field that a site, or a careless spreadsheet, can fill. */
function world(text: string): { registry: Registry; rows: RemediationRow[] } {
  const named = text === "" ? "x" : text;
  const dirty: Registry = {
    ...registry,
    units: registry.units.map((unit) => ({ ...unit, name: named, head: named })),
    systems: registry.systems.map((system) => ({
      ...system,
      name: named,
      operator: named,
      contractor: named,
    })),
  };
  const finding = findingOf({
    subject: `/${text}`,
    value: text,
    rule: "defacement-page",
    evidence: [{ observation: "o", text }],
  });
  return { registry: dirty, rows: remediationRows([finding], dirty) };
}

const paper = {
  language: "vi" as const,
  madeAt: NOW,
  knowledge,
  provenance: { lines: [] },
  unit: null,
};

function documentsOf(text: string): OfficeDocument[] {
  const { registry: dirty, rows } = world(text);
  const findings = rows.map(({ finding }) => finding);
  const model = reportModel(
    reportInput({ kind: "unit", unit: "BV-A" }, { registry: dirty, findings }),
  );
  return [
    reportDocument(model, { form: "report", addressees: [text || "x"], signer: text || "x" }),
    contractorLetter(rows, text || "x", paper),
    remediationDocument(rows, { ...paper, unit: text || "x" }),
  ];
}

/** Element names in order, without the line breaks that long texts bring. */
function htmlShape(html: string): { names: string[]; attributes: Set<string>; text: string } {
  const names: string[] = [];
  const attributes = new Set<string>();
  let text = "";
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if (defaultTreeAdapter.isTextNode(node)) text += node.value;
    if (defaultTreeAdapter.isElementNode(node)) {
      if (node.tagName !== "br") names.push(node.tagName);
      for (const { name } of node.attrs) attributes.add(name);
    }
    if ("childNodes" in node) node.childNodes.forEach(walk);
  };
  walk(parseHtml(html));
  return { names, attributes, text };
}

function xmlNames(xml: string): { names: Set<string>; text: string; isWhole: boolean } {
  const names = new Set<string>();
  let depth = 0;
  let text = "";
  const parser = new Parser(
    {
      onopentag: (name) => {
        names.add(name);
        depth += 1;
      },
      onclosetag: (_name, implied) => {
        if (!implied || depth > 0) depth -= 1;
      },
      ontext: (part) => {
        text += part;
      },
    },
    { xmlMode: true },
  );
  parser.write(xml);
  parser.end();
  return { names, text, isWhole: depth === 0 };
}

/** Letters and digits only: what a reader sees, whatever the spaces. */
const letters = (text: string): string => withoutForbidden(text).replace(/[^\p{L}\p{N}]/gu, "");

const benign = documentsOf(BENIGN);
const harmlessNames = benign.map((document) => htmlShape(documentHtml(document)).names);

describe.each(HOSTILE)("%j", (text) => {
  const { rows, registry: dirty } = world(text);
  const documents = documentsOf(text);

  it("is a cell in CSV that no spreadsheet computes", () => {
    const csv = whole(remediationCsv(rows, "vi", ","));
    const [header = [], ...lines] = parseCsv(csv, { bom: true });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toHaveLength(header.length);
    for (const cell of lines.flat()) expect(cell).not.toMatch(FORMULA);
    expect(csv.slice(1)).not.toMatch(NEVER_LEFT);
  });

  it("is text in XLSX, without a formula or a link", async () => {
    const file = remediationXlsx(rows, "vi", { lines: [] });
    const sheets = await readXlsxFile(Buffer.from(file));
    expect(sheets[0]?.data).toHaveLength(2);
    for (const { bytes } of unzip(file).values()) {
      const xml = bytes.toString("utf8");
      expect(xml).not.toMatch(NEVER_LEFT);
      expect(xml).not.toMatch(/<f[ >]|<hyperlink|TargetMode="External"/);
    }
  });

  it("is a value in JSON, SARIF and DefectDojo", () => {
    const context = {
      language: "vi" as const,
      program: "0.1.0",
      rules: knowledge.rules,
      registry: dirty,
    };
    const sarif = whole(remediationSarif(rows, { ...context, ledgerHead: "h" }));
    const dojo = whole(remediationDojo(rows, context));
    const json = whole(remediationJson(rows, "vi", { lines: [] }));
    for (const file of [sarif, dojo, json])
      expect(file).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    const { runs } = JSON.parse(sarif) as {
      runs: {
        results: {
          message: { text: string };
          locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
        }[];
      }[];
    };
    const result = runs[0]?.results[0];
    expect(result?.message.text).toContain(withoutForbidden(text));
    expect(result?.message.text).not.toMatch(NEVER_LEFT);
    const uri = new URL(result?.locations[0]?.physicalLocation.artifactLocation.uri ?? "");
    expect([uri.protocol, uri.host]).toEqual(["https:", "www.bv-a.test"]);
    const [entry] = (JSON.parse(dojo) as { findings: { description: string; title: string }[] })
      .findings;
    expect(entry?.description).not.toMatch(/(?<!\\)[<>[\]`]|:\/\//);
    expect(entry?.title.length).toBeLessThanOrEqual(500);
  });

  it("opens no element and no link in HTML, and stays readable there", () => {
    for (const [index, document] of documents.entries()) {
      const html = documentHtml(document);
      const shape = htmlShape(html);
      expect(shape.names).toEqual(harmlessNames[index]);
      expect(
        [...shape.attributes].filter((name) => /^(on|href|src|style|action)/.test(name)),
      ).toEqual([]);
      expect(html).not.toMatch(NEVER_LEFT);
      expect(letters(shape.text)).toContain(letters(text));
    }
  });
});

/** Checks a DOCX against the harmless one of the same kind. @returns its letters */
async function docxText(document: OfficeDocument, kind: number): Promise<string> {
  const entries = unzip(await documentDocx(document));
  const plain = await harmless(kind);
  expect([...entries.keys()]).toEqual([...plain.keys()]);
  for (const [name, { bytes }] of entries) {
    const xml = bytes.toString("utf8");
    const { names, isWhole } = xmlNames(xml);
    expect(isWhole).toBe(true);
    expect(
      [...names].filter((one) => one !== "w:br" && plain.get(name)?.has(one) !== true),
    ).toEqual([]);
    expect(xml).not.toMatch(NEVER_LEFT);
    expect(xml).not.toMatch(/<w:hyperlink|TargetMode="External"/);
  }
  return letters(xmlNames(entries.get("word/document.xml")?.bytes.toString("utf8") ?? "").text);
}

const known = new Map<number, Map<string, Set<string>>>();

/** Element names of each part of the harmless document. */
async function harmless(kind: number): Promise<Map<string, Set<string>>> {
  const before = known.get(kind);
  if (before !== undefined) return before;
  const document = benign[kind];
  if (document === undefined) throw new Error("no such document");
  const parts = new Map(
    [...unzip(await documentDocx(document))].map(([name, { bytes }]) => [
      name,
      xmlNames(bytes.toString("utf8")).names,
    ]),
  );
  known.set(kind, parts);
  return parts;
}

describe("DOCX", () => {
  const findings = HOSTILE.map((text, index) =>
    findingOf({
      id: `h-${String(index)}`,
      group: `h-${String(index)}`,
      system: `S-${String(index)}`,
      rule: "defacement-page",
      subject: `/${text}`,
      value: text,
      evidence: [{ observation: "o", text }],
    }),
  );
  const [first] = registry.systems;
  if (first === undefined) throw new Error("no system");
  const dirty: Registry = {
    ...registry,
    systems: HOSTILE.map((text, index) => ({
      ...first,
      code: `S-${String(index)}`,
      name: text || "x",
      operator: text,
      contractor: text,
    })),
  };
  const rows = remediationRows(findings, dirty);
  const model = reportModel(
    reportInput({ kind: "unit", unit: "BV-A" }, { registry: dirty, findings }),
  );
  const addressees = HOSTILE.map((text) => text || "x");

  it.each([
    [0, reportDocument(model, { form: "report", addressees, signer: HOSTILE[0] ?? "" })],
    [1, contractorLetter(rows, HOSTILE[1] ?? "", { ...paper, unit: HOSTILE[2] ?? "" })],
    [2, remediationDocument(rows, { ...paper, unit: HOSTILE[3] ?? "" })],
  ])(
    "takes all of it as text in document %i: no element, field or relation",
    async (kind, made) => {
      const text = await docxText(made, kind);
      for (const payload of HOSTILE) expect(text).toContain(letters(payload));
    },
  );
});

describe("PDF", () => {
  it("takes all of it as text: no link, action, script or attachment", async () => {
    const rows = HOSTILE.flatMap((text, index) =>
      remediationRows(
        [
          findingOf({
            id: `h-${String(index)}`,
            group: `h-${String(index)}`,
            subject: text,
            value: text,
            evidence: [{ observation: "o", text }],
          }),
        ],
        world(text).registry,
      ),
    );
    const file = await documentPdf(contractorLetter(rows, HOSTILE[0] ?? "", paper));
    for (const { dictionary } of pdfObjects(file).values()) {
      expect(dictionary).not.toMatch(
        /\/(?:URI|JS|JavaScript|Launch|EmbeddedFile|Annots?|OpenAction|AA|GoToR|SubmitForm|XObject \/Image)\b/,
      );
    }
    const text = letters(pdfPages(file).join(""));
    for (const payload of ["<script>alert(1)</script>", '=HYPERLINK("https://x.example","y")']) {
      expect(text).toContain(letters(payload));
    }
  }, 60_000);
});
