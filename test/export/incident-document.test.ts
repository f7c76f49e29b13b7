// An incident's notice and closing report as an office sends them: the same words as in Markdown, the same frame as
// a report, number, date and signer left to the office.
import { describe, expect, it } from "vitest";
import { documentDocx } from "../../src/export/document/docx.ts";
import { documentHtml } from "../../src/export/document/html.ts";
import { documentPdf } from "../../src/export/document/pdf.ts";
import { incidentDocument } from "../../src/export/incident-document.ts";
import type { Incident } from "../../src/model/incident.ts";
import type { Language } from "../../src/model/text.ts";
import {
  closingPaper,
  closingReport,
  firstNotice,
  firstNoticePaper,
  type IncidentFile,
  type IncidentPaper,
} from "../../src/rules/incident-text.ts";
import { pdfPages } from "./read-pdf.ts";
import { findingOf, knowledge, NOW, registry } from "./sample.ts";
import { textOfEntry } from "./unzip.ts";

const [, unit] = registry.units;
const [system] = registry.systems;
const sign = findingOf({
  rule: "defacement-page",
  area: "defacement",
  subject: "/",
  value: "page",
  evidence: [{ observation: "a".repeat(64), text: 'title: "Hacked <b>by\nX</b>" (hacked by)' }],
});

function fileOf(over: Partial<Incident> = {}): IncidentFile {
  if (unit === undefined || system === undefined) throw new Error("the sample has a unit");
  return {
    incident: {
      id: "SC20261121-1",
      unit: unit.code,
      findings: [sign.id],
      state: "open",
      serious: true,
      atOnce: false,
      detectedAt: "2026-11-21T02:00:00.000Z",
      confirmedAt: NOW,
      confirmedBy: "lan",
      reason: "đã gọi điện xác nhận",
      sent: [],
      closedAt: null,
      closing: null,
      ...over,
    },
    terms: knowledge.incidents,
    unit,
    systems: [system],
    findings: [{ finding: sign, history: [] }],
    law: knowledge.law,
    now: NOW,
  };
}

const CLOSED = {
  state: "closed",
  closedAt: NOW,
  closing: { cause: "mật khẩu yếu", damage: "không", measures: "đổi mật khẩu", lessons: "rà soát" },
} as const;

function documentOf(paper: IncidentPaper, language: Language = "vi") {
  return incidentDocument(paper, {
    language,
    madeAt: NOW,
    issuer: "Bệnh viện A",
    superior: "Sở Y tế tỉnh Mẫu",
    signer: "Giám đốc",
    provenance: {
      lines: [
        { name: { vi: "Sổ ghi truy vấn", en: "Request ledger" }, value: `12 · ${"a".repeat(64)}` },
      ],
    },
  });
}

describe.each<[string, (file: IncidentFile, language: Language) => IncidentPaper, IncidentFile]>([
  ["first notice", firstNoticePaper, fileOf()],
  ["closing report", closingPaper, fileOf(CLOSED)],
])("the %s", (name, paperOf, file) => {
  const paper = paperOf(file, "vi");
  const html = documentHtml(documentOf(paper));

  it("says in the document what it says in Markdown", () => {
    const markdown = (name === "first notice" ? firstNotice : closingReport)(file).vi;
    const lines = markdown.split("\n").flatMap((line) => /^(?:- |## )(.*)$/.exec(line)?.[1] ?? []);
    expect(lines.length).toBeGreaterThan(20);
    const blocks = documentOf(paper).blocks.flatMap((block) => ("text" in block ? block.text : []));
    for (const line of lines) {
      if (!paper.recipients.includes(line)) expect(blocks).toContain(line);
    }
    expect(documentOf(paper).frame.addressees).toEqual(paper.recipients);
  });

  it("leaves number, date and name to the office, and room to sign", () => {
    expect(html).toMatch(/Số: ……\/(?:BC-)?……/);
    expect(html).toContain("…………, ngày …… tháng …… năm ……");
    expect(html).toContain("GIÁM ĐỐC");
    expect(html).toContain("SỞ Y TẾ TỈNH MẪU");
    expect(html).not.toContain("<b>by");
  });

  it("is in the frame of its kind, and says on what it rests", async () => {
    const docx = textOfEntry(await documentDocx(documentOf(paper)), "word/document.xml");
    expect(docx.includes(">BÁO CÁO<")).toBe(name === "closing report");
    expect(docx.includes(">V/v thông báo ban đầu về sự cố an ninh mạng<")).toBe(
      name === "first notice",
    );
    expect(docx).toContain(`12 · ${"a".repeat(64)}`);
    const pages = pdfPages(await documentPdf(documentOf(paper)));
    expect(pages.join(" ").replace(/\s+/g, "")).toContain("Hiệntượngquansátđược");
    expect(pages[0]).not.toMatch(/^\s*1\b/);
  });

  it("is there in English too", () => {
    const english = documentHtml(documentOf(paperOf(file, "en"), "en"));
    expect(english).toContain("SOCIALIST REPUBLIC OF VIET NAM");
    expect(english).toContain("What was seen");
  });
});

it("a draft says why it may not be signed, and names nobody who would sign", () => {
  const html = documentHtml(documentOf(closingPaper(fileOf(), "vi")));
  expect(html).toContain("Chưa ký được: sự cố còn mở");
  expect(html).toContain("Kết thúc sự cố an ninh mạng (dự thảo)");
  expect(html).not.toContain("GIÁM ĐỐC");
});
