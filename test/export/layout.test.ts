// The layout of Nghị định 30/2020, Appendix I, read back from the finished files.
import { describe, expect, it } from "vitest";
import { documentDocx } from "../../src/export/document/docx.ts";
import { documentHtml } from "../../src/export/document/html.ts";
import { LINE_WIDTH, SIZE } from "../../src/export/document/layout.ts";
import {
  body,
  heading,
  item,
  type Block,
  type OfficeDocument,
} from "../../src/export/document/model.ts";
import { documentPdf } from "../../src/export/document/pdf.ts";
import { blocksPdf } from "../../src/export/document/pdf-blocks.ts";
import { annexNumber, frameWords, listLines, roman } from "../../src/export/document/words.ts";
import { withFixedDates } from "../../src/export/document/zip-dates.ts";
import { own } from "../../src/export/report/cells.ts";
import { reportDocument } from "../../src/export/report/document.ts";
import { reportModel } from "../../src/export/report/model.ts";
import { pdfObjects, pdfPages } from "./read-pdf.ts";
import { NOW, reportInput } from "./sample.ts";
import { textOfEntry, unzip } from "./unzip.ts";

const model = reportModel(reportInput({ kind: "unit", unit: "BV-A" }));
const letterhead = { addressees: ["Bộ Y tế (Cục K2ĐT)"], signer: "Giám đốc" };
const report = reportDocument(model, { form: "report", ...letterhead });
const letter = reportDocument(model, { form: "letter", ...letterhead });
const TWIPS_PER_MM = 1440 / 25.4;

function attribute(xml: string, element: string, name: string): number {
  return Number(new RegExp(`<${element} [^>]*${name}="(\\d+)"`).exec(xml)?.[1]);
}

/** Half-points of the run that holds a text. */
function sizeOf(xml: string, text: string): number {
  const run = xml.split("<w:r>").find((part) => part.includes(`>${text}`));
  return Number(/<w:sz w:val="(\d+)"/.exec(run ?? "")?.[1]);
}

function runOf(xml: string, text: string): string {
  return xml.split("<w:r>").find((part) => part.includes(`>${text}`)) ?? "";
}

describe("DOCX", async () => {
  const file = await documentDocx(report);
  const xml = textOfEntry(file, "word/document.xml");

  it("is A4 upright with margins inside the decree's ranges", () => {
    const mm = (name: string, element: string): number =>
      attribute(xml, element, name) / TWIPS_PER_MM;
    expect(Math.round(mm("w:w", "w:pgSz"))).toBe(210);
    expect(Math.round(mm("w:h", "w:pgSz"))).toBe(297);
    expect(mm("w:top", "w:pgMar")).toBeGreaterThanOrEqual(19.95);
    expect(mm("w:top", "w:pgMar")).toBeLessThanOrEqual(25);
    expect(mm("w:bottom", "w:pgMar")).toBeGreaterThanOrEqual(19.95);
    expect(mm("w:left", "w:pgMar")).toBeGreaterThanOrEqual(29.95);
    expect(mm("w:left", "w:pgMar")).toBeLessThanOrEqual(35);
    expect(mm("w:right", "w:pgMar")).toBeGreaterThanOrEqual(14.95);
    expect(mm("w:right", "w:pgMar")).toBeLessThanOrEqual(20);
  });

  it("is set in black Times New Roman, Vietnamese", () => {
    const styles = textOfEntry(file, "word/styles.xml");
    expect(styles).toContain('w:ascii="Times New Roman"');
    expect(styles).toContain('w:val="vi-VN"');
    expect([...xml.matchAll(/w:ascii="([^"]+)"/g)].map(([, name]) => name)).toEqual(
      expect.arrayContaining(["Times New Roman"]),
    );
    expect(
      [...xml.matchAll(/<w:color w:val="([^"]+)"/g)].filter(([, colour]) => colour !== "000000"),
    ).toEqual([]);
  });

  it("numbers pages in the middle of the top margin, 13 points, not on the first; annexes on their own", () => {
    const sections = [...xml.matchAll(/<w:sectPr>.*?<\/w:sectPr>/g)].map(([text]) => text);
    expect(sections).toHaveLength(1 + report.annexes.length);
    for (const section of sections) {
      expect(section).toContain("<w:titlePg/>");
      expect(section).toContain('w:start="1"');
    }
    const headers = [...unzip(file)].filter(([name]) => /^word\/header\d+\.xml$/.test(name));
    const numbered = headers
      .map(([, { bytes }]) => bytes.toString("utf8"))
      .filter((text) => text.includes("PAGE"));
    expect(numbered).toHaveLength(sections.length);
    for (const header of numbered) {
      expect(header).toContain('<w:jc w:val="center"/>');
      expect(header).toContain('<w:sz w:val="26"/>');
    }
    expect(headers).toHaveLength(2 * sections.length);
  });

  it.each([
    ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 24, 26, "bold"],
    ["Độc lập - Tự do - Hạnh phúc", 26, 28, "bold"],
    ["SỞ Y TẾ TỈNH MẪU", 24, 26, "plain"],
    ["BỆNH VIỆN A", 24, 26, "bold"],
    ["Số: ……/BC-……", 26, 26, "plain"],
    ["…………, ngày …… tháng …… năm ……", 26, 28, "italic"],
    ["BÁO CÁO", 26, 28, "bold"],
    ["Về kết quả rà soát", 26, 28, "bold"],
    ["Kính gửi:", 26, 28, "plain"],
    ["Thực hiện mục 3", 26, 28, "plain"],
    ["Nơi nhận:", 24, 24, "bold italic"],
    ["- Như trên;", 22, 22, "plain"],
    ["- Lưu: VT.", 22, 22, "plain"],
    ["GIÁM ĐỐC", 26, 28, "bold"],
    ["Phụ lục I", 28, 28, "bold"],
    ["DANH SÁCH VẤN ĐỀ CÒN MỞ", 26, 28, "bold"],
    ["(Kèm theo Báo cáo số", 26, 28, "italic"],
  ])("sets %j in %i–%i half-points, %s", (text, least, most, style) => {
    const size = sizeOf(xml, text);
    expect(size).toBeGreaterThanOrEqual(least);
    expect(size).toBeLessThanOrEqual(most);
    const run = runOf(xml, text);
    expect(run.includes("<w:b/>")).toBe(style.includes("bold"));
    expect(run.includes("<w:i/>")).toBe(style.includes("italic"));
  });

  it("justifies the body, indents its first line by 1–1.27 cm, 6 points between, single to one and a half", () => {
    const paragraph = xml.split("<w:p>").find((part) => part.includes("Thực hiện mục 3")) ?? "";
    expect(paragraph).toContain('<w:jc w:val="both"/>');
    const indent = attribute(paragraph, "w:ind", "w:firstLine") / TWIPS_PER_MM;
    expect(indent).toBeGreaterThanOrEqual(9.95);
    expect(indent).toBeLessThanOrEqual(12.75);
    expect(attribute(paragraph, "w:spacing", "w:after")).toBeGreaterThanOrEqual(120);
    const line = attribute(paragraph, "w:spacing", "w:line");
    expect(line).toBeGreaterThanOrEqual(240);
    expect(line).toBeLessThanOrEqual(360);
  });

  it("repeats the head row of tables and keeps signature and last line together", () => {
    expect(xml.split("<w:tblHeader/>").length - 1).toBeGreaterThan(10);
    const last = xml.split("<w:p>").find((part) => part.includes("Trân trọng./.")) ?? "";
    expect(last).toContain("<w:keepNext/>");
  });

  it("draws no seal and no signature, and leaves room for both", () => {
    expect([...unzip(file).keys()].filter((name) => name.includes("media"))).toEqual([]);
    const after = xml.slice(xml.indexOf("GIÁM ĐỐC"), xml.indexOf("Phụ lục I"));
    expect(after.split("<w:p>").length).toBeGreaterThan(5);
  });

  it("is the same file from the same document, with no clock in it", async () => {
    const again = await documentDocx(report);
    expect(Buffer.from(again).equals(Buffer.from(file))).toBe(true);
    for (const { stamp } of unzip(file).values()) expect(stamp).toBe(0x210000);
    expect(textOfEntry(file, "docProps/core.xml")).toContain(NOW.slice(0, 19));
  });

  it("as a letter has no title, and its subject under the number in 12 points", async () => {
    const text = textOfEntry(await documentDocx(letter), "word/document.xml");
    expect(text).not.toContain(">BÁO CÁO<");
    expect(sizeOf(text, "V/v báo cáo kết quả rà soát")).toBe(24);
    expect(text.indexOf("V/v báo cáo")).toBeLessThan(text.indexOf("CỘNG HÒA"));
  });
});

describe("PDF", async () => {
  const file = await documentPdf(report);
  const objects = [...pdfObjects(file).values()];
  const pages = pdfPages(file).map((page) => page.replace(/\s+/g, " ").trim());

  it("is A4 with title, language and Tinos embedded, and nothing but Tinos", () => {
    for (const { dictionary } of objects.filter(({ dictionary }) =>
      /\/Type \/Page\b(?!s)/.test(dictionary),
    )) {
      expect(dictionary).toMatch(/\/MediaBox \[0 0 595\.28 841\.89\]/);
    }
    const fonts = objects.flatMap(
      ({ dictionary }) => /\/FontName \/[A-Z]+\+(\S+)/.exec(dictionary)?.[1] ?? [],
    );
    expect(fonts.toSorted()).toEqual(
      ["Tinos-Bold", "Tinos-BoldItalic", "Tinos-Italic", "Tinos-Regular"].toSorted(),
    );
    expect(objects.filter(({ dictionary }) => dictionary.includes("/FontFile2"))).toHaveLength(
      fonts.length,
    );
    expect(objects.some(({ dictionary }) => dictionary.includes("/Lang (vi-VN)"))).toBe(true);
  });

  it("sets commands without the gaps that justifying puts behind hyphens, and prose justified", () => {
    const command = `Tự kiểm tra: chạy "openssl s_client -connect TEN-MAY-CHU:443 -servername TEN-MAY-CHU </dev/null | openssl x509 -noout -dates": notAfter phải ở tương lai.`;
    const path =
      "Apache: đặt dòng sau trong cấu hình mod_ssl (mods-available/ssl.conf hoặc conf.d/ssl.conf), bỏ các dòng SSLProtocol khác.";
    const prose =
      "Căn cứ Công văn số 2132/BYT-K2ĐT ngày 24/4/2024 của Bộ Y tế về việc tăng cường công tác bảo đảm an toàn thông tin, an ninh mạng.";
    const looks = (blocks: readonly Block[]) =>
      blocksPdf(blocks, "vi").map((part) => /"alignment":"(\w+)"/.exec(JSON.stringify(part))?.[1]);
    expect(looks([body(command), item(path), body(prose), item(prose.slice(0, 20))])).toEqual([
      "left",
      "left",
      "justify",
      "justify",
    ]);
  });

  it("gives its Vietnamese back as text", () => {
    const all = pages.join(" ").replace(/ /g, "");
    for (const text of [
      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
      "Độc lập - Tự do - Hạnh phúc",
      "Kế hoạch khắc phục",
      "chưa khai báo",
      "Người đứng đầu trực tiếp chỉ đạo",
    ]) {
      expect(all).toContain(text.replace(/ /g, ""));
    }
  });

  it("gives every column with days the room for one: no date is ever torn", () => {
    // Ten signs of Tinos: a digit is half as wide as the letters are high, a slash a quarter.
    const day = (8 * 0.5 + 2 * 0.278) * SIZE.table + 2 * 3 + 0.5;
    const tables = [model, reportModel(reportInput({ kind: "all" }))].flatMap((one) =>
      [...one.sections, ...one.annexes].flatMap(({ blocks }) =>
        blocks.filter((block) => block.kind === "table"),
      ),
    );
    const dated = tables.flatMap(({ title, columns, rows }) => {
      const total = columns.reduce((sum, { width }) => sum + width, 0);
      return columns.flatMap(({ title: name, width }, index) =>
        rows.some((row) => /^\d\d\/\d\d\/\d{4}$/m.test(row[index]?.text ?? ""))
          ? [{ title, name, room: (width / total) * LINE_WIDTH }]
          : [],
      );
    });
    expect(dated.length).toBeGreaterThan(5);
    for (const one of dated) expect(one.room, `${one.title}: ${one.name}`).toBeGreaterThan(day);
  });

  it("never breaks a row of a table over two pages, unless the row is long", async () => {
    const rows = Array.from({ length: 40 }, (_, index) => [
      own(`ĐẦU${String(index)}\n${"dòng\n".repeat(4)}CUỐI${String(index)}`),
    ]);
    const table = { kind: "table", title: "Bảng", columns: [{ title: "Cột", width: 1 }] } as const;
    const document = { ...report, annexes: [], blocks: [{ ...table, rows, empty: "" }, body("X")] };
    const texts = pdfPages(await documentPdf(document)).map((page) => page.replace(/\s+/g, ""));
    expect(texts.length).toBeGreaterThan(3);
    for (const page of texts) {
      for (const [, index = ""] of page.matchAll(/ĐẦU(\d+)dòng/g)) {
        expect(page).toContain(`CUỐI${index}`);
      }
    }
  });

  it("shows no number on first pages, 2 on the second, and each annex counts its own", () => {
    const start = pages.findIndex((page) => page.includes("Phụ lục I "));
    expect(pages[0]).not.toMatch(/^1\b/);
    expect(pages.slice(1, start).every((page, index) => lastOf(page, index + 2))).toBe(true);
    expect(lastOf(pages[start] ?? "", 1)).toBe(false);
    const annexes = pages.flatMap((page, index) => (/Phụ lục [IVX]+ /.test(page) ? [index] : []));
    expect(annexes).toHaveLength(report.annexes.length);
    expect(lastOf(pages[(annexes[1] ?? 0) + 1] ?? "", 2)).toBe(true);
  });

  it("is the same file from the same document, with the moment it was given", async () => {
    const again = await documentPdf(report);
    expect(Buffer.from(again).equals(Buffer.from(file))).toBe(true);
    const dates = objects.flatMap(({ dictionary }) =>
      [...dictionary.matchAll(/\(D:(\d{8})/g)].map(([, day]) => day),
    );
    expect(new Set(dates)).toEqual(new Set(["20261122"]));
  });

  it.each([22, 25, 28, 31, 34])(
    "never leaves a heading, or the signature, alone at the end of a page (%i lines before)",
    async (lines) => {
      const document: OfficeDocument = {
        ...report,
        annexes: [],
        blocks: [
          ...Array.from({ length: lines }, (_, index) => body(`Dòng ${String(index)}.`)),
          heading(1, "TIÊUĐỀ"),
          body("NỘIDUNG"),
          body("CUỐICÙNG"),
        ],
      };
      const texts = pdfPages(await documentPdf(document)).map((page) => page.replace(/\s+/g, ""));
      const pageOf = (text: string): number => texts.findIndex((page) => page.includes(text));
      expect(pageOf("TIÊUĐỀ")).toBe(pageOf("NỘIDUNG"));
      expect(pageOf("CUỐICÙNG")).toBe(pageOf("GIÁMĐỐC"));
      expect(pageOf("NỘIDUNG")).toBe(pageOf("GIÁMĐỐC"));
    },
  );
});

/** The header is drawn after the page's own text. */
function lastOf(page: string, number: number): boolean {
  return page.endsWith(` ${String(number)}`) || page.startsWith(`${String(number)} `);
}

describe("HTML", () => {
  const html = documentHtml(report);

  it("carries a policy that forbids everything but its own style sheet", () => {
    expect(html).toContain("default-src 'none'; style-src 'sha256-");
    expect(html).not.toMatch(/<script|<link|<img|<a |href=|src=|url\(|@import|style="/);
  });

  it("prints with the same margins, and pages from the second on", () => {
    expect(html).toContain("@page{size:A4;margin:20mm 15mm 20mm 30mm");
    expect(html).toContain('@page:first{@top-center{content:""}}');
  });

  it("has each chart as a picture with a name, and the table behind it", () => {
    expect(html.match(/<svg /g)).toHaveLength(2);
    expect(html.match(/role="img" aria-label="[^"]+"/g)).toHaveLength(2);
  });

  it("marks each cell with its source", () => {
    const cells = html.match(/<td /g)?.length ?? 0;
    expect(cells).toBeGreaterThan(100);
    expect(html.match(/<td class="(?:left|center|right)" data-source="[^"]+"/g)).toHaveLength(
      cells,
    );
  });

  it("is the same text from the same document", () => {
    expect(documentHtml(report)).toBe(html);
  });
});

describe("words", () => {
  it.each([
    [1, "I"],
    [4, "IV"],
    [9, "IX"],
    [14, "XIV"],
  ])("%i is %s", (value, sign) => {
    expect(roman(value)).toBe(sign);
  });

  it("ends a list of addressees with a full stop", () => {
    expect(listLines(["A", "B"])).toEqual(["- A;", "- B."]);
  });

  it("says the frame in both languages", () => {
    expect(frameWords(report.frame, "en").nation).toBe("SOCIALIST REPUBLIC OF VIET NAM");
  });

  it("numbers annexes only where there are several", () => {
    expect([annexNumber(0, 1), annexNumber(0, 2), annexNumber(3, 4)]).toEqual(["", " I", " IV"]);
    const one = documentHtml({ ...report, annexes: report.annexes.slice(0, 1) });
    expect(one).toContain("<h2>Phụ lục<br>");
  });

  it("refuses to stamp what is no ZIP", () => {
    expect(() => withFixedDates(new Uint8Array(40))).toThrow("ZIP");
  });
});
